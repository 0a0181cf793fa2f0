"""Forms of certificates that this state issues, of enquiries about them, and of what other states are told."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.ledger.edited import RecordedForm
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.forms.fields import (
    Bounded,
    CategoryField,
    PartyField,
    Stamped,
    day,
    upload,
)
from tallystick.register.licences.models import (
    Application,
    EndUseKind,
    Enquiry,
    Informing,
    Kind,
    Ours,
    OwnCertificate,
    OwnLine,
)
from tallystick.register.stores.models import Service

_ISSUED: tuple[EndUseKind, ...] = (
    EndUseKind.END_USER_CERTIFICATE,
    EndUseKind.END_USER_STATEMENT,
    EndUseKind.IMPORT_CERTIFICATE,
    EndUseKind.DELIVERY_VERIFICATION,
    EndUseKind.NON_REEXPORT,
)
"""Kinds that a state issues for its own imports; an import licence is granted in a case."""


class OwnCertificateForm(Bounded, RecordedForm):
    """A certificate that is prepared."""

    kind = forms.ChoiceField(label=_("kind"), choices=[(one.value, one.label) for one in _ISSUED])
    exporter_party = PartyField(label=_("exporter's state (code)"))
    valid_until = day(_("valid until"))

    class Meta:
        model = OwnCertificate
        fields = (
            "kind",
            "service",
            "application",
            "signatory",
            "exporter",
            "exporter_party",
            "end_use",
            "valid_until",
            "note",
        )
        help_texts: ClassVar = {
            "signatory": _("Name and office of whoever signs; enquiries are answered from it.")
        }

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        cases = Application.objects.filter(kind=Kind.IMPORT)
        self.fields["service"].queryset = visible(request, Service.objects.all())  # type: ignore[attr-defined]
        self.fields["application"].queryset = visible(request, cases)  # type: ignore[attr-defined]


class OwnLineForm(Bounded, RecordedForm):
    """One line of goods of a certificate."""

    category = CategoryField()

    class Meta:
        model = OwnLine
        fields = ("category", "description", "quantity", "unit", "is_withdrawn")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["category"].offer_also(self.instance.category)  # type: ignore[attr-defined]
        self.fields["quantity"].widget.attrs["min"] = 1
        if self.instance._state.adding:
            del self.fields["is_withdrawn"]

    def standing(self, row: Recorded) -> dict[str, str]:
        """Say what stands in a line now: its category in the words that it is chosen by."""
        said = super().standing(row)
        return said | {"category": self.fields["category"].said(said["category"])}  # type: ignore[attr-defined]

    def clean_quantity(self) -> int:
        """Refuse nought: a line of nothing is no line."""
        quantity: int = self.cleaned_data["quantity"]
        if quantity < 1:
            raise forms.ValidationError(_("A line counts at least one."))
        return quantity


class IssueForm(Bounded, Stamped):
    """A certificate is issued."""

    issued_on = day(_("issued on"), initial=timezone.localdate)
    file = upload()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        # enquiries are answered from the scan
        self.fields["file"].required = True


class WithdrawForm(Bounded):
    """A certificate is withdrawn."""

    withdrawn_on = day(_("withdrawn on"), initial=timezone.localdate)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea)


class EnquiryForm(Bounded, RecordedForm):
    """Another state asks about a certificate."""

    LISTS = frozenset({"goods"})

    asked_by_party = PartyField(label=_("asking state (code)"))
    asked_on = day(_("asked on"))
    issued_on = day(_("issued on, as shown"), required=False)
    file = upload()

    class Meta:
        model = Enquiry
        fields = (
            "asked_by",
            "asked_by_party",
            "asked_on",
            "channel",
            "is_independent",
            "number",
            "signatory",
            "issued_on",
            "exporter",
            "goods",
        )


class ReplyForm(Bounded, RecordedForm):
    """What this state answers."""

    answer = forms.ChoiceField(
        label=_("answer"),
        choices=[one for one in Ours.choices if one[0] != Ours.OPEN],
        widget=forms.RadioSelect,
    )
    answered_on = day(_("answered on"))
    explained = forms.CharField(label=_("what was answered"), widget=forms.Textarea, required=False)

    class Meta:
        model = Enquiry
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.initial["answered_on"] = timezone.localdate()


class InformingForm(Bounded, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Another state asks about an authorization."""

    party = PartyField(label=_("asking state (code)"))
    asked_on = day(_("asked on"), initial=timezone.localdate)

    class Meta:
        model = Informing
        fields = ("party", "asked_on", "asked_by", "question")


class InformedForm(Bounded, RecordedForm):
    """What it was told."""

    answered_on = day(_("answered on"))
    file = upload()

    class Meta:
        model = Informing
        fields = ("answered_on", "given", "withheld")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.initial["answered_on"] = self.initial.get("answered_on") or timezone.localdate()
