"""Lay what was seen beside the list: what fits, what does not, and what nobody looked for."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count as Number
from django.db.models import Exists, OuterRef, Q, QuerySet

from tallystick.register.handling import Handling
from tallystick.register.items.history import chunks, needs_second
from tallystick.register.items.holdings import PRESENT
from tallystick.register.items.models import Event, Item
from tallystick.register.stocktaking.models import Count, Differs, How, Line, Seen, Settlement, Swept
from tallystick.register.stocktaking.ways import NOTHING_TO_SETTLE


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not fit: a line of the list, an item from elsewhere, or a find.

    `settled` is the settlement that stands; one whose event waits for the second person `waits`.
    """

    differs: Differs
    number: str
    described: str
    marks: str = ""
    place: int | None = None
    item: UUID | None = None
    seen: UUID | None = None
    expected: int | None = None
    counted: int | None = None
    handling: str = Handling.PUBLIC
    settled: Settlement | None = None
    waits: bool = False

    @property
    def subject(self) -> UUID:
        """Name what a settlement of it is about: the item, or the find."""
        found = self.item or self.seen
        if found is None:
            raise ValueError(f"a difference about nothing: {self}")
        return found

    @property
    def lacking(self) -> int | None:
        """Say how many of a lot were not there; None where nothing is known to be lacking."""
        if self.expected is None or self.counted is None or self.counted >= self.expected:
            return None
        return self.expected - self.counted

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to settle it."""
        return self.differs not in NOTHING_TO_SETTLE and (self.settled is None or self.waits)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a count came to so far.

    `expected` lines were to be looked at, `looked_for` of them were, and `fits` of them were there as listed.
    """

    expected: int
    looked_for: int
    fits: int
    differences: list[Difference] = field(default_factory=list)
    swept: list[Swept] = field(default_factory=list)
    """Lines that were all looked for, as entered."""

    @property
    def is_finished(self) -> bool:
        """Whether everything was looked for. Only then does "nothing is missing" mean anything."""
        return self.looked_for == self.expected

    @property
    def open(self) -> int:
        """How many differences are not settled."""
        return sum(one.is_open for one in self.differences)

    def numbers(self) -> dict[str, int]:
        """Give the numbers of lines by result, for the closing of a count."""
        kinds = Counter(str(one.differs) for one in self.differences)
        told = {
            "expected": self.expected,
            "looked_for": self.looked_for,
            "fits": self.fits,
            "open_": self.open,
        }
        return told | dict(sorted(kinds.items()))


class _Listed(NamedTuple):
    """One line of the list, and where its item stands now."""

    place: int
    item: UUID
    number: str
    described: str
    marks: str
    quantity: int
    handling: str
    has_left: bool
    """Whether it lies here no more, by an event that happened by the day of the count."""


@dataclass(slots=True)
class _Sighted:
    """What was entered about one item."""

    there: int = 0
    not_there: int = 0
    quantities: list[int] = field(default_factory=list)


def compared(count: Count) -> Comparison:
    """Compare what was seen in a count with its list.

    A line that nobody saw is missing only where its lines were gone through or it was entered as not seen; otherwise it
    was not looked for. What left or came by an event that happened by the day of the count is no difference to settle.
    """
    unseen = _unseen(count)
    seen, finds = _seen(count, unseen.keys())
    settled = _settlements(count)
    swept = list(Swept.objects.filter(count=count, is_withdrawn=False).order_by("first", "last"))
    lines = sorted((*unseen.values(), *_plainly_seen(count, seen.keys() - unseen.keys())))
    strangers = {item for item, sighted in seen.items() if sighted.there > 0} - {line.item for line in lines}
    expected, differences = _of_list(count, lines, seen, swept, settled)
    kinds = Counter(one.differs for one in differences)
    differences += _from_elsewhere(count, strangers, settled)
    differences += [_of_find(find, settled) for find in finds]
    looked_for = expected - kinds[Differs.NOT_LOOKED_FOR]
    return Comparison(expected, looked_for, expected - kinds.total(), differences, swept)


