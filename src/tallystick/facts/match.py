"""Within a cell: lay line against line, by designation first, then by quantity.

What is left over keeps its words, so that its counterpart can be sought in sibling cells (explain.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from tallystick.facts.compare import Comparison, Relation, compare
from tallystick.facts.parts import parts_of
from tallystick.model.claim import NONE
from tallystick.model.designation import parse_designation

_MOST_LINES_SUMMED: Final = 12
"""Beyond this many open lines on a side, sums of lines are not searched: 2^12 subsets are still instant."""


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


@dataclass(frozen=True, slots=True)
class Laying:
    """How one cell's lines lie: what is matched, what is left on either side."""

    matched: tuple[Laid, ...]
    left: tuple[Part, ...]


def parts(claim_id: str, side: str, designation: str, quantity: float, line: int) -> list[Part]:
    """Make the parts of one line; several where its designation itself counts several things."""
    words = "" if designation == NONE else designation
    return [Part(claim_id, side, name, amount, line) for name, amount in parts_of(words, quantity)]


def lay(exporter: Sequence[Part], importer: Sequence[Part]) -> Laying:
    """Lay one half's parts against the other's.

    In order: the same goods in the same number; the same goods in another number; goods that nothing tells
    apart in the same number, also as a sum of lines; the same in another number; differently named goods in
    the same number; and, where the totals are equal, whatever is left.
    """
    table = _Table(list(exporter), list(importer))
    table.pairs(Relation.SAME, equal=True, how="designation")
    table.pairs(Relation.SAME, equal=False, how="designation")
    table.pairs(Relation.OPEN, equal=True, how="quantity")
    table.sums(how="quantity")
    table.pairs(Relation.OPEN, equal=False, how="quantity")
    table.pairs(Relation.APART, equal=True, how="quantity")
    if table.balanced():
        table.pairs(Relation.OPPOSED, equal=False, how="total")
    return Laying(tuple(table.matched), tuple(table.exporter + table.importer))


def relation(one: Part, other: Part) -> Comparison:
    """Compare the words of two parts."""
    return compare(parse_designation(one.designation), parse_designation(other.designation))


class _Table:
    """The two halves on the table; every step takes parts away and notes what was laid."""

    def __init__(self, exporter: list[Part], importer: list[Part]) -> None:
        self.exporter = sorted(exporter, key=_order)
        self.importer = sorted(importer, key=_order)
        self.matched: list[Laid] = []

    def balanced(self) -> bool:
        left = sum(part.quantity for part in self.exporter)
        return left > 0 and left == sum(part.quantity for part in self.importer)

    def pairs(self, most: Relation, *, equal: bool, how: str) -> None:
        """Match pairs no farther apart than `most`, the closest and most nearly equal first."""
        while (best := self._closest(most, equal=equal)) is not None:
            comparison, ours, theirs = best
            self._lay(ours, theirs, min(ours.quantity, theirs.quantity), how, comparison.detail)

    def _closest(self, most: Relation, *, equal: bool) -> tuple[Comparison, Part, Part] | None:
        found = (
            (comparison, ours, theirs)
            for ours in self.exporter
            for theirs in self.importer
            if not equal or ours.quantity == theirs.quantity
            if (comparison := relation(ours, theirs)).relation <= most
        )
        return min(found, key=_nearness, default=None)

    def sums(self, how: str) -> None:
        """Match one part of a half with several of the other that add up to it."""
        for ours in list(self.exporter):
            self._sum(
                ours, self.importer, lambda whole, some: self._lay(whole, some, some.quantity, how, _ADDS_UP)
            )
        for theirs in list(self.importer):
            self._sum(
                theirs,
                self.exporter,
                lambda whole, some: self._lay(some, whole, some.quantity, how, _ADDS_UP),
            )

    def _sum(self, whole: Part, others: list[Part], take: Callable[[Part, Part], None]) -> None:
        near = [part for part in others if relation(whole, part).relation <= Relation.OPEN]
        chosen = _adding_up(near, whole.quantity) if len(near) <= _MOST_LINES_SUMMED else None
        for part in chosen or ():
            take(whole, part)
            whole = replace(whole, quantity=whole.quantity - part.quantity, cut=True)

    def _lay(self, ours: Part, theirs: Part, quantity: float, how: str, detail: str) -> None:
        self.matched.append(Laid(ours, theirs, quantity, how, detail))
        _take(self.exporter, ours, quantity)
        _take(self.importer, theirs, quantity)


_ADDS_UP: Final = "these lines add up to the other half's figure"


def _take(parts: list[Part], part: Part, quantity: float) -> None:
    place = parts.index(part)
    left = part.quantity - quantity
    parts[place : place + 1] = [replace(part, quantity=left, cut=True)] if left > 0 else []


def _adding_up(near: Sequence[Part], quantity: float) -> tuple[Part, ...] | None:
    """Find the fewest parts that add up to a quantity; among equals the first in order."""
    for size in range(2, len(near) + 1):
        for chosen in combinations(near, size):
            if sum(part.quantity for part in chosen) == quantity:
                return chosen
    return None


def _nearness(found: tuple[Comparison, Part, Part]) -> tuple[object, ...]:
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
