"""Which recovered arms were traced, as the app of tracing says where the register has it."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Protocol, cast

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from tallystick.register.items.models import Item
from tallystick.register.returns.part import Fate
from tallystick.register.returns.period import Years

OFFERED_BY: Final = "tallystick.register.tracing.established"
"""The module that knows; a register without it has no traces to count."""
_CONCLUDED: Final = {Fate.TRACED: "traced", Fate.ESTABLISHED: "established", Fate.NOT_ESTABLISHED: "not"}
"""What a conclusion of each fate says, in the words of `tracing.models.How`."""


class Traces(Protocol):
    """What that module offers."""

    def traced_items(self) -> QuerySet[Item]:
        """Give the items whose origin or point of diversion was traced or established by a competent authority."""
        ...

    def conclusions(self) -> QuerySet[Any]:
        """Give the conclusions that stand, the last about each item: `item`, and `how` it came to be known."""
        ...


@cache
def _traces() -> Traces | None:
    if find_spec(OFFERED_BY) is None:
        return None
    return cast("Traces", import_module(OFFERED_BY))


def is_known() -> bool:
    """Whether the register keeps traces at all."""
    return _traces() is not None


def items() -> QuerySet[Item]:
    """Give the items that were traced or whose origin was established; none where the register keeps no traces."""
    there = _traces()
    return Item.objects.none() if there is None else there.traced_items()


def of_fate(fate: Fate) -> Q:
    """Keep the events of items by how far tracing has come with them; none where the register keeps no traces."""
    there = _traces()
    if there is None:
        return Q(pk__in=())
    if fate in _CONCLUDED:
        return Q(item__in=there.conclusions().filter(how=_CONCLUDED[fate]).values("item"))
    asked = Q(item__in=_sent().exclude(item=None).values("item"))
    if fate is Fate.ASKED:
        return asked
    concluded = Q(item__in=there.conclusions().values("item"))
    return ~concluded & (asked if fate is Fate.PENDING else ~asked)


def _sent() -> QuerySet[Any]:
    """Give the requests that were sent; a draft asks nobody."""
    return _requests().filter(direction="out").exclude(state="draft")


def _requests() -> QuerySet[Any]:
    # the app of tracing may be left out, so its table is found by name
    model: type[Model] = apps.get_model("tracing", "TraceRequest")
    return model._base_manager.all()


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests to trace dated in a period."""

    sent: int
    received: int
    answered: int
    """Of those received, in full or in part."""


def requests(years: Years) -> Requests | None:
    """Count requests to trace by the day they were written or received; None where the register keeps none."""
    if not is_known():
        return None
    span = Q(dated_on__range=(years.start, years.end))
    received = _requests().filter(span, direction="in")
    answered = received.filter(steps__verb__in=("answer", "answer_part")).distinct()
    return Requests(_sent().filter(span).count(), received.count(), answered.count())
