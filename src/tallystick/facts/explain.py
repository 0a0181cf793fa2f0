"""Explain what matching left over: each cause as a quantity with its counterpart, never as a mere label."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tallystick.facts import causes
from tallystick.facts.compare import Relation
from tallystick.facts.match import Laying, Part, relation
from tallystick.model.claim import NONE
from tallystick.model.designation import parse_designation

_NEIGHBOURS: Final = {
    frozenset({"battle_tanks", "armoured_combat_vehicles"}),
    frozenset({"armoured_combat_vehicles", "large_calibre_artillery"}),
    frozenset({"combat_aircraft", "attack_helicopters"}),
    frozenset({"missiles", "manpads"}),
    frozenset({"large_calibre_artillery", "missiles"}),
}
"""Categories between which national practice differs: mortar carriers, trainer aircraft, rockets, MANPADS."""

_LEAST_RATIO: Final = {Relation.SAME: 0.1, Relation.OPEN: 0.5}
"""How equal two left-over numbers must be to be offered as one movement, if not exactly equal: where the goods are
the same a part delivery is likely; where nothing says so, a tenth of a number would match almost anything."""


@dataclass(frozen=True, slots=True)
class Key:
    """The cell a residual stands in."""

    cell_id: str
    act: str
    from_party: str
    to_party: str
    category: str
    start: date
    end: date
    unit: str


@dataclass(slots=True)
class Residual:
    """A left-over quantity of one half that still wants an explanation."""

    key: Key
    part: Part
    left: float
    origin: str = NONE
    via: str = NONE


@dataclass(frozen=True, slots=True)
class Arc:
    """A possible counterpart of a residual in a sibling cell."""

    exporter: Residual
    importer: Residual
    cause: str
    relation: Relation
    detail: str

    def is_exact(self) -> bool:
        """Whether both sides still want the same quantity."""
        return self.exporter.left == self.importer.left

    def probability(self) -> float:
        """How far the record bears this out (causes.py)."""
        if self.is_exact():
            if self.relation is Relation.SAME:
                return causes.EXACT_SAME
            return causes.EXACT_OPEN if self.exporter.left >= causes.SMALL else causes.SMALL_OPEN
        return causes.PART_SAME if self.relation is Relation.SAME else causes.PART_OPEN

    def is_offered(self) -> bool:
        """Whether it says enough to be offered."""
        low, high = sorted((self.exporter.left, self.importer.left))
        if low <= 0 or self.relation > Relation.OPEN:
            return False
        if self.cause == "category" and self.relation is Relation.OPEN:
            near = frozenset({self.exporter.key.category, self.importer.key.category}) in _NEIGHBOURS
            return near and low == high and low >= causes.SMALL
        return low >= _LEAST_RATIO[self.relation] * high


class Explanation:
    """Residuals of all cells, explained step by step; `rows` gives table `explained`."""

    def __init__(self, residuals: Iterable[Residual]) -> None:
        """Take the residuals of all cells."""
        self.residuals = sorted(residuals, key=_order)
        self._found: dict[tuple[str, str, str, str, str, float], float] = {}

    def account(
        self,
        residual: Residual,
        cause: str,
        quantity: float,
        probability: float,
        detail: str,
        sibling: str = NONE,
    ) -> None:
        """Account for a quantity of a residual."""
        residual.left -= quantity
        key = (residual.key.cell_id, sibling, cause, residual.part.side, detail or NONE, probability)
        self._found[key] = self._found.get(key, 0.0) + quantity

    def rows(self) -> Iterator[dict[str, object]]:
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

    def wanting(self) -> Iterator[Residual]:
        """List residuals that still want something."""
        return (one for one in self.residuals if one.left > 0)

    def repeated_lines(self) -> None:
        """A gap that equals lines given twice in one return."""
        for cell in _by_cell(self.residuals).values():
            twice = [one for one in cell if one.part.line > 1 and not one.part.cut]
            gap = sum(one.left for one in cell)
            if len(twice) > 0 and sum(one.left for one in twice) == gap:
                for one in twice:
                    self.account(
                        one,
                        "repeated_line",
                        one.left,
                        causes.PART_SAME,
                        "the same line stands twice in this return",
                    )

    def revisions(
        self, earlier: Mapping[tuple[str, str], set[float]], figures: Mapping[tuple[str, str], float]
    ) -> None:
        """A superseded version of one half that gave the other half's figure."""
        for cell_id, cell in _by_cell(self.residuals).items():
            for side, other in (("exporter", "importer"), ("importer", "exporter")):
                if figures.get((cell_id, other)) in earlier.get((cell_id, side), set()):
                    for one in cell:
                        self.account(
                            one,
                            "revision",
                            one.left,
                            causes.EXACT_OPEN,
                            f"the {side}'s earlier version gave that figure",
                        )

    def bundles(self) -> None:
        """All that one half has left in a cell, of goods that may be one, against the same sum in a sibling cell."""
        grouped: dict[tuple[str, str, str], list[Arc]] = defaultdict(list)
        for arc in _arcs(list(self.wanting())):
            grouped[arc.exporter.key.cell_id, arc.importer.key.cell_id, arc.cause].append(arc)
        cells = _by_cell(self.residuals)
        for (ours, theirs, cause), arcs in sorted(grouped.items()):
            halves = (_side(cells[ours], "exporter"), _side(cells[theirs], "importer"))
            if _is_one_bundle(*halves, arcs):
                self._bundle(halves, cause, arcs)

    def _bundle(self, halves: tuple[list[Residual], list[Residual]], cause: str, arcs: Sequence[Arc]) -> None:
        same = all(arc.relation is Relation.SAME for arc in arcs)
        probability = causes.EXACT_SAME if same else causes.EXACT_OPEN
        for here, there in (halves, halves[::-1]):
            for one in here:
                self.account(one, cause, one.left, probability, arcs[0].detail, there[0].key.cell_id)

    def siblings(self, *, exact: bool) -> None:
        """Left-over quantities that have a counterpart in a sibling cell; the best borne out first."""
        arcs = [
            arc for arc in _arcs(list(self.wanting())) if arc.is_offered() and (arc.is_exact() or not exact)
        ]
        for arc in sorted(arcs, key=_strength):
            if not arc.is_offered() or (exact and not arc.is_exact()):
                continue
            quantity, probability = min(arc.exporter.left, arc.importer.left), arc.probability()
            for one, other in ((arc.exporter, arc.importer), (arc.importer, arc.exporter)):
                self.account(one, arc.cause, quantity, probability, arc.detail, other.key.cell_id)

    def repeated_returns(self, claim_ids: frozenset[str], years_before: Mapping[str, str]) -> None:
        """What stands in a return that repeats the year before."""
        for one in self.wanting():
            if one.part.claim_id in claim_ids:
                sibling = years_before.get(one.key.cell_id, NONE)
                self.account(
                    one,
                    "repeated_return",
                    one.left,
                    causes.REPEATED,
                    "the return repeats the year before's lines",
                    sibling,
                )

    def stated_conditions(self) -> None:
        """What a designation itself says took the goods out of one party's count."""
        for one in self.wanting():
            for cause in sorted(parse_designation(one.part.designation).stated)[:1]:
                self.account(one, cause, one.left, causes.STATED, f"“{one.part.designation}”")

    def different_goods(self, layings: Mapping[str, Laying]) -> None:
        """Whole lines whose words exclude everything the other half names: two one-sided lines, not a conflict."""
        for one in self.wanting():
            opposite = _named_opposite(layings[one.key.cell_id], one.part)
            if one.part.cut or len(opposite) == 0:
                continue
            apart = [relation(one.part, other) for other in opposite]
            nearest = min(apart, key=lambda found: found.relation)
            if nearest.relation < Relation.APART:
                continue
            counted = all(found.detail in _LAUNCHER_OR_MISSILE for found in apart)
            probability = causes.OPPOSED if nearest.relation is Relation.OPPOSED else causes.APART
            self.account(
                one, "unit_of_count" if counted else "different_goods", one.left, probability, nearest.detail
            )


