"""Lay what was seen beside the list: what fits, what does not, and what nobody looked for."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Cast

from tallystick.register.items.history import needs_second
from tallystick.register.items.holdings import PRESENT
from tallystick.register.items.models import Item
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
    handling: str = "public"
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
    seen, finds = _seen(count)
    settled = _settlements(count)
    judged = [_of_line(row, seen, count, settled) for row in _expected(count, _swept(count))]
    differences = [one for one in judged if one is not None]
    differences += _from_elsewhere(count, settled)
    differences += [_of_find(find, settled) for find in finds]
    unseen = Counter(one.differs for one in differences if one.place is not None)
    looked_for = len(judged) - unseen[Differs.NOT_LOOKED_FOR]
    return Comparison(len(judged), looked_for, len(judged) - sum(unseen.values()), differences)


def one_difference(count: Count, subject: UUID) -> Difference | None:
    """Find the difference about one item or find; None where it fits."""
    return next((one for one in compared(count).differences if one.subject == subject), None)


_KEY = Cast("item", CharField())
"""An item as the database writes its key: making five thousand `UUID`s takes longer than all the rest."""


def _seen(count: Count) -> tuple[dict[str, _Sighted], list[Seen]]:
    found: dict[str, _Sighted] = defaultdict(_Sighted)
    rows = Seen.objects.filter(count=count, is_withdrawn=False)
    told = rows.exclude(item=None).annotate(key=_KEY).values_list("key", "is_there", "quantity")
    for key, is_there, quantity in told:
        sighted = found[key]
        sighted.there += is_there
        sighted.not_there += not is_there
        if is_there and quantity is not None:
            sighted.quantities.append(quantity)
    return found, list(rows.filter(item=None))


def _settlements(count: Count) -> dict[UUID, tuple[Settlement, bool]]:
    """Find the settlement that stands about each thing, and whether it waits for a second person."""
    found: dict[UUID, tuple[Settlement, bool]] = {}
    for one in count.settlements.select_related("event__decision").order_by("entry"):
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


@dataclass(frozen=True, slots=True)
class _Expected:
    """One line to be looked at, and where its item stands now."""

    is_swept: bool
    place: int
    key: str
    number: str
    described: str
    marks: str
    quantity: int
    handling: str
    lies_here: bool
    happened_on: date | None


def _expected(count: Count, swept: list[tuple[int, int]]) -> Iterable[_Expected]:
    columns = ("place", "key", "number", "described", "marks", "quantity", "handling")
    lies_here = Q(item__store=count.store_id, item__state__in=PRESENT)
    rows = (
        Line.objects.filter(count=count)
        .order_by("place")
        .annotate(
            key=_KEY,
            lies_here=Case(When(lies_here, then=Value(value=True)), default=Value(value=False)),
        )
    )
    drawn = set(count.drawn)
    for row in rows.values_list(*columns, "lies_here", "item__happened_on"):
        if not count.is_sample or row[0] in drawn:
            yield _Expected(any(first <= row[0] <= last for first, last in swept), *row)


def _swept(count: Count) -> list[tuple[int, int]]:
    """Give the lines gone through, as few ranges."""
    joined: list[tuple[int, int]] = []
    rows = Swept.objects.filter(count=count, is_withdrawn=False).order_by("first")
    for first, last in rows.values_list("first", "last"):
        if len(joined) > 0 and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _of_line(
    row: _Expected,
    seen: dict[str, _Sighted],
    count: Count,
    settled: dict[UUID, tuple[Settlement, bool]],
) -> Difference | None:
    sighted = seen.get(row.key, _Sighted())
    counted = sum(sighted.quantities) if len(sighted.quantities) > 0 else None
    if _fits(row, sighted, counted):
        return None
    item = UUID(row.key)
    settlement, waits = settled.get(item, (None, False))
    return Difference(
        _how(row, sighted, counted, count.counted_on, is_settled=settlement is not None),
        row.number,
        row.described,
        row.marks,
        place=row.place,
        item=item,
        expected=row.quantity,
        counted=counted,
        handling=row.handling,
        settled=settlement,
        waits=waits,
    )


def _fits(row: _Expected, sighted: _Sighted, counted: int | None) -> bool:
    if sighted.there == 0 or sighted.not_there > 0:
        return False
    # a lot may lie in several stacks, each counted by itself
    is_in_stacks = row.quantity > 1 and len(sighted.quantities) == sighted.there
    return counted in {None, row.quantity} and (sighted.there == 1 or is_in_stacks)


def _how(
    row: _Expected, sighted: _Sighted, counted: int | None, counted_on: date, *, is_settled: bool
) -> Differs:
    if sighted.there > 0 and sighted.not_there > 0:
        return Differs.BOTH_WAYS
    if sighted.there > 0:
        return Differs.TWICE if counted in {None, row.quantity} else Differs.QUANTITY
    happened_by_then = row.happened_on is not None and row.happened_on <= counted_on
    if not row.lies_here and happened_by_then and not is_settled:
        return Differs.LEFT
    return Differs.MISSING if sighted.not_there > 0 or row.is_swept else Differs.NOT_LOOKED_FOR


def _from_elsewhere(count: Count, settled: dict[UUID, tuple[Settlement, bool]]) -> list[Difference]:
    listed = Line.objects.filter(count=count).values("item")
    there = Seen.objects.filter(count=count, is_withdrawn=False, is_there=True).exclude(item=None)
    # what is listed is left out before items are looked up: PostgreSQL would read all there are
    strangers = Item.objects.filter(pk__in=there.exclude(item__in=listed).values("item"))
    found = []
    for item in strangers.order_by("number"):
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
