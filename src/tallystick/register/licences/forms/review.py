"""Forms of those who examine a case: documents, risk, refusals, exemption."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tallystick.register.fields import HandlingField, PartyField
from tallystick.register.handling import Handling
from tallystick.register.ledger.edited import RecordedForm, Seen
from tallystick.register.licences.exempting import correctable
from tallystick.register.licences.forms.fields import (
    Bounded,
    Stamped,
    day,
    past,
    refuse_before,
    upload,
)
from tallystick.register.licences.gaps import Gap
from tallystick.register.licences.models import (
    Answer,
    Confirmation,
    Confirmed,
    Consultation,
    EndUseDocument,
    Exemption,
    ExemptionStep,
    Refusal,
    Stage,
)
from tallystick.register.licences.questions import Question

_NO_ANSWER = ("", _("not answered"))


class EndUseForm(Bounded, RecordedForm):
    """A document on end use, or why there is none."""

    issuer_party = PartyField(label=_("issuing state (code)"), required=False)
    file = upload()

    class Meta:
        model = EndUseDocument
        fields = (
            "kind",
            "missing_reason",
            "number",
            "issuer",
            "issuer_party",
            "signatory",
            "issued_on",
            "expires_on",
            "names_end_user",
            "language",
            "translation",
            "note",
            "is_withdrawn",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        for name in ("issued_on", "expires_on"):
            self.fields[name].widget.input_type = "date"
            self.fields[name].widget.format = "%Y-%m-%d"
        if self.instance._state.adding:
            del self.fields["is_withdrawn"]

    def clean(self) -> dict[str, Any]:
        """Ask of a document that is held what it is called and who issued it."""
        given = super().clean() or {}
        if given.get("missing_reason") == "":
            for name in ("number", "issuer", "issuer_party", "names_end_user"):
                if given.get(name) == "":
                    self.add_error(name, _("This is needed where the document is held."))
        elif given.get("file") is not None:
            self.add_error("missing_reason", _("A document that is here is not missing."))
        return given


class AskedForm(Bounded, Seen):
    """The issuing authority is asked."""

    asked_on = past(_("asked on"), initial=timezone.localdate)
    channel = forms.CharField(label=_("by what channel"), max_length=200)
    is_independent = forms.BooleanField(
        label=_("the address was found elsewhere than on the document"), required=False
    )

    @property
    def asked(self) -> dict[str, Any]:
        """Give the columns of the question."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class IssuerAnswerForm(Bounded, RecordedForm):
    """What the issuing authority answers."""

    # none of them stands chosen: "confirmed" is nobody's answer until somebody gives it
    answer = forms.ChoiceField(
        label=_("answer"),
        choices=[one for one in Confirmed.choices if one[0] != Confirmed.OPEN],
        widget=forms.RadioSelect,
    )
    answered_on = past(_("answered on"))

    class Meta:
        model = Confirmation
        fields = ("answer", "answered_on", "answered_by", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        # the row's own day is empty until it is answered, and would stand before a field's own initial value
        self.initial["answered_on"] = self.initial.get("answered_on") or timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """Refuse an answer from before the question."""
        given = super().clean() or {}
        refuse_before(self, "answered_on", self.instance.asked_on)
        return given


class CheckForm(Bounded):
    """One point of a document; empty leaves it as it was."""

    answer = forms.ChoiceField(choices=[_NO_ANSWER, *Answer.choices], required=False)
    reason = forms.CharField(
        label=_("what was seen"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def __init__(self, label: object, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = label  # type: ignore[assignment]  # a lazy text

    def clean(self) -> dict[str, Any]:
        """Ask for what was seen, where somebody says yes or no."""
        given = super().clean() or {}
        if given.get("answer") in {Answer.YES, Answer.NO} and given.get("reason") == "":
            self.add_error("reason", _("Say what was seen."))
        return given


class QuestionForm(Bounded):
    """One question of a risk assessment; in a draft each part of it may be empty."""

    answer = forms.ChoiceField(choices=Answer.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("reasons"), widget=forms.Textarea(attrs={"rows": 3}))
    sources = forms.CharField(
        label=_("sources"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Needed where the answer is yes or no."),
    )

    def __init__(
        self,
        question: Question,
        data: Any = None,  # noqa: ANN401  # as Django has it
        initial: Mapping[str, str] | None = None,
        *,
        is_draft: bool = False,
    ) -> None:
        super().__init__(data, prefix=question.code.replace(".", "-"), initial=initial)
        self.question = question
        self.is_draft = is_draft
        self.fields["answer"].label = question.text
        if is_draft:
            for field in self.fields.values():
                field.required = False

    @property
    def is_begun(self) -> bool:
        """Whether what stands in it, as it is shown, is an answer."""
        return self["answer"].value() in Answer.values

    def clean(self) -> dict[str, Any]:
        """Ask for the sources of a yes and of a no; what is not known has none."""
        given = super().clean() or {}
        is_told = given.get("answer") in {Answer.YES, Answer.NO}
        if is_told and not self.is_draft and given.get("sources", "") == "":
            self.add_error("sources", _("This is needed here."))
        return given


class OccasionForm(Bounded, Seen):
    """On what occasion a risk is assessed anew."""

    occasion = forms.CharField(
        label=_("on what occasion"),
        max_length=200,
        required=False,
        help_text=_("For a case that was granted: what new information there is."),
    )


class MeasureForm(Bounded):
    """A measure against a risk."""

    question = forms.ChoiceField(label=_("against which risk"))
    measure = forms.CharField(label=_("measure"), widget=forms.Textarea)
    agreed_with = forms.CharField(label=_("agreed with"), max_length=200, required=False)

    def __init__(self, questions: list[Question], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [(one.code, f"{one.article} {one.text}") for one in questions]  # type: ignore[attr-defined]


class WaiveForm(Bounded, Stamped):
    """Points that are not met, and why to go on without them."""

    points = forms.MultipleChoiceField(label=_("what is not met"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("why to go on without it"), widget=forms.Textarea)

    def __init__(self, gaps: list[Gap], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = [(one.point, one.sentence) for one in gaps]  # type: ignore[attr-defined]


class RefusalForm(Bounded, RecordedForm):
    """A refusal that another state or body told of."""

    LISTS = frozenset({"others"})

    party = PartyField(label=_("state of destination (code)"), required=False)
    told_on = past(_("told on"))
    refused_on = past(_("refused on"), required=False)
    handling = HandlingField()

    class Meta:
        model = Refusal
        fields = (
            "told_by",
            "told_on",
            "reference",
            "refused_on",
            "end_user",
            "others",
            "party",
            "category",
            "goods",
            "grounds",
            "handling",
        )

    def __init__(self, cleared: Collection[str], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["told_by"].required = True
        # what another state told of is nobody's to publish; nor may a person put it where they cannot read it again
        marks = [one for one in (Handling.PARTIES_ONLY, Handling.RESTRICTED) if one in cleared]
        self.fields["handling"].offer(marks)  # type: ignore[attr-defined]
        self.initial["handling"] = marks[-1]


class ConsultForm(Bounded, forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """What the case officer makes of an earlier refusal."""

    class Meta:
        model = Consultation
        fields = ("is_same", "consulted", "outcome")


class ExemptionForm(Bounded, RecordedForm):
    """The request for exemption, as Article 5(1) has it."""

    LISTS = frozenset({"arms", "supplier", "handlers", "end_user"})

    class Meta:
        model = Exemption
        fields = (
            "ground",
            "ground_explained",
            "arms",
            "supplier",
            "shipments",
            "route",
            "handlers",
            "storage",
            "period",
            "end_user",
            "end_user_confirmed",
            "end_use",
        )


class StageForm(Bounded, Stamped):
    """What happened to a request for exemption."""

    stage = forms.ChoiceField(
        label=_("what happened"),
        choices=[("", "–"), *(one for one in Stage.choices if one[0] != Stage.PREPARED)],
    )
    happened_on = day(_("on"), initial=timezone.localdate)
    party = PartyField(label=_("state (code)"), required=False)
    is_objection = forms.TypedChoiceField(
        label=_("opinion"),
        choices=[("", "–"), ("no", _("no objection")), ("yes", _("objects"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
    )
    certificate = forms.CharField(label=_("number of the certificate"), max_length=120, required=False)
    valid_until = day(_("valid until"), required=False)
    note = forms.CharField(label=_("note"), widget=forms.Textarea, required=False)
    corrects = forms.ModelChoiceField(
        label=_("corrects"), queryset=ExemptionStep.objects.none(), required=False
    )

    def __init__(self, exemption: Exemption, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        standing = [one.pk for one in correctable(exemption)]
        self.fields["corrects"].queryset = exemption.steps.filter(pk__in=standing)  # type: ignore[attr-defined]
        if len(standing) == 0:
            del self.fields["corrects"]
            stages = self.fields["stage"].choices  # type: ignore[attr-defined]
            self.fields["stage"].choices = [one for one in stages if one[0] != Stage.MISTAKE]  # type: ignore[attr-defined]