_LAUNCHER_OR_MISSILE: Final = ("launcher against missile", "missile against launcher")


def _named_opposite(laying: Laying, part: Part) -> list[Part]:
    """List what the other half names; a line without words stands for the goods it was matched with."""
    named: list[Part] = []
    for laid in laying.matched:
        theirs, ours = (
            (laid.importer, laid.exporter) if part.side == "exporter" else (laid.exporter, laid.importer)
        )
        if ours.claim_id == part.claim_id and ours.designation == part.designation:
            return []
        named.append(ours if parse_designation(theirs.designation).is_blank() else theirs)
    return named + [other for other in laying.left if other.side != part.side]


def _arcs(residuals: Sequence[Residual]) -> Iterator[Arc]:
    exporters = [one for one in residuals if one.part.side == "exporter"]
    index: dict[tuple[object, ...], list[Residual]] = defaultdict(list)
    for one in residuals:
        if one.part.side == "importer":
            for name in _addresses(one):
                index[name].append(one)
    for ours in exporters:
        for cause, address in _sought(ours):
            for theirs in index[address]:
                if theirs.key.cell_id != ours.key.cell_id:
                    found = relation(ours.part, theirs.part)
                    yield Arc(ours, theirs, cause, found.relation, found.detail)


def _addresses(one: Residual) -> Iterator[tuple[object, ...]]:
    key = one.key
    yield ("flow", key.act, key.from_party, key.to_party, key.category, key.unit, key.start)
    yield ("span", key.act, key.from_party, key.to_party, key.start, key.end, key.unit)
    yield ("act", key.from_party, key.to_party, key.category, key.start, key.end, key.unit)
    for third in {one.origin, one.via} - {NONE, key.from_party, key.to_party}:
        yield ("route", third, key.to_party, key.category, key.start, key.end, key.unit)


