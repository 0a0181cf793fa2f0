"""Forms of the national point of contact and of the keys of other states."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tallystick.register.fields import PartyField, PastDay
from tallystick.register.ledger.edited import RecordedForm
from tallystick.register.tracing.models import PartyKey, PointOfContact
from tallystick.register.tracing.signing import KEY_DIGITS
from tallystick.register.tracing.strict import hexadecimal


class ContactForm(RecordedForm):
    """Whom other states turn to."""

    class Meta:
        model = PointOfContact
        fields = ("office", "address", "telephone", "email")


class KeyForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A key of another state's register, and its fingerprint as it was read over the telephone."""

    party = PartyField(label=_("other state"))
    spoken = forms.CharField(
        label=_("fingerprint, as they read it over the telephone"),
        max_length=80,
        help_text=_("Ring a number that you know already, never one that came with the file."),
    )

    class Meta:
        model = PartyKey
        fields = ("party", "public_key", "told_by", "accepted_on")
        field_classes = {"accepted_on": PastDay}  # noqa: RUF012  # as Django has it

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["accepted_on"].initial = timezone.localdate
        self.order_fields(["party", "public_key", "spoken", "told_by", "accepted_on"])

    def clean_public_key(self) -> str:
        """Give the digits of the key without spaces, in small letters."""
        digits = "".join(self.cleaned_data["public_key"].split()).lower()
        try:
            return hexadecimal(KEY_DIGITS)(digits)
        except ValueError as error:
            raise ValidationError(
                _("A key is %(count)s digits from 0 to f."), params={"count": KEY_DIGITS}
            ) from error
