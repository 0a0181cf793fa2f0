"""Forms of a licence: its events, use, customs' rows, deliveries."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tallystick.register.items.condition import ask_reason
from tallystick.register.items.doubts import Doubt, DoubtsField, unticked
from tallystick.register.items.models import EventKind, Item
from tallystick.register.ledger.edited import RecordedForm, Seen
from tallystick.register.licences.forms.cases import PaperForm
from tallystick.register.licences.forms.fields import Bounded, CategoryField, day, past, refuse_before, upload
from tallystick.register.licences.mending import MENDED
from tallystick.register.licences.models import (
    CustomsRow,
    Licence,
    LicenceLine,
    PaperLicence,
    Unit,
    Use,
    Verification,
)
from tallystick.register.licences.paper_terms import TERMS
from tallystick.register.licences.use import Said, is_used_alike


class MendForm(Bounded, RecordedForm):
    """What a line of a licence on paper is, by the paper."""

    category = CategoryField()
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))
    file = upload()

    class Meta:
        model = LicenceLine
        fields = MENDED

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["category"].offer_also(self.instance.category)  # type: ignore[attr-defined]
        self.fields["file"].required = False

    @property
    def told(self) -> dict[str, object]:
        """Give what the columns of the line are to hold."""
        return {name: self.cleaned_data[name] for name in MENDED}


class MendTermsForm(PaperForm):
    """What a licence on paper says of its own number, days and provisos."""

    reason = forms.CharField(label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = PaperLicence
        fields = TERMS

    @property
    def told(self) -> dict[str, object]:
        """Give what the columns of the paper are to hold."""
        return {name: self.cleaned_data[name] for name in TERMS}


class DecideForm(Bounded):
    """A second person says whether a line is so, by the paper."""

    verdict = forms.ChoiceField(
        label=_("decision"),
        choices=[("accept", _("accept")), ("refuse", _("refuse"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    is_so = DoubtsField()

    def __init__(self, *args: Any, asked: Sequence[Doubt] = (), **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.asked = list(asked)
        self.fields["is_so"].ask(self.asked)  # type: ignore[attr-defined]
        if len(self.asked) == 0:
            del self.fields["is_so"]

    @property
    def is_accepted(self) -> bool:
        """Whether it was accepted."""
        return bool(self.cleaned_data["verdict"] == "accept")

    def clean(self) -> dict[str, Any]:
        """Accept nothing that allows more until the person has said that the paper does."""
        given = super().clean() or {}
        is_open = len(unticked(self.asked, given.get("is_so", []))) > 0
        if given.get("verdict") == "accept" and is_open:
            self.add_error("is_so", _("Nothing is kept until each of these is mended or ticked."))
        return given


class ActForm(Bounded):
    """Something is done to a licence."""

    happened_on = day(_("on"), initial=timezone.localdate)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea)


def _unit_of_all(licence: Licence) -> str:
    """Give the unit in which every line of a licence counts; empty where they differ: then a person chooses."""
    units = set(licence.lines.values_list("unit", flat=True))
    return units.pop() if len(units) == 1 else ""


class UseForm(Bounded):
    """One use of a licence."""

    line = forms.ModelChoiceField(label=_("line"), queryset=LicenceLine.objects.none())
    quantity = forms.IntegerField(label=_("quantity"), min_value=1, max_value=2_000_000_000)
    unit = forms.ChoiceField(label=_("unit"), choices=[("", "–"), *Unit.choices])
    used_on = day(_("used on"), initial=timezone.localdate)
    reference = forms.CharField(label=_("number of the document"), max_length=120, required=False)
    corrects = forms.ModelChoiceField(
        label=_("corrects"),
        queryset=Use.objects.none(),
        required=False,
        help_text=_("Only where an earlier use was entered wrongly: this one then stands for it."),
    )
    is_so = DoubtsField()

    def __init__(self, licence: Licence, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = licence.lines.all()  # type: ignore[attr-defined]
        self.initial.setdefault("unit", _unit_of_all(licence))
        self.fields["corrects"].queryset = licence.uses.filter(is_refused=False, items=None)  # type: ignore[attr-defined]
        if not self.is_bound:
            # nothing is doubted yet
            del self.fields["is_so"]

    def clean(self) -> dict[str, Any]:
        """Ask whether a use like one that counts already is another one."""
        given = super().clean() or {}
        found = [self._alike(given)] if len(self.errors) == 0 and self._is_alike(given) else []
        if len(found) == 0:
            self.fields.pop("is_so", None)
            return given
        asked: Any = self.fields["is_so"]
        asked.ask(found)
        if len(unticked(found, given["is_so"])) > 0:
            self.add_error("is_so", _("Nothing is kept until each of these is mended or ticked."))
        return given

    @staticmethod
    def _is_alike(given: dict[str, Any]) -> bool:
        said = Said(given["used_on"], given["reference"], given.get("corrects"))
        return is_used_alike(given["line"], given["quantity"], said)

    @staticmethod
    def _alike(given: dict[str, Any]) -> Doubt:
        key = f"use {given['line'].place} {given['quantity']} {given['used_on']} {given['reference']}"
        return Doubt(
            key,
            gettext("A use of this line, day, document and quantity was kept already. This is another one."),
        )


class ExportForm(Bounded):
    """Which items leave under a line."""

    items = forms.ModelMultipleChoiceField(
        label=_("items"), queryset=Item.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    used_on = day(_("used on"), initial=timezone.localdate)
    reference = forms.CharField(label=_("number of the document"), max_length=120)
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)

    def __init__(self, items: QuerySet[Item], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where what leaves was found unfit."""
        given = super().clean() or {}
        if len(self.errors) == 0:
            ask_reason(self, EventKind.EXPORTED, list(given["items"]), given["used_on"])
        return given


class CustomsForm(Bounded, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """What customs says passed."""

    passed_on = past(_("passed on"))

    class Meta:
        model = CustomsRow
        fields = ("line", "declaration", "passed_on", "office", "quantity", "unit", "note")

    def __init__(self, licence: Licence, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = licence.lines.all()  # type: ignore[attr-defined]
        self.initial["unit"] = _unit_of_all(licence)


class VerificationForm(Bounded, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A delivery is to be verified."""

    asked_on = past(_("asked on"), initial=timezone.localdate)
    due_on = day(
        _("due on"), required=False, help_text=_("Empty: after the time the register allows for it.")
    )

    class Meta:
        model = Verification
        fields = ("line", "asked_on", "asked_of", "due_on", "delivered")

    def __init__(self, licence: Licence, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = licence.lines.all()  # type: ignore[attr-defined]


class ReceivedForm(Bounded, Seen):
    """A delivery was verified."""

    received_on = past(_("answer received on"), initial=timezone.localdate)
    confirmed = forms.IntegerField(label=_("quantity confirmed"), min_value=0, max_value=2_000_000_000)
    confirmed_by = forms.CharField(label=_("confirmed by (office)"), max_length=200)
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)
    file = upload()

    def __init__(self, row: Verification, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.row = row
        self.see(row)

    def clean(self) -> dict[str, Any]:
        """Refuse an answer from before the question."""
        given = super().clean() or {}
        refuse_before(self, "received_on", self.row.asked_on)
        return given
