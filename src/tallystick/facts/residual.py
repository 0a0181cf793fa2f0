"""Lay every cell's lines and collect what is left over, ready to be explained."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import polars as pl

from tallystick.facts.match import Laying, Part, lay, parts
from tallystick.facts.pair import FLOW
from tallystick.model.claim import HALF_OF, NONE
from tallystick.model.fact import HEARD, NO_FIGURE
from tallystick.model.quantity import QuantityKind

_STATE_OF: Final = {"exporter": "from_state", "importer": "to_state"}

Row = Mapping[str, Any]
Claims = dict[str, list[Row]]


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

    def order(self) -> tuple[object, ...]:
        """Give its place among all residuals: by what is said before by whom, the same for any order of input."""
        part = self.part
        return (
            self.key.start,
            self.key.category,
            part.side,
            part.designation,
            part.quantity,
            part.line,
            self.key.cell_id,
            part.claim_id,
        )


def claims_by_cell(cells: pl.DataFrame, claims: pl.DataFrame) -> Claims:
    """List the claims of each cell, sorted by claim_id."""
    joined = claims.sort("claim_id").join(
        cells.select("cell_id", *FLOW), on=list(FLOW), how="inner", maintain_order="left"
    )
    grouped: Claims = defaultdict(list)
    for row in joined.iter_rows(named=True):
        grouped[row["cell_id"]].append(row)
    return grouped


def lay_cells(cells: pl.DataFrame, by_cell: Claims) -> tuple[dict[str, Laying], list[Residual]]:
    """Lay each cell; returns the layings and the residuals by cell.

    A cell whose halves are ranges, or whose filings differ, is not laid line by line and leaves no residual: its
    figures are compared as ranges (estimate.py).
    """
    layings: dict[str, Laying] = {}
    residuals: list[Residual] = []
    for cell in cells.iter_rows(named=True):
        groups = {side: _filings(by_cell[cell["cell_id"]], side) for side in _STATE_OF}
        claims = {side: _one_witness(found) for side, found in groups.items()}
        laying = replace(_lay(claims), differs=any(_differ(found.values()) for found in groups.values()))
        layings[cell["cell_id"]] = laying
        if laying.by_line and cell["from_state"] not in NO_FIGURE and cell["to_state"] not in NO_FIGURE:
            residuals += _residuals(cell, claims, laying)
    return layings, residuals


def _filings(claims: Sequence[Row], side: str) -> dict[tuple[str, str], list[Row]]:
    """Sort one side's claims by filing; what is counted on different bases is not added up either."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in claims:
        if HALF_OF.get(row["role"]) == side:
            groups[row["filing_id"], row["basis"]].append(row)
    return groups


def _one_witness(filings: Mapping[tuple[str, str], list[Row]]) -> list[Row] | None:
    """Choose one side's lines: of filings that add up alike the best described; null where they differ."""
    kinds = {row["quantity_kind"] for rows in filings.values() for row in rows}
    if not kinds <= {QuantityKind.EXACT, QuantityKind.NIL} or _differ(filings.values()):
        return None
    return (
        filings[min(filings, key=lambda name: (-_described(filings[name]), name))] if len(filings) > 0 else []
    )


def _differ(filings: Iterable[Sequence[Row]]) -> bool:
    """Whether several filings of one side give different totals, so that nobody can say which stands."""
    totals = [
        (sum(row["quantity_low"] or 0 for row in rows), sum(row["quantity_high"] or 0 for row in rows))
        for rows in filings
    ]
    return len(set(totals)) > 1


def _described(rows: Sequence[Row]) -> int:
    return sum(row["designation"] != NONE for row in rows)


def _lay(claims: Mapping[str, list[Row] | None]) -> Laying:
    halves: dict[str, list[Part]] = {}
    for side, rows in claims.items():
        if rows is None:
            return Laying((), (), by_line=False)
        halves[side] = [part for row in rows if row["quantity_low"] > 0 for part in _parts(row, side)]
    return lay(halves["exporter"], halves["importer"])


def _parts(row: Row, side: str) -> list[Part]:
    return parts(row["claim_id"], side, row["designation"], row["quantity_low"], row["line"])


def _residuals(cell: Row, claims: Mapping[str, list[Row] | None], laying: Laying) -> list[Residual]:
    key = Key(cell["cell_id"], *(cell[name] for name in FLOW))
    rows = {row["claim_id"]: row for own in claims.values() for row in own or ()}
    return [
        Residual(
            key,
            part,
            part.quantity,
            origin=rows[part.claim_id]["origin_party"],
            via=rows[part.claim_id]["via"],
            is_repeat=_is_repeat(rows[part.claim_id], rows.values()),
            is_heard=cell[_STATE_OF[_other(part.side)]] in HEARD,
        )
        for part in laying.left
    ]


def _is_repeat(row: Row, rows: Iterable[Row]) -> bool:
    """Whether the same statement stands before this one; a number in the column `line` alone does not say so."""
    same = ("filing_id", "role", "designation", "quantity_low", "origin_party", "via", "basis", "condition")
    return any(
        other["line"] < row["line"] and all(other[name] == row[name] for name in same) for other in rows
    )


def _other(side: str) -> str:
    return "importer" if side == "exporter" else "exporter"
