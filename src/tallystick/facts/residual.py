"""Lay every cell's lines and collect what is left over, ready to be explained."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import polars as pl

from tallystick.facts.explain import Key, Residual
from tallystick.facts.match import Laying, Part, lay, parts
from tallystick.facts.pair import FLOW
from tallystick.model.quantity import QuantityKind

_SIDE_OF: Final = {"exporter": "exporter", "importer": "importer", "holder": "importer"}
_NO_FIGURE: Final = frozenset({"withheld", "unknown"})

Row = Mapping[str, Any]
Claims = dict[str, list[Row]]


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
    """Lay each cell; returns the layings and the residuals by cell."""
    layings: dict[str, Laying] = {}
    residuals: list[Residual] = []
    for cell in cells.iter_rows(named=True):
        claims = [row for row in by_cell[cell["cell_id"]] if row["role"] in _SIDE_OF]
        halves = _parts(cell, claims)
        layings[cell["cell_id"]] = lay(halves["exporter"], halves["importer"])
        if cell["from_state"] not in _NO_FIGURE and cell["to_state"] not in _NO_FIGURE:
            residuals += _residuals(cell, claims, layings[cell["cell_id"]])
    return layings, residuals


def _parts(cell: Row, claims: Iterable[Row]) -> dict[str, list[Part]]:
    rows = list(claims)
    if not _is_line_by_line(rows):
        return _whole(cell)
    halves: dict[str, list[Part]] = {"exporter": [], "importer": []}
    for row in rows:
        if row["quantity_kind"] == QuantityKind.EXACT:
            side = _SIDE_OF[row["role"]]
            halves[side] += parts(row["claim_id"], side, row["designation"], row["quantity_low"], row["line"])
    return halves


def _is_line_by_line(rows: list[Row]) -> bool:
    """Whether every line has one figure and each half is one filing; otherwise only totals can be laid."""
    filings: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        filings[_SIDE_OF[row["role"]]].add(row["filing_id"])
    return all(row["quantity_kind"] in {QuantityKind.EXACT, QuantityKind.NIL} for row in rows) and all(
        len(found) == 1 for found in filings.values()
    )


def _whole(cell: Row) -> dict[str, list[Part]]:
    """Lay totals where lines cannot be: what the ranges have in common is matched, the distance is left."""
    halves: dict[str, list[Part]] = {"exporter": [], "importer": []}
    from_low, to_low = cell["from_low"], cell["to_low"]
    if from_low is None or to_low is None:
        for side, low in (("exporter", from_low), ("importer", to_low)):
            if low is not None and low > 0:
                halves[side].append(Part("-", side, "", low))
        return halves
    ours = (
        from_low if _above(from_low, cell["to_high"]) else min(_top(cell["from_high"]), max(from_low, to_low))
    )
    theirs = (
        to_low if _above(to_low, cell["from_high"]) else min(_top(cell["to_high"]), max(from_low, to_low))
    )
    for side, amount in (("exporter", ours), ("importer", theirs)):
        if amount > 0:
            halves[side].append(Part("-", side, "", amount))
    return halves


def _above(low: float, other_high: float | None) -> bool:
    return other_high is not None and low > other_high


def _top(high: float | None) -> float:
    return float("inf") if high is None else high


def _residuals(cell: Row, claims: list[Row], laying: Laying) -> Iterable[Residual]:
    key = Key(
        cell["cell_id"],
        cell["act"],
        cell["from_party"],
        cell["to_party"],
        cell["category"],
        cell["period_start"],
        cell["period_end"],
        cell["unit"],
    )
    rows = {row["claim_id"]: row for row in claims}
    for part in laying.left:
        row = rows.get(part.claim_id, {})
        yield Residual(key, part, part.quantity, row.get("origin_party", "-"), row.get("via", "-"))
