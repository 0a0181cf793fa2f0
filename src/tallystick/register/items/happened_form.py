"""Forms for what happens to items, and for deciding on it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.fields import DayInput, PartyField
from tallystick.register.files.fields import PaperField
from tallystick.register.form_page import refuse
from tallystick.register.items.came_in import Came, came_in, check_came_in
from tallystick.register.items.checking import Happened
from tallystick.register.items.condition import ask_reason, told_unfit
from tallystick.register.items.happenings import HAPPENINGS, QUANTIFIED, RESTORING
from tallystick.register.items.leaving import let_happen
from tallystick.register.items.models import Event, EventKind, Item, Offence
from tallystick.register.items.record import check
from tallystick.register.ledger.operation import Operation
from tallystick.register.stores.models import Store

OWN_LICENCE = _(
    "Only of a licence to import that this state issued. The number of another state's licence goes under “Number of "
    "the document”."
)


class HappenedForm(forms.Form):
    """What happened to one item: only the fields that this kind of event asks for."""

    happened_on = forms.DateField(label=_("happened on"), widget=DayInput, initial=timezone.localdate)
    store = forms.ModelChoiceField(label=_("into store"), queryset=Store.objects.none(), required=False)
    holder = forms.CharField(
        label=_("to whom: number of the person, or unit"), max_length=120, required=False
    )
    party = PartyField(label=_("other state"), required=False)
    quantity = forms.IntegerField(label=_("how many; empty for all"), min_value=1, required=False)
    circumstances = forms.CharField(label=_("what is known of it"), widget=forms.Textarea, required=False)
    place = forms.CharField(label=_("place"), max_length=120, required=False)
    method = forms.CharField(label=_("method"), max_length=120, required=False)
    witnesses = forms.CharField(label=_("witnesses"), max_length=300, required=False)
    certificate = forms.CharField(label=_("number of the certificate"), max_length=120, required=False)
    licence = forms.CharField(label=_("number of the licence"), max_length=60, required=False)
    mark = forms.CharField(label=_("mark applied"), max_length=80, required=False)
    until = forms.DateField(label=_("until"), widget=DayInput, required=False)
    from_whom = forms.CharField(label=_("from whom"), max_length=200, required=False)
    campaign = forms.CharField(label=_("campaign or programme"), max_length=200, required=False)
    offence = forms.ChoiceField(
        label=_("for what kind of offence"), choices=[("", "---------"), *Offence.choices], required=False
    )
    reference = forms.CharField(label=_("number of the document"), max_length=120, required=False)
    paper = PaperField()
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)

    ALWAYS = ("happened_on", "reference", "paper", "note")

    def __init__(
        self,
        request: Asked,
        item: Item,
        kind: EventKind,
        *args: Any,  # noqa: ANN401  # as Django has it
        corrects: Event | None = None,
        **kwargs: Any,  # noqa: ANN401  # as Django has it
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.kind, self.corrects = item, kind, corrects
        happening = HAPPENINGS[kind]
        wanted = {*self.ALWAYS, *happening.asks, *happening.may_give, *happening.people_say}
        if kind in QUANTIFIED | RESTORING and item.quantity > 1:
            wanted.add("quantity")
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        for name in (*happening.asks, *happening.people_say):
            self.fields[name].required = True
        if kind == EventKind.IMPORTED:
            self.fields["licence"].help_text = OWN_LICENCE
        if "store" in self.fields:
            self.fields["store"].queryset = visible(request, Store.objects.filter(is_open=True))  # type: ignore[attr-defined]
        self.fields["note"].help_text = " ".join(told_unfit(kind, self.all_items()))

    def all_items(self) -> list[Item]:
        """Give the items that it happened to."""
        return [self.item]

    def clean_happened_on(self) -> date:
        """Say to the other state of which day it is asked."""
        day: date = self.cleaned_data["happened_on"]
        if "party" in self.fields:
            party: Any = self.fields["party"]
            party.during = (day, day)
        return day

    def happened(self) -> Happened:
        """Give what the person says happened."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        columns = {
            name: given.pop(name) for name in ("store", "holder", "party", "quantity") if name in given
        }
        on: date = given.pop("happened_on")
        reference, note = given.pop("reference", ""), given.pop("note", "")
        given.pop("paper", None)
        details = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()
        }
        return Happened(
            self.kind, on, details=details, reference=reference, note=note, corrects=self.corrects, **columns
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot have happened, at the field where it was said."""
        given = super().clean() or {}
        if len(self.errors) > 0:
            return given
        try:
            self.check()
        except ValidationError as error:
            refuse(self, error)
        else:
            ask_reason(self, self.kind, self.all_items(), given["happened_on"])
        return given

    def enter(self, done: Operation, happened: Happened) -> list[Event]:
        """Enter what happened, as the form gives it with its document.

        Raises:
            LeaveRefusedError, ValidationError: as `let_happen`.
        """
        return let_happen(done, [(self.item, happened)])

    def check(self) -> None:
        """Refuse what cannot have happened.

        Raises:
            ValidationError: with one sentence a fault.
        """
        check(self.item, self.happened(), today=timezone.localdate())


class CameInForm(HappenedForm):
    """How an item came in, in the place of its registration straight into a store."""

    def __init__(
        self,
        request: Asked,
        registration: Event,
        kind: EventKind,
        *args: Any,  # noqa: ANN401  # as Django has it
        **kwargs: Any,  # noqa: ANN401  # as Django has it
    ) -> None:
        super().__init__(request, registration.item, kind, *args, corrects=registration, **kwargs)
        self.registration = registration
        # the whole of it was registered
        self.fields.pop("quantity", None)
        if kind == EventKind.SEIZED:
            self.fields["released_on"] = forms.DateField(
                label=_("released on; empty while it is evidence"), widget=DayInput, required=False
            )

    def happened(self) -> Happened:
        """Give how it came in, without its release."""
        told = super().happened()
        return replace(
            told, details={name: one for name, one in told.details.items() if name != "released_on"}
        )

    def check(self) -> None:
        """Refuse a way in which it cannot have come in."""
        check_came_in(self.registration, self._came(), today=timezone.localdate())

    def enter(self, done: Operation, happened: Happened) -> list[Event]:
        """Enter it."""
        return came_in(done, self.registration, replace(self._came(), happened=happened))

    def _came(self) -> Came:
        return Came(self.happened(), self.cleaned_data.get("released_on"))


class HappenedToManyForm(HappenedForm):
    """What happened to many items at once, on one document."""

    def __init__(self, request: Asked, items: list[Item], kind: EventKind, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self.items = items
        super().__init__(request, items[0], kind, *args, **kwargs)
        self.fields.pop("quantity", None)

    def all_items(self) -> list[Item]:
        """Give the items that it happened to."""
        return self.items

    def check(self) -> None:
        """Leave the checking to the operation, which names each item that it refuses."""


def as_given(event: Event) -> dict[str, Any]:
    """Give what an event says, as a form for its correction begins with."""
    return {
        "happened_on": event.happened_on,
        "store": event.store_id,
        "holder": event.holder,
        "party": event.party,
        "quantity": event.quantity,
        "reference": event.reference,
        **event.details,
    }


def labelled(event: Event, hidden: Collection[str] = ()) -> list[tuple[Any, Any]]:
    """Give the details of an event with the words that the form asks them by, without those that are `hidden`."""
    fields = HappenedForm.base_fields
    return [
        (fields[name].label if name in fields else name.replace("_", " "), _in_words(name, value))
        for name, value in sorted(event.details.items())
        if name not in hidden
    ]


def _in_words(name: str, value: Any) -> Any:  # noqa: ANN401  # as JSON has it
    return Offence(value).label if name == "offence" and value in Offence.values else value


class DecisionForm(forms.Form):
    """Whether the second person accepts."""

    answer = forms.ChoiceField(
        label=_("decision"),
        choices=(("accept", _("accept")), ("refuse", _("refuse"))),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea, required=False)