def _of_list(
    count: Count,
    lines: list[_Listed],
    seen: dict[UUID, _Sighted],
    swept: list[Swept],
    settled: dict[UUID, tuple[Settlement, bool]],
) -> tuple[int, list[Difference]]:
    """Say how many lines were to be looked at, and which of them differ."""
    ranges = _ranges(swept)
    expected, drawn = count.lines_expected, None
    if count.is_sample:
        drawn = set(count.drawn)
        expected = len(drawn)
    judged = [
        _of_line(line, seen, settled, is_swept=any(first <= line.place <= last for first, last in ranges))
        for line in lines
        if drawn is None or line.place in drawn
    ]
    return expected, [one for one in judged if one is not None]


def one_difference(count: Count, subject: UUID) -> Difference | None:
    """Find the difference about one item or find; None where it fits."""
    return next((one for one in compared(count).differences if one.subject == subject), None)


def _stands(count: Count) -> QuerySet[Seen]:
    """Give what was entered and not withdrawn."""
    return Seen.objects.filter(count=count, is_withdrawn=False).order_by()


_PLAIN = Q(is_there=True, quantity=None)
"""Seen, and nothing more: a line of which this is all that was entered fits, whatever it says."""


def _seen(count: Count, unseen: Collection[UUID]) -> tuple[dict[UUID, _Sighted], list[Seen]]:
    """Give what was entered, by item, but for items of the list that were plainly seen once; and the finds.

    Args:
        count: the count.
        unseen: items of the lines that were not plainly seen.
    """
    found: dict[UUID, _Sighted] = defaultdict(_Sighted)
    finds = []
    for one in _entered(count, unseen):
        if one.item_id is None:
            finds.append(one)
            continue
        sighted = found[one.item_id]
        sighted.there += one.is_there
        sighted.not_there += not one.is_there
        if one.is_there and one.quantity is not None:
            sighted.quantities.append(one.quantity)
    return found, finds


def _entered(count: Count, unseen: Collection[UUID]) -> list[Seen]:
    rows = _stands(count)
    others = list(rows.filter(~_PLAIN | Q(item=None)))
    plain = rows.filter(_PLAIN, item__isnull=False).count()
    # as many plain sightings as lines that were plainly seen: one of each, and none of what is not on the list; only
    # where that does not hold must the thousands be looked through for what was entered twice or lies elsewhere
    is_one_each = plain == count.lines_expected - len(unseen)
    if is_one_each and all(one.item_id is None or one.item_id in unseen for one in others):
        return others
    repeated = rows.exclude(item=None).values("item").annotate(entered=Number("*")).filter(entered__gt=1)
    listed = Line.objects.filter(count=count).order_by().values("item")
    elsewhere = Q(item__in=repeated.values("item")) | ~Q(item__in=listed)
    return list(rows.filter(~_PLAIN | Q(item=None) | elsewhere))


def _settlements(count: Count) -> dict[UUID, tuple[Settlement, bool]]:
    """Find the settlement that stands about each thing, and whether it waits for a second person."""
    found: dict[UUID, tuple[Settlement, bool]] = {}
    for one in _settling(count):
        if one.how not in {How.EVENT, How.EXPLAINED}:
            continue
        waits = False
        if one.event is not None and needs_second(one.event):
            decision = getattr(one.event, "decision", None)
            if decision is not None and not decision.is_accepted:
                found.pop(one.item_id or one.seen_id, None)  # type: ignore[arg-type]  # one of them is there
                continue
            waits = decision is None
        found[one.item_id or one.seen_id] = (one, waits)  # type: ignore[index]  # as above
    return found


def _settling(count: Count) -> list[Settlement]:
    rows = list(count.settlements.order_by("entry"))
    # most counts are read before anything is settled by an event: two wide tables are not joined for nothing
    named = (one.event_id for one in rows if one.event_id is not None)
    events = {
        event.pk: event
        for some in chunks(named)
        for event in Event.objects.filter(pk__in=some).select_related("decision").order_by()
    }
    for one in rows:
        if one.event_id is not None:
            one.event = events[one.event_id]
    return rows


def _unseen(count: Count) -> dict[UUID, _Listed]:
    """Give the lines that were not plainly seen, by item: the database leaves out the thousands that were."""
    return {line.item: line for line in _lines(count, ~_is_plain(count))}


