"""Facts of a record too large to be kept claim by claim: the closed form for all cells, line by line for a few.

Sums over all cells are Narwhals expressions; what is fitted on them is small and comes to this process. Ranges are
worked out one by one, and small counts once for all cells that say the same.
"""

from typing import Any, Final

import narwhals as nw
import polars as pl

from tallystick.engine.engine import beside
from tallystick.engine.local import frame
from tallystick.facts import closed
from tallystick.facts.amount import Trust
from tallystick.facts.estimate import STANDING, Complete, Laid, estimates
from tallystick.facts.pair import FLOW
from tallystick.facts.reliability import SEED
from tallystick.facts.trust import MOST_DOUBLES
from tallystick.model.fact import HEARD, UNHEARD
from tallystick.model.quantity import counted_units
from tallystick.model.tables import FACT

Frame = nw.LazyFrame[Any]

MEASURE: Final = ("act", "unit")
SAMPLE: Final = 50_000
"""Drawn where a measure has more than facts.trust.MOST_DOUBLES: still hundreds of cells of every claimant that
matters, and fitted in about a third of a second."""
ROUNDED: Final = 1e-3
"""Figures this near are no gap worth a cause (facts.screen)."""
SMALL: Final = 20.0
"""Up to this figure a count is worked out as the whole number it is, which may be exactly right (facts.grid). Beyond it
a step of one is less than a twentieth: the closed form, rounded, gives the same middle and a somewhat wider range."""
STATED: Final = (*closed.PAIR, "from_state", "to_state", "ours", "theirs")
"""What the fact of a small count is made of: cells that agree in all of this have one fact."""
UNSEEN: Final = pl.DataFrame(
    schema={
        **dict.fromkeys(("cell_id", *MEASURE, "half", "observer"), pl.String),
        **dict.fromkeys(("ours", "theirs"), pl.Float64),
    }
)
"""Observers stand in cells laid line by line alone; a large record has none that could be fitted."""

_ON_GRID: Final = (
    "low",
    "estimate",
    "high",
    "p_happened",
    "family",
    "log_mean",
    "log_sd",
    "df",
    "figure",
    "p_figure",
    "other_figure",
    "p_other",
    "p_zero",
    "p_same",
)
"""Columns of a fact that hold how much and how sure; the others say how the halves stand."""
_COUNTED: Final = "_counted"
"""Behind the name of a column: what a small count says there."""
_SILENT: Final = -1.0
"""Stands for a figure that is not given, so that it can be joined on; no figure is below zero."""
_ROLES: Final = (("from", "to", "exporter"), ("to", "from", "importer"))


def doubles(cells: Frame) -> Frame:
    """Give the cells that both sides gave an exact figure above zero for, as facts.trust takes them.

    Columns: cell_id, act, unit, from_party, to_party, ours, theirs.
    """
    exact = _is_exact("from") & _is_exact("to") & _is_between_two()
    figures = {"ours": nw.col("from_low"), "theirs": nw.col("to_low")}
    return cells.filter(exact).select("cell_id", *MEASURE, "from_party", "to_party", **figures)


def sample(found: pl.DataFrame) -> pl.DataFrame:
    """Draw the doubly reported cells to fit on, with a fixed seed: all of a measure, or `SAMPLE` of very many."""
    ordered = found if found["cell_id"].is_sorted() else found.sort("cell_id")
    measures = ordered.partition_by(*MEASURE, maintain_order=True)
    drawn = [own if own.height <= MOST_DOUBLES else own.sample(SAMPLE, seed=SEED) for own in measures]
    return pl.concat(drawn) if len(drawn) > 0 else ordered


def pairs(cells: Frame) -> Frame:
    """Give the pairs of parties that occur, with each case of what their halves give: the columns `closed.KEY`."""
    return closed.cased(cells).select(*closed.KEY).unique()


def asked(cells: Frame) -> Frame:
    """Count what facts.trust.asked counts: the cells a claimant was asked about, and gave a figure for."""
    says = {
        side: (nw.col(f"{side}_state") == "reported") & (nw.col(f"{side}_low") > 0) for side in ("from", "to")
    }
    parts = []
    for side, other, role in _ROLES:
        low, high = nw.col(f"{side}_low").fill_null(0.0), nw.col(f"{side}_high")
        # "0-5" and "below 100" are neither an answer nor a silence
        is_open = (nw.col(f"{side}_state") == "reported") & (low == 0) & ((high > 0) | high.is_null())
        heard = nw.col(f"{side}_state").is_in(sorted(HEARD)) & ~is_open
        mine = cells.filter(says[other] & heard & _is_between_two()).with_columns(
            claimant=nw.col(f"{side}_party"), gave=says[side].fill_null(value=False).cast(nw.Int64)
        )
        counts = mine.group_by(*MEASURE, "claimant").agg(nw.len().alias("n_asked"), nw.col("gave").sum())
        parts.append(counts.with_columns(role=nw.lit(role)))
    return nw.concat(parts)


def _is_between_two() -> nw.Expr:
    """Whether a cell has two witnesses: a party that is its own partner is one."""
    return nw.col("from_party") != nw.col("to_party")


def inexact(cells: Frame) -> Frame:
    """Give the cells that the closed form does not serve: ranges and bounds."""
    return cells.filter(_is_inexact())


def _is_inexact() -> nw.Expr:
    open_sides = [
        (nw.col(f"{side}_state") == "reported")
        & ~_is_exact(side)
        & ~(nw.col(f"{side}_high") == 0).fill_null(value=False)
        for side in ("from", "to")
    ]
    return open_sides[0] | open_sides[1]


