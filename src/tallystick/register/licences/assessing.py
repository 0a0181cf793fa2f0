"""Make a risk assessment."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.models import (
    Answer,
    Application,
    Assessment,
    Finding,
    Kind,
    Mitigation,
    State,
)
from tallystick.register.licences.questions import asked_of
from tallystick.register.licences.weighing import latest_assessment

ASSESSED_IN = (State.UNDER_REVIEW, State.RETURNED, State.GRANTED)
"""States in which a case is assessed; a granted one anew when there is new information: Article 7(7)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one question, with reasons and sources."""

    question: str
    answer: str
    reason: str
    sources: str

    @property
    def said(self) -> dict[str, str]:
        """Give what was said, by name."""
        return {"answer": self.answer, "reason": self.reason, "sources": self.sources}


def keep_assessment(
    done: Operation, case: Application, answers: Sequence[Answered], occasion: str = ""
) -> Assessment:
    """Keep an assessment of a case; measures of the one before that are not withdrawn go over to it.

    Raises:
        ValidationError: a question is not answered; an answer has no reasons or, being yes or no, no sources; the case
            is not in a state to be assessed; or a granted case is assessed anew and it is not said on what new
            information.
    """
    state = Application.objects.values_list("state", flat=True).get(pk=case.pk)
    faults = lacking(case, answers)
    if state not in ASSESSED_IN:
        faults.append(not_assessed_in())
    if state == State.GRANTED and occasion.strip() == "":
        faults.append(_no_occasion(case))
    if len(faults) > 0:
        raise ValidationError(faults)
    before = latest_assessment(case)
    made = done.save(Assessment(application=case, made_by=done.actor, made_at=done.at, occasion=occasion))
    done.save_all([Finding(assessment=made, question=one.question, **one.said) for one in answers])
    for measure in [] if before is None else before.mitigations.filter(is_withdrawn=False):
        kept = {"question": measure.question, "measure": measure.measure, "agreed_with": measure.agreed_with}
        done.save(Mitigation(assessment=made, entered_by=measure.entered_by, **kept))
    return made


def _no_occasion(case: Application) -> str:
    # Article 7(7) binds the exporting State alone
    if case.kind == Kind.EXPORT:
        return _("Say what new information there is (Art. 7(7) of the Arms Trade Treaty).")
    return _("Say what new information there is.")


def put_measure(done: Operation, measure: Mitigation) -> Mitigation:
    """Add a measure against a risk of the assessment that stands.

    Raises:
        ValidationError: another assessment stands, or the case is not in a state to be assessed.
    """
    case = measure.assessment.application
    state = Application.objects.values_list("state", flat=True).get(pk=case.pk)
    if state not in ASSESSED_IN or latest_assessment(case) != measure.assessment:
        raise ValidationError(not_assessed_in())
    measure.entered_by = done.actor
    return done.save(measure)


def not_assessed_in() -> str:
    """Say in which states a case is assessed."""
    return _("A case is assessed under review, and anew once it was granted.")


def lacking(case: Application, answers: Sequence[Answered]) -> list[str]:
    """Say what answers lack before they are an assessment, one sentence each."""
    given = {one.question: one for one in answers}
    faults = []
    for question in asked_of(case):
        one = given.get(question.code)
        said = {"article": question.article}
        if one is None or one.answer not in Answer.values:
            faults.append(_("%(article)s was not answered.") % said)
        elif one.reason.strip() == "" or (one.sources.strip() == "" and one.answer != Answer.NOT_KNOWN):
            faults.append(_("%(article)s: an answer needs its reasons and its sources.") % said)
    return faults
