"""Do something about a request: refused where it cannot be, then the clock is set anew."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.days import NOT_COME, is_to_come
from tallystick.register.files.models import Document
from tallystick.register.ledger.operation import Operation
from tallystick.register.tracing.models import Answer, Direction, Ground, State, Step, TraceRequest, Verb
from tallystick.register.tracing.standing import MOVES, settle, standing, steps_of

ASKS_TEXT: Final = frozenset({Verb.ASK, Verb.TELL, Verb.NOTE, Verb.REOPEN})
ASKS_GROUND: Final = frozenset({Verb.DELAY, Verb.REFUSE})
"""Steps of which the International Tracing Instrument wants the reason told (paragraph 23)."""
ONLY_OUT: Final = frozenset({Verb.SEND, Verb.REMIND})


@dataclass(frozen=True, slots=True)
class Done:
    """What a person says was done."""

    verb: Verb
    on: date
    text: str = ""
    ground: str = ""
    until: date | None = None
    refers: Step | None = None
    answer: Answer | None = None
    document: Document | None = None
    signed_by: str = ""


def possible(request: TraceRequest) -> list[Verb]:
    """Name what can be done about a request as it stands; answers are sent on pages of their own."""
    own_page = {Verb.ANSWER, Verb.ANSWER_PART, Verb.TELL}
    if request.direction == Direction.IN:
        own_page |= ONLY_OUT
    state = State(request.state)
    return [verb for verb, move in MOVES.items() if state in move.comes_from and verb not in own_page]


def add_step(done: Operation, request: TraceRequest, said: Done) -> Step:
    """Enter one step, and set the state and the clock anew.

    Raises:
        ValidationError: it cannot be done as the request stands, or lacks something; one sentence a fault.
    """
    before = list(steps_of(request))
    faults = _faults(request, said, before)
    if len(faults) > 0:
        raise ValidationError(faults)
    step = Step(
        request=request,
        verb=said.verb,
        made_on=said.on,
        text=said.text,
        ground=said.ground,
        until=said.until,
        refers=said.refers,
        answer=said.answer,
        document=said.document,
        signed_by=said.signed_by,
        made_by=done.actor,
        entered_at=done.at,
    )
    done.save(step)
    settle(request)
    return step


def _faults(request: TraceRequest, said: Done, before: list[Step]) -> dict[str, str]:
    stands = standing(request, before).shown
    faults: dict[str, str] = {}
    is_ours = said.verb not in ONLY_OUT or request.direction == Direction.OUT
    if stands not in MOVES[said.verb].comes_from or not is_ours:
        faults["verb"] = _("The request stands as “%(state)s”, from which this cannot be done.") % {
            "state": stands.label
        }
    faults |= _faults_of_day(request, said, before)
    if said.verb in ASKS_TEXT and said.text.strip() == "":
        faults["text"] = _("This is needed here.")
    if said.verb in ASKS_GROUND and said.ground not in Ground.values:
        faults["ground"] = _("This is needed here.")
    if said.verb == Verb.DELAY and (said.until is None or said.until <= said.on):
        faults["until"] = _("Give a later day.")
    return faults | _faults_of_question(request, said, before)


def _faults_of_day(request: TraceRequest, said: Done, before: list[Step]) -> dict[str, str]:
    first = max([request.dated_on, *(step.made_on for step in before)])
    if is_to_come(said.on):
        return {"made_on": str(NOT_COME)}
    if said.on < first:
        return {"made_on": _("What was entered before happened on %(day)s.") % {"day": first.isoformat()}}
    return {}


def _faults_of_question(request: TraceRequest, said: Done, before: list[Step]) -> dict[str, str]:
    if said.verb != Verb.TELL:
        return {}
    is_open = said.refers is not None and said.refers.pk in standing(request, before).questions
    return {} if is_open else {"refers": _("This question is not open.")}
