"""Forms of an application: what is applied for, its lines and parties, questions and answers."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.fields import PartyField
from tallystick.register.items.doubts import Doubt, DoubtsField, unticked
from tallystick.register.ledger.edited import RecordedForm
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.forms.fields import (
    Bounded,
    CategoryField,
    PartiesField,
    Stamped,
    day,
    upload,
)
from tallystick.register.licences.models import (
    Application,
    CaseLine,
    CaseParty,
    Kind,
    PaperLicence,
    Recommendation,
    State,
)
from tallystick.register.licences.reducing import Part
from tallystick.register.stores.models import Service


class ApplicationForm(Bounded, RecordedForm):
    """What is applied for."""

    from_party = PartyField(label=_("from which state (code)"))
    to_party = PartyField(label=_("to which state (code)"))
    via = PartiesField(
        label=_("through which states (codes)"),
        required=False,
        help_text=_("In the order of the route, with commas between. Empty where the goods go straight."),
    )

    class Meta:
        model = Application
        fields = (
            "kind",
            "applicant",
            "reference",
            "from_party",
            "to_party",
            "via",
            "end_use",
            "route",
            "needs_exemption",
        )
        help_texts: ClassVar = {
            "needs_exemption": _(
                "Where the Convention binds, an exemption is asked for without this tick too."
            )
        }

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["applicant"].queryset = visible(request, Service.objects.all())  # type: ignore[attr-defined]


class LineForm(Bounded, RecordedForm):
    """One line of goods."""

    LISTS = frozenset({"marks_known"})

    category = CategoryField()

    class Meta:
        model = CaseLine
        fields = (
            "category",
            "description",
            "make",
            "model",
            "calibre",
            "quantity",
            "unit",
            "value",
            "currency",
            "marks_known",
            "is_withdrawn",
        )
        help_texts: ClassVar = {
            "value": _("Leave it empty where it was not said."),
        }

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

    def clean(self) -> dict[str, Any]:
        """Ask for the currency of a value."""
        given = super().clean() or {}
        if given.get("value") is not None and given.get("currency") == "":
            self.add_error("currency", _("Say in which currency."))
        return given


class PartyForm(Bounded, RecordedForm):
    """Somebody in the case."""

    party = PartyField(label=_("state (code)"))

    class Meta:
        model = CaseParty
        fields = ("role", "name", "address", "representative", "party", "registration", "is_withdrawn")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["is_withdrawn"]


class VerifiedForm(Bounded, RecordedForm):
    """How it was verified that somebody is who they say."""

    class Meta:
        model = CaseParty
        fields = ("verified_how",)


class QueryForm(Bounded):
    """A question to the applicant."""

    question = forms.CharField(label=_("question"), widget=forms.Textarea)


class AnswerForm(Bounded):
    """The applicant's answer."""

    answer = forms.CharField(label=_("answer"), widget=forms.Textarea)
    file = upload()


class ReasonForm(Bounded, Stamped):
    """A step, with its reason where one is asked for, and what is doubtful of the application."""

    reason = forms.CharField(label=_("reason"), widget=forms.Textarea, required=False)
    is_so = DoubtsField()

    def __init__(self, *args: Any, asked: Sequence[Doubt] = (), **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.asked = list(asked)
        self.fields["is_so"].ask(self.asked)  # type: ignore[attr-defined]
        if len(self.asked) == 0:
            del self.fields["is_so"]

    def clean(self) -> dict[str, Any]:
        """Do nothing until a person says of each doubt that it is so."""
        given = super().clean() or {}
        if len(unticked(self.asked, given.get("is_so", []))) > 0:
            self.add_error("is_so", _("Nothing is kept until each of these is mended or ticked."))
        return given


class RecommendForm(Bounded):
    """What the case officer recommends."""

    recommends = forms.ChoiceField(
        label=_("recommends"),
        choices=Recommendation.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea)


class PartForm(Bounded):
    """How much of one line is to be granted."""

    granted = forms.IntegerField(min_value=0)
    why = forms.CharField(
        label=_("why less than was applied for"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def __init__(self, line: CaseLine, data: Any = None) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(data, prefix=f"line-{line.place}", initial={"granted": line.quantity})
        self.line = line
        self.title = str(line)
        field = self.fields["granted"]
        field.label = _("quantity to grant, of %(quantity)s applied for; 0 refuses the line") % {
            "quantity": line.quantity
        }
        field.widget.attrs["max"] = line.quantity

    @property
    def part(self) -> Part:
        """Give what was said."""
        return Part(self.line, self.cleaned_data["granted"], self.cleaned_data["why"])

    def clean(self) -> dict[str, Any]:
        """Ask why less is granted than was applied for."""
        given = super().clean() or {}
        if given.get("granted", self.line.quantity) < self.line.quantity and given.get("why", "") == "":
            self.add_error("why", _("This is needed here."))
        return given


class PaperForm(Bounded, RecordedForm):
    """What a licence on paper says."""

    issued_on = day(_("issued on"))
    valid_from = day(_("valid from"))
    valid_until = day(_("valid until"))
    file = upload()

    class Meta:
        model = PaperLicence
        fields = ("number", "issued_on", "valid_from", "valid_until", "provisos", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["file"].required = self.instance._state.adding


class TermsForm(Bounded, Stamped):
    """How long a licence is valid, and on what conditions."""

    valid_from = day(_("valid from"))
    valid_until = day(_("valid until"))
    provisos = forms.CharField(label=_("provisos"), widget=forms.Textarea, required=False)


class FilterForm(Bounded):
    """What cases are listed."""

    state = forms.ChoiceField(label=_("state"), choices=[("", _("all")), *State.choices], required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=[("", _("all")), *Kind.choices], required=False)
    end_user_party = forms.CharField(label=_("end user's state"), max_length=10, required=False)
    overdue = forms.BooleanField(label=_("overdue"), required=False)
