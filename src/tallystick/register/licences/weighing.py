"""What a risk assessment comes to: one rule for the page that shows it and for what a grant needs."""

from dataclasses import dataclass

from tallystick.register.licences.models import Answer, Application, Assessment
from tallystick.register.licences.questions import BY_CODE, Question


@dataclass(frozen=True, slots=True)
class Summary:
    """Which questions speak against the transfer, and which were not known."""

    prohibited: list[Question]
    overriding: list[Question]
    risks: list[Question]
    not_known: list[Question]
    unmet: list[Question]
    """Risks, and questions not known, that need a measure and have none against them."""


def latest_assessment(case: Application) -> Assessment | None:
    """Give the assessment that stands."""
    return case.assessments.prefetch_related("findings", "mitigations").last()


def summary(assessment: Assessment) -> Summary:
    """Sum an assessment up; what was not known is never counted as harmless."""
    answers = {one.question: one.answer for one in assessment.findings.all()}
    asked = [BY_CODE[code] for code in BY_CODE if code in answers]
    yes = [one for one in asked if answers[one.code] == Answer.YES]
    met = {one.question for one in assessment.mitigations.all() if not one.is_withdrawn}
    return Summary(
        prohibited=[one for one in yes if one.is_prohibition],
        overriding=[one for one in yes if one.is_overriding],
        risks=[one for one in yes if not one.is_barring],
        not_known=[one for one in asked if answers[one.code] == Answer.NOT_KNOWN],
        unmet=[
            one
            for one in asked
            if answers[one.code] != Answer.NO
            and one.is_measured
            and not one.is_barring
            and one.code not in met
        ],
    )
