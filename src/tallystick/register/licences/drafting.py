"""Keep a risk assessment half made: who, when, and what it still lacks. It counts as no assessment."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.assessing import (
    ASSESSED_IN,
    Answered,
    keep_assessment,
    lacking,
    not_assessed_in,
)
from tallystick.register.licences.models import Application, Assessment, AssessmentDraft


def draft_of(case: Application) -> AssessmentDraft | None:
    """Give the draft that stands; None where there is none, or it became an assessment."""
    return case.drafts.filter(assessment=None).order_by("kept_at", "pk").last()


def answers_of(draft: AssessmentDraft) -> list[Answered]:
    """Give what a draft says, question by question."""
    return [Answered(code, **said) for code, said in sorted(draft.answers.items())]


def lacking_in(draft: AssessmentDraft) -> list[str]:
    """Say what a draft lacks before it can be an assessment, one sentence each."""
    return lacking(draft.application, answers_of(draft))


def keep_draft(
    done: Operation, case: Application, answers: Sequence[Answered], occasion: str, *, seen: int | None
) -> AssessmentDraft:
    """Keep what was answered so far; each case has one draft, on which one after another may work.

    Args:
        done: the operation.
        case: the case.
        answers: as far as there are.
        occasion: as in `keep_assessment`.
        seen: at which entry the person saw the draft; None where there was none.

    Raises:
        ValidationError: the case is not in a state to be assessed; or somebody else worked on the draft meanwhile.
    """
    if Application.objects.values_list("state", flat=True).get(pk=case.pk) not in ASSESSED_IN:
        raise ValidationError(not_assessed_in())
    draft = _seen(case, seen) or AssessmentDraft(application=case)
    draft.answers = {one.question: one.said for one in answers if any(one.said.values())}
    draft.occasion, draft.kept_by, draft.kept_at = occasion, done.actor, done.at
    draft.keepers = sorted({*draft.keepers, done.actor})
    return done.save(draft)


def finish(
    done: Operation, case: Application, answers: Sequence[Answered], occasion: str, *, seen: int | None
) -> Assessment:
    """Keep the whole assessment; the draft it was made from is one no more.

    Raises:
        ValidationError: as `keep_assessment`; or somebody else worked on the draft meanwhile.
    """
    _seen(case, seen)
    made = keep_assessment(done, case, answers, occasion)
    # two sites may each have begun one
    for draft in case.drafts.filter(assessment=None).order_by("kept_at", "pk"):
        draft.assessment = made
        done.save(draft)
    return made


def _seen(case: Application, seen: int | None) -> AssessmentDraft | None:
    draft = draft_of(case)
    if draft is not None and draft.entry != seen:
        told = _(
            "%(who)s kept a draft meanwhile. Open this page once more beside this one and lay both together; "
            "sent again, yours stands in its place."
        )
        raise ValidationError(told % {"who": draft.kept_by}, code=DRAFTED)
    return draft


DRAFTED = "drafted"
"""The code of the fault that somebody else worked on the draft."""
