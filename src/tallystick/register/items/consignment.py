"""Register a consignment: many weapons of one make and model, by their serial numbers, in one operation."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.access.models import User
from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.fields import PartyField, PastDay
from tallystick.register.files.fields import PaperField
from tallystick.register.files.models import Document
from tallystick.register.items.checking import Happened
from tallystick.register.items.duplicates import bearers
from tallystick.register.items.forms import DESCRIPTIVE, DescribeForm
from tallystick.register.items.happened_form import OWN_LICENCE
from tallystick.register.items.history import chunks
from tallystick.register.items.leaving import LeaveRefusedError, check_arrival, keep_refused, let_happen
from tallystick.register.items.likeness import key
from tallystick.register.items.marks import is_half_read, put_folds
from tallystick.register.items.models import COUNTED, EventKind, Item, ItemKind, Mark, MarkKind, Reading
from tallystick.register.items.record import register_all
from tallystick.register.items.serials import MOST, Fault, Oddity, Serials, read_serials
from tallystick.register.ledger.operation import Operation
from tallystick.register.stores.models import Store


class ConsignmentForm(DescribeForm):
    """What every weapon of a consignment has in common, and their numbers."""

    serials = forms.CharField(
        label=gettext_lazy("serial numbers"),
        widget=forms.Textarea,
        help_text=gettext_lazy(
            "One a line, or a range: AB1001-AB1500. Write = before a number that only looks like a range."
        ),
        strip=False,
    )
    store = forms.ModelChoiceField(
        label=gettext_lazy("in store"), queryset=Store.objects.none(), required=False
    )
    happened_on = PastDay(label=gettext_lazy("registered on"))
    party = PartyField(
        label=gettext_lazy("imported from"),
        required=False,
        help_text=gettext_lazy("Leave it empty where nothing was imported."),
    )
    licence = forms.CharField(
        label=gettext_lazy("number of the licence"), max_length=60, required=False, help_text=OWN_LICENCE
    )
    reference = forms.CharField(label=gettext_lazy("number of the document"), max_length=120, required=False)
    leave_out = forms.BooleanField(
        label=gettext_lazy("Leave out the numbers that stand in the register already"), required=False
    )

    field_order = ("kind", "category", "make", "model", "calibre", "serials")

    class Meta(DescribeForm.Meta):
        fields: tuple[str, ...] = (*DESCRIPTIVE, "condition", "origin", "handling", "note")

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(request, *args, **kwargs)
        self.fields["store"].queryset = visible(request, Store.objects.filter(is_open=True))  # type: ignore[attr-defined]
        kinds = [(kind, label) for kind, label in ItemKind.choices if kind not in COUNTED]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean_happened_on(self) -> date:
        """Say to the other state of which day it is asked."""
        day: date = self.cleaned_data["happened_on"]
        party: Any = self.fields["party"]
        party.during = (day, day)
        return day

    def clean_serials(self) -> Serials:
        """Refuse numbers that are too long, too many, or stand twice."""
        read = read_serials(self.cleaned_data["serials"])
        said = {
            Fault.TWICE: gettext_lazy("Line %(line)s: %(text)s stands twice."),
            Fault.LONG: gettext_lazy("Line %(line)s: %(text)s is too long."),
            Fault.MANY: gettext_lazy(
                "Line %(line)s: there are more than %(most)s numbers. Register them in parts."
            ),
        }
        for line, text, fault in read.faults[:10]:
            self.add_error("serials", said[fault] % {"line": line, "text": text, "most": MOST})
        if len(read.texts) == 0 and len(read.faults) == 0:
            self.add_error("serials", _("No number was read."))
        return read

    def clean(self) -> dict[str, Any]:
        """Ask for the store where the weapons were imported: an import ends in one; and for the state, of a licence."""
        given = super().clean() or {}
        if given.get("party", "") != "" and given.get("store") is None:
            self.add_error("store", _("This is needed here."))
        if given.get("licence", "") != "" and given.get("party", "") == "":
            # a number that nothing is checked against would be lost
            self.add_error("party", _("This is needed here."))
        return given

    def marks(self) -> list[Mark]:
        """Give the marks that were read, not yet saved."""
        serials: Serials = self.cleaned_data["serials"]
        marks = [_mark(text) for text in serials.texts]
        for mark in marks:
            put_folds(mark)
        return marks


_ODD = {
    Oddity.NO_RANGE: gettext_lazy(
        "Line %(line)s: %(text)s was read as one number. A range has both ends with as many figures, the end above "
        "the beginning."
    ),
    Oddity.SEVERAL: gettext_lazy(
        "Line %(line)s: %(text)s was read as one number. Of several, each stands on a line of its own."
    ),
    Oddity.SIGNS: gettext_lazy(
        "Line %(line)s: %(text)s has no figure, or signs that serial numbers do not have."
    ),
    Oddity.ALIKE: gettext_lazy("Line %(line)s: %(text)s reads like %(other)s. Look at both weapons again."),
}
"""What is said of a line that is worth a second look."""


def odd_lines(serials: Serials) -> list[str]:
    """Say of each line that is worth a second look why."""
    return [
        _ODD[one.oddity] % {"line": one.line, "text": one.text, "other": one.other} for one in serials.remarks
    ]


class PaperForm(forms.Form):
    """The scanned document, given where the consignment is kept: a browser sends a file only once."""

    paper = PaperField()


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be kept."""

    lines: list[tuple[str, list[Item]]]
    """Each number, and the items that bear it already and that the person may see."""
    taken: int
    """Numbers that are borne already, by items that the person may see."""


