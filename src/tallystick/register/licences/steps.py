"""What can be done about a case, from which state, by whom, and where it leads. Nothing skips."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.models import (
    Application,
    AssessmentDraft,
    CaseLine,
    CaseParty,
    Check,
    Confirmation,
    EndUseDocument,
    Exemption,
    ExemptionStep,
    Mitigation,
    Move,
    PaperLicence,
    Recommendation,
    State,
    Verb,
)
from tallystick.register.licences.needs import for_grant, for_submission, grounds_against
from tallystick.register.licences.standing import recommendation, settle


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done about a case; `action` is the row of the table of permissions."""

    comes_from: frozenset[State]
    leads_to: State
    action: str
    asks_reason: bool = False
    is_own_page: bool = False
    """Whether a page of its own leads to it: a question, an answer, a recommendation, a grant."""


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


STEPS: Final[Mapping[Verb, Step]] = MappingProxyType(
    {
        Verb.SUBMIT: Step(_from(State.DRAFT), State.SUBMITTED, "add"),
        Verb.TAKE_UP: Step(
            _from(State.SUBMITTED, State.APPEALED, State.UNDER_REVIEW), State.UNDER_REVIEW, "review"
        ),
        Verb.ASK: Step(_from(State.UNDER_REVIEW, State.RETURNED), State.RETURNED, "review", is_own_page=True),
        Verb.ANSWER: Step(_from(State.RETURNED), State.UNDER_REVIEW, "add", is_own_page=True),
        Verb.RECOMMEND: Step(
            _from(State.UNDER_REVIEW), State.RECOMMENDED, "review", asks_reason=True, is_own_page=True
        ),
        Verb.SEND_BACK: Step(
            _from(State.RECOMMENDED, State.COUNTERSIGNED_1, State.COUNTERSIGNED_2),
            State.UNDER_REVIEW,
            "countersign",
            asks_reason=True,
        ),
        Verb.COUNTERSIGN_1: Step(_from(State.RECOMMENDED), State.COUNTERSIGNED_1, "countersign"),
        Verb.COUNTERSIGN_2: Step(_from(State.COUNTERSIGNED_1), State.COUNTERSIGNED_2, "decide"),
        Verb.GRANT: Step(_from(State.COUNTERSIGNED_2), State.GRANTED, "review", is_own_page=True),
        Verb.REFUSE: Step(_from(State.COUNTERSIGNED_2), State.REFUSED, "review", asks_reason=True),
        Verb.RECORD: Step(_from(State.SUBMITTED), State.GRANTED, "decide"),
        Verb.GIVE_BACK: Step(_from(State.SUBMITTED), State.DRAFT, "decide", asks_reason=True),
        Verb.WITHDRAW: Step(
            _from(
                State.DRAFT,
                State.SUBMITTED,
                State.RETURNED,
                State.UNDER_REVIEW,
                State.RECOMMENDED,
                State.COUNTERSIGNED_1,
                State.COUNTERSIGNED_2,
            ),
            State.WITHDRAWN,
            "add",
            asks_reason=True,
        ),
        Verb.APPEAL: Step(_from(State.REFUSED), State.APPEALED, "add", asks_reason=True),
    }
)


_OF_PAPER: Final = frozenset({Verb.RECORD, Verb.GIVE_BACK})
"""Steps of the record of a licence on paper, which goes no other way: what it licensed was decided before."""
_OF_BOTH: Final = frozenset({Verb.SUBMIT, Verb.WITHDRAW})
_SIGNED: Final = frozenset({Verb.COUNTERSIGN_1, Verb.COUNTERSIGN_2})


def make_move(
    done: Operation, case: Application, verb: Verb, *, reason: str = "", recommends: str = ""
) -> Move:
    """Do one thing about a case. The state is read anew, inside the operation that holds the chain.

    Raises:
        ValidationError: it cannot be done in this state, or by this person, or something is missing first.
    """
    case.state = Application.objects.values_list("state", flat=True).get(pk=case.pk)
    faults = refusals_of(case, verb, done.actor, reason=reason, recommends=recommends)
    if len(faults) > 0:
        raise ValidationError(faults)
    today = timezone.localdate()
    move = Move(
        application=case,
        verb=verb,
        leads_to=STEPS[verb].leads_to,
        recommends=recommends,
        made_by=done.actor,
        made_at=done.at,
        made_on=today,
        reason=reason,
    )
    done.save(move)
    settle(case)
    return move


def refusals_of(
    case: Application, verb: Verb, actor: str, *, reason: str = "", recommends: str = ""
) -> list[str]:
    """Say why a person cannot do something about a case, one sentence a fault; nothing where they can."""
    step = STEPS[verb]
    if State(case.state) not in step.comes_from:
        return [
            _("The case stands as “%(state)s”, from which this cannot be done.")
            % {"state": State(case.state).label}
        ]
    faults = [*_by_kind(case, verb), *_by_whom(case, verb, actor)]
    if step.asks_reason and reason.strip() == "":
        faults.append(_("Say why: the reason is kept with the case."))
    if verb == Verb.SUBMIT:
        faults.extend(for_submission(case))
    if verb == Verb.RECOMMEND:
        faults.extend(_recommending(case, recommends))
    if verb in {Verb.GRANT, Verb.REFUSE} and last_recommended(case) != verb.value:
        faults.append(_("The countersigned recommendation is the other one."))
    if verb in {Verb.GRANT, Verb.REFUSE} and not handled_by(case).isdisjoint(signers(case)):
        # whoever signed and then changed something signed their own work
        faults.append(_("Whoever entered, handled or assessed a case cannot countersign it."))
    if verb == Verb.GRANT or (verb in _SIGNED and last_recommended(case) == Recommendation.GRANT):
        # what was there when the grant was recommended may be gone: a refusal told of meanwhile, a document denied
        faults.extend(grounds_against(case) or for_grant(case))
    return faults


