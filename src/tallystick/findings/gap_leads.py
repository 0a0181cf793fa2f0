"""Which gaps are worth a person's time, and how soon.

A gap is a lead where a question can be put to a party: both sides speak and differ, one half has goods the other does
not record, a figure is withheld, a party filed without the line, or says none of what an observer saw. A half whose
other side is not in hand stays in table `gap`: a late or absent report concerns the reporting rule and tells nothing of
the flow. So does most of what an observer alone speaks of (observed.py). A gap about which somebody said something is a
lead too, whatever it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from statistics import median
from typing import Final

from tallystick.findings.evidence import gap_evidence
from tallystick.findings.lead import IsJudged, Lead
from tallystick.findings.observed import crowds, is_asked, is_denied, says_none
from tallystick.model.fact import NO_FIGURE
from tallystick.model.finding import Severity, Step
from tallystick.model.record import Record, Row, is_named
from tallystick.model.stated import is_shut

HALF: Final = 0.5
"""A remainder of half the larger figure or more: the halves have less in common than not."""
FAR: Final = 10.0
"""So many times the usual flow of its kind, a lone half is looked at before the other lone halves."""

ORDINARY: Final = 0.05
"""Halves as reliable as these differ so far, or leave such a line out, once in twenty times or oftener: worth a
question, and no hurry."""

_LONE: Final = frozenset({"exporter_only", "importer_only"})
_SIDES: Final = ("from", "to")

Usual = Mapping[tuple[str, str], float]
"""The middle flow of each category and unit in this assessment, so that guns are not measured by warships."""


def gap_leads(record: Record, is_judged: IsJudged, on: date) -> Iterable[Lead]:
    """Make a lead of each gap about which something can be asked.

    Args:
        record: the tables of an assessment; needs `cell`, `gap`, for observers `claim` and `filing`, and for dates
            `fact_claim` and `sighting`.
        is_judged: whether somebody said something about a gap.
        on: the day of the assessment, for what no recorded claim dates.
    """
    cells = {row["cell_id"]: row for row in record.rows("cell")}
    usual = usual_flows(cells.values())
    alone = (cells[gap["cell_id"]] for gap in record.rows("gap") if gap["halves"] == "observer_only")
    crowded = crowds(record, alone)
    for gap in record.rows("gap"):
        cell = cells[gap["cell_id"]]
        if is_askable(record, cell, gap, crowded) or is_judged("gap", gap["cell_id"]):
            yield _lead(record, cell, gap, _severity(record, cell, gap, usual), on)


def _lead(record: Record, cell: Row, gap: Row, severity: Severity, on: date) -> Lead:
    uses = sorted(record.uses.get(cell["cell_id"], ()), key=lambda use: (-use["weight"], use["claim_id"]))
    claims = [use["claim_id"] for use in uses]
    return Lead(
        kind="gap",
        about=cell["cell_id"],
        severity=severity,
        step=Step.CLARIFY,
        parties=_denying(record, cell) or asked(cell, gap["halves"]),
        sentence=gap["sentence"],
        ask=gap["ask"],
        evidence=gap_evidence(record, cell, gap),
        claims=claims,
        opened_on=min(recorded_on(record, claims, on), on),
    )


def _denying(record: Record, cell: Row) -> list[str]:
    """Name the parties that say none of what an observer saw; the observer is named in the question."""
    return [cell[f"{side}_party"] for side in says_none(cell)] if is_denied(record, cell) else []


def recorded_on(record: Record, claims: Iterable[str], otherwise: date) -> date:
    """Give the day on which the last of some claims was first recorded."""
    seen = [record.sightings.get(claim, ()) for claim in claims]
    return max((min(row["recorded_on"] for row in rows) for rows in seen if len(rows) > 0), default=otherwise)


def is_askable(record: Record, cell: Row, gap: Row, crowded: frozenset[str] = frozenset()) -> bool:
    """Whether there is a question that a party can answer; `crowded` names observers who speak alone of too many."""
    if is_denied(record, cell):
        return True
    match gap["halves"]:
        case "withheld_one":
            return not is_shut(record, cell)
        case "holder_only":
            return False
        case "observer_only":
            return is_asked(record, cell, crowded)
        case _:
            return (gap["remainder"] or 0.0) > 0 or (gap["one_sided"] or 0.0) > 0


def usual_flows(cells: Iterable[Row]) -> Usual:
    """Give the middle of the larger halves, by category and unit."""
    figures: dict[tuple[str, str], list[float]] = defaultdict(list)
    for cell in cells:
        if _larger(cell) > 0:
            figures[cell["category"], cell["unit"]].append(_larger(cell))
    return {kind: median(values) for kind, values in figures.items()}


def _larger(cell: Row) -> float:
    return max(cell[f"{side}_low"] or 0.0 for side in (*_SIDES, "observer"))


def _severity(record: Record, cell: Row, gap: Row, usual: Usual) -> Severity:
    found = severity(cell, gap, usual)
    ordinary = record.facts.get(cell["cell_id"], {}).get("p_ordinary")
    if ordinary is not None and ordinary >= ORDINARY and found in {Severity.MEDIUM, Severity.HIGH}:
        return Severity.LOW
    return Severity.LOW if found is Severity.NOTE and is_denied(record, cell) else found


def severity(cell: Row, gap: Row, usual: Usual) -> Severity:
    """Say how soon to look.

    high: both sides speak, and what no cause explains is at least half of the larger figure and at least the usual
    flow of that category and unit. medium: one of the two; or a lone half ten times the usual flow. low: any other
    remainder, goods in one half only, an observer's word alone. note: withheld figures, and what was raised only
    because somebody spoke of it.
    A lone half is never high: one word against none. What is ordinary for returns as reliable as these is never more
    than low (`ORDINARY`).
    """
    left = gap["remainder"] or 0.0
    if left == 0:
        is_one_word = gap["halves"] == "observer_only" or (gap["one_sided"] or 0.0) > 0
        return Severity.LOW if is_one_word else Severity.NOTE
    common = usual.get((cell["category"], cell["unit"]), left)
    if gap["halves"] in _LONE:
        return Severity.MEDIUM if left >= FAR * common else Severity.LOW
    signs = (left >= HALF * _larger(cell)) + (left >= common)
    return (Severity.LOW, Severity.MEDIUM, Severity.HIGH)[signs]


def asked(cell: Row, halves: str) -> list[str]:
    """Name the parties to ask: those that withhold, or both sides."""
    sides = [side for side in _SIDES if is_named(cell[f"{side}_party"])]
    if halves == "withheld_one":
        sides = [side for side in sides if cell[f"{side}_state"] in NO_FIGURE]
    return list(dict.fromkeys(cell[f"{side}_party"] for side in sides))