def preview(form: ConsignmentForm) -> Preview:
    """Lay the numbers of a consignment beside the register: two queries for each nine hundred."""
    marks = form.marks()
    borne = _borne(form, marks)
    lines = [(mark.text, borne.get(mark.folded, [])) for mark in marks]
    # those that stand in the register already come first: they are what a person must look at
    lines.sort(key=lambda line: len(line[1]) == 0)
    return Preview(lines, sum(mark.folded in borne for mark in marks))


def _borne(form: ConsignmentForm, marks: list[Mark]) -> dict[str, list[Item]]:
    """Give the items that bear each of these numbers already, of those that the person may see.

    A number that stands on a hidden item alone is as one that nobody bears: else it could be asked whether it is there.
    Kept, the two are proposed as one to whoever sees both.
    """
    there = bearers(marks, key(form.cleaned_data["model"]))
    seen: set[UUID] = set()
    for some in chunks({mark.item_id for mark in there}):
        seen |= set(visible(form.request, Item.objects.filter(pk__in=some)).values_list("pk", flat=True))
    borne: dict[str, list[Item]] = {}
    for mark in there:
        if mark.item_id in seen:
            borne.setdefault(mark.folded, []).append(mark.item)
    return borne


def keep(done: Operation, form: ConsignmentForm, document: Document | None) -> list[Item]:
    """Register the consignment; where it was imported, the import is the event after the registration.

    Raises:
        LeaveRefusedError: the licence that the import names does not allow it. Keep the attempt with `keep_attempt`.
        ValidationError: as `register_all` and `happen_all`.
    """
    given = form.cleaned_data
    marks = _fresh(form)
    imported = replace(_imported(form), document=document)
    is_import = given["party"] != ""
    first = replace(
        imported,
        kind=EventKind.REGISTERED,
        store=None if is_import else given["store"],
        party="",
        details={},
    )
    described = {name: given[name] for name in form.Meta.fields}
    items = register_all(done, [(Item(**described), [mark], first) for mark in marks])
    if is_import:
        let_happen(done, [(item, imported) for item in items], first_step=1)
    return items


def check_licence(actor: User, form: ConsignmentForm) -> None:
    """Refuse a consignment that the licence it names would not allow, before it is laid beside the register.

    Raises:
        LeaveRefusedError: the licence does not allow it.
    """
    # a consignment of which nothing is new draws on nothing
    if len(_fresh(form)) > 0:
        check_arrival(actor, *_as_one(form))


def keep_attempt(actor: User, error: LeaveRefusedError, form: ConsignmentForm) -> None:
    """Keep that an import was tried that its licence does not allow."""
    keep_refused(actor, error, *_as_one(form))


def _as_one(form: ConsignmentForm) -> tuple[list[Item], Happened]:
    described = {name: form.cleaned_data[name] for name in form.Meta.fields}
    return [Item(**described)], replace(_imported(form), quantity=len(_fresh(form)))


def _fresh(form: ConsignmentForm) -> list[Mark]:
    marks = form.marks()
    if not form.cleaned_data["leave_out"]:
        return marks
    borne = _borne(form, marks)
    return [mark for mark in marks if mark.folded not in borne]


def _imported(form: ConsignmentForm) -> Happened:
    given = form.cleaned_data
    return Happened(
        EventKind.IMPORTED,
        given["happened_on"],
        store=given["store"],
        party=given["party"],
        details={} if given["licence"] == "" else {"licence": given["licence"]},
        reference=given["reference"],
    )


def _mark(text: str) -> Mark:
    reading = Reading.PARTIAL if is_half_read(text) else Reading.WHOLE
    return Mark(kind=MarkKind.MANUFACTURER, text=text, reading=reading)
