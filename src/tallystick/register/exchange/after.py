"""What follows from rows that another site wrote: derived columns, and events that cannot both have happened."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from tallystick.register.exchange.models import Conflict, ConflictKind, Settlement
from tallystick.register.items.checking import objections
from tallystick.register.items.duplicates import note_likely
from tallystick.register.items.history import History, chunks, counting, histories
from tallystick.register.items.likeness import put_keys
from tallystick.register.items.marks import put_folds
from tallystick.register.items.models import Decision, Event, Item, Mark
from tallystick.register.items.standing import settle_many
from tallystick.register.ledger.models import Entry, Recorded
from tallystick.register.offered import offered

Touched = Mapping[str, Collection[UUID]]
"""Kinds of rows, and the ids that came or were changed."""


def prepared(row: Recorded) -> Recorded:
    """Put the columns on a row by which it is found."""
    if isinstance(row, Item):
        put_keys(row)
    elif isinstance(row, Mark):
        put_folds(row)
    return row


def settled_everywhere(touched: Touched) -> None:
    """Compute anew what follows from rows that came: of items here, of other apps by their `derived.settled`."""
    for some in _items(touched):
        settle_many(some)
        note_likely(some)
    for app in offered("derived"):
        app.settled(touched)


def _items(touched: Touched) -> Iterator[list[Item]]:
    ids = set(touched.get("items.item", ()))
    for some in chunks(touched.get("items.event", ())):
        ids |= set(Event.objects.filter(pk__in=some).values_list("item", flat=True))
    for some in chunks(touched.get("items.decision", ())):
        ids |= set(Decision.objects.filter(pk__in=some).values_list("event__item", flat=True))
    for some in chunks(touched.get("items.mark", ())):
        ids |= set(Mark.objects.filter(pk__in=some).values_list("item", flat=True))
    for some in chunks(sorted(ids)):
        yield list(Item.objects.filter(pk__in=some).order_by("pk"))


def events_laid_out(touched: Touched) -> None:
    """Lay before a person the items whose events, entered at two sites, cannot have happened one after the other."""
    for items in _items({**touched, "items.item": {*touched.get("items.item", ()), *_settled(touched)}}):
        known = histories(item.pk for item in items)
        several = _of_several_origins([item.pk for item in items])
        for item in items:
            about: dict[str, Any] = {
                "kind": ConflictKind.EVENTS,
                "about_kind": "items.item",
                "about_id": str(item.pk),
            }
            events = [str(pk) for pk in impossible(item, known[item.pk])] if item.pk in several else []
            if len(events) > 0:
                Conflict.objects.update_or_create(**about, defaults={"versions": events, "differs": True})
            else:
                Conflict.objects.filter(**about).delete()


def _settled(touched: Touched) -> Iterator[UUID]:
    """Name the items about whose events somebody settled: it may have been before anything was corrected."""
    about = Settlement.objects.filter(
        pk__in=touched.get("exchange.settlement", ()), about=ConflictKind.EVENTS
    )
    yield from (UUID(key) for key in about.values_list("about_id", flat=True))


def impossible(item: Item, history: History) -> list[UUID]:
    """Name the events of an item that count and cannot have followed what was before them."""
    return list(dict.fromkeys(one.event for one in objections(item.quantity, counting(history))))


def _of_several_origins(items: list[UUID]) -> set[UUID]:
    entries: dict[UUID, set[int]] = defaultdict(set)
    for item, number in Event.objects.filter(item__in=items).order_by().values_list("item", "entry"):
        entries[item].add(number)
    numbers = sorted({number for some in entries.values() for number in some})
    origins: dict[int, UUID] = {}
    for some in chunks(numbers):
        origins |= dict(Entry.objects.filter(number__in=some).values_list("number", "origin"))
    return {item for item, some in entries.items() if len({origins[number] for number in some}) > 1}
