"""Forms and filters of the list of items, and of the search by half-read marks."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.items.fields import PartyField, Suggested
from tallystick.register.items.likeness import key
from tallystick.register.items.makes import known_calibres, known_makes, known_models
from tallystick.register.items.models import Item, ItemKind, State
from tallystick.register.items.scanned import without_label
from tallystick.register.items.search import Sought, by_mark
from tallystick.register.stores.models import Service, Store

_ALL = ("", _("all"))


class FilterForm(forms.Form):
    """What the list of items is narrowed by; every field may be empty."""

    q = forms.CharField(label=_("Mark or number, or part of one"), max_length=80, required=False)
    model = forms.CharField(label=_("model"), max_length=80, required=False, widget=Suggested(known_models()))
    state = forms.ChoiceField(label=_("state"), choices=[_ALL, *State.choices], required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=[_ALL, *ItemKind.choices], required=False)
    store = forms.ModelChoiceField(label=_("store"), queryset=Store.objects.none(), required=False)
    service = forms.ModelChoiceField(label=_("service"), queryset=Service.objects.none(), required=False)

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        for name, rows in (("store", Store.objects.all()), ("service", Service.objects.all())):
            self.fields[name].queryset = visible(request, rows)  # type: ignore[attr-defined]
            self.fields[name].empty_label = _ALL[1]  # type: ignore[attr-defined]


def filtered(rows: QuerySet[Item], by: dict[str, Any]) -> QuerySet[Item]:
    """Narrow a list of items by what a filter says; marks and numbers are found by their indexes."""
    for name in ("state", "kind", "store", "service"):
        if by[name] not in (None, ""):
            rows = rows.filter(**{name: by[name]})
    if key(by["model"]) != "":
        rows = rows.filter(model_key=key(by["model"]))
    words = without_label(by["q"].strip())
    if words != "":
        numbered = _by_number(rows, words)
        rows = rows.filter(pk__in=[*numbered, *by_mark(rows, words, looks_inside=len(numbered) == 0)])
    return rows


def _by_number(rows: QuerySet[Item], words: str, most: int = 500) -> list[UUID]:
    number = words.upper().translate({ord("*"): None, ord("?"): None})
    found = rows.filter(number__fits=f"{number}*").order_by("number")
    return list(found.values_list("pk", flat=True)[:most])


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