def is_for(case: Application, verb: Verb, actor: str) -> bool:
    """Whether a step is for this person to take; what is missing before it is told on its page."""
    if verb in {Verb.GRANT, Verb.REFUSE} and last_recommended(case) != verb.value:
        return False
    return len(_by_kind(case, verb)) == 0 and len(_by_whom(case, verb, actor)) == 0


def _recommending(case: Application, recommends: str) -> list[str]:
    if recommends == Recommendation.GRANT:
        return grounds_against(case) or for_grant(case)
    if recommends != Recommendation.REFUSE:
        return [_("Say whether to grant or to refuse.")]
    return []


def _by_kind(case: Application, verb: Verb) -> list[str]:
    if verb in _OF_BOTH or case.is_on_paper == (verb in _OF_PAPER):
        return []
    if case.is_on_paper:
        return [
            _("A licence on paper was decided on before: it is confirmed or given back, and nothing else.")
        ]
    return [_("Only the record of a licence on paper is confirmed in one step.")]


def _by_whom(case: Application, verb: Verb, actor: str) -> list[str]:
    if verb == Verb.TAKE_UP:
        return _taking_up(case, actor)
    if verb in {Verb.ASK, Verb.RECOMMEND} and case.officer != actor:
        return [_("Only the case officer does this; take the case up first.")]
    if verb in {Verb.COUNTERSIGN_1, *_OF_PAPER} and actor in handled_by(case):
        return [_("Whoever entered, handled or assessed a case cannot countersign it.")]
    if verb == Verb.COUNTERSIGN_2:
        if actor in handled_by(case):
            return [_("Whoever entered, handled or assessed a case cannot countersign it.")]
        if actor in signers(case):
            return [_("The two countersignatures are given by two persons.")]
    return []


def _taking_up(case: Application, actor: str) -> list[str]:
    if case.made_by == actor:
        return [_("Whoever entered a case cannot be its case officer.")]
    if case.state == State.UNDER_REVIEW and case.officer == actor:
        return [_("This case is yours already.")]
    if case.state == State.APPEALED and actor in handled_by(case) | _all_signers(case):
        return [_("An appeal is taken up by somebody who had no part in the refusal.")]
    return []


def handled_by(case: Application) -> set[str]:
    """Name everybody who entered, changed, handled, recommended or assessed a case, or a part of it."""
    verbs = (Verb.SUBMIT, Verb.TAKE_UP, Verb.ASK, Verb.ANSWER, Verb.RECOMMEND)
    movers = case.moves.filter(verb__in=verbs).values_list("made_by", flat=True)
    assessors = case.assessments.values_list("made_by", flat=True)
    waivers = case.waivers.values_list("made_by", flat=True)
    consulted = case.consultations.values_list("made_by", flat=True)
    paper = {case.paper.entered_by} if case.is_on_paper else set()
    return {
        case.made_by, *movers, *assessors, *waivers, *consulted, *paper, *_examiners(case), *_keepers(case),
    }  # fmt: skip


def _examiners(case: Application) -> Iterator[str]:
    """Name whoever checked documents, asked their issuers, met risks or kept what came of an exemption."""
    yield from Check.objects.filter(end_use__application=case).values_list("checked_by", flat=True)
    yield from Confirmation.objects.filter(end_use__application=case).values_list("asked_by", flat=True)
    measures = Mitigation.objects.filter(assessment__application=case)
    yield from measures.values_list("entered_by", flat=True)
    steps = ExemptionStep.objects.filter(exemption__application=case)
    yield from steps.values_list("entered_by", flat=True)


def _keepers(case: Application) -> Iterator[str]:
    """Name whoever wrote a row of a case that several may write."""
    kept: list[QuerySet[Any]] = [
        Application.objects.filter(pk=case.pk),
        Confirmation.objects.filter(end_use__application=case),
    ]
    of_case = (CaseLine, CaseParty, EndUseDocument, Exemption, PaperLicence, AssessmentDraft)
    kept += [kind._base_manager.filter(application=case) for kind in of_case]
    for rows in kept:
        for names in rows.values_list("keepers", flat=True):
            yield from names


def signers(case: Application) -> list[str]:
    """Name who has countersigned the recommendation that stands, in order."""
    found: list[str] = []
    for move in case.moves.all():
        if move.verb in {Verb.RECOMMEND, Verb.SEND_BACK}:
            found = []
        elif move.verb in {Verb.COUNTERSIGN_1, Verb.COUNTERSIGN_2}:
            found.append(move.made_by)
    return found


def _all_signers(case: Application) -> set[str]:
    signing = (Verb.COUNTERSIGN_1, Verb.COUNTERSIGN_2, Verb.REFUSE)
    return set(case.moves.filter(verb__in=signing).values_list("made_by", flat=True))


def last_recommended(case: Application) -> str:
    """Say what stands recommended: `grant`, `refuse`, or nothing."""
    last = recommendation(case)
    return "" if last is None else last.recommends
