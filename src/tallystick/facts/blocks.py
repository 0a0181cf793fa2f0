"""Lay the left-over lines that hang together against each other, and find the other readings that fit nearly as well.

Lines that no arc joins cannot bear on each other, so each block of joined lines is a small transport problem of its
own (transport.py). A pair's cost is minus its log odds, spread over the units it can carry; leaving a whole line
unmatched costs half the log odds at which a pair is no longer offered.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.facts.arcs import Arc, Bundle
from tallystick.facts.fit import WHOLE, Fit
from tallystick.facts.odds import Odds
from tallystick.facts.residual import Residual
from tallystick.facts.transport import Plan, Way, solve

OFFERED: Final = 0.25
"""A pair less likely than one in four is not offered: a reader would look three times in vain for each that holds."""
_UNMATCHED: Final = math.log((1 - OFFERED) / OFFERED) / 2
"""What leaving a line unmatched costs: an arc of two whole lines is used down to the odds at which it is offered."""
_MOST_ARCS: Final = 100
"""Arcs of one block: fifteen times those of the largest block in the Register's returns; solved in some tens of ms."""
_MOST_READINGS: Final = 8
"""Arcs of a block that are forbidden in turn to find other readings, the least sure first."""


_DEEPEST: Final = 4
"""How many pairs and sums of a block are tried both as a whole and without; after that they are only left out: each
doubles the work, and no block of the Register's returns has more than one."""


