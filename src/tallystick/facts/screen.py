"""Choose the cells to lay line by line: where nothing differs there is nothing to explain.

A small record is laid whole. Of a large one only gaps are laid, and lone figures beside a return that is in hand, the
largest first, with the cells in which their counterpart could stand.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from tallystick.facts.pair import FLOW
from tallystick.model.claim import NONE, Act
from tallystick.model.fact import HEARD

MOST_CELLS: Final = 20_000
"""Laying and explaining this many cells takes some three seconds; beyond it a record is one of many small trades, in
which people look at the largest gaps."""
_ROUNDED: Final = 1e-3
"""Figures this near are no gap worth a cause: values are often declared in thousands."""


@dataclass(frozen=True, slots=True)
class Screened:
    """The cells to lay, as rows of table `cell`, and rows of table `remark` where not all could be."""

    cells: pl.DataFrame
    remarks: list[dict[str, object]]


def screen(cells: pl.DataFrame, cap: int = MOST_CELLS) -> Screened:
    """Choose what to lay; the largest gaps of each act and unit first, ties by what makes a cell.

    Args:
        cells: table `cell`, with or without `cell_id`.
        cap: the most cells to lay.
    """
    if cells.height <= cap:
        return Screened(cells, [])
    gaps = cells.filter(_has_gap()).with_columns(size=_size())
    wanted = _largest(gaps, cap // 2)
    others = _siblings(cells.filter(_may_answer()).with_columns(size=_size()), wanted)
    laid = pl.concat([wanted, _largest(others, cap - wanted.height)])
    remarks = [_remark(gaps.height, wanted.height)] if wanted.height < gaps.height else []
    return Screened(laid.drop("size").sort(*FLOW), remarks)


def _has_gap() -> pl.Expr:
    """Whether two figures differ, or one stands beside a return that is in hand and has no such line."""
    ours, theirs = pl.col("from_low"), pl.col("to_low")
    heard = pl.col("from_state").is_in(list(HEARD)) & pl.col("to_state").is_in(list(HEARD))
    alike = ((ours - theirs).abs() <= _ROUNDED * pl.max_horizontal(ours, theirs)).fill_null(value=False)
    return heard & ~alike & (pl.max_horizontal(ours, theirs) > 0)


def _may_answer() -> pl.Expr:
    """Whether something may be left over: any figure that the other half does not give too."""
    return (pl.max_horizontal("from_low", "to_low") > 0) & (pl.col("from_low").ne_missing(pl.col("to_low")))


def _size() -> pl.Expr:
    """Give the size of a gap: the difference of the two halves, of which one may be nothing."""
    return (pl.col("from_low").fill_null(0.0) - pl.col("to_low").fill_null(0.0)).abs()


def _largest(cells: pl.DataFrame, most: int) -> pl.DataFrame:
    """Take the largest, in turn from each act and unit: amounts of different units do not compare."""
    if cells.height <= most:
        return cells
    ordered = cells.sort("size", *FLOW, descending=[True, *(False for _ in FLOW)])
    place = pl.int_range(pl.len()).over("act", "unit")
    return ordered.with_columns(place=place).sort("place", *FLOW).head(most).drop("place")


def _siblings(cells: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Find the cells in which a counterpart could stand: the period beside it, another category, licence or delivery.

    Third states on the way are named in claims, not in cells, and are found among the cells chosen otherwise.
    """
    flow = ["act", "from_party", "to_party", "category", "unit"]
    span = ["from_party", "to_party", "unit", "period_start", "period_end"]
    after = wanted.select(*flow, period_start=pl.col("period_end").dt.offset_by("1d"))
    before = wanted.select(*flow, period_end=pl.col("period_start").dt.offset_by("-1d"))
    found = [
        cells.join(after, on=[*flow, "period_start"], how="semi"),
        cells.join(before, on=[*flow, "period_end"], how="semi"),
        cells.join(wanted, on=["act", *span], how="semi"),
    ]
    if wanted["act"].n_unique() > 1 or (cells["act"] == Act.AUTHORISATION).any():
        found.append(cells.join(wanted, on=["category", *span], how="semi"))
    return pl.concat(found).unique(list(FLOW)).join(wanted, on=list(FLOW), how="anti")


def _remark(gaps: int, laid: int) -> dict[str, object]:
    return {
        "cell_id": NONE,
        "kind": "work_capped",
        "sentence": f"{gaps - laid} of {gaps} flows whose halves differ, or that one half alone gives, were not laid "
        "line by line: no causes were looked for in them. The largest were taken first.",
    }
