"""Facts of a record too large to be kept claim by claim: the closed form for all cells, line by line for a few.

Sums over all cells are Narwhals expressions; what is fitted on them is small and comes to this process.
"""

from typing import Any, Final

import narwhals as nw
import polars as pl

from tallystick.engine.local import frame
from tallystick.facts import closed
from tallystick.facts.amount import Trust
from tallystick.facts.estimate import Complete, Laid, estimates
from tallystick.facts.pair import FLOW
from tallystick.facts.reliability import SEED
from tallystick.facts.trust import MOST_DOUBLES
from tallystick.model.fact import HEARD, UNHEARD
from tallystick.model.tables import FACT

Frame = nw.LazyFrame[Any]

MEASURE: Final = ("act", "unit")
SAMPLE: Final = 50_000
"""Drawn where a measure has more than facts.trust.MOST_DOUBLES: still hundreds of cells of every claimant that
matters, and fitted in about a second and a half."""
ROUNDED: Final = 1e-3
"""Figures this near are no gap worth a cause (facts.screen)."""
UNSEEN: Final = pl.DataFrame(
    schema={
        **dict.fromkeys(("cell_id", *MEASURE, "half", "observer"), pl.String),
        **dict.fromkeys(("ours", "theirs"), pl.Float64),
    }
)
"""Observers stand in cells laid line by line alone; a large record has none that could be fitted."""

_ROLES: Final = (("from", "to", "exporter"), ("to", "from", "importer"))


def doubles(cells: Frame) -> Frame:
    """Give the cells that both sides gave an exact figure above zero for, as facts.trust takes them.

    Columns: cell_id, act, unit, from_party, to_party, ours, theirs.
    """
    exact = _is_exact("from") & _is_exact("to")
    figures = {"ours": nw.col("from_low"), "theirs": nw.col("to_low")}
    return cells.filter(exact).select("cell_id", *MEASURE, "from_party", "to_party", **figures)


def sample(found: pl.DataFrame) -> pl.DataFrame:
    """Draw the doubly reported cells to fit on, with a fixed seed: all of a measure, or `SAMPLE` of very many."""
    ordered = found if found["cell_id"].is_sorted() else found.sort("cell_id")
    measures = ordered.partition_by(*MEASURE, maintain_order=True)
    drawn = [own if own.height <= MOST_DOUBLES else own.sample(SAMPLE, seed=SEED) for own in measures]
    return pl.concat(drawn) if len(drawn) > 0 else ordered


def pairs(cells: Frame) -> Frame:
    """Give the pairs of parties that occur: act, unit, from_party, to_party."""
    return cells.select(*closed.PAIR).unique()


def asked(cells: Frame) -> Frame:
    """Count what facts.trust.asked counts: the cells a claimant was asked about, and gave a figure for."""
    says = {
        side: (nw.col(f"{side}_state") == "reported") & (nw.col(f"{side}_low") > 0) for side in ("from", "to")
    }
    parts = []
    for side, other, role in _ROLES:
        heard = nw.col(f"{side}_state").is_in(sorted(HEARD))
        mine = cells.filter(says[other] & heard).with_columns(
            claimant=nw.col(f"{side}_party"), gave=says[side].fill_null(value=False).cast(nw.Int64)
        )
        counts = mine.group_by(*MEASURE, "claimant").agg(nw.len().alias("n_asked"), nw.col("gave").sum())
        parts.append(counts.with_columns(role=nw.lit(role)))
    return nw.concat(parts)


def inexact(cells: Frame) -> Frame:
    """Give the cells that the closed form does not serve: ranges, bounds, and figures of observers."""
    return cells.filter(_is_inexact())


def _is_inexact() -> nw.Expr:
    open_sides = [
        (nw.col(f"{side}_state") == "reported")
        & ~_is_exact(side)
        & ~(nw.col(f"{side}_high") == 0).fill_null(value=False)
        for side in ("from", "to")
    ]
    return open_sides[0] | open_sides[1] | ~nw.col("observer_low").is_null()