def small(cells: Frame) -> Frame:
    """Give the cells of things that are counted of which a half is a small whole number, with the columns `STATED`."""
    counts = nw.col("unit").is_in([unit for unit, is_counted in counted_units().items() if is_counted])
    figures = [nw.when(_is_exact(side)).then(nw.col(f"{side}_low")) for side in ("from", "to")]
    least = nw.min_horizontal(*figures)
    return _stated(cells.filter(counts & (least <= SMALL) & ~_is_inexact()))


def statements(cells: Frame) -> Frame:
    """Count the different statements on small counts: `STATED`, and `cells`, how many say so."""
    return small(cells).group_by(*STATED).agg(nw.len().cast(nw.Int64).alias("cells"))


def _stated(cells: Frame) -> Frame:
    given = {"ours": "from", "theirs": "to"}
    figures = {
        name: nw.when(nw.col(f"{side}_low") == nw.col(f"{side}_high")).then(nw.col(f"{side}_low"))
        for name, side in given.items()
    }
    return cells.with_columns(**{name: figure.fill_null(_SILENT) for name, figure in figures.items()})


def counted(said: pl.DataFrame, trust: Trust, complete: Complete) -> pl.DataFrame:
    """Work out small counts.

    Args:
        said: the columns `STATED`, as `statements` gives them.
        trust: the fitted reliabilities.
        complete: completeness of each claimant.

    Returns:
        `STATED`, and how much and how sure under the names of table `fact` with `_counted` behind them.
    """
    keys = said.select(STATED).with_columns(cell_id=pl.int_range(pl.len()).cast(pl.String).str.zfill(9))
    figures = {"from": "ours", "to": "theirs"}
    ends = {
        f"{side}_{end}": pl.when(pl.col(name) != _SILENT).then(name)
        for side, name in figures.items()
        for end in ("low", "high")
    }
    # how the halves stand is not taken from here, so that no observer need be known
    found = singly(keys.with_columns(**ends, observer_low=pl.lit(None, pl.Float64)), trust, complete)
    named = found.select("cell_id", *(pl.col(name).alias(name + _COUNTED) for name in _ON_GRID))
    return keys.join(named, on="cell_id", maintain_order="left").drop("cell_id")


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
    parties = ["from_party", "to_party"]
    # by the fewest words first: what is left is looked at closely
    between = cells.join(wanted.select(*parties).unique(), on=parties, how="semi")
    found = [between.join(wanted.select(*keys).unique(), on=keys, how="semi") for keys in (goods, span)]
    return nw.concat(found).unique(list(FLOW))


def _is_exact(side: str) -> nw.Expr:
    low = nw.col(f"{side}_low")
    return ((low > 0) & (low == nw.col(f"{side}_high"))).fill_null(value=False)


def facts(cells: Frame, coefficients: Frame, counts: Frame | None = None) -> Frame:
    """Make table `fact`, each row from its own cell alone.

    Args:
        cells: table `cell`.
        coefficients: what closed.of_pairs made.
        counts: what `counted` made of small counts; it stands in place of how much and how sure.
    """
    estimated = _settled(closed.estimate(cells, coefficients))
    if counts is not None:
        joined = beside(_stated(estimated), counts, STATED)
        is_counted = ~nw.col(f"family{_COUNTED}").is_null()
        estimated = joined.with_columns(
            nw.when(is_counted).then(nw.col(name + _COUNTED)).otherwise(nw.col(name)).alias(name)
            for name in _ON_GRID
        )
    return estimated.select(*FACT.column_names())


def replaced(known: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Put rows of table `fact` in place of those of the same cells."""
    own = others.join(known.select("cell_id"), on="cell_id", how="semi")
    return pl.concat([known.join(own.select("cell_id"), on="cell_id", how="anti"), own])


def _settled(estimated: Frame) -> Frame:
    """Say that nothing is left where nothing differs; elsewhere no causes were looked for, and no observer heard."""
    nothing = nw.when((nw.col("gap") == 0.0) | nw.col("gap").is_null() & ~_is_answered()).then(0.0)
    unheard = nw.col("from_state").is_in(sorted(UNHEARD)) | nw.col("to_state").is_in(sorted(UNHEARD))
    # two nils beside an observer's figure do not agree with it (facts.halves)
    against = (nw.col("halves") == "nil_both") & (nw.col("observer_low") > 0)
    # an observer is not weighed here, so that its word alone is not judged either
    unjudged = ((nw.col("halves") == "observer_only") & (nw.col("observer_low") > 0)).fill_null(value=False)
    return estimated.with_columns(
        p_happened=nw.when(~unjudged).then(nw.col("p_happened")),
        p_zero=nw.when(~unjudged).then(nw.col("p_zero")),
        halves=nw.when(against.fill_null(value=False))
        .then(nw.lit("conflicting"))
        .otherwise(nw.col("halves")),
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
        laid: `cell_id` and the columns `STANDING` of cells laid line by line.
    """
    found = laid.select("cell_id", *STANDING)
    return known.drop(STANDING).join(found, on="cell_id").select(FACT.column_names())


def singly(cells: pl.DataFrame, trust: Trust, complete: Complete) -> pl.DataFrame:
    """Estimate cells one by one, as facts of whole halves; columns of table `fact`."""
    laid = [Laid(cell, 0.0, (), by_line=False) for cell in cells.sort("cell_id").iter_rows(named=True)]
    rows = [{name: row[name] for name in FACT.column_names()} for row in estimates(laid, trust, complete)]
    return frame(FACT, rows)
