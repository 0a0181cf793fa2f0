"""Forms of requests, steps, answers and comments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.permissions import Reach
from tallystick.register.access.silo import visible
from tallystick.register.fields import DayInput, HandlingField, PartyField
from tallystick.register.files.fields import PaperField
from tallystick.register.files.models import Document
from tallystick.register.items.fields import Suggested
from tallystick.register.items.makes import known_calibres, known_makes, known_models
from tallystick.register.ledger.edited import RecordedForm
from tallystick.register.stores.models import Service
from tallystick.register.tracing.answers import faults_of, standing_lines
from tallystick.register.tracing.contact import our_contact
from tallystick.register.tracing.doubts import says_not_found
from tallystick.register.tracing.models import (
    Answer,
    AnswerLine,
    Conclusion,
    Direction,
    Ground,
    Hearing,
    SoughtMark,
    State,
    TraceRequest,
    Verb,
    Verdict,
)
from tallystick.register.tracing.steps import ASKS_GROUND, ASKS_TEXT, Done

_WEAPON = ("kind", "make", "model", "calibre", "year", "country")
_FIND = (
    "circumstance",
    "background",
    "found_on",
    "found_where",
    "found_how",
    "illicit",
    "purpose",
    "urgency",
)


class FilterForm(forms.Form):
    """What the list of requests is narrowed by."""

    direction = forms.ChoiceField(
        label=_("direction"), choices=[("", _("all")), *Direction.choices], required=False
    )
    state = forms.ChoiceField(label=_("state"), choices=[("", _("all")), *State.choices], required=False)
    party = PartyField(label=_("other state"), required=False)
    overdue = forms.BooleanField(label=_("overdue"), required=False)


class RequestForm(RecordedForm):
    """A request: who asks whom, the weapon, the find and what the answer is for."""

    party = PartyField(label=_("other state"))
    country = PartyField(label=_("country of manufacture"), required=False)
    handling = HandlingField()
    mark = forms.CharField(
        label=_("mark as read"),
        max_length=80,
        required=False,
        help_text=_(
            "Write ? for one character that cannot be read, and * for a stretch. More marks can follow."
        ),
    )

    class Meta:
        model = TraceRequest
        fields = (
            "party", "body", "contact", "own_contact", "reference", "dated_on", "means", "service",
            *_WEAPON, *_FIND, "handling",
        )  # fmt: skip
        widgets = {  # noqa: RUF012  # as Django has it
            "dated_on": DayInput(),
            "found_on": DayInput(),
        }

    def __init__(self, request: Asked, direction: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.instance.direction = direction
        is_out = direction == Direction.OUT
        self.fields["dated_on"].label = _("written on") if is_out else _("received on")
        self.fields["dated_on"].initial = timezone.localdate
        if self.instance.own_contact == "":
            self.initial["own_contact"] = our_contact()
        self.fields["service"].queryset = visible(request, Service.objects.all())  # type: ignore[attr-defined]
        # whoever reaches their own alone would not see again what is no service's
        self.fields["service"].required = request.reach is Reach.OWN
        for name, values in (
            ("make", known_makes()),
            ("model", known_models()),
            ("calibre", known_calibres()),
        ):
            self.fields[name].widget = Suggested(values)
        self.fields["handling"].offer(request.user.handlings, self.instance.handling)  # type: ignore[attr-defined]
        if not self.instance._state.adding or self.instance.item is not None:
            # marks of a request that stands, or of an item, have their own lines
            del self.fields["mark"]

    def marks(self) -> list[SoughtMark]:
        """Give the mark that was read, not yet saved."""
        text = self.cleaned_data.get("mark", "").strip()
        return (
            [] if text == "" else [SoughtMark(text=text, reading="partial" if {*"?*"} & {*text} else "whole")]
        )


class MarkForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """One more mark of the weapon that is sought."""

    class Meta:
        model = SoughtMark
        fields = ("kind", "text", "reading", "place")


class TracePaperForm(forms.Form):
    """A picture or paper."""

    paper = PaperField(required=True)
    caption = forms.CharField(label=_("what it shows"), max_length=200, required=False)


class FileForm(forms.Form):
    """A machine file of another register."""

    file = forms.FileField(label=_("machine file"), help_text=_("A file of the form tallystick-trace-1."))


class StepForm(forms.Form):
    """What was done: only the fields that this kind of step asks for."""

    made_on = forms.DateField(label=_("on what day"), widget=DayInput, initial=timezone.localdate)
    ground = forms.ChoiceField(label=_("ground"), choices=Ground.choices)
    until = forms.DateField(label=_("until"), widget=DayInput)
    text = forms.CharField(label=_("text"), widget=forms.Textarea, required=False)
    paper = PaperField()

    def __init__(self, verb: Verb, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.verb = verb
        self.fields["text"].required = verb in ASKS_TEXT
        if verb not in ASKS_GROUND:
            del self.fields["ground"]
        if verb != Verb.DELAY:
            del self.fields["until"]

    def said(self, document: Document | None) -> Done:
        """Give what the person says was done."""
        given = self.cleaned_data
        ground, until = given.get("ground", ""), given.get("until")
        return Done(self.verb, given["made_on"], given["text"], ground, until, document=document)


@dataclass(frozen=True, slots=True)
class Offered:
    """What the records let an answer say, what to know before, and what stands against saying that none was found."""

    lines: tuple[AnswerLine, ...] = ()
    notes: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


class AllTheSame(forms.Form):
    """Adds the reason for saying that nothing was found although something stands against it.

    Stands before `ModelForm`; the field is there only where something does.
    """

    reason = forms.CharField(label=_("why it is said all the same"), widget=forms.Textarea, required=False)

    def set_against(self, against: Iterable[str]) -> None:
        """Say what stands against it."""
        self.against = list(against)
        if len(self.against) == 0:
            del self.fields["reason"]

    @property
    def why(self) -> str:
        """Give the reason; empty where none was asked for, or nothing is said that needs it."""
        return str(self.cleaned_data.get("reason", "")).strip()

    def ask_reason(self, lines: Iterable[AnswerLine]) -> None:
        """Ask for the reason where these parts say that nothing was found."""
        if len(self.against) > 0 and says_not_found(lines) and self.why == "":
            for sentence in self.against:
                self.add_error("reason", sentence)


class JudgeForm(forms.Form):
    """Whether a candidate is the one sought."""

    verdict = forms.ChoiceField(label=_("judgement"), choices=Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("reason"), widget=forms.Textarea)


class AnswerForm(AllTheSame, forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A new answer, with the parts that the record of the item lets us say."""

    handling = HandlingField()
    parts = forms.MultipleChoiceField(
        label=_("from the record of the item"), required=False, widget=forms.CheckboxSelectMultiple
    )
    paper = PaperField()

    class Meta:
        model = Answer
        fields = ("is_full", "corrects", "reference", "text", "handling")

    field_order = ("parts", "reason", "is_full", "text", "reference", "handling", "corrects", "paper")

    def __init__(
        self,
        request: Asked,
        trace: TraceRequest,
        offered: Offered,
        *args: Any,  # noqa: ANN401  # as Django has it
        **kwargs: Any,  # noqa: ANN401  # as Django has it
    ) -> None:
        super().__init__(*args, **kwargs)
        self.set_against(offered.against)
        self.offered = {str(place): line for place, line in enumerate(offered.lines)}
        self.fields["parts"].choices = [(key, said_in_short(line)) for key, line in self.offered.items()]  # type: ignore[attr-defined]
        self.fields["corrects"].queryset = visible(request, trace.answers.exclude(sent_on=None))  # type: ignore[attr-defined]
        self.fields["handling"].offer(request.user.handlings)  # type: ignore[attr-defined]
        if len(offered.lines) == 0:
            del self.fields["parts"]

    def clean(self) -> dict[str, Any]:
        """Ask why nothing is said to be found where something stands against it."""
        given = super().clean() or {}
        self.ask_reason(self.chosen())
        return given

    def chosen(self) -> list[AnswerLine]:
        """Give the parts that were chosen, unsaved, in order."""
        return [self.offered[key] for key in self.cleaned_data.get("parts", [])]