def gaps(cells: Frame) -> Frame:
    """Give the cells in which causes are looked for line by line, with the `size` of what wants one (facts.screen)."""
    heard = nw.col("from_state").is_in(sorted(HEARD)) & nw.col("to_state").is_in(sorted(HEARD))
    ours, theirs = nw.col("from_low"), nw.col("to_low")
    # a return in hand that does not have the line says none of it
    size = (ours.fill_null(0.0) - theirs.fill_null(0.0)).abs()
    differs = size > ROUNDED * nw.max_horizontal(ours, theirs)
    return cells.filter(heard & differs & ~_is_inexact()).with_columns(size=size)


def near(cells: Frame, wanted: Frame) -> Frame:
    """Give some cells and all between the same parties in the same unit and period, or of the same goods."""
    goods = ["act", "from_party", "to_party", "category", "unit"]
    span = ["from_party", "to_party", "unit", "period_start", "period_end"]
    found = [cells.join(wanted.select(*keys).unique(), on=keys, how="semi") for keys in (goods, span)]
    return nw.concat(found).unique(list(FLOW))


def _is_exact(side: str) -> nw.Expr:
    low = nw.col(f"{side}_low")
    return ((low > 0) & (low == nw.col(f"{side}_high"))).fill_null(value=False)


def facts(cells: Frame, coefficients: Frame, apart: Frame | None = None) -> Frame:
    """Make table `fact`, each row from its own cell alone.

    Args:
        cells: table `cell`.
        coefficients: what closed.of_pairs made.
        apart: rows of table `fact` that were made otherwise and stand in place of these.
    """
    columns = FACT.column_names()
    known = _settled(closed.estimate(cells, coefficients)).select(*columns)
    if apart is None:
        return known
    own = apart.join(cells.select("cell_id"), on="cell_id", how="semi").select(*columns)
    return nw.concat([known.join(apart.select("cell_id"), on="cell_id", how="anti"), own])


def _settled(estimated: Frame) -> Frame:
    """Say that nothing is left where nothing differs; elsewhere no causes were looked for."""
    nothing = nw.when((nw.col("gap") == 0.0) | nw.col("gap").is_null() & ~_is_answered()).then(0.0)
    unheard = nw.col("from_state").is_in(sorted(UNHEARD)) | nw.col("to_state").is_in(sorted(UNHEARD))
    return estimated.with_columns(
        explained=nothing,
        one_sided=nothing,
        remainder=nw.when(~unheard).then(nothing),
        p_unexplained=nw.lit(None, dtype=nw.Float64),
        # the tail of a Student t is no expression that every engine has: it is known of cells laid line by line
        p_ordinary=nw.lit(None, dtype=nw.Float64),
    )


def _is_answered() -> nw.Expr:
    """Whether one side gives a figure and the other's return, which is in hand, does not have it."""
    return (nw.col("from_state") == "silent") | (nw.col("to_state") == "silent")


def overlaid(known: pl.DataFrame, laid: pl.DataFrame) -> pl.DataFrame:
    """Put what line-by-line laying found beside estimates that rest on the whole record.

    Args:
        known: rows of table `fact`, estimated on the whole record.
        laid: rows of table `fact`, laid line by line.
    """
    found = ["halves", "explained", "one_sided", "remainder", "p_unexplained", "p_ordinary"]
    return known.drop(found).join(laid.select("cell_id", *found), on="cell_id").select(FACT.column_names())


def singly(cells: pl.DataFrame, trust: Trust, complete: Complete) -> pl.DataFrame:
    """Estimate cells one by one, as facts of whole halves; columns of table `fact`."""
    laid = [Laid(cell, 0.0, (), by_line=False) for cell in cells.sort("cell_id").iter_rows(named=True)]
    rows = [{name: row[name] for name in FACT.column_names()} for row in estimates(laid, trust, complete)]
    return frame(FACT, rows)
