"""Forms of a licence: its events, use, customs' rows, deliveries."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tallystick.register.items.models import Item
from tallystick.register.ledger.edited import Seen
from tallystick.register.licences.forms.fields import Bounded, day, upload
from tallystick.register.licences.models import CustomsRow, Licence, LicenceLine, Unit, Use, Verification


class ActForm(Bounded):
    """Something is done to a licence."""

    happened_on = day(_("on"), initial=timezone.localdate)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea)


class UseForm(Bounded):
    """One use of a licence."""

    line = forms.ModelChoiceField(label=_("line"), queryset=LicenceLine.objects.none())
    quantity = forms.IntegerField(label=_("quantity"), min_value=1, max_value=2_000_000_000)
    unit = forms.ChoiceField(label=_("unit"), choices=Unit.choices)
    used_on = day(_("used on"), initial=timezone.localdate)
    reference = forms.CharField(label=_("number of the document"), max_length=120, required=False)
    corrects = forms.ModelChoiceField(
        label=_("corrects"),
        queryset=Use.objects.none(),
        required=False,
        help_text=_("Only where an earlier use was entered wrongly: this one then stands for it."),
    )

    def __init__(self, licence: Licence, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = licence.lines.all()  # type: ignore[attr-defined]
        self.fields["corrects"].queryset = licence.uses.filter(is_refused=False, items=None)  # type: ignore[attr-defined]


class ExportForm(Bounded):
    """Which items leave under a line."""

    items = forms.ModelMultipleChoiceField(
        label=_("items"), queryset=Item.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    used_on = day(_("used on"), initial=timezone.localdate)
    reference = forms.CharField(label=_("number of the document"), max_length=120)

    def __init__(self, items: QuerySet[Item], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items  # type: ignore[attr-defined]


class CustomsForm(Bounded, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """What customs says passed."""

    passed_on = day(_("passed on"))

    class Meta:
        model = CustomsRow
        fields = ("line", "declaration", "passed_on", "office", "quantity", "unit", "note")

    def __init__(self, licence: Licence, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = licence.lines.all()  # type: ignore[attr-defined]


class VerificationForm(Bounded, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A delivery is to be verified."""

    asked_on = day(_("asked on"), initial=timezone.localdate)
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

    received_on = day(_("answer received on"), initial=timezone.localdate)
    confirmed = forms.IntegerField(label=_("quantity confirmed"), min_value=0, max_value=2_000_000_000)
    confirmed_by = forms.CharField(label=_("confirmed by (office)"), max_length=200)
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)
    file = upload()

    def __init__(self, row: Verification, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.see(row)
