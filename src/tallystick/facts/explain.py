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

_LEAST_RATIO: Final = 0.25
"""How equal two left-over numbers of the same goods must be to be offered as one movement, if not exactly equal: a
quarter may be a part delivery, a tenth could be anything. Where nothing says that the goods are the same, only equal
numbers are offered: unequal ones meet as often when figures are shuffled between flows."""


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
    is_repeat: bool = False
    """Whether an identical line stands before it in the same return."""
    is_heard: bool = True
    """Whether the other side's return is in hand, so that what it leaves out says something."""


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
        if not self.is_exact():
            return causes.PART_SAME
        if self.relation is Relation.SAME:
            return causes.EXACT_SAME
        return causes.EXACT_OPEN if self.exporter.left >= causes.SMALL else causes.SMALL_OPEN

    def licence(self) -> float:
        """Give what was licensed, of an arc between a licence and a delivery."""
        return self.exporter.left if self.exporter.key.act == "authorisation" else self.importer.left

    def delivery(self) -> float:
        """Give what was delivered, of such an arc."""
        return self.importer.left if self.exporter.key.act == "authorisation" else self.exporter.left

    def is_offered(self) -> bool:
        """Whether it says enough to be offered."""
        low, high = sorted((self.exporter.left, self.importer.left))
        if low <= 0 or self.relation > Relation.OPEN:
            return False
        if self.cause == "authorisation":
            # a licence is used up in parts or not at all; what was delivered under it cannot exceed it
            return self.licence() >= self.delivery()
        if self.relation is Relation.SAME:
            return low >= _LEAST_RATIO * high
        near = frozenset({self.exporter.key.category, self.importer.key.category}) in _NEIGHBOURS
        return low == high and (self.cause != "category" or (near and low >= causes.SMALL))


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
        if quantity <= 0:
            return
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
            twice = [one for one in cell if one.is_repeat and not one.part.cut]
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
        """What a designation itself says took the goods out of the other party's count, where that is in hand."""
        for one in self.wanting():
            if not one.is_heard:
                continue
            for cause in sorted(parse_designation(one.part.designation).stated)[:1]:
                self.account(one, cause, one.left, causes.STATED, f"“{one.part.designation}”")

    def different_goods(self, layings: Mapping[str, Laying]) -> None:
        """Whole lines whose words exclude everything the other half names: two one-sided lines, not a conflict."""
        for one in self.wanting():
            opposite = _named_opposite(layings[one.key.cell_id], one.part)
            if one.part.cut or len(opposite) == 0:
                continue
            found = {other: relation(one.part, other) for other in opposite}
            other, nearest = min(found.items(), key=lambda item: (item[1].relation, item[0].designation))
            if nearest.relation < Relation.APART:
                continue
            cause = (
                "unit_of_count" if _is_unit_of_count(one.part, other, nearest.detail) else "different_goods"
            )
            probability = causes.OPPOSED if nearest.relation is Relation.OPPOSED else causes.APART
            self.account(one, cause, one.left, probability, nearest.detail)


def _is_unit_of_count(part: Part, other: Part, detail: str) -> bool:
    """Whether one side counts launchers and the other missiles of what may be one system."""
    ours, theirs = parse_designation(part.designation), parse_designation(other.designation)
    one_system = not ours.names.isdisjoint(theirs.names) or len(ours.names | ours.models) == 0
    one_system |= len(theirs.names | theirs.models) == 0
    return one_system and detail in {"launcher against missile", "missile against launcher"}


def _named_opposite(laying: Laying, part: Part) -> list[Part]:
    """List what the other half names; a line without words stands for the goods it surely was matched with."""
    named: list[Part] = []
    for laid in laying.matched:
        theirs, ours = (
            (laid.importer, laid.exporter) if part.side == "exporter" else (laid.exporter, laid.importer)
        )
        if (ours.claim_id, ours.designation) == (part.claim_id, part.designation):
            return []
        if not parse_designation(theirs.designation).is_blank():
            named.append(theirs)
        elif laid.is_certain:
            named.append(ours)
        else:
            # which of several goods a line without words means cannot be told
            return []
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
    flow = (key.act, key.from_party, key.to_party, key.category, key.unit)
    span = (key.category, key.start, key.end, key.unit)
    yield ("starts", *flow, key.start)
    yield ("ends", *flow, key.end)
    yield ("span", key.act, key.from_party, key.to_party, key.start, key.end, key.unit)
    yield ("act", key.from_party, key.to_party, *span)
    for third in sorted({one.origin, one.via} - {NONE, key.from_party, key.to_party}):
        yield ("route", third, key.to_party, *span)
        yield ("route", key.from_party, third, *span)


def _sought(ours: Residual) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Name where an exporter's left-over quantity may have its counterpart."""
    key = ours.key
    flow = (key.act, key.from_party, key.to_party, key.category, key.unit)
    span = (key.category, key.start, key.end, key.unit)
    yield "year_end", ("starts", *flow, key.end + timedelta(days=1))
    yield "year_end", ("ends", *flow, key.start - timedelta(days=1))
    yield "category", ("span", key.act, key.from_party, key.to_party, key.start, key.end, key.unit)
    yield "authorisation", ("act", key.from_party, key.to_party, *span)
    yield "transit", ("route", key.from_party, key.to_party, *span)
    for third in sorted({ours.origin, ours.via} - {NONE, key.from_party, key.to_party}):
        yield "transit", ("act", third, key.to_party, *span)
        yield "transit", ("act", key.from_party, third, *span)


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
