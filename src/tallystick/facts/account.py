"""Keep account of what causes account for, of the other readings, and of how sure it is that nothing explains a line.

The readings of a block weigh against each other as their odds (blocks.py). A cell's remainder is explained for certain
in no reading: what a reading leaves over has a cause of its own cell with that cause's probability, or none. So

    P(something has no cause) = 1 - Π over blocks Σ_r w_r Π over causes offered for what r leaves of p(cause) / Σ_r w_r,

with p = 0 where nothing is offered; the readings include that in which no two lines are one. Lines of a cell that
have a cause of its own in common have it by one coincidence, so it counts once.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from tallystick.facts.blocks import Block, Reading, Used
from tallystick.facts.own import Known, Own, by_cell, own_cause
from tallystick.facts.residual import Residual
from tallystick.model.claim import NONE

_LEAST_ODDS: Final = 0.1
"""Another reading is given where it is at least a tenth as likely as the best: a person would still ask about it."""
_MOST_READINGS: Final = 3
"""Other readings of one cell that are given, the likeliest first: more cannot be weighed by a reader."""

Row = dict[str, object]


class Account:
    """What has been accounted for so far."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._found: dict[tuple[str, str, str, str, str, float], float] = defaultdict(float)
        self._alternatives: dict[str, list[tuple[float, list[Row]]]] = defaultdict(list)
        self._sure: dict[str, float] = {}
        """By cell: the probability that everything in its blocks has a cause."""
        self._owns: dict[str, dict[str, float]] = defaultdict(dict)
        """By cell and own cause: its probability."""

    def own(self, one: Residual, own: Own, quantity: float) -> None:
        """Account for a quantity of a line by a cause in its own cell."""
        self._note(one, own.cause, quantity, own.probability, own.detail, own.sibling)
        _join(self._owns[one.key.cell_id], own)

    def readings(self, block: Block) -> None:
        """Weigh a block's readings against each other, before any of it is taken."""
        readings = (block.best, *block.others)
        weights = [math.exp(reading.log_odds - block.best.log_odds) for reading in readings]
        for cell_id, lines in by_cell(block.lines).items():
            holds = [self._holds(reading, lines) for reading in readings]
            sure = sum(w * h for w, h in zip(weights, holds, strict=True)) / sum(weights)
            self._sure[cell_id] = self._sure.get(cell_id, 1.0) * sure
            best = self._lines(block.best, lines)
            for weight, reading in zip(weights[1:], block.others, strict=True):
                if weight >= _LEAST_ODDS and (rows := self._lines(reading, lines)) != best:
                    self._alternatives[cell_id].append((weight, rows))

    def _holds(self, reading: Reading, lines: Sequence[Residual]) -> float:
        """Give the probability that what a reading leaves of some lines has a cause in the cell itself."""
        owns: dict[str, float] = {}
        for one in lines:
            if reading.left(one) > 0:
                _join(owns, own_cause(one, self._known))
        return math.prod(owns.values())

    def _lines(self, reading: Reading, lines: Sequence[Residual]) -> list[Row]:
        """Say how a reading accounts for some lines of one cell."""
        found: dict[tuple[str, str, str, str], float] = defaultdict(float)
        for one in lines:
            for use in reading.used:
                if (other := _other(use, one)) is not None:
                    found[use.arc.cause, other.key.cell_id, one.part.side, use.arc.detail] += use.of(one)
            if (left := reading.left(one)) > 0:
                own = own_cause(one, self._known)
                none = Own("none", 0.0, NONE) if own is None else own
                found[none.cause, none.sibling, one.part.side, none.detail] += left
        names = ("cause", "sibling", "side", "detail")
        return [
            {**dict(zip(names, key, strict=True)), "quantity": value} for key, value in sorted(found.items())
        ]

    def take(self, reading: Reading) -> None:
        """Account for what a reading lays against each other."""
        for use in reading.used:
            for one, other in _both_ways(use):
                sibling = other.key.cell_id
                self._note(one, use.arc.cause, use.of(one), use.probability, use.arc.detail, sibling)

    def rest(self, one: Residual, *, is_weighed: bool) -> None:
        """Account for what is left of a line by its own cell, if that offers anything.

        Args:
            one: the line.
            is_weighed: whether its block's readings have been weighed (`readings`), and this with them.
        """
        own = own_cause(one, self._known) if one.left > 0 else None
        if one.left > 0 and not is_weighed:
            _join(self._owns[one.key.cell_id], own)
        if own is not None:
            self._note(one, own.cause, one.left, own.probability, own.detail, own.sibling)

    def rows(self) -> Iterator[Row]:
        """Give table `explained`: quantities of one cause, side, counterpart and reason are added up."""
        for (cell_id, sibling, cause, side, detail, probability), quantity in self._found.items():
            yield {
                "cell_id": cell_id,
                "sibling": sibling,
                "cause": cause,
                "side": side,
                "quantity": quantity,
                "probability": probability,
                "detail": detail,
            }

    def alternatives(self) -> Iterator[Row]:
        """Give table `alternative`: a few other readings of each cell, numbered from the likeliest."""
        for cell_id, readings in sorted(self._alternatives.items()):
            ordered = sorted(readings, key=lambda one: (-one[0], str(one[1])))
            for place, (odds, rows) in enumerate(ordered[:_MOST_READINGS], start=1):
                for row in rows:
                    yield {"cell_id": cell_id, "reading": place, **row, "odds": odds}

    def p_unexplained(self) -> dict[str, float]:
        """Give by cell the probability that something left over has none of the causes looked for."""
        return {
            cell_id: 1 - self._sure.get(cell_id, 1.0) * math.prod(self._owns[cell_id].values())
            for cell_id in sorted({*self._sure, *self._owns})
        }

    def _note(
        self, one: Residual, cause: str, quantity: float, probability: float, detail: str, sibling: str
    ) -> None:
        one.left = max(0.0, one.left - quantity)
        self._found[one.key.cell_id, sibling, cause, one.part.side, detail or NONE, probability] += quantity


def _join(owns: dict[str, float], own: Own | None) -> None:
    """Add a cause of the cell itself; what lines of one cell have in common they have by one coincidence."""
    name, probability = ("none", 0.0) if own is None else (own.cause, own.probability)
    owns[name] = min(probability, owns.get(name, 1.0))


def _both_ways(use: Used) -> Iterator[tuple[Residual, Residual]]:
    ours, theirs = use.arc.ends()
    yield ours, theirs
    yield theirs, ours


def _other(use: Used, one: Residual) -> Residual | None:
    """Give the other end of an arc that ends in a line."""
    return next((other for end, other in _both_ways(use) if end is one), None)
