"""Forms of counts, of surveillance, and of what is printed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.fields import DayInput, PastDay
from tallystick.register.items.models import Item
from tallystick.register.items.scanned import bare, undone
from tallystick.register.ledger.edited import RecordedForm
from tallystick.register.paper.labels import STOCKS
from tallystick.register.stocktaking.enter import Entry
from tallystick.register.stocktaking.models import Closing, Count, SeedPart, Seen, Surveillance
from tallystick.register.stocktaking.shown import Shown
from tallystick.register.stores.models import Store


class CountForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A new count."""

    class Meta:
        model = Count
        fields = (
            "store",
            "kind",
            "counted_on",
            "team",
            "is_blind",
            "suspected",
            "confidence_percent",
            "sees_percent",
            "is_by_kind",
            "note",
        )
        widgets = {"counted_on": DayInput}  # noqa: RUF012  # as Django has it
        help_texts = {  # noqa: RUF012  # as Django has it
            "suspected": _(
                "For a sample: if so many are missing or false, the sample is to show at least one."
            ),
            "confidence_percent": _("For a sample: 95 is usual."),
            "sees_percent": _("For a sample: 100 if a look never misses."),
            "is_by_kind": _("The sample then reaches its probability wherever the missing ones are."),
        }

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = visible(request, Store.objects.filter(is_open=True))  # type: ignore[attr-defined]
        self.fields["counted_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        """Ask for the plan of a sample, and refuse one of a full count."""
        given = super().clean() or {}
        plan = ("suspected", "confidence_percent", "sees_percent")
        if given.get("kind") == "sample":
            for name in plan:
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("This is needed for a sample."))
            if given.get("is_blind"):
                self.add_error(
                    "is_blind", _("The sheets of a sample say what to look for, so it cannot be blind.")
                )
        else:
            for name in plan:
                given[name] = None
            given["is_by_kind"] = False
        self._in_range(given)
        return given

    def _in_range(self, given: dict[str, Any]) -> None:
        confidence, sees = given.get("confidence_percent"), given.get("sees_percent")
        if confidence is not None and not 0 < confidence < 100:  # noqa: PLR2004  # per cent
            self.add_error("confidence_percent", _("This must be above 0 and below 100."))
        if sees is not None and not 0 < sees <= 100:  # noqa: PLR2004  # per cent
            self.add_error("sees_percent", _("This must be above 0 and at most 100."))
        if given.get("suspected") == 0:
            self.add_error("suspected", _("At least one must be looked for."))


class SeedForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """One person's part of the seed."""

    class Meta:
        model = SeedPart
        fields = ("text",)
        help_texts = {  # noqa: RUF012  # as Django has it
            "text": _(
                "Throw dice and write the numbers down, at least ten. Do not tell them before both have given."
            )
        }

    def clean_text(self) -> str:
        """Refuse a part that could be tried out."""
        text = str(self.cleaned_data["text"]).strip()
        if len(text) < 10:  # noqa: PLR2004  # ten throws of a die: sixty million seeds
            raise ValidationError(_("This is too short: at least ten characters."))
        return text


class EnterForm(forms.Form):
    """What was keyed or scanned from the sheets."""

    there = forms.CharField(
        label=_("seen"),
        widget=forms.Textarea(attrs={"rows": 12, "class": "mono", "autocapitalize": "characters"}),
        required=False,
        help_text=_(
            "One number a line, as keyed or scanned; behind a lot the quantity: QMA1-0000012-3 = 4500. A serial "
            "number is taken where one line of the list alone bears it."
        ),
    )
    not_there = forms.CharField(
        label=_("looked for and not seen"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono", "autocapitalize": "characters"}),
        required=False,
    )
    gone_through = forms.CharField(
        label=_("lines that were all looked for"),
        max_length=2_000,
        required=False,
        help_text=_("As at the foot of each page: 1-18, 37-54. What nobody saw there is missing."),
    )
    is_whole = forms.BooleanField(label=_("everything on the list was looked for"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a sheet on which nothing was written: to say that it was kept would pass for a count."""
        given = super().clean() or {}
        if len(self.errors) == 0 and not any(given.values()):
            self.add_error("there", _("No number was read."))
        return given

    def entry(self) -> Entry:
        """Give what was keyed."""
        return Entry(**self.cleaned_data)


class FindForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A thing without a number of the register."""

    class Meta:
        model = Seen
        fields = ("described", "mark", "quantity")
        help_texts = {  # noqa: RUF012  # as Django has it
            "mark": _("Write ? for each character that cannot be read. Leave it empty where there is none.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["described"].required = True


class ReasonForm(forms.Form):
    """Why a difference is settled without an event."""

    reason = forms.CharField(label=_("reason"), widget=forms.Textarea)


class NarrowForm(forms.Form):
    """Which of many differences are listed; every field may be empty."""

    first = forms.IntegerField(label=_("from line"), min_value=1, required=False)
    last = forms.IntegerField(label=_("to line"), min_value=1, required=False)
    words = forms.CharField(label=_("Number, description or mark"), max_length=80, required=False)

    def narrowed(self, rows: Sequence[Shown]) -> list[Shown]:
        """Keep the rows asked for; none where what is asked cannot be read."""
        if not self.is_bound:
            return list(rows)
        if not self.is_valid():
            return []
        first, last = self.cleaned_data["first"] or 1, self.cleaned_data["last"]
        words = str(self.cleaned_data["words"]).casefold()
        is_all = self.cleaned_data["first"] is None and last is None
        return [
            row
            for row in rows
            if (is_all or _is_between(first, row.difference.place, last)) and words in _words(row)
        ]


def _is_between(first: int, place: int | None, last: int | None) -> bool:
    # what stands on no list has no line, and is not between two
    return place is not None and first <= place and (last is None or place <= last)


def _words(row: Shown) -> str:
    return f"{row.difference.number} {row.described} {row.marks}".casefold()


class IdentifyForm(ReasonForm):
    """Which registered item a find is."""

    number = forms.CharField(label=_("register number"), max_length=60)
    field_order = ("number", "reason")

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.request = request
        self.item: Item | None = None

    def clean_number(self) -> str:
        """Find the item among those the person may see."""
        typed, rows = str(self.cleaned_data["number"]).strip(), visible(self.request, Item.objects.all())
        number = undone([typed], rows).get(typed, bare(typed))
        self.item = rows.filter(number=number).first()
        if self.item is None:
            raise ValidationError(_("No item that you may see has this number."))
        return number


class CloseForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """The second person's word."""

    class Meta:
        model = Closing
        fields = ("reason",)


class SheetForm(forms.Form):
    """In which language sheets are printed, and which lines."""

    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)
    first = forms.IntegerField(label=_("from line"), min_value=1, required=False)
    last = forms.IntegerField(label=_("to line"), min_value=1, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = translation.get_language()


class LabelForm(forms.Form):
    """Which labels, on what."""

    numbers = forms.CharField(
        label=_("register numbers"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono"}),
        required=False,
        help_text=_("One a line. Leave it empty for everything in a store."),
    )
    store = forms.ModelChoiceField(label=_("store"), queryset=Store.objects.none(), required=False)
    stock = forms.ChoiceField(label=_("labels"), choices=[(name, name) for name in STOCKS])
    skipped = forms.IntegerField(
        label=_("labels already taken from the first sheet"), min_value=0, max_value=100, initial=0
    )
    with_marks = forms.BooleanField(label=_("print a mark too"), required=False)
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = visible(request, Store.objects.all())  # type: ignore[attr-defined]
        self.fields["language"].initial = translation.get_language()

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given = super().clean() or {}
        if given.get("numbers", "").strip() == "" and given.get("store") is None and len(self.errors) == 0:
            self.add_error(None, _("Give register numbers, or choose a store."))
        return given


class SurveillanceForm(RecordedForm):
    """A look at a lot of ammunition."""

    class Meta:
        model = Surveillance
        fields = ("inspected_on", "inspected_by", "method", "result", "condition", "next_due_on", "note")
        field_classes = {"inspected_on": PastDay}  # noqa: RUF012  # as Django has it
        widgets = {"next_due_on": DayInput}  # noqa: RUF012  # as Django has it

    def clean(self) -> dict[str, Any]:
        """Ask for a later day, and for none where the lot is to be destroyed."""
        given = super().clean() or {}
        on, due = given.get("inspected_on"), given.get("next_due_on")
        if on is not None and due is not None and due <= on:
            self.add_error("next_due_on", _("This must be later than the day before it."))
        return given
