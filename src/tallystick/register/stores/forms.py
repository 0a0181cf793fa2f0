"""Forms of services, sites and stores, and of what happens to a store."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.fields import DayInput
from tallystick.register.ledger.edited import Seen
from tallystick.register.ledger.models import Recorded
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Handover, Inspection, KeyHolding, Service, Site, Store


class RecordedForm(Seen, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A form of a recorded row; it sends back the entry that the editor saw, so that no edit is lost."""

    def clean(self) -> dict[str, Any]:
        """Refuse days that have not come yet, of things that have happened."""
        given = super().clean() or {}
        for name in getattr(self, "PAST", ()):
            value = given.get(name)
            if isinstance(value, date) and value > timezone.localdate():
                self.add_error(name, _("This day has not come yet. Enter the day on which it happened."))
        return given

    def write(self, request: Asked, verb: str) -> Recorded:
        """Write the row in an operation of its own.

        Raises:
            EditedMeanwhileError: another edit came first; `ledger.edited.edited` shows both.
            ValidationError: another row that came first does not leave room for this one.
        """
        row: Recorded = self.save(commit=False)
        with operation(request.user, verb) as done:
            self.check_beside_others()
            return done.save(row, seen=self.entry_seen)

    def check_beside_others(self) -> None:
        """Refuse what other rows leave no room for; asked again while nobody else can write.

        Raises:
            ValidationError: by the name of the field.
        """


class ServiceForm(RecordedForm):
    """A service."""

    class Meta:
        model = Service
        fields = ("name", "kind", "contact")


class SiteForm(RecordedForm):
    """A site of a service."""

    class Meta:
        model = Site
        fields = ("name", "service", "place")


class StoreForm(RecordedForm):
    """A store of a site that the person reaches; its custodian is named here until the first handover."""

    class Meta:
        model = Store
        fields = ("code", "name", "site", "capacity", "custodian", "is_open")
        help_texts = {  # noqa: RUF012  # as Django has it
            "capacity": _("How many entries it holds when full; a lot of ammunition is one entry.")
        }

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = visible(request, Site.objects.all())  # type: ignore[attr-defined]
        if not self.instance._state.adding and self.instance.handovers.exists():
            del self.fields["custodian"]


class KeyForm(RecordedForm):
    """A key handed to somebody."""

    PAST = ("handed_over_on",)

    class Meta:
        model = KeyHolding
        fields = ("key", "holder", "handed_over_on", "handed_over_by", "note")
        widgets = {"handed_over_on": DayInput}  # noqa: RUF012  # as Django has it

    def clean(self) -> dict[str, Any]:
        """Refuse a key that somebody still holds."""
        given = super().clean()
        try:
            self.check_beside_others()
        except ValidationError as error:
            self.add_error(None, error)
        return given

    def check_beside_others(self) -> None:
        """Refuse a key that somebody still holds."""
        out = KeyHolding.objects.filter(store_id=self.instance.store_id, returned_on=None)
        held = out.filter(key=self.cleaned_data.get("key")).exclude(pk=self.instance.pk).first()
        if held is not None:
            told = _("This key is with %(holder)s. Enter its return first.")
            raise ValidationError({"key": ValidationError(told, params={"holder": held.holder})})


class KeyReturnForm(RecordedForm):
    """A key that came back."""

    PAST = ("returned_on",)

    class Meta:
        model = KeyHolding
        fields = ("returned_on", "note")
        widgets = {"returned_on": DayInput}  # noqa: RUF012  # as Django has it

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["returned_on"].required = True

    def clean(self) -> dict[str, Any]:
        """Refuse a return before the handing over."""
        given = super().clean()
        on = given.get("returned_on")
        if on is not None and on < self.instance.handed_over_on:
            self.add_error("returned_on", _("It cannot come back before it was handed over."))
        return given


class InspectionForm(RecordedForm):
    """An inspection of a store."""

    PAST = ("inspected_on",)

    class Meta:
        model = Inspection
        fields = ("inspected_on", "inspected_by", "is_in_order", "found", "next_due_on")
        widgets = {"inspected_on": DayInput, "next_due_on": DayInput}  # noqa: RUF012  # as Django has it

    def clean(self) -> dict[str, Any]:
        """Ask what was found where the store was not in order, and for a next day that lies after this one."""
        given = super().clean()
        if not given.get("is_in_order") and given.get("found", "").strip() == "":
            self.add_error("found", _("Say what was found, since the store was not in order."))
        on, due = given.get("inspected_on"), given.get("next_due_on")
        if on is not None and due is not None and due <= on:
            self.add_error("next_due_on", _("This must be later than the day before it."))
        return given


class HandoverForm(RecordedForm):
    """A store passed on; `from` is whoever answers for it now.

    `seen` is the entry of the store, and `custodian` who answered for it when the form was opened: of two handovers at
    once the second is shown that there is somebody else now.
    """

    PAST = ("handed_over_on",)

    custodian = forms.CharField(
        label=_("custodian"), max_length=120, widget=forms.HiddenInput, required=False
    )

    class Meta:
        model = Handover
        fields = ("handed_over_on", "to_custodian", "basis", "confirmed", "reference", "note")
        widgets = {"handed_over_on": DayInput}  # noqa: RUF012  # as Django has it
        help_texts = {  # noqa: RUF012  # as Django has it
            "confirmed": _("Leave it empty if no number was confirmed; an empty store is 0.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.store.entry
        self.fields["seen"].required = True
        self.fields["custodian"].initial = self.instance.store.custodian

    def clean(self) -> dict[str, Any]:
        """Ask for the number where everything was counted."""
        given = super().clean()
        if given.get("basis") == "counted" and given.get("confirmed") is None:
            self.add_error("confirmed", _("Everything was counted: enter how many."))
        return given
