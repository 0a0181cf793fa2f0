"""Put right how an item came in that was registered straight into a store: it was found, surrendered or seized.

The registration is corrected by one into no store, and what happened to the item stands beside it, in one operation.
No part of this takes a thing away, so it needs a second person no more than a registration does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tallystick.register.items.checking import Happened
from tallystick.register.items.happenings import MISSING, RECOVERING
from tallystick.register.items.history import counting, histories
from tallystick.register.items.models import Event, EventKind
from tallystick.register.items.record import check_together, happen_together
from tallystick.register.ledger.operation import Operation

_TOLD: Final = frozenset({EventKind.IMPORTED, *RECOVERING})
"""Kinds that say how a thing came in."""
_LEFT: Final = MISSING | {EventKind.EXPORTED}
"""Kinds after which a thing comes in anew."""


@dataclass(frozen=True, slots=True)
class Came:
    """How an item came in: what happened and, of what was seized, the day on which it was released."""

    happened: Happened
    released_on: date | None = None


def ways_in(registration: Event) -> tuple[EventKind, ...]:
    """Name the ways in which an item can have come in; none where its events say so already, or a lot that it is of.

    Args:
        registration: the event that registered it.
    """
    if registration.kind != EventKind.REGISTERED or registration.item.split_from_id is not None:
        return ()
    for event in counting(histories([registration.item_id])[registration.item_id]):
        if event.kind in _TOLD:
            return ()
        if event.kind in _LEFT:
            break
    return RECOVERING


def check_came_in(registration: Event, came: Came, *, today: date) -> None:
    """Refuse what cannot have been how an item came in, before it is entered.

    Raises:
        ValidationError: with one sentence a fault, by the name of what is wrong.
    """
    check_together(registration.item, list(_told(registration, came)), today=today)


def came_in(done: Operation, registration: Event, came: Came) -> list[Event]:
    """Enter how an item came in, in the place of its registration straight into a store.

    Raises:
        ValidationError: as `happen`.
    """
    return happen_together(done, registration.item, list(_told(registration, came)))


def _told(registration: Event, came: Came) -> Iterator[Happened]:
    yield Happened(
        EventKind.REGISTERED,
        registration.happened_on,
        details=registration.details,
        document=registration.document,
        reference=registration.reference,
        corrects=registration,
        note=came.happened.note,
    )
    yield replace(came.happened, corrects=None)
    if came.released_on is not None:
        # back to where it was registered: until then it lay where it was brought by the seizure
        store = registration.store or came.happened.store
        yield Happened(EventKind.RETURNED, came.released_on, store=store, reference=came.happened.reference)
