"""Which recovered arms were traced, and how many requests to trace there were."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from tallystick.register.returns.part import Fate
from tallystick.register.returns.period import Years
from tallystick.register.tracing.established import conclusions
from tallystick.register.tracing.models import Direction, How, State, TraceRequest, Verb

_CONCLUDED: Final = {
    Fate.TRACED: How.TRACED,
    Fate.ESTABLISHED: How.ESTABLISHED,
    Fate.NOT_ESTABLISHED: How.NOT,
}
"""What a conclusion of each fate says."""


def of_fate(fate: Fate) -> Q:
    """Keep the events of items by how far tracing has come with them."""
    if fate in _CONCLUDED:
        return Q(item__in=conclusions().filter(how=_CONCLUDED[fate]).values("item"))
    asked = Q(item__in=_sent().exclude(item=None).values("item"))
    if fate is Fate.ASKED:
        return asked
    concluded = Q(item__in=conclusions().values("item"))
    return ~concluded & (asked if fate is Fate.PENDING else ~asked)


def _sent() -> QuerySet[TraceRequest]:
    """Give the requests that were sent; a draft asks nobody."""
    return TraceRequest.objects.filter(direction=Direction.OUT).exclude(state=State.DRAFT)


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests to trace dated in a period."""

    sent: int
    received: int
    answered: int
    """Of those received, in full or in part."""


def requests(years: Years) -> Requests:
    """Count requests to trace by the day they were written or received."""
    span = Q(dated_on__range=(years.start, years.end))
    received = TraceRequest.objects.filter(span, direction=Direction.IN)
    answered = received.filter(steps__verb__in=(Verb.ANSWER, Verb.ANSWER_PART)).distinct()
    return Requests(_sent().filter(span).count(), received.count(), answered.count())
