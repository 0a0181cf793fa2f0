"""Causes that lie in a cell itself: a line given twice, an earlier version, a repeated return, what the words say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tallystick.facts import causes
from tallystick.facts.compare import Relation
from tallystick.facts.match import Laying, Part, relation
from tallystick.facts.residual import Residual
from tallystick.model.claim import NONE
from tallystick.model.designation import parse_designation

Half = tuple[str, str]
"""A cell and a side."""


@dataclass(frozen=True, slots=True)
class Own:
    """A cause offered for what is left of a line, without a counterpart in a sibling cell."""

    cause: str
    probability: float
    detail: str
    sibling: str = NONE


@dataclass(frozen=True, slots=True)
class Known:
    """What own causes are read from."""

    layings: Mapping[str, Laying]
    repeated: frozenset[str] = frozenset()
    """Claims in returns that repeat the year before (returns.py)."""
    years_before: Mapping[str, str] | None = None
    """For each cell the same flow's cell a year earlier."""
    figures: Mapping[Half, float] | None = None
    """The figure of each half that gives one."""
    earlier: Mapping[Half, set[float]] | None = None
    """The figures that superseded filings gave."""


def plain_causes(residuals: Iterable[Residual], known: Known) -> Iterator[tuple[Residual, Own]]:
    """Give the lines whose cause is plain from the return itself; no counterpart is sought for them."""
    for cell_id, cell in by_cell(residuals).items():
        twice = _given_twice(cell)
        yield from ((one, _TWICE) for one in twice)
        if len(twice) == 0:
            yield from _revised(cell_id, cell, known)


_TWICE = Own("repeated_line", causes.PART_SAME, "the same line stands twice in this return")


def _given_twice(cell: Sequence[Residual]) -> list[Residual]:
    """List lines given twice in one return, if they are all of the gap."""
    twice = [one for one in cell if one.is_repeat and not one.part.cut]
    return twice if sum(one.left for one in twice) == sum(one.left for one in cell) else []


def _revised(cell_id: str, cell: Sequence[Residual], known: Known) -> Iterator[tuple[Residual, Own]]:
    """Find the side of whose return a superseded version gave the other half's figure."""
    for side, other in (("exporter", "importer"), ("importer", "exporter")):
        if (known.figures or {}).get((cell_id, other)) in (known.earlier or {}).get((cell_id, side), set()):
            own = Own("revision", causes.EXACT_OPEN, f"the {side}'s earlier version gave that figure")
            yield from ((one, own) for one in cell)
            return


def own_cause(one: Residual, known: Known) -> Own | None:
    """Give the cause offered for what no sibling cell accounts for, if any."""
    if one.part.claim_id in known.repeated:
        sibling = (known.years_before or {}).get(one.key.cell_id, NONE)
        return Own("repeated_return", causes.REPEATED, "the return repeats the year before's lines", sibling)
    stated = sorted(parse_designation(one.part.designation).stated)
    if one.is_heard and len(stated) > 0:
        return Own(stated[0], causes.STATED, f"“{one.part.designation}”")
    return _other_goods(one.part, known.layings[one.key.cell_id])


def _other_goods(part: Part, laying: Laying) -> Own | None:
    """Whole lines whose words exclude everything the other half names: two one-sided lines, not a conflict."""
    opposite = _named_opposite(laying, part)
    if part.cut or len(opposite) == 0:
        return None
    found = {other: relation(part, other) for other in opposite}
    other, nearest = min(found.items(), key=lambda item: (item[1].relation, item[0].designation))
    if nearest.relation < Relation.APART:
        return None
    cause = "unit_of_count" if _is_unit_of_count(part, other, nearest.detail) else "different_goods"
    probability = causes.OPPOSED if nearest.relation is Relation.OPPOSED else causes.APART
    return Own(cause, probability, nearest.detail)


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


def by_cell(residuals: Iterable[Residual]) -> dict[str, list[Residual]]:
    """Sort lines that still want something by their cells."""
    cells: dict[str, list[Residual]] = defaultdict(list)
    for one in residuals:
        if one.left > 0:
            cells[one.key.cell_id].append(one)
    return cells
