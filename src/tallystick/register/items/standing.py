"""Derive where an item stands from the events that count."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from tallystick.register.items.happenings import EMPTYING, HAPPENINGS, TAKING
from tallystick.register.items.models import Event, EventKind, Item, State


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands: what the five derived columns of `Item` hold."""

    state: State
    store_id: UUID | None
    holder: str
    remaining: int
    happened_on: date | None


def counting(events: Iterable[Event], accepted: Collection[UUID]) -> list[Event]:
    """Keep the events that count, in order.

    An event that needs a second person counts once one has accepted it; one that a counting event corrects does not.

    Args:
        events: of one item, in any order.
        accepted: ids of the events that a second person accepted.
    """
    agreed = [
        event
        for event in events
        if not HAPPENINGS[EventKind(event.kind)].second_person or event.pk in accepted
    ]
    corrected = {event.corrects_id for event in agreed}
    left = [event for event in agreed if event.pk not in corrected]
    return sorted(left, key=in_order)


def in_order(event: Event) -> tuple[date, bool, object, int, UUID]:
    """Order events as they happened; the registration is the first of its day, whenever it was entered."""
    is_later = event.kind != EventKind.REGISTERED
    return (event.happened_on, is_later, event.entered_at, event.step, event.pk)


def standing(quantity: int, events: Iterable[Event]) -> Standing:
    """Derive where an item stands.

    Args:
        quantity: how many were registered.
        events: the events that count, in order.
    """
    stands = Standing(State.REGISTERED, None, "", quantity, None)
    for event in events:
        stands = after(stands, event)
    return stands


def after(stands: Standing, event: Event) -> Standing:
    """Give where an item stands after one more event."""
    kind = EventKind(event.kind)
    happening = HAPPENINGS[kind]
    stands = replace(stands, happened_on=event.happened_on)
    if kind in TAKING:
        taken = stands.remaining if event.quantity is None else min(event.quantity, stands.remaining)
        stands = replace(stands, remaining=stands.remaining - taken)
        if stands.remaining > 0:
            return stands
    if happening.leads_to is None:
        return stands
    state = happening.leads_to
    if kind == EventKind.REGISTERED and event.store_id is not None:
        state = State.IN_STORE
    store_id = None if state in EMPTYING else (event.store_id or stands.store_id)
    holder = event.holder if state in {State.ISSUED, State.ENTRUSTED} else ""
    # a thing that comes back comes back whole
    remaining = (
        max(stands.remaining, 1)
        if kind in {EventKind.FOUND, EventKind.SEIZED, EventKind.IMPORTED}
        else stands.remaining
    )
    return Standing(state, store_id, holder, remaining, event.happened_on)


def of_item(item: Item) -> Standing:
    """Derive where one item stands, from the database."""
    events = list(item.events.all())
    accepted = set(item.events.filter(decision__is_accepted=True).values_list("pk", flat=True))
    return standing(item.quantity, counting(events, accepted))


def settle(item: Item) -> None:
    """Write where an item stands into its derived columns; they are no part of what the chain keeps."""
    stands = of_item(item)
    columns: Mapping[str, object] = {
        "state": stands.state,
        "store_id": stands.store_id,
        "holder": stands.holder,
        "remaining": stands.remaining,
        "happened_on": stands.happened_on,
    }
    for name, value in columns.items():
        setattr(item, name, value)
    Item.objects.filter(pk=item.pk).update(**columns)