def _plainly_seen(count: Count, items: Iterable[UUID]) -> list[_Listed]:
    """Give the lines of items that were plainly seen, and about which something else was entered."""
    return [line for some in chunks(items) for line in _lines(count, _is_plain(count), item__in=some)]


def _is_plain(count: Count) -> Exists:
    return Exists(_stands(count).filter(_PLAIN, item=OuterRef("item")))


def _lines(count: Count, *which: Any, **columns: Any) -> list[_Listed]:  # noqa: ANN401  # as a filter has it
    # the item is asked for of the lines that are given: joined, the items of all the others would be read as well
    lies_here = Q(store=count.store_id, state__in=PRESENT)
    has_left = Exists(
        Item.objects.filter(~lies_here, pk=OuterRef("item"), happened_on__lte=count.counted_on).order_by()
    )
    lines = Line.objects.filter(*which, count=count, **columns).order_by()
    said = ("place", "item", "number", "described", "marks", "quantity", "handling")
    return [_Listed(*row) for row in lines.values_list(*said, has_left)]


def _ranges(swept: list[Swept]) -> list[tuple[int, int]]:
    """Give the lines gone through, as few ranges; the rows come in order."""
    joined: list[tuple[int, int]] = []
    for row in swept:
        if len(joined) > 0 and row.first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(row.last, joined[-1][1]))
        else:
            joined.append((row.first, row.last))
    return joined


def _of_line(
    row: _Listed,
    seen: dict[UUID, _Sighted],
    settled: dict[UUID, tuple[Settlement, bool]],
    *,
    is_swept: bool,
) -> Difference | None:
    sighted = seen.get(row.item, _Sighted())
    counted = sum(sighted.quantities) if len(sighted.quantities) > 0 else None
    if _fits(row, sighted, counted):
        return None
    settlement, waits = settled.get(row.item, (None, False))
    return Difference(
        _how(row, sighted, counted, is_swept=is_swept, is_settled=settlement is not None),
        row.number,
        row.described,
        row.marks,
        place=row.place,
        item=row.item,
        expected=row.quantity,
        counted=counted,
        handling=row.handling,
        settled=settlement,
        waits=waits,
    )


def _fits(row: _Listed, sighted: _Sighted, counted: int | None) -> bool:
    if sighted.there == 0 or sighted.not_there > 0:
        return False
    # a lot may lie in several stacks, each counted by itself
    is_in_stacks = row.quantity > 1 and len(sighted.quantities) == sighted.there
    return counted in {None, row.quantity} and (sighted.there == 1 or is_in_stacks)


def _how(
    row: _Listed, sighted: _Sighted, counted: int | None, *, is_swept: bool, is_settled: bool
) -> Differs:
    if sighted.there > 0 and sighted.not_there > 0:
        return Differs.BOTH_WAYS
    if sighted.there > 0:
        return Differs.TWICE if counted in {None, row.quantity} else Differs.QUANTITY
    if row.has_left and not is_settled:
        return Differs.LEFT
    return Differs.MISSING if sighted.not_there > 0 or is_swept else Differs.NOT_LOOKED_FOR


def _from_elsewhere(
    count: Count, strangers: Iterable[UUID], settled: dict[UUID, tuple[Settlement, bool]]
) -> list[Difference]:
    found = []
    for item in (
        row for some in chunks(strangers) for row in Item.objects.filter(pk__in=some).order_by("number")
    ):
        lies_here = item.store_id == count.store_id and item.state in PRESENT
        settlement, waits = settled.get(item.pk, (None, False))
        differs = Differs.ARRIVED if lies_here and settlement is None else Differs.ELSEWHERE
        found.append(
            Difference(
                differs,
                item.number,
                item.described,
                item=item.pk,
                handling=item.handling,
                settled=settlement,
                waits=waits,
            )
        )
    return found


def _of_find(find: Seen, settled: dict[UUID, tuple[Settlement, bool]]) -> Difference:
    settlement, waits = settled.get(find.pk, (None, False))
    return Difference(
        Differs.UNREGISTERED,
        find.typed,
        find.described,
        find.mark,
        seen=find.pk,
        counted=find.quantity,
        settled=settlement,
        waits=waits,
    )
