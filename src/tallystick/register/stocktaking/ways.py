"""How each kind of difference can be settled: by which events, and in which ways without one."""

from collections.abc import Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.models import EventKind, State
from tallystick.register.stocktaking.models import Differs, How

NOTHING_TO_SETTLE: Final = frozenset({Differs.NOT_LOOKED_FOR, Differs.LEFT, Differs.ARRIVED})
"""Kinds of differences that need nobody: nothing is known to be wrong."""
SETTLING: Final = {
    Differs.MISSING: (
        EventKind.MOVED, EventKind.ISSUED, EventKind.ENTRUSTED, EventKind.LOST, EventKind.STOLEN,
        EventKind.EXPORTED, EventKind.DESTROYED,
    ),
    Differs.ELSEWHERE: (
        EventKind.MOVED, EventKind.RETURNED, EventKind.FOUND, EventKind.IMPORTED, EventKind.SEIZED,
    ),
    Differs.QUANTITY: (EventKind.EXPENDED, EventKind.LOST, EventKind.STOLEN),
}  # fmt: skip
"""Events that can settle each kind of difference, the likeliest first."""
_WITHOUT_EVENT: Final = {
    Differs.MISSING: (How.FOUND_AFTER_ALL,),
    Differs.BOTH_WAYS: (How.FOUND_AFTER_ALL, How.KEYED_WRONGLY),
    Differs.ELSEWHERE: (How.KEYED_WRONGLY,),
    Differs.TWICE: (How.KEYED_WRONGLY,),
    Differs.QUANTITY: (How.KEYED_WRONGLY,),
    Differs.UNREGISTERED: (How.IDENTIFIED, How.KEYED_WRONGLY),
}


def kinds_that_fit(differs: Differs, state: str) -> list[EventKind]:
    """Name the events that can settle a difference about an item in some state, the likeliest first."""
    fits = [kind for kind in SETTLING.get(differs, ()) if State(state) in HAPPENINGS[kind].comes_from]
    # a thing can be imported before it is registered, but what lies in a store of the register was not
    return fits if state == State.EXPORTED else [kind for kind in fits if kind != EventKind.IMPORTED]


def without_event(differs: Differs) -> tuple[How, ...]:
    """Name the ways in which a difference can be settled without an event; explaining comes last."""
    return () if differs in NOTHING_TO_SETTLE else (*_WITHOUT_EVENT.get(differs, ()), How.EXPLAINED)


def check_way(differs: Differs, way: How | EventKind, fitting: Sequence[How | EventKind]) -> None:
    """Refuse to settle a difference in a way that does not fit it.

    Raises:
        ValidationError: naming the way and the difference.
    """
    if way not in fitting:
        sentence = _("“%(difference)s” is not settled by “%(way)s”.")
        raise ValidationError(sentence % {"difference": differs.label, "way": way.label})
