"""What of a difference a person may read, and what can be done about it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.items.history import chunks
from tallystick.register.items.models import EventKind, Item, State
from tallystick.register.stocktaking.difference import Difference
from tallystick.register.stocktaking.models import Differs, How
from tallystick.register.stocktaking.ways import SETTLING, kinds_that_fit, without_event

Ways = tuple[tuple[str, str], ...]
"""Values and labels of ways to settle a difference."""
Settling = Callable[[Differs, str | None, bool], tuple[str, Ways]]
_AS_IT_STANDS: Final = (
    Item.objects.select_related("store").only("state", "pending", "store__code", "store__name").order_by()
)
"""Items with what a line says of them, and nothing more."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference as a page shows it; a description that the reader may not see is empty and `withheld`."""

    difference: Difference
    item: Item | None
    """The item as it stands; None where there is none, or not for this person."""
    described: str
    marks: str
    withheld: bool
    store: str
    waits: bool
    """Whether an event of the item waits for a second person."""
    state: str
    ways: Ways
    elsewhere: tuple[str, ...] = ()
    """Items in other places that bear the mark of a find, and where: as far as the person may know."""


def in_order(differences: Sequence[Difference]) -> list[Difference]:
    """Put what is open first, then by kind, line and number."""
    kinds = list(Differs)
    return sorted(
        differences,
        key=lambda one: (
            not one.is_open,
            kinds.index(one.differs),
            one.place or 0,
            one.number,
            str(one.subject),
        ),
    )


def shown(
    request: Asked, differences: Sequence[Difference], rows: QuerySet[Item] = _AS_IT_STANDS
) -> list[Shown]:
    """Show differences to a person: items of others' silos by their number alone.

    Args:
        request: who asks.
        differences: what is shown.
        rows: items as they are to be read, with their stores.
    """
    items: dict[UUID, Item] = {}
    for some in chunks(one.item for one in differences if one.item is not None):
        items |= {item.pk: item for item in visible(request, rows.filter(pk__in=some))}
    settling, handlings = cache(_settling), request.user.handlings
    return [
        _shown(one, None if one.item is None else items.get(one.item), handlings, settling)
        for one in differences
    ]


def _shown(one: Difference, item: Item | None, handlings: Collection[str], settling: Settling) -> Shown:
    """Show one difference; `item` is None where there is none, or not for this person."""
    # what stands on the store's own list may be read by who counts there, if its handling allows
    may_read = one.item is None or item is not None or (one.place is not None and one.handling in handlings)
    return Shown(
        one,
        item,
        one.described if may_read else "",
        one.marks if may_read else "",
        not may_read,
        "" if item is None else str(item.store or ""),
        item is not None and item.pending > 0,
        *settling(one.differs, None if item is None else item.state, one.settled is not None),
    )


def ways(difference: Difference, item: Item | None) -> Ways:
    """Name how a difference can be settled: events of an item that the person reaches, then ways without one."""
    state = None if item is None else item.state
    _state, found = _settling(difference.differs, state, difference.settled is not None)
    return found


def _settling(differs: Differs, state: str | None, is_settled: bool) -> tuple[str, Ways]:  # noqa: FBT001  # a key
    """Give what differences of a kind share whose items are in one state: its name, and the ways."""
    said = "" if state is None else str(State(state).label)
    if is_settled:
        return said, ()
    kinds: Sequence[EventKind] = () if state is None else kinds_that_fit(differs, state)
    return said, _labelled(kinds, without_event(differs))


def ways_of_many(differs: Differs) -> Ways:
    """Name how many differences of a kind can be settled at once, whatever their items' states."""
    # each find is another item
    others = [how for how in without_event(differs) if how != How.IDENTIFIED]
    return _labelled(SETTLING.get(differs, ()), others)


def _labelled(kinds: Sequence[EventKind], others: Sequence[How]) -> Ways:
    return tuple((way.value, str(way.label)) for way in (*kinds, *others))
