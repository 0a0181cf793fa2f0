"""What of a difference a person may read, and what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.items.history import chunks
from tallystick.register.items.models import EventKind, Item
from tallystick.register.stocktaking.difference import Difference
from tallystick.register.stocktaking.models import Differs, How
from tallystick.register.stocktaking.ways import SETTLING, kinds_that_fit, without_event


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference as a page shows it; a description that the reader may not see is empty and `withheld`."""

    difference: Difference
    item: Item | None
    """The item as it stands; None where there is none, or not for this person."""
    described: str
    marks: str
    state: Any
    store: str
    waits: bool
    """Whether an event of the item waits for a second person."""
    withheld: bool
    ways: tuple[tuple[str, Any], ...]


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


def shown(request: Asked, differences: Sequence[Difference]) -> list[Shown]:
    """Show differences to a person: items of others' silos by their number alone."""
    ids = [one.item for one in differences if one.item is not None]
    items: dict[UUID, Item] = {}
    reached: set[UUID] = set()
    for some in chunks(ids):
        rows = Item.objects.filter(pk__in=some)
        items |= {item.pk: item for item in rows.select_related("store")}
        reached |= set(visible(request, rows).values_list("pk", flat=True))
    return [_shown(request, one, items, reached) for one in differences]


def _shown(request: Asked, one: Difference, items: dict[UUID, Item], reached: set[UUID]) -> Shown:
    item = None if one.item is None else items[one.item]
    # what stands on the store's own list may be read by who counts there, if its handling allows
    may_read = (
        item is None
        or item.pk in reached
        or (one.place is not None and one.handling in request.user.handlings)
    )
    stands = item if item is not None and item.pk in reached else None
    return Shown(
        one,
        stands,
        one.described if may_read else "",
        one.marks if may_read else "",
        "" if stands is None else stands.get_state_display(),
        "" if stands is None else str(stands.store or ""),
        stands is not None and stands.pending > 0,
        not may_read,
        ways(one, stands),
    )


def ways(difference: Difference, item: Item | None) -> tuple[tuple[str, Any], ...]:
    """Name how a difference can be settled: events of an item that the person reaches, then ways without one."""
    if difference.settled is not None:
        return ()
    kinds: Sequence[EventKind] = () if item is None else kinds_that_fit(difference.differs, item.state)
    return _labelled(kinds, without_event(difference.differs))


def ways_of_many(differs: Differs) -> tuple[tuple[str, Any], ...]:
    """Name how many differences of a kind can be settled at once, whatever their items' states."""
    # each find is another item
    others = [how for how in without_event(differs) if how != How.IDENTIFIED]
    return _labelled(SETTLING.get(differs, ()), others)


def _labelled(kinds: Sequence[EventKind], others: Sequence[How]) -> tuple[tuple[str, Any], ...]:
    return tuple((way.value, way.label) for way in (*kinds, *others))
