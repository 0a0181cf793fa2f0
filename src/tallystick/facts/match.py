"""Within a cell: lay line against line, by designation first, then by quantity.

What is left over keeps its words, so that its counterpart can be sought in sibling cells (explain.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import Final

from tallystick.facts.compare import Comparison, Relation, compare
from tallystick.facts.parts import parts_of
from tallystick.model.claim import NONE
from tallystick.model.designation import parse_designation

_MOST_LINES_SUMMED: Final = 12
"""Beyond this many open lines on a side, sums of lines are not searched: the number of sums doubles with each line."""


_EQUAL: Final = 1.0
_NEARLY: Final = 0.8
"""Differently named goods in nearly the same number are more likely one thing under two names than two deliveries."""
_SMALL: Final = 5
"""Below this, nearly equal says nothing: 4 and 5 occur everywhere."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line of one half, or the part of it that is still unmatched."""

    claim_id: str
    side: str
    designation: str
    quantity: float
    line: int = 1
    cut: bool = False
    """Whether some of it has been matched already."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A quantity of one half with its counterpart in the other."""

    exporter: Part
    importer: Part
    quantity: float
    how: str
    detail: str
    is_certain: bool = True
    """Whether no other line would have fitted as well."""


@dataclass(frozen=True, slots=True)
class Laying:
    """How one cell's lines lie: what is matched, what is left on either side."""

    matched: tuple[Laid, ...]
    left: tuple[Part, ...]
    by_line: bool = True
    """False where a half is a range or several filings differ, so that only totals can be compared."""
    differs: bool = False
    """Whether filings of one side differ among themselves."""


def parts(claim_id: str, side: str, designation: str, quantity: float, line: int) -> list[Part]:
    """Make the parts of one line; several where its designation itself counts several things."""
    words = "" if designation == NONE else designation
    return [Part(claim_id, side, name, amount, line) for name, amount in parts_of(words, quantity)]


def lay(exporter: Sequence[Part], importer: Sequence[Part]) -> Laying:
    """Lay one half's parts against the other's.

    In order: the same goods in the same number; the same goods in another number; goods that nothing tells
    apart in the same number, also as a sum of lines; the same in another number; and differently named goods in
    nearly the same number.
    """
    table = _Table(list(exporter), list(importer))
    table.pairs(Relation.SAME, _EQUAL, how="designation")
    table.pairs(Relation.SAME, 0.0, how="designation")
    table.pairs(Relation.OPEN, _EQUAL, how="quantity")
    table.sums(how="quantity")
    table.pairs(Relation.OPEN, 0.0, how="quantity")
    table.pairs(Relation.APART, _EQUAL, how="quantity")
    table.pairs(Relation.APART, _NEARLY, how="quantity")
    return Laying(tuple(table.matched), tuple(table.exporter + table.importer))


def relation(one: Part, other: Part) -> Comparison:
    """Compare the words of two parts."""
    return compare(parse_designation(one.designation), parse_designation(other.designation))


_Found = tuple[Comparison, Part, Part]


