"""What of a difference a person may read, and what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.items.history import chunks
from tallystick.register.items.models import EventKind, Item
from tallystick.register.stocktaking.difference import SETTLING, Difference, kinds_that_fit
from tallystick.register.stocktaking.models import Differs, How

_WAYS: Final = {
    Differs.MISSING: (How.FOUND_AFTER_ALL,),
    Differs.BOTH_WAYS: (How.FOUND_AFTER_ALL, How.KEYED_WRONGLY),
    Differs.ELSEWHERE: (How.KEYED_WRONGLY,),
    Differs.TWICE: (How.KEYED_WRONGLY,),
    Differs.QUANTITY: (How.KEYED_WRONGLY,),
    Differs.UNREGISTERED: (How.IDENTIFIED, How.KEYED_WRONGLY),
}
_TOLD: Final = {
    How.FOUND_AFTER_ALL: _("it was seen after all"),
    How.IDENTIFIED: _("it is a registered item"),
    How.KEYED_WRONGLY: _("it was keyed wrongly"),
    How.EXPLAINED: _("explain"),
}
_NOTHING_TO_SETTLE: Final = frozenset({Differs.NOT_LOOKED_FOR, Differs.LEFT, Differs.ARRIVED})


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
    if difference.differs in _NOTHING_TO_SETTLE or (difference.settled is not None):
        return ()
    kinds: Sequence[EventKind] = () if item is None else kinds_that_fit(difference.differs, item.state)
    return _labelled(kinds, (*_WAYS.get(difference.differs, ()), How.EXPLAINED))


def ways_of_many(differs: Differs) -> tuple[tuple[str, Any], ...]:
    """Name how many differences of a kind can be settled at once, whatever their items' states."""
    if differs in _NOTHING_TO_SETTLE:
        return ()
    # each find is another item
    alone = {How.IDENTIFIED}
    others = [how for how in _WAYS.get(differs, ()) if how not in alone]
    return _labelled(SETTLING.get(differs, ()), (*others, How.EXPLAINED))


def _labelled(kinds: Sequence[EventKind], others: Sequence[How]) -> tuple[tuple[str, Any], ...]:
    return (*((kind.value, kind.label) for kind in kinds), *((how.value, _TOLD[how]) for how in others))
