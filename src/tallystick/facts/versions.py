"""What each half says and what it said before: its figure, and those of filings since superseded."""

from collections import defaultdict
from collections.abc import Mapping

import polars as pl

from tallystick.facts.pair import FLOW
from tallystick.model.claim import HALF_OF, NONE

Half = tuple[str, str]


def figures(cells: pl.DataFrame) -> dict[Half, float]:
    """Give each half that is one figure, by cell and side; reads table `cell`."""
    return {
        (name, side): value
        for side, half in (("exporter", "from"), ("importer", "to"))
        for name, value in cells.filter(pl.col(f"{half}_low") == pl.col(f"{half}_high"))
        .select("cell_id", f"{half}_low")
        .iter_rows()
    }


def earlier_figures(cells: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> dict[Half, set[float]]:
    """Give the figures that superseded filings gave, by cell and side; reads tables `cell`, `claim`, `filing`."""
    gone = tables["filing"].filter(pl.col("superseded_by") != NONE)["filing_id"].implode()
    totals = (
        tables["claim"]
        .filter(pl.col("filing_id").is_in(gone) & (pl.col("quantity_kind") == "exact"))
        .group_by(*FLOW, "role", "filing_id")
        .agg(pl.col("quantity_low").sum())
        .join(cells.select("cell_id", *FLOW), on=list(FLOW), how="inner")
    )
    found: dict[Half, set[float]] = defaultdict(set)
    for name, role, low in totals.select("cell_id", "role", "quantity_low").iter_rows():
        found[name, HALF_OF.get(role, role)].add(low)
    return found


def years_before(cells: pl.DataFrame) -> dict[str, str]:
    """Name for each cell the same flow's cell of the period that began a year earlier; reads table `cell`."""
    flow = [name for name in FLOW if not name.startswith("period")]
    earlier = cells.select("cell_id", *flow, "period_start").with_columns(
        pl.col("period_start").dt.offset_by("1y")
    )
    joined = cells.join(earlier, on=[*flow, "period_start"], how="inner", suffix="_before")
    return dict(joined.select("cell_id", "cell_id_before").sort("cell_id").iter_rows())
