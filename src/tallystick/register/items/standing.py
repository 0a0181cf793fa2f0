"""Derive where an item stands from the events that count, and keep its derived columns so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from tallystick.register.items.happenings import (
    BEFORE_REGISTRATION,
    EMPTYING,
    HAPPENINGS,
    MISSING,
    RECOVERING,
    STAYING,
    TAKING,
    WITH_HOLDER,
)
from tallystick.register.items.history import History, Told, chunks, counting, histories, pending
from tallystick.register.items.models import EventKind, Item, State

_AT_ONCE: Final = 2_000
"""Items settled together: their events are a few megabytes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands: what its derived columns hold, and what is needed to go on from there."""

    state: State
    store_id: UUID | None
    holder: str
    remaining: int
    happened_on: date | None
    missing: int = 0
    """How many were lost, stolen or written off, and can be found."""
    abroad: int = 0
    """How many were exported, and can come back."""
    is_registered: bool = False
    is_imported: bool = False
    """Whether an import stands since it last was abroad."""


Columns = tuple[str, UUID | None, str, int, date | None, int]
_NAMES: Final = ("state", "store_id", "holder", "remaining", "happened_on", "pending")


def columns(quantity: int, history: History) -> Columns:
    """Derive the columns of an item from its events, in any order."""
    stands = standing(quantity, counting(history))
    return (
        str(stands.state),
        stands.store_id,
        stands.holder,
        stands.remaining,
        stands.happened_on,
        len(pending(history)),
    )


def unregistered(quantity: int) -> Standing:
    """Give where an item stands before anything is known to have happened to it."""
    return Standing(State.REGISTERED, None, "", quantity, None)


def standing(quantity: int, events: Iterable[Told]) -> Standing:
    """Derive where an item stands.

    Args:
        quantity: how many were registered.
        events: the events that count, in order.
    """
    stands = unregistered(quantity)
    for event in events:
        stands = after(stands, event)
    return stands


def after(stands: Standing, event: Told) -> Standing:
    """Give where an item stands after one more event.

    It never fails and `remaining` is never below nothing: events that cannot follow each other can meet where two
    sites exchange theirs, and `checking` says so.
    """
    kind = EventKind(event.kind)
    stands = replace(stands, happened_on=event.happened_on)
    if kind == EventKind.REGISTERED:
        return _registered(stands, event)
    if kind in TAKING:
        stands = _taken(stands, kind, event.quantity)
        if stands.remaining > 0:
            return stands
    if pool(stands, kind) > 0:
        is_part, stands = stands.remaining > 0, _brought_back(stands, kind, event.quantity)
        if is_part:
            return stands
    return _led(stands, kind, event)


def _registered(stands: Standing, event: Told) -> Standing:
    stands = replace(stands, is_registered=True)
    if event.store_id is None:
        return stands
    # what was seized before it was registered is evidence still
    state = stands.state if stands.state in STAYING else State.IN_STORE
    return replace(stands, state=state, store_id=event.store_id)


def _taken(stands: Standing, kind: EventKind, quantity: int | None) -> Standing:
    taken = stands.remaining if quantity is None else min(quantity, stands.remaining)
    return replace(
        stands,
        remaining=stands.remaining - taken,
        missing=stands.missing + (taken if kind in MISSING else 0),
        abroad=stands.abroad + (taken if kind == EventKind.EXPORTED else 0),
    )


def pool(stands: Standing, kind: EventKind) -> int:
    """Say how many an event of this kind can bring back to an item that stands so."""
    if kind == EventKind.IMPORTED:
        return stands.abroad
    # a seizure of a lot that is there is a seizure of what is there
    if kind not in RECOVERING or (kind == EventKind.SEIZED and stands.remaining > 0):
        return 0
    return stands.abroad if _comes_from_abroad(stands, kind) else stands.missing


def _comes_from_abroad(stands: Standing, kind: EventKind) -> bool:
    if kind == EventKind.IMPORTED:
        return True
    # what is found or handed over of a lot is of its missing part first; what is seized, of what left last
    return stands.state == State.EXPORTED and (kind == EventKind.SEIZED or stands.missing == 0)


def _brought_back(stands: Standing, kind: EventKind, quantity: int | None) -> Standing:
    there = pool(stands, kind)
    back = there if quantity is None else min(quantity, there)
    from_abroad = _comes_from_abroad(stands, kind)
    return replace(
        stands,
        remaining=stands.remaining + back,
        missing=stands.missing - (0 if from_abroad else back),
        abroad=stands.abroad - (back if from_abroad else 0),
    )


def _led(stands: Standing, kind: EventKind, event: Told) -> Standing:
    state = HAPPENINGS[kind].leads_to
    if state is None:
        return stands
    if kind == EventKind.MOVED and stands.state in STAYING:
        state = stands.state
    return replace(
        stands,
        state=state,
        store_id=None if state in EMPTYING else (event.store_id or stands.store_id),
        holder=event.holder if state in WITH_HOLDER else "",
        is_imported=(stands.is_imported or kind == EventKind.IMPORTED) and state != State.EXPORTED,
    )


def may_come_before(kind: EventKind) -> bool:
    """Whether it can have happened before the register knew of the thing."""
    return kind in BEFORE_REGISTRATION


def settle(item: Item) -> None:
    """Write where an item stands into its derived columns; they are no part of what the chain keeps."""
    settle_many([item])


def settle_many(items: Iterable[Item]) -> None:
    """Write where items stand into their derived columns, on the rows given and in the database."""
    for some in chunks(items, _AT_ONCE):
        known = histories(item.pk for item in some)
        for item in some:
            put_standing(item, known[item.pk])
        write(some)


def put_standing(item: Item, history: History) -> None:
    """Put on a row what its events say."""
    put(item, columns(item.quantity, history))


def put(item: Item, wanted: Columns) -> None:
    """Put derived columns on a row that is at hand."""
    for name, value in zip(_NAMES, wanted, strict=True):
        setattr(item, name, value)


def as_kept(item: Item) -> Columns:
    """Give the derived columns as a row has them."""
    return (str(item.state), item.store_id, item.holder, item.remaining, item.happened_on, item.pending)


def derived(items: list[Item]) -> Iterator[tuple[Item, Columns]]:
    """Give each item with what its derived columns must hold."""
    known = histories(item.pk for item in items)
    for item in items:
        yield item, columns(item.quantity, known[item.pk])


def write(items: list[Item]) -> None:
    """Write the derived columns of rows into the database, as the rows have them."""
    # one prepared statement for all rows: Django's bulk_update writes a CASE of every row, some twenty times slower
    if len(items) == 0:
        return
    table = Item._meta
    named = [field for field in table.concrete_fields if field.attname in _NAMES]
    sets = ", ".join(f"{field.column} = %s" for field in named)
    rows: list[list[Any]] = [
        [field.get_db_prep_value(getattr(item, field.attname), connection) for field in [*named, table.pk]]
        for item in items
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table.db_table} SET {sets} WHERE {table.pk.column} = %s", rows)  # noqa: S608  # our own names