def _sought(ours: Residual) -> Iterator[tuple[str, tuple[object, ...]]]:
    key = ours.key
    length = key.end - key.start
    flow = ("flow", key.act, key.from_party, key.to_party, key.category, key.unit)
    yield "year_end", (*flow, key.end + timedelta(days=1))
    yield "year_end", (*flow, _start_before(key.start, length))
    yield "category", ("span", key.act, key.from_party, key.to_party, key.start, key.end, key.unit)
    yield "authorisation", ("act", key.from_party, key.to_party, key.category, key.start, key.end, key.unit)
    span = (key.category, key.start, key.end, key.unit)
    yield "transit", ("route", key.from_party, key.to_party, *span)
    for third in sorted({ours.origin, ours.via} - {NONE, key.from_party, key.to_party}):
        yield "transit", ("act", third, key.to_party, *span)
        yield "transit", ("act", key.from_party, third, *span)


def _start_before(start: date, length: timedelta) -> date:
    # A year is 365 or 366 days: a whole calendar year is preceded by a whole calendar year.
    if start.month == 1 and start.day == 1 and timedelta(days=363) < length < timedelta(days=366):
        return start.replace(year=start.year - 1)
    return start - length - timedelta(days=1)


def _side(cell: Sequence[Residual], side: str) -> list[Residual]:
    return [one for one in cell if one.part.side == side]


def _is_one_bundle(ours: Sequence[Residual], theirs: Sequence[Residual], arcs: Sequence[Arc]) -> bool:
    total = sum(one.left for one in ours)
    several = len(ours) + len(theirs) > _ONE_EACH and all(one.left > 0 for one in (*ours, *theirs))
    alike = len(arcs) == len(ours) * len(theirs) and all(arc.relation <= Relation.OPEN for arc in arcs)
    return several and alike and total >= causes.SMALL and total == sum(one.left for one in theirs)


_ONE_EACH: Final = 2
"""One residual on either side is no bundle: `siblings` matches it."""


def _strength(arc: Arc) -> tuple[object, ...]:
    later = arc.importer.key.start < arc.exporter.key.start
    return (-arc.probability(), arc.cause != "year_end", later, _order(arc.exporter), _order(arc.importer))


def _order(one: Residual) -> tuple[object, ...]:
    return (
        one.key.cell_id,
        one.part.side,
        one.part.designation,
        one.part.quantity,
        one.part.line,
        one.part.claim_id,
    )


def _by_cell(residuals: Iterable[Residual]) -> dict[str, list[Residual]]:
    cells: dict[str, list[Residual]] = defaultdict(list)
    for one in residuals:
        if one.left > 0:
            cells[one.key.cell_id].append(one)
    return cells
