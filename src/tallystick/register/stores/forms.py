"""Forms of services, sites and stores, and of what happens to a store."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.fields import DayInput, PastDay
from tallystick.register.ledger.edited import RecordedForm
from tallystick.register.stores.models import Handover, Inspection, KeyHolding, Service, Site, Store


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

    class Meta:
        model = KeyHolding
        fields = ("key", "holder", "handed_over_on", "handed_over_by", "note")
        field_classes = {"handed_over_on": PastDay}  # noqa: RUF012  # as Django has it

    def clean(self) -> dict[str, Any]:
        """Refuse a key that somebody still holds."""
        given = super().clean() or {}
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

    class Meta:
        model = KeyHolding
        fields = ("returned_on", "note")
        field_classes = {"returned_on": PastDay}  # noqa: RUF012  # as Django has it

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["returned_on"].required = True

    def clean(self) -> dict[str, Any]:
        """Refuse a return before the handing over."""
        given = super().clean() or {}
        on = given.get("returned_on")
        if on is not None and on < self.instance.handed_over_on:
            self.add_error("returned_on", _("It cannot come back before it was handed over."))
        return given


class InspectionForm(RecordedForm):
    """An inspection of a store."""

    class Meta:
        model = Inspection
        fields = ("inspected_on", "inspected_by", "is_in_order", "found", "next_due_on")
        field_classes = {"inspected_on": PastDay}  # noqa: RUF012  # as Django has it
        widgets = {"next_due_on": DayInput}  # noqa: RUF012  # as Django has it

    def clean(self) -> dict[str, Any]:
        """Ask what was found where the store was not in order, and for a next day that lies after this one."""
        given = super().clean() or {}
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

    custodian = forms.CharField(
        label=_("custodian"), max_length=120, widget=forms.HiddenInput, required=False
    )

    class Meta:
        model = Handover
        fields = ("handed_over_on", "to_custodian", "basis", "confirmed", "reference", "note")
        field_classes = {"handed_over_on": PastDay}  # noqa: RUF012  # as Django has it
        help_texts = {  # noqa: RUF012  # as Django has it
            "confirmed": _("Leave it empty if no number was confirmed; an empty store is 0.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.see(self.instance.store)
        self.fields["custodian"].initial = self.instance.store.custodian

    def clean(self) -> dict[str, Any]:
        """Ask for the number where everything was counted."""
        given = super().clean() or {}
        if given.get("basis") == "counted" and given.get("confirmed") is None:
            self.add_error("confirmed", _("Everything was counted: enter how many."))
        return given
