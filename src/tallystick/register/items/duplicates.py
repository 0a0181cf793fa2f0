"""Propose which items may be one, and keep what people judge about them. Nothing is merged by itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Q

from tallystick.register.items.history import chunks
from tallystick.register.items.models import (
    Alike,
    Item,
    Judgement,
    Likely,
    Mark,
    MarkKind,
    Reading,
    State,
    Verdict,
)

LEAST: Final = 3
"""Characters that a mark must have for two to be likely one: shorter ones are inspectors' stamps."""
MOST: Final = 20
"""Items under one mark beyond which it is no serial number but a pattern, a contract or a year."""
_MARKS: Final = {
    MarkKind.MANUFACTURER: Alike.MARK,
    MarkKind.IMPORT: Alike.MARK,
    MarkKind.NATIONAL: Alike.NATIONAL,
}


class _Bearer(NamedTuple):
    """One item under one mark."""

    folded: str
    kind: str
    item: UUID
    model_key: str
    split_from: UUID | None


Pair = tuple[UUID, UUID]
"""Two items, the one with the lesser id first."""


def note_likely(items: Iterable[Item]) -> None:
    """Note which items these may be the same as: two queries for each nine hundred."""
    for some in chunks(items):
        found = dict(_by_mark(some)) | dict(_by_lot(some))
        if len(found) > 0:
            _keep(found)


def same_lot(item: Item) -> list[Item]:
    """Give the lots in the register with the number and maker of this one, which need not be saved."""
    return [other for other in _same_lot([item]) if other.pk != item.pk and _one_maker(item, other)]


def bearers(marks: Sequence[Mark], model_key: str) -> list[Mark]:
    """Give the marks that stand in the register and read like these on a thing of this model, items with them."""
    wanted = [mark.folded for mark in marks if _tells(mark.folded, mark.reading)]
    found: list[Mark] = []
    for some in chunks(wanted):
        there = Mark.objects.filter(folded__in=some, kind__in=_MARKS, is_withdrawn=False).exclude(
            item__state=State.STRUCK
        )
        alike = there.filter(Q(kind=MarkKind.NATIONAL) | Q(item__model_key=model_key))
        found += alike.select_related("item", "item__store").order_by("folded", "item__number")
    return found


def _tells(folded: str, reading: str) -> bool:
    return len(folded) >= LEAST and "?" not in folded and reading != Reading.DEFACED


def _by_mark(items: list[Item]) -> Iterator[tuple[Pair, Alike]]:
    fresh = {item.pk for item in items}
    own = Mark.objects.filter(item__in=fresh, kind__in=_MARKS, is_withdrawn=False)
    folds = {fold for fold, reading in own.values_list("folded", "reading") if _tells(fold, reading)}
    under: defaultdict[tuple[str, Alike], list[_Bearer]] = defaultdict(list)
    for some in chunks(sorted(folds)):
        rows = Mark.objects.filter(folded__in=some, kind__in=_MARKS, is_withdrawn=False).exclude(
            item__state=State.STRUCK
        )
        for row in rows.order_by().values_list(
            "folded", "kind", "item", "item__model_key", "item__split_from"
        ):
            bearer = _Bearer(*row)
            under[bearer.folded, _MARKS[MarkKind(bearer.kind)]].append(bearer)
    for (_fold, why), several in under.items():
        if 1 < len(several) <= MOST:
            yield from _pairs_under(several, fresh, why)


def _pairs_under(several: list[_Bearer], fresh: set[UUID], why: Alike) -> Iterator[tuple[Pair, Alike]]:
    for new in several:
        for other in several:
            is_pair = new.item in fresh and other.item != new.item and not _are_of_one_lot(new, other)
            if is_pair and (why == Alike.NATIONAL or new.model_key == other.model_key):
                yield _pair(new.item, other.item), why


def _are_of_one_lot(one: _Bearer, other: _Bearer) -> bool:
    # a part of a lot bears the marks of the whole
    return (one.split_from or one.item) == (other.split_from or other.item)


def _by_lot(items: list[Item]) -> Iterator[tuple[Pair, Alike]]:
    lots = [item for item in items if item.lot_key != "" and item.split_from_id is None]
    if len(lots) == 0:
        return
    there = defaultdict(list)
    for other in _same_lot(lots):
        there[other.lot_key].append(other)
    for item in lots:
        for other in there[item.lot_key]:
            if other.pk != item.pk and _one_maker(item, other):
                yield _pair(item.pk, other.pk), Alike.LOT


def _same_lot(items: list[Item]) -> list[Item]:
    keys = {item.lot_key for item in items}
    found = Item.objects.filter(lot_key__in=keys - {""}, split_from=None).exclude(state=State.STRUCK)
    return list(found.order_by("number")[: MOST * len(items)])


def _one_maker(item: Item, other: Item) -> bool:
    return item.make.casefold() == other.make.casefold() and item.calibre_key == other.calibre_key


def _pair(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)


def _keep(found: dict[Pair, Alike]) -> None:
    Likely.objects.bulk_create(
        [Likely(first_id=first, second_id=second, why=why) for (first, second), why in sorted(found.items())],
        ignore_conflicts=True,
        batch_size=900,
    )


def judged(first: UUID, second: UUID) -> Judgement | None:
    """Give the judgement that stands about two items: the last."""
    one, other = _pair(first, second)
    return Judgement.objects.filter(first=one, second=other).order_by("judged_at", "pk").last()


def is_settled(verdict: str | None) -> bool:
    """Whether a judgement closes the question."""
    return verdict in {Verdict.SAME, Verdict.DIFFERENT}
