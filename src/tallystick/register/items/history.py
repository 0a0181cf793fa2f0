"""The events of items as they are read: which of them count, and in which order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.models import Event, EventKind, Item

_AT_ONCE: Final = 900
"""Ids in one query: old builds of SQLite take 999 values at most."""

Thing = TypeVar("Thing")


class Told(NamedTuple):
    """One event, as much of it as decides where the item stands."""

    pk: UUID
    item_id: UUID
    kind: str
    happened_on: date
    entered_at: datetime
    step: int
    store_id: UUID | None
    holder: str
    quantity: int | None
    corrects_id: UUID | None
    is_accepted: bool | None
    """What a second person decided; None where nobody has."""


_COLUMNS: Final = (*Told._fields[:-1], "decision__is_accepted")
History = Sequence[Told]
"""All events of one item, in any order."""


def chunks(things: Iterable[Thing], size: int = _AT_ONCE) -> Iterator[list[Thing]]:
    """Cut things into lists that one query can take."""
    some: list[Thing] = []
    for thing in things:
        some.append(thing)
        if len(some) == size:
            yield some
            some = []
    if len(some) > 0:
        yield some


def histories(items: Iterable[UUID]) -> dict[UUID, list[Told]]:
    """Read the events of items: one query for each nine hundred."""
    found: defaultdict[UUID, list[Told]] = defaultdict(list)
    for some in chunks(items):
        for row in Event.objects.filter(item__in=some).order_by().values_list(*_COLUMNS):
            found[row[1]].append(Told(*row))
    return found


def told(event: Event, *, is_accepted: bool | None = None) -> Told:
    """Give an event as `histories` would, kept already or not."""
    return Told(
        event.pk,
        event.item_id,
        event.kind,
        event.happened_on,
        event.entered_at,
        event.step,
        event.store_id,
        event.holder,
        event.quantity,
        event.corrects_id,
        is_accepted,
    )


def counting(history: History) -> list[Told]:
    """Keep the events that count, in order.

    An event that needs a second person counts once one has accepted it. One that a counting event corrects does not,
    nor what that one corrected in its turn; of two corrections of one event, the one entered last counts.
    """
    known = {event.pk: event for event in history}
    agreed = [event for event in history if event.is_accepted or not asks_two(event, known)]
    gone = _replaced(agreed, known)
    left = [event for event in agreed if event.pk not in gone and event.kind != EventKind.WITHDRAWN]
    return sorted(left, key=lambda event: in_order(event, known))


def events_that_count(item: Item) -> list[Event]:
    """Read the events of one item that count, by the day: none that was corrected, refused, or waits for somebody."""
    counts = {event.pk for event in counting(histories([item.pk])[item.pk])}
    rows = (
        Event.objects.filter(item=item).select_related("store").order_by("happened_on", "entered_at", "step")
    )
    return [row for row in rows if row.pk in counts]


def pending(history: History) -> list[Told]:
    """Keep the events that wait for a second person, in order; one that was corrected meanwhile waits no longer."""
    known = {event.pk: event for event in history}
    agreed = [event for event in history if event.is_accepted or not asks_two(event, known)]
    gone = _replaced(agreed, known)
    waiting = [
        event
        for event in history
        if event.is_accepted is None and event.pk not in gone and asks_two(event, known)
    ]
    return sorted(waiting, key=lambda event: in_order(event, known))


def waits_alike(history: History, event: Told, *, is_counted: bool) -> bool:
    """Whether the same as a new event waits for a second person already.

    A weapon is lost once: of what is not counted, another of the kind is the same, whatever its day; of a lot, another
    of the same day, quantity, store and holder. A correction is none: `checking` lets an event be corrected once.
    """
    if event.corrects_id is not None:
        return False
    same = [one for one in pending(history) if one.kind == event.kind]
    return _what(event) in [_what(one) for one in same] if is_counted else len(same) > 0


def _what(event: Told) -> tuple[date, int | None, UUID | None, str]:
    return event.happened_on, event.quantity, event.store_id, event.holder


def replaced(history: History) -> set[UUID]:
    """Name the events that a counting correction replaces, and the corrections themselves that a later one outdoes."""
    known = {event.pk: event for event in history}
    return _replaced([event for event in history if event.is_accepted or not asks_two(event, known)], known)


def _replaced(agreed: list[Told], known: Mapping[UUID, Told]) -> set[UUID]:
    return {pk for event in agreed for pk in _before(event, known)} | _outdone(agreed)


def asks_two(event: Told, known: Mapping[UUID, Told]) -> bool:
    """Whether an event needs a second person: by its own kind, or because it corrects one that does."""
    chain = [event.pk, *_before(event, known)]
    return any(HAPPENINGS[EventKind(known[pk].kind)].second_person for pk in chain if pk in known)


def needs_second(event: Event) -> bool:
    """Whether an event needs a second person, with what it corrects read from the database."""
    present: Event | None = event
    seen: set[UUID] = set()
    while present is not None and present.pk not in seen:
        if HAPPENINGS[EventKind(present.kind)].second_person:
            return True
        seen.add(present.pk)
        present = present.corrects
    return False


def in_order(event: Told, known: Mapping[UUID, Told]) -> tuple[date, bool, datetime, int, UUID]:
    """Order events as they happened; the registration is the first of its day, whenever it was entered.

    A correction that leaves the day takes the place of what it corrects: issued in the morning and returned in the
    evening stay in this order when the morning's holder is put right a week later.
    """
    first = event
    for pk in _before(event, known):
        first = known.get(pk, first)
    at = first if first.happened_on == event.happened_on else event
    is_later = event.kind != EventKind.REGISTERED
    return (event.happened_on, is_later, at.entered_at, at.step, event.pk)


def _before(event: Told, known: Mapping[UUID, Told]) -> Iterator[UUID]:
    # what it corrects, and what that corrected; rows from elsewhere may go round in a ring, which is walked once
    present: Told | None = event
    seen = {event.pk}
    while present is not None and present.corrects_id is not None and present.corrects_id not in seen:
        seen.add(present.corrects_id)
        yield present.corrects_id
        present = known.get(present.corrects_id)


def _outdone(agreed: list[Told]) -> set[UUID]:
    rivals: defaultdict[UUID, list[Told]] = defaultdict(list)
    for event in agreed:
        if event.corrects_id is not None:
            rivals[event.corrects_id].append(event)
    found: set[UUID] = set()
    for several in rivals.values():
        last = max(several, key=lambda event: (event.entered_at, event.step, event.pk))
        found |= {event.pk for event in several} - {last.pk}
    return found