def said_in_short(line: AnswerLine) -> str:
    """Say a part of an answer in one line."""
    flow = " → ".join(code for code in (line.party, line.to_party) if code != "")
    when = line.on.isoformat() if isinstance(line.on, date) else str(line.year or "")
    parts = (flow, line.named, when, line.reference)
    return f"{line.get_kind_display()}: {', '.join(part for part in parts if part != '')}".rstrip(": ")


class LineForm(AllTheSame, forms.ModelForm):  # type: ignore[type-arg]  # as above
    """One part of an answer."""

    party = PartyField(label=_("other state"), required=False)
    to_party = PartyField(label=_("to the state"), required=False)
    handling = HandlingField(label=_("who may see it besides"))

    class Meta:
        model = AnswerLine
        fields = (
            "kind", "party", "to_party", "named", "on", "year", "reference", "text", "handling",
            "is_withheld", "ground",
        )  # fmt: skip
        widgets = {"on": DayInput()}  # noqa: RUF012  # as Django has it

    def __init__(self, request: Asked, against: Iterable[str], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.set_against(against)
        self.fields["handling"].offer(request.user.handlings)  # type: ignore[attr-defined]
        # the closest that the person is cleared for, until they say otherwise
        self.fields["handling"].initial = self.fields["handling"].choices[-1][0]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say what the part lacks, at its fields."""
        given = super().clean() or {}
        if len(self.errors) == 0:
            names = ("kind", "party", "to_party", "named", "on", "text", "is_withheld", "ground")
            line = AnswerLine(**{name: given[name] for name in names})
            for name, fault in faults_of(line).items():
                self.add_error(name, fault)
            self.ask_reason([line])
        return given


class SendForm(AllTheSame):
    """On what day an answer is sent, or came; and of those that were sent and say otherwise, whose place it takes."""

    made_on = forms.DateField(label=_("on what day"), widget=DayInput, initial=timezone.localdate)
    corrects = forms.ModelMultipleChoiceField(
        Answer.objects.none(),
        label=_("in place of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        answer: Answer,
        against: Iterable[str],
        replaceable: QuerySet[Answer],
        *args: Any,  # noqa: ANN401  # as Django has it
        **kwargs: Any,  # noqa: ANN401  # as Django has it
    ) -> None:
        super().__init__(*args, **kwargs)
        self.answer = answer
        self.set_against(against)
        self.fields["corrects"].queryset = replaceable  # type: ignore[attr-defined]
        if len(replaceable) == 0:
            del self.fields["corrects"]

    def clean(self) -> dict[str, Any]:
        """Ask why nothing is said to be found, again: since the draft was begun a candidate may have been judged."""
        given = super().clean() or {}
        self.ask_reason(standing_lines(self.answer))
        return given


class HearForm(forms.Form):
    """Who is given the chance to comment."""

    asked_of = forms.CharField(label=_("who is asked"), max_length=200)
    asked_on = forms.DateField(label=_("asked on"), widget=DayInput, initial=timezone.localdate)


class CommentForm(RecordedForm):
    """What the one who was asked says."""

    commented_on = forms.DateField(label=_("commented on"), widget=DayInput, initial=timezone.localdate)
    comment = forms.CharField(label=_("comment"), widget=forms.Textarea)
    paper = PaperField()

    class Meta:
        model = Hearing
        fields = ("comment", "commented_on")


class ConclusionForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """Whether the origin of a recovered weapon is established."""

    party = PartyField(label=_("state where it left lawful hands"), required=False)

    class Meta:
        model = Conclusion
        fields = ("how", "party", "reason", "made_on", "request")
        widgets = {"made_on": DayInput()}  # noqa: RUF012  # as Django has it

    def __init__(self, request: Asked, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        super().__init__(*args, **kwargs)
        self.fields["made_on"].initial = timezone.localdate
        about = TraceRequest.objects.filter(item=self.instance.item)
        self.fields["request"].queryset = visible(request, about)  # type: ignore[attr-defined]