@dataclass(frozen=True, slots=True)
class Used:
    """An arc with the quantity it carries."""

    arc: Arc
    quantity: float
    probability: float

    def of(self, line: Residual) -> float:
        """Give what it accounts for of one of its lines: all of it where two amounts are one, rounded differently."""
        return line.left if self.arc.fit in WHOLE and self.arc.bundle is None else self.quantity


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to lay a block's lines, and the log odds of its pairs together, taken as independent."""

    used: tuple[Used, ...]
    log_odds: float

    def left(self, one: Residual) -> float:
        """Give what of a line has no counterpart in this reading."""
        carried = sum(use.of(one) for use in self.used if any(end is one for end in use.arc.ends()))
        return max(0.0, one.left - carried)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that hang together, the reading that fits best, and the others that were found, the best first."""

    lines: tuple[Residual, ...]
    best: Reading
    others: tuple[Reading, ...]
    cut: int = 0
    """Arcs left out because there were too many."""


def lay_blocks(pairs: Iterable[Arc], odds: Odds) -> Iterator[Block]:
    """Lay every block of lines joined by arcs worth offering; the blocks in the order of their first arcs."""
    arcs = [arc for arc in pairs if _probability(arc, odds) >= OFFERED]
    for group in _joined(arcs):
        kept = sorted(group, key=lambda arc: (-odds.of(arc), arc.order()))[:_MOST_ARCS]
        yield _block(kept, odds, len(group) - len(kept))


def _block(arcs: list[Arc], odds: Odds, cut: int) -> Block:
    best = _read(arcs, odds)
    used = sorted(best.used, key=lambda use: (use.probability, use.arc.order()))
    found = [_read(arcs, odds, use.arc) for use in used[:_MOST_READINGS]] if len(arcs) > 1 else []
    others = {_name(one): one for one in [*found, Reading((), 0.0)] if _name(one) != _name(best)}
    lines = {id(line): line for arc in arcs for line in arc.ends()}
    ordered = sorted(others.values(), key=lambda one: (-one.log_odds, [use.arc.order() for use in one.used]))
    return Block(tuple(lines.values()), best, tuple(ordered), cut)


def _name(reading: Reading) -> frozenset[tuple[int, int, float]]:
    return frozenset((id(use.arc.exporter), id(use.arc.importer), use.quantity) for use in reading.used)


def _probability(arc: Arc, odds: Odds) -> float:
    return 0.0 if arc.fit is Fit.OTHER else odds.of(arc)


def _joined(arcs: Sequence[Arc]) -> list[list[Arc]]:
    """Sort arcs into groups that share lines, or a sum."""
    parent: dict[object, object] = {}

    def root(name: object) -> object:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for arc in arcs:
        first, *rest = (root(name) for name in _names(arc))
        for other in rest:
            parent[other] = first
    groups: dict[object, list[Arc]] = defaultdict(list)
    for arc in arcs:
        groups[root(id(arc.exporter))].append(arc)
    return list(groups.values())


def _names(arc: Arc) -> list[object]:
    ends: list[object] = [id(arc.exporter), id(arc.importer)]
    return ends if arc.bundle is None else [*ends, arc.bundle.name]


def _read(arcs: Sequence[Arc], odds: Odds, without: Arc | None = None) -> Reading:
    """Find the best reading, if need be without an arc or the sum it stands in."""
    return _best([arc for arc in arcs if without is None or not _is_one(arc, without)], odds, 0)


def _best(arcs: list[Arc], odds: Odds, depth: int) -> Reading:
    """Solve; where a pair or a sum is cut that fits only as a whole, try it as a whole and without it."""
    plan = _solved(arcs, odds)
    broken = _broken(arcs, plan)
    if len(broken) == 0:
        return _reading(arcs, plan, odds)
    if depth == _DEEPEST:
        return _best(_eased(arcs, broken, odds), odds, depth)
    readings = [_best(_eased(arcs, broken[:1], odds), odds, depth + 1)]
    kept = [arc for arc in arcs if _is_one(arc, broken[0]) or not _is_rival(arc, broken[0], arcs)]
    if len(kept) < len(arcs):
        readings.append(_best(kept, odds, depth + 1))
    return max(readings, key=_value)


def _eased(arcs: Sequence[Arc], broken: Sequence[Arc], odds: Odds) -> list[Arc]:
    """Let the lines of a sum fit each by itself, as far as they do; leave out a pair that fits only as a whole."""
    sums = {arc.bundle for arc in broken if arc.bundle is not None}
    cut = {id(arc) for arc in broken if arc.bundle is None}
    eased = [arc.alone() if arc.bundle in sums else arc for arc in arcs if id(arc) not in cut]
    return [arc for arc in eased if _probability(arc, odds) >= OFFERED]


def _is_rival(arc: Arc, whole: Arc, arcs: Sequence[Arc]) -> bool:
    """Whether an arc wants a line that a pair, or the sum it stands in, needs all of."""
    lines = {id(end) for one in arcs if _is_one(one, whole) for end in one.ends()}
    return any(id(end) in lines for end in arc.ends())


def _value(reading: Reading) -> float:
    """Give what a reading is worth: its odds, and that lines are not left unmatched."""
    shares = sum(use.quantity / end.left for use in reading.used for end in use.arc.ends())
    return reading.log_odds + _UNMATCHED * shares


def _is_one(arc: Arc, without: Arc) -> bool:
    """Whether two arcs are the same, or stand in the same sum."""
    if without.bundle is not None:
        return arc.bundle == without.bundle
    return arc.exporter is without.exporter and arc.importer is without.importer


def _solved(arcs: Sequence[Arc], odds: Odds) -> Plan:
    ours = {id(arc.exporter): arc.exporter for arc in arcs}
    theirs = {id(arc.importer): arc.importer for arc in arcs}
    here, there = ({name: place for place, name in enumerate(side)} for side in (ours, theirs))
    ways = [
        Way(here[id(arc.exporter)], there[id(arc.importer)], -_log_odds(arc, odds) / arc.most())
        for arc in arcs
    ]
    supplies, demands = [one.left for one in ours.values()], [one.left for one in theirs.values()]
    prices = ([_UNMATCHED / amount for amount in side] for side in (supplies, demands))
    return solve(supplies, demands, ways, *prices)


def _log_odds(arc: Arc, odds: Odds) -> float:
    """Give the log odds that an arc brings; the lines of a sum are one coincidence and share its log odds."""
    p = odds.of(arc)
    return math.log(p / (1 - p)) / (1 if arc.bundle is None else arc.bundle.lines)


def _broken(arcs: Sequence[Arc], plan: Plan) -> list[Arc]:
    """List the arcs that carry something and fit only if they, or the sums they stand in, carried more."""
    carried: dict[Bundle | None, float] = defaultdict(float)
    for arc, flow in zip(arcs, plan.flows, strict=True):
        carried[arc.bundle] += flow
    return [
        arc
        for arc, flow in zip(arcs, plan.flows, strict=True)
        if (arc.bundle is None and arc.fit in WHOLE and 0 < flow < arc.most())
        or (arc.bundle is not None and 0 < carried[arc.bundle] < _TOLERANCE * arc.bundle.total)
    ]


_TOLERANCE: Final = 1 - 1e-3
"""Sums of measured amounts hold within rounding (fit.py)."""


def _reading(arcs: Sequence[Arc], plan: Plan, odds: Odds) -> Reading:
    used = tuple(
        Used(arc, flow, odds.of(arc)) for arc, flow in zip(arcs, plan.flows, strict=True) if flow > 0
    )
    alone = sum(_log_odds(use.arc, odds) for use in used if use.arc.bundle is None)
    sums = {use.arc.bundle: _log_odds(use.arc, odds) * use.arc.bundle.lines for use in used if use.arc.bundle}
    return Reading(used, alone + sum(sums.values()))
