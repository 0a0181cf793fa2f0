"""Where a request stands and when it is due, as its steps have it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from tallystick.register.tracing.clock import clock_on, due
from tallystick.register.tracing.models import Direction, State, Step, TraceRequest, Verb

OVER: Final = frozenset({State.ANSWERED, State.REFUSED, State.CLOSED})
"""States in which nobody waits."""
_ON: Final = frozenset(
    {State.SENT, State.RECEIVED, State.ACKNOWLEDGED, State.QUESTIONED, State.DELAYED, State.IN_PART}
)


@dataclass(frozen=True, slots=True)
class Move:
    """What one kind of step comes from and leads to; `leads_to` None leaves the state as it is."""

    comes_from: frozenset[State]
    leads_to: State | None = None


MOVES: Final[Mapping[Verb, Move]] = MappingProxyType(
    {
        Verb.SEND: Move(frozenset({State.DRAFT}), State.SENT),
        Verb.ACKNOWLEDGE: Move(frozenset({State.SENT, State.RECEIVED, State.QUESTIONED}), State.ACKNOWLEDGED),
        Verb.ASK: Move(_ON),
        Verb.TELL: Move(frozenset({State.QUESTIONED})),
        Verb.DELAY: Move(_ON, State.DELAYED),
        Verb.ANSWER_PART: Move(_ON | {State.ANSWERED, State.REFUSED}, State.IN_PART),
        Verb.ANSWER: Move(_ON | {State.ANSWERED, State.REFUSED}, State.ANSWERED),
        Verb.REFUSE: Move(_ON, State.REFUSED),
        Verb.REMIND: Move(_ON),
        Verb.CLOSE: Move(frozenset(State) - {State.CLOSED}, State.CLOSED),
        Verb.REOPEN: Move(frozenset({State.CLOSED}), None),
        Verb.NOTE: Move(frozenset(State)),
    }
)
_RECEIVING: Final = frozenset(
    {Verb.ACKNOWLEDGE, Verb.ASK, Verb.DELAY, Verb.ANSWER_PART, Verb.ANSWER, Verb.REFUSE}
)
"""Steps by which the state that is asked shows that it has the request."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands after some of its steps."""

    state: State
    """Without regard to open questions."""
    begun: date | None = None
    """The day the clock of the answer began."""
    until: date | None = None
    """The day to which the answer was delayed."""
    stopped: int = 0
    """Days for which the clock stood still."""
    open_since: date | None = None
    questions: frozenset[UUID] = field(default_factory=frozenset)
    before_closing: State | None = None

    @property
    def shown(self) -> State:
        """The state as people see it."""
        asked = len(self.questions) > 0 and self.state not in OVER
        return State.QUESTIONED if asked else self.state


def first(request: TraceRequest) -> Standing:
    """Give how a request stands before any step."""
    if request.direction == Direction.IN:
        return Standing(State.RECEIVED, begun=request.dated_on)
    return Standing(State.DRAFT)


def after(stands: Standing, step: Step) -> Standing:
    """Give how a request stands after a step; one that cannot come there changes nothing."""
    verb = Verb(step.verb)
    if stands.shown not in MOVES[verb].comes_from:
        return stands
    if verb in _RECEIVING and stands.state in {State.SENT, State.RECEIVED}:
        stands = replace(stands, state=State.ACKNOWLEDGED)
    if verb == Verb.ASK:
        since = stands.open_since or step.made_on
        return replace(stands, questions=stands.questions | {step.pk}, open_since=since)
    if verb == Verb.TELL:
        return _told(stands, step)
    if verb in {Verb.SEND, Verb.REMIND}:
        # whoever was reminded has the whole time again: the clock begins anew
        stands = replace(stands, begun=step.made_on, stopped=0)
    elif verb == Verb.DELAY:
        stands = replace(stands, until=step.until)
    elif verb == Verb.CLOSE:
        stands = replace(stands, before_closing=stands.state)
    elif verb == Verb.REOPEN:
        return replace(stands, state=stands.before_closing or stands.state)
    leads_to = MOVES[verb].leads_to
    return stands if leads_to is None else replace(stands, state=leads_to)


def _told(stands: Standing, step: Step) -> Standing:
    left = stands.questions - {step.refers_id}
    if len(left) > 0 or stands.open_since is None or left == stands.questions:
        return replace(stands, questions=left)
    stood = max((step.made_on - stands.open_since).days, 0)
    return replace(stands, questions=left, open_since=None, stopped=stands.stopped + stood)


def standing(request: TraceRequest, steps: Iterable[Step]) -> Standing:
    """Give how a request stands after steps in order."""
    stands = first(request)
    for step in steps:
        stands = after(stands, step)
    return stands


def due_on(request: TraceRequest, stands: Standing) -> date | None:
    """Give the day by which the next step is due; None where nobody owes one, or the clock stands still."""
    owed = _owed(request, stands)
    if owed is None:
        is_put_off = stands.state == State.DELAYED and stands.begun is not None and stands.open_since is None
        return stands.until if is_put_off else None
    step, begun = owed
    # the clock stood still for the answer alone
    stood = timedelta(days=stands.stopped if step == "answer" else 0)
    return due(step, begun, request.party) + stood


def source_of_due(request: TraceRequest, stands: Standing) -> str:
    """Say where the time of the step that is due comes from; nothing where no clock runs."""
    owed = _owed(request, stands)
    return "" if owed is None else clock_on(owed[1], request.party).source[owed[0]]


def _owed(request: TraceRequest, stands: Standing) -> tuple[str, date] | None:
    """Name the step that a clock runs for, and the day it began; None where none does."""
    if stands.state in OVER or stands.begun is None:
        return None
    if stands.open_since is not None:
        # our own question stops our clock; a question to us is ours to answer
        return ("question", stands.open_since) if request.direction == Direction.OUT else None
    if stands.state == State.DELAYED:
        return None
    return ("acknowledge" if stands.state == State.RECEIVED else "answer", stands.begun)


def steps_of(request: TraceRequest) -> QuerySet[Step]:
    """Give the steps of a request in order."""
    return request.steps.order_by("made_on", "entered_at", "id")


def derived(request: TraceRequest) -> tuple[str, date | None]:
    """Compute what `state` and `due_on` must be."""
    stands = standing(request, steps_of(request))
    return stands.shown.value, due_on(request, stands)


def settle(request: TraceRequest) -> None:
    """Write anew what follows from the steps."""
    request.state, request.due_on = derived(request)
    TraceRequest.objects.filter(pk=request.pk).update(state=request.state, due_on=request.due_on)