class _Table:
    """The two halves on the table; every step takes parts away and notes what was laid."""

    def __init__(self, exporter: list[Part], importer: list[Part]) -> None:
        self.exporter = sorted(exporter, key=_order)
        self.importer = sorted(importer, key=_order)
        self.matched: list[Laid] = []

    def pairs(self, most: Relation, ratio: float, *, how: str) -> None:
        """Match pairs no farther apart than `most` and at least as equal as `ratio`, the closest first."""
        while len(found := sorted(self._near(most, ratio), key=_nearness)) > 0:
            comparison, ours, theirs = found[0]
            quantity = min(ours.quantity, theirs.quantity)
            self._lay(Laid(ours, theirs, quantity, how, comparison.detail, is_certain=not _is_tied(found)))

    def _near(self, most: Relation, ratio: float) -> Iterable[_Found]:
        for ours in self.exporter:
            for theirs in self.importer:
                comparison = relation(ours, theirs)
                if comparison.relation <= most and _equality(ours, theirs) >= ratio:
                    yield comparison, ours, theirs

    def sums(self, how: str) -> None:
        """Match one part of a half with several of the other that add up to it."""
        for ours in list(self.exporter):
            for some, certain in self._adding_up(ours, self.importer):
                self._lay(
                    Laid(_now(self.exporter, ours), some, some.quantity, how, _ADDS_UP, is_certain=certain)
                )
        for theirs in list(self.importer):
            for some, certain in self._adding_up(theirs, self.exporter):
                self._lay(
                    Laid(some, _now(self.importer, theirs), some.quantity, how, _ADDS_UP, is_certain=certain)
                )

    def _adding_up(self, whole: Part, others: list[Part]) -> list[tuple[Part, bool]]:
        near = [part for part in others if relation(whole, part).relation <= Relation.OPEN]
        if len(near) > _MOST_LINES_SUMMED:
            return []
        found = list(islice(_subsets(near, whole.quantity), 2))
        return [(part, len(found) == 1) for part in found[0]] if len(found) > 0 else []

    def _lay(self, laid: Laid) -> None:
        self.matched.append(laid)
        _take(self.exporter, laid.exporter, laid.quantity)
        _take(self.importer, laid.importer, laid.quantity)


_ADDS_UP: Final = "these lines add up to the other half's figure"


def _take(parts: list[Part], part: Part, quantity: float) -> None:
    place = parts.index(part)
    left = part.quantity - quantity
    parts[place : place + 1] = [replace(part, quantity=left, cut=True)] if left > 0 else []


def _now(parts: list[Part], part: Part) -> Part:
    """Find what is left of a part on the table."""
    return next(one for one in parts if (one.claim_id, one.designation) == (part.claim_id, part.designation))


def _subsets(near: Sequence[Part], quantity: float) -> Iterable[tuple[Part, ...]]:
    """Find parts that add up to a quantity, the fewest first."""
    for size in range(2, len(near) + 1):
        for chosen in combinations(near, size):
            if sum(part.quantity for part in chosen) == quantity:
                yield chosen


def _equality(ours: Part, theirs: Part) -> float:
    low, high = sorted((ours.quantity, theirs.quantity))
    return 1.0 if low == high else (low / high if low >= _SMALL else 0.0)


def _is_tied(found: Sequence[_Found]) -> bool:
    """Whether another pair of unlike goods would have fitted as well as the first."""
    (first, ours, theirs), *others = found
    best = (first.relation, abs(ours.quantity - theirs.quantity))
    return first.relation is not Relation.SAME and any(
        (one.relation, abs(left.quantity - right.quantity)) == best
        and (left.designation, right.designation) != (ours.designation, theirs.designation)
        for one, left, right in others
    )


def _nearness(found: _Found) -> tuple[object, ...]:
    comparison, ours, theirs = found
    return (comparison.relation, abs(ours.quantity - theirs.quantity), _order(ours), _order(theirs))


def _order(part: Part) -> tuple[object, ...]:
    return (part.designation, part.quantity, part.line, part.claim_id)


def match_rows(cell_id: str, laying: Laying) -> Iterable[dict[str, object]]:
    """Make the rows of table `match` for one cell."""
    for laid in laying.matched:
        yield _row(cell_id, laid.exporter, laid.importer, laid.quantity, laid.how, laid.detail)
    for part in laying.left:
        how = f"{part.side}_{'more' if part.cut else 'line'}"
        ours, theirs = (part, None) if part.side == "exporter" else (None, part)
        yield _row(cell_id, ours, theirs, part.quantity, how, NONE)


def _row(
    cell_id: str, ours: Part | None, theirs: Part | None, quantity: float, how: str, detail: str
) -> dict[str, object]:
    return {
        "cell_id": cell_id,
        "from_claim": NONE if ours is None else ours.claim_id,
        "to_claim": NONE if theirs is None else theirs.claim_id,
        "from_designation": NONE if ours is None else ours.designation or NONE,
        "to_designation": NONE if theirs is None else theirs.designation or NONE,
        "quantity": quantity,
        "how": how,
        "detail": detail,
    }
