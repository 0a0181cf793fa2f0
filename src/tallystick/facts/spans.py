"""One flow told for other spans of time, or in another unit, by one side than by the other.

A year here and its quarters there, items here and tonnes there: who gives a flow so is not silent about it, though no
line of the cell is theirs.
"""

from collections.abc import Sequence
from typing import Final

import narwhals as nw
import polars as pl

from tallystick.engine.engine import Frame, as_texts
from tallystick.model.claim import SIDE_OF
from tallystick.model.quantity import QuantityKind

_GOODS: Final = ("act", "from_party", "to_party", "category")
_SAME: Final = (*_GOODS, "unit")
"""What two cells have in common that differ by their span of time alone."""


def told_otherwise(cells: Frame, said: Frame, side: str, flow: Sequence[str]) -> Frame:
    """Keep the cells whose flow a side gives for an overlapping span of time, or in a unit, that is not theirs.

    Args:
        cells: columns `flow`.
        said: the claims, with `flow`, role, quantity_kind and quantity_high; one of none is not what a side gives.
        side: from or to.
        flow: the columns that make a cell.

    Returns:
        `flow` and `told`: other_span where it is given in the cell's unit, else other_unit.
    """
    roles = [role for role, of in SIDE_OF.items() if of == side]
    given = {"in_unit": "unit", "start": "period_start", "end": "period_end"}
    # who says that there was none says nothing otherwise
    some = ~(nw.col("quantity_high") == 0).fill_null(value=False) & (
        nw.col("quantity_kind") != QuantityKind.NIL
    )
    own = said.filter(nw.col("role").is_in(roles), some).select(
        *_GOODS, **{name: nw.col(of) for name, of in given.items()}
    )
    beside = _near(cells.select(*flow).unique(), as_texts(own.unique()))
    is_same_unit = nw.col("in_unit") == nw.col("unit")
    is_same_span = (nw.col("start") == nw.col("period_start")) & (nw.col("end") == nw.col("period_end"))
    overlaps = (nw.col("start") <= nw.col("period_end")) & (nw.col("end") >= nw.col("period_start"))
    told = nw.when(is_same_unit).then(nw.lit("other_span")).otherwise(nw.lit("other_unit"))
    return beside.filter(overlaps, ~(is_same_unit & is_same_span)).select(*flow, told=told).unique()


def _near(cells: Frame, own: Frame) -> Frame:
    """Put what a side gives beside the cells of the same goods that begin or end in the same year.

    By the goods alone twenty years of them would stand beside twenty years; only spans of three years and more do.
    """
    years = _of_years(cells, "period_start", "period_end"), _of_years(own, "start", "end")
    long = {"cells": _years("period_start", "period_end") > 1, "own": _years("start", "end") > 1}
    parts = [
        years[0].join(years[1], on=[*_GOODS, "year"], how="inner").drop("year"),
        cells.join(own.filter(long["own"]), on=list(_GOODS), how="inner"),
        cells.filter(long["cells"]).join(own, on=list(_GOODS), how="inner"),
    ]
    columns = parts[1].collect_schema().names()
    return nw.concat([part.select(*columns) for part in parts])


def _years(start: str, end: str) -> nw.Expr:
    return nw.col(end).dt.year() - nw.col(start).dt.year()


def _of_years(rows: Frame, start: str, end: str) -> Frame:
    """Give each row once for the year in which it begins, and again for that in which it ends."""
    first = rows.with_columns(year=nw.col(start).dt.year())
    last = rows.filter(_years(start, end) > 0).with_columns(year=nw.col(end).dt.year())
    return nw.concat([first, last])


def added_up(cells: pl.DataFrame) -> pl.DataFrame:
    """Add up what one side gives for parts of the span for which the other gives one figure.

    Args:
        cells: table `cell`.

    Returns:
        the columns of table `cell` of the longer spans; `side`, the one that gives parts; `parts`, how many; and `low`
        and `high`, their sum, open where a part is. Where parts overlap nobody knows what they add up to: no row.
    """
    found = [_parts(cells, side, other) for side, other in (("from", "to"), ("to", "from"))]
    return pl.concat(found).sort("cell_id", "side")


def _parts(cells: pl.DataFrame, side: str, other: str) -> pl.DataFrame:
    spoken, silent = pl.col(f"{other}_state") == "reported", pl.col(f"{side}_state") != "reported"
    given = cells.filter(pl.col(f"{side}_state") == "reported").select(
        *_SAME, start="period_start", end="period_end", low=f"{side}_low", high=f"{side}_high"
    )
    within = (pl.col("start") >= pl.col("period_start")) & (pl.col("end") <= pl.col("period_end"))
    laid = (
        cells.filter(spoken, silent)
        .join(given, on=list(_SAME))
        .filter(within)
        .sort("cell_id", "start", "end")
    )
    apart = (pl.col("start") > pl.col("end").shift()).fill_null(value=True)
    sums = laid.group_by("cell_id").agg(
        is_apart=apart.all(),
        parts=pl.len(),
        low=pl.col("low").sum(),
        high=pl.when(pl.col("high").is_not_null().all()).then(pl.col("high").sum()),
    )
    whole = cells.join(sums.filter("is_apart").drop("is_apart"), on="cell_id")
    return whole.with_columns(side=pl.lit(side))
