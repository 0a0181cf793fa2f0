"""Forms for registering items and for what happens to them."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.items.happenings import HAPPENINGS, QUANTIFIED
from tallystick.register.items.models import EventKind, Item, Mark, MarkKind, Reading
from tallystick.register.items.record import Happened, check
from tallystick.register.stores.models import Service, Store


class DayInput(forms.DateInput):
    """A day, as the browser's own calendar has it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RegisterForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A new item with its serial number, and where it lies."""

    serial = forms.CharField(
        label=_("serial number as read"),
        max_length=80,
        required=False,
        help_text=_("Write ? for each character that cannot be read. Leave it empty where there is none."),
    )
    reading = forms.ChoiceField(label=_("reading"), choices=Reading.choices, initial=Reading.WHOLE)
    store = forms.ModelChoiceField(label=_("in store"), queryset=Store.objects.none(), required=False)
    happened_on = forms.DateField(label=_("registered on"), widget=DayInput, initial=timezone.localdate)
    reference = forms.CharField(label=_("number of the document"), max_length=120, required=False)

    class Meta:
        model = Item
        fields = (
            "kind",
            "category",
            "make",
            "model",
            "calibre",
            "year",
            "country",
            "service",
            "quantity",
            "lot_number",
            "condition",
            "origin",
            "note",
        )

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = visible(request, Store.objects.filter(is_open=True))  # type: ignore[attr-defined]
        self.fields["service"].queryset = visible(request, Service.objects.all())  # type: ignore[attr-defined]

    def marks(self) -> list[Mark]:
        """Give the marks that were read, not yet saved."""
        text = self.cleaned_data["serial"].strip()
        if text == "":
            return []
        return [Mark(kind=MarkKind.MANUFACTURER, text=text, reading=self.cleaned_data["reading"])]

    def happened(self) -> Happened:
        """Give the event of registration."""
        given = self.cleaned_data
        return Happened(
            EventKind.REGISTERED, given["happened_on"], store=given["store"], reference=given["reference"]
        )


class HappenedForm(forms.Form):
    """What happened to one item: only the fields that this kind of event asks for."""

    happened_on = forms.DateField(label=_("happened on"), widget=DayInput, initial=timezone.localdate)
    store = forms.ModelChoiceField(label=_("into store"), queryset=Store.objects.none(), required=False)
    holder = forms.CharField(
        label=_("to whom: number of the person, or unit"), max_length=120, required=False
    )
    party = forms.CharField(label=_("other state (code)"), max_length=10, required=False)
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
    reference = forms.CharField(label=_("number of the document"), max_length=120, required=False)
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)

    ALWAYS = ("happened_on", "reference", "note")

    def __init__(self, request: Asked, item: Item, kind: EventKind, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.item, self.kind = item, kind
        happening = HAPPENINGS[kind]
        wanted = {*self.ALWAYS, *happening.asks, *happening.may_give}
        if kind in QUANTIFIED and item.quantity > 1:
            wanted.add("quantity")
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        for name in happening.asks:
            self.fields[name].required = True
        if "store" in self.fields:
            self.fields["store"].queryset = visible(request, Store.objects.filter(is_open=True))  # type: ignore[attr-defined]

    def happened(self) -> Happened:
        """Give what the person says happened."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        columns = {
            name: given.pop(name) for name in ("store", "holder", "party", "quantity") if name in given
        }
        on: date = given.pop("happened_on")
        reference, note = given.pop("reference", ""), given.pop("note", "")
        details = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()
        }
        return Happened(self.kind, on, details=details, reference=reference, note=note, **columns)

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot have happened, at the field where it was said."""
        given = super().clean() or {}
        if len(self.errors) > 0:
            return given
        try:
            check(self.item, self.happened(), today=timezone.localdate())
        except ValidationError as error:
            for name, faults in error.message_dict.items():
                self.add_error(name if name in self.fields else None, faults)
        return given


class DecisionForm(forms.Form):
    """Whether the second person accepts."""

    answer = forms.ChoiceField(
        label=_("decision"),
        choices=(("accept", _("accept")), ("refuse", _("refuse"))),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea, required=False)
