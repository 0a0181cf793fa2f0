"""Say where items, decisions and likely duplicates are not what the rows say: `tallystick register check` prints it."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Final
from uuid import UUID

from django.db.models import Count, F, OuterRef, Subquery

from tallystick.register.items.duplicates import LEAST, MOST, is_settled
from tallystick.register.items.history import chunks
from tallystick.register.items.likeness import put_keys
from tallystick.register.items.marks import folded
from tallystick.register.items.models import (
    Decision,
    Event,
    EventKind,
    Item,
    Judgement,
    Likely,
    Mark,
    MarkKind,
    Reading,
)
from tallystick.register.items.standing import as_kept, derived
from tallystick.register.ledger.models import Entry

_AT_ONCE: Final = 2_000


def breaks() -> Iterator[str]:
    """Go through items, marks, decisions and likely duplicates; a sentence for each that is not what it must be."""
    yield from _of_items()
    yield from _of_marks()
    yield from _of_decisions()
    yield from _of_judged()
    yield from _of_alike()


def _of_items() -> Iterator[str]:
    for some in chunks(Item.objects.order_by("pk").iterator(_AT_ONCE), _AT_ONCE):
        for item, wanted in derived(some):
            if as_kept(item) != wanted:
                stands, said = _told(as_kept(item)), _told(wanted)
                yield f"items.item {item.pk}: {item.number} stands as {stands}, and its events say {said}"
            if not _keys_fit(item):
                yield f"items.item {item.pk}: {item.number} would not be found by its model, calibre or lot number"


def _of_marks() -> Iterator[str]:
    for mark in Mark.objects.order_by("pk").iterator(_AT_ONCE):
        fold = folded(mark.text)
        if (mark.folded, mark.turned) != (fold, fold[::-1]):
            yield f"items.mark {mark.pk}: {mark.text!r} would not be found by what is written on it"


def _of_decisions() -> Iterator[str]:
    """Find what one person did alone: a changed program, or a bundle, can bring what no page lets through."""
    by_one = Decision.objects.filter(decided_by=F("event__entered_by")).order_by("pk")
    for pk, name in by_one.values_list("pk", "decided_by").iterator():
        yield f"items.decision {pk}: {name} decided on what {name} had entered"
    actor = Entry.objects.filter(number=OuterRef("entry")).values("actor")
    named = Decision.objects.annotate(actor=Subquery(actor)).exclude(decided_by=F("actor")).order_by("pk")
    for pk, name, did in named.values_list("pk", "decided_by", "actor").iterator():
        yield f"items.decision {pk}: it names {name}, and its entry is of {did}"


def _of_judged() -> Iterator[str]:
    """Find likely pairs that stand as settled, and were not: a closed question is shown to nobody."""
    ordered = Judgement.objects.order_by("judged_at", "pk").values_list("first", "second", "verdict")
    settled = {(first, second): is_settled(verdict) for first, second, verdict in ordered.iterator()}
    closed = Likely.objects.filter(is_open=False).order_by("first", "second")
    for first, second in closed.values_list("first", "second").iterator():
        if not settled.get((first, second), False):
            yield f"items.likely {first} {second}: it stands as settled, and the judgements say open"


def _of_alike() -> Iterator[str]:
    """Find items of one model under one whole mark that are laid before nobody as likely one.

    Only where every way of entering them would have noted the pair: nothing struck, split off, withdrawn or defaced.
    """
    # counting all marks that ever read so: of more, some pairs were rightly never laid before anybody
    alike = Mark.objects.order_by().values("folded").annotate(count=Count("pk"))
    folds = alike.filter(count__gt=1, count__lte=MOST).values_list("folded", flat=True)
    telling = sorted(fold for fold in folds.iterator() if len(fold) >= LEAST and "?" not in fold)
    for some in chunks(telling):
        pairs = set(_pairs_under(some))
        there: set[tuple[UUID, UUID]] = set()
        for firsts in chunks(sorted({first for first, _ in pairs})):
            there |= set(Likely.objects.filter(first__in=firsts).values_list("first", "second"))
        for first, second in sorted(pairs - there):
            yield f"items.likely {first} {second}: they bear one mark, and do not stand as likely one"


def _pairs_under(folds: list[str]) -> Iterator[tuple[UUID, UUID]]:
    struck = Event.objects.filter(kind=EventKind.STRUCK).values("item")
    rows = Mark.objects.filter(folded__in=folds, kind=MarkKind.MANUFACTURER, is_withdrawn=False)
    rows = rows.exclude(reading=Reading.DEFACED).exclude(item__in=struck).filter(item__split_from=None)
    under: defaultdict[tuple[str, str], set[UUID]] = defaultdict(set)
    for fold, model, item in rows.order_by().values_list("folded", "item__model_key", "item"):
        under[fold, model].add(item)
    for several in under.values():
        yield from combinations(sorted(several), 2)


def _keys_fit(item: Item) -> bool:
    kept = (item.model_key, item.calibre_key, item.lot_key)
    put_keys(item)
    return kept == (item.model_key, item.calibre_key, item.lot_key)


def _told(columns: tuple[object, ...]) -> str:
    return ", ".join("nothing" if value in (None, "") else str(value) for value in columns)
