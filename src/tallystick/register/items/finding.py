"""Forms and filters of the list of items, and of the search by half-read marks."""

from typing import Any

from django import forms
from django.db.models import QuerySet, TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.fields import PartyField, in_year
from tallystick.register.items.fields import Suggested
from tallystick.register.items.happenings import EMPTYING
from tallystick.register.items.likeness import key
from tallystick.register.items.makes import known_calibres, known_makes, known_models
from tallystick.register.items.models import Item, ItemKind, State
from tallystick.register.items.search import Sought
from tallystick.register.stores.models import Service, Store

_ALL = ("", _("all"))


class Where(TextChoices):
    """Whether an item is still there."""

    IN_HAND = "in_hand", _("in hand")
    GONE = "gone", _("gone: lost, exported, destroyed …")
    ALL = "all", _("all")


class FilterForm(forms.Form):
    """What the list of items is narrowed by; every field may be empty."""

    q = forms.CharField(label=_("Mark or number, or part of one"), max_length=80, required=False)
    model = forms.CharField(label=_("model"), max_length=80, required=False, widget=Suggested(known_models()))
    where = forms.ChoiceField(label=_("in hand or gone"), choices=Where.choices, required=False)
    state = forms.ChoiceField(label=_("state"), choices=[_ALL, *State.choices], required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=[_ALL, *ItemKind.choices], required=False)
    store = forms.ModelChoiceField(label=_("store"), queryset=Store.objects.none(), required=False)
    service = forms.ModelChoiceField(label=_("service"), queryset=Service.objects.none(), required=False)

    def __init__(self, request: Asked, given: QueryDict) -> None:
        super().__init__(_with_where(given))
        for name, rows in (("store", Store.objects.all()), ("service", Service.objects.all())):
            self.fields[name].queryset = visible(request, rows)  # type: ignore[attr-defined]
            self.fields[name].empty_label = _ALL[1]  # type: ignore[attr-defined]


def _with_where(given: QueryDict) -> QueryDict:
    """Say that a list shows what is in hand, unless something else was asked for: a mark, a state, a store."""
    known = given.copy()
    is_asked = any(given.get(name, "").strip() != "" for name in ("q", "state", "store"))
    known.setdefault("where", Where.ALL if is_asked else Where.IN_HAND)
    return known


def filtered(rows: QuerySet[Item], by: dict[str, Any]) -> QuerySet[Item]:
    """Narrow a list of items by what a filter says but for the words in its box, which `looking.look_for` finds."""
    for name in ("state", "kind", "store", "service"):
        if by[name] not in (None, ""):
            rows = rows.filter(**{name: by[name]})
    if key(by["model"]) != "":
        rows = rows.filter(model_key=key(by["model"]))
    if by["where"] == Where.IN_HAND:
        # what is left out is named, not what stays: databases would sort a million items that an index gives in order
        rows = rows.exclude(state__in=EMPTYING)
    elif by["where"] == Where.GONE:
        rows = rows.filter(state__in=EMPTYING)
    return rows


class SoughtForm(forms.Form):
    """What is known of a weapon that is looked for."""

    mark = forms.CharField(
        label=_("mark as read"),
        max_length=80,
        required=False,
        help_text=_(
            "Write ? for one character that cannot be read, and * for a stretch: *1234, AB?4, AB*34."
        ),
    )
    second_mark = forms.CharField(label=_("another mark"), max_length=80, required=False)
    make = forms.CharField(label=_("make"), max_length=80, required=False, widget=Suggested(known_makes()))
    model = forms.CharField(label=_("model"), max_length=80, required=False, widget=Suggested(known_models()))
    calibre = forms.CharField(
        label=_("calibre"), max_length=40, required=False, widget=Suggested(known_calibres())
    )
    year = forms.IntegerField(label=_("year of manufacture"), min_value=1800, max_value=2200, required=False)
    country = PartyField(label=_("country of manufacture"), required=False)
    kind = forms.ChoiceField(
        label=_("kind"), choices=[("", _("not known")), *ItemKind.choices], required=False
    )

    def clean_year(self) -> int | None:
        """Say to the country of manufacture of which year it is asked."""
        year: int | None = self.cleaned_data["year"]
        country: Any = self.fields["country"]
        country.during = in_year(year)
        return year

    def sought(self) -> Sought:
        """Give what is known."""
        given = self.cleaned_data
        marks = tuple(given[name].strip() for name in ("mark", "second_mark") if given[name].strip() != "")
        return Sought(
            marks,
            given["make"],
            given["model"],
            given["calibre"],
            given["year"],
            given["country"],
            given["kind"],
        )
