"""Lay the halves together: claims become cells, each with what either side says or does not say.

One Narwhals expression for every engine. Within one filing lines add up; several filings of one claimant about
one cell are one witness whose range is kept; several claimants on one side likewise.
"""

from typing import Final

import narwhals as nw
import polars as pl

from tallystick.engine.local import conform
from tallystick.model.claim import AUTHORISING, NONE, SIDE_OF, UNRESOLVED, Act
from tallystick.model.quantity import QuantityKind, counted_units
from tallystick.model.tables import CELL

FLOW: Final = ("act", "from_party", "to_party", "category", "period_start", "period_end", "unit")
"""What makes two claims speak of one cell."""

_NUMBERED: Final = [QuantityKind.EXACT, QuantityKind.INTERVAL, QuantityKind.AT_LEAST, QuantityKind.BELOW]
_SILENCES: Final = ("silent", "nil", "withheld", "not_held", "no_filing", "no_record")
"""What a side without a claim may be, the most telling first; several instruments: the most telling one counts."""
_CONTENT_RANK: Final = {"lines": 0, "nil": 1, "withheld": 2, "not_held": 3}
_UNLISTED: Final = 5
_TRADED: Final = [Act.TRANSFER, Act.AUTHORISATION, Act.REFUSAL]
"""Acts between two parties, of which returns on exports and imports speak; of the others, returns on holdings."""


def usable(claims: pl.DataFrame, filings: pl.DataFrame, *, unsettled: bool = False) -> pl.DataFrame:
    """Leave out what must not be scored: superseded, about an unknown party, of unsettled origin, asking for help."""
    replaced = filings.filter(pl.col("superseded_by") != NONE)["filing_id"].implode()
    keep = ~pl.col("filing_id").is_in(replaced) & pl.col("role").is_in(list(SIDE_OF))
    keep &= pl.col("act") != Act.REQUEST
    for name in ("claimant", "from_party", "to_party"):
        keep &= ~pl.col(name).str.starts_with(UNRESOLVED)
    if not unsettled:
        keep &= pl.col("evidence_grade") != "unsettled"
    return claims.filter(keep)


def pair(
    claims: pl.DataFrame, filings: pl.DataFrame, complete_lists: pl.DataFrame, *, unsettled: bool = False
) -> pl.DataFrame:
    """Make table `cell` from tables `claim`, `filing` and `complete_list`.

    Args:
        claims: table `claim`.
        filings: table `filing`.
        complete_lists: table `complete_list`.
        unsettled: also pair claims whose reporter could not be settled, to count them; never to score them.
    """
    said = nw.from_native(usable(claims, filings, unsettled=unsettled).lazy())
    sides = _sides(said)
    cells = said.group_by(*FLOW).agg(nw.len().cast(nw.Int64).alias("claims"))
    for side in ("from", "to", "observer"):
        one = sides.filter(nw.col("side") == side).drop("side")
        renamed = one.rename({name: f"{side}_{name}" for name in ("state", "low", "high")})
        cells = cells.join(renamed, on=list(FLOW), how="left")
    spoken = said.select(*FLOW, "instrument").unique()
    # lines imply that something was filed, not that they are all of it: only a stated filing tells of a silence
    standing = nw.from_native(filings.filter((pl.col("superseded_by") == NONE) & pl.col("stated")).lazy())
    lists = nw.from_native(complete_lists.lazy())
    for side, direction in (("from", "exports"), ("to", "imports")):
        cells = _with_silence(cells, _silence(spoken, standing, lists, side=side, direction=direction), side)
    cells = cells.with_columns(nw.col("observer_state").fill_null("no_record"))
    return conform(CELL, _named(cells.collect().to_native()))


def _sides(said: nw.LazyFrame[pl.LazyFrame]) -> nw.LazyFrame[pl.LazyFrame]:
    counted = [unit for unit, counts in counted_units().items() if counts]
    kind = nw.col("quantity_kind")
    numbered = kind.is_in(_NUMBERED)
    # "below 100" of things that are counted is at most 99.
    step = nw.when((kind == QuantityKind.BELOW) & nw.col("unit").is_in(counted)).then(1.0).otherwise(0.0)
    marked = said.with_columns(
        side=nw.col("role").replace_strict(dict(SIDE_OF), return_dtype=nw.String),
        low=nw.when(numbered | (kind == QuantityKind.NIL))
        .then(nw.col("quantity_low"))
        .otherwise(0.0)
        .fill_null(0.0),
        high=nw.col("quantity_high") - step,
        numbered=numbered.cast(nw.Int64),
        withheld=(kind == QuantityKind.WITHHELD).cast(nw.Int64),
        unknown=(kind == QuantityKind.UNKNOWN).cast(nw.Int64),
    ).with_columns(open=nw.col("high").is_null().cast(nw.Int64), high=nw.col("high").fill_null(0.0))
    return _states(_by_side(_by_filing(marked)))


def _by_filing(marked: nw.LazyFrame[pl.LazyFrame]) -> nw.LazyFrame[pl.LazyFrame]:
    sums = ("low", "high", "numbered", "withheld", "unknown", "open")
    # ten delivered and ten cleared by customs are ten, seen twice
    summed = marked.group_by(*FLOW, "side", "claimant", "filing_id", "basis").agg(
        *(nw.col(name).sum() for name in sums)
    )
    # a filing that withholds everything bounds nothing: neither from below nor from above
    closed = (nw.col("numbered") == 0) & (nw.col("withheld") + nw.col("unknown") > 0)
    return summed.with_columns(
        low=nw.when(~closed).then(nw.col("low")),
        high=nw.when(~closed).then(nw.col("high")),
        open=nw.when(closed).then(nw.lit(0)).otherwise(nw.col("open")),
    )


def _by_side(by_filing: nw.LazyFrame[pl.LazyFrame]) -> nw.LazyFrame[pl.LazyFrame]:
    return by_filing.group_by(*FLOW, "side").agg(
        nw.col("low").min(),
        nw.col("high").max(),
        *(nw.col(name).max() for name in ("numbered", "withheld", "unknown", "open")),
    )


def _states(by_side: nw.LazyFrame[pl.LazyFrame]) -> nw.LazyFrame[pl.LazyFrame]:
    state = (
        nw.when(nw.col("numbered") > 0)
        .then(nw.lit("reported"))
        .otherwise(
            nw.when(nw.col("withheld") > 0)
            .then(nw.lit("withheld"))
            .otherwise(nw.when(nw.col("unknown") > 0).then(nw.lit("unknown")).otherwise(nw.lit("nil")))
        )
    )
    figure = state.is_in(["reported", "nil"])
    return by_side.with_columns(state=state).select(
        *FLOW,
        "side",
        "state",
        nw.when(figure).then(nw.col("low")).alias("low"),
        nw.when(figure & (nw.col("open") == 0)).then(nw.col("high")).alias("high"),
    )


def _silence(
    spoken: nw.LazyFrame[pl.LazyFrame],
    standing: nw.LazyFrame[pl.LazyFrame],
    lists: nw.LazyFrame[pl.LazyFrame],
    *,
    side: str,
    direction: str,
) -> nw.LazyFrame[pl.LazyFrame]:
    """Say for each cell what a side that made no claim has filed under the instruments of the other's claims."""
    party = f"{side}_party"
    filed = (
        spoken.join(
            standing.select(
                "claimant",
                "instrument",
                "content",
                "direction",
                "categories",
                "basis",
                start="period_start",
                end="period_end",
            ),
            left_on=[party, "instrument"],
            right_on=["claimant", "instrument"],
            how="inner",
        )
        .filter(_speaks_of(direction), _of_basis(), *_within())
        .filter((nw.col("categories") == NONE) | _covers())
        .with_columns(rank=nw.col("content").replace_strict(_CONTENT_RANK, return_dtype=nw.Int64))
        .select(*FLOW, "rank")
    )
    listed = (
        spoken.join(
            lists.select("instrument", start="period_start", end="period_end"), on="instrument", how="inner"
        )
        .filter(nw.col("act") == Act.TRANSFER, *_within())
        .select(*FLOW, rank=nw.lit(_SILENCES.index("no_filing"), dtype=nw.Int64))
    )
    return nw.concat([filed, listed]).group_by(*FLOW).agg(nw.col("rank").min())


def _speaks_of(direction: str) -> nw.Expr:
    traded = nw.col("act").is_in(_TRADED)
    asked = nw.when(traded).then(nw.lit(direction)).otherwise(nw.lit("holdings"))
    return (nw.col("direction") == asked) | (nw.col("direction") == "any")


def _of_basis() -> nw.Expr:
    """Whether a filing counts what the cell counts: nil deliveries are no nil licences, and the other way round."""
    licensing = nw.col("basis").is_in(list(AUTHORISING))
    moved = ~nw.col("act").is_in([Act.AUTHORISATION, Act.REFUSAL])
    return (moved & ~licensing) | ((nw.col("act") == Act.AUTHORISATION) & licensing)


def _within() -> tuple[nw.Expr, nw.Expr]:
    return nw.col("start") <= nw.col("period_start"), nw.col("end") >= nw.col("period_end")


def _covers() -> nw.Expr:
    padded = nw.concat_str([nw.lit(" "), nw.col("categories"), nw.lit(" ")])
    return padded.str.contains(nw.concat_str([nw.lit(" "), nw.col("category"), nw.lit(" ")]), literal=True)


def _with_silence(
    cells: nw.LazyFrame[pl.LazyFrame], silence: nw.LazyFrame[pl.LazyFrame], side: str
) -> nw.LazyFrame[pl.LazyFrame]:
    words = dict(enumerate(_SILENCES))
    joined = cells.join(silence, on=list(FLOW), how="left")
    named = nw.col("rank").fill_null(_UNLISTED).replace_strict(words, return_dtype=nw.String)
    state = nw.col(f"{side}_state")
    nil = state.is_null() & (named == "nil")
    return joined.with_columns(
        nw.when(state.is_null()).then(named).otherwise(state).alias(f"{side}_state"),
        *(
            nw.when(nil).then(nw.lit(0.0)).otherwise(nw.col(f"{side}_{bound}")).alias(f"{side}_{bound}")
            for bound in ("low", "high")
        ),
    ).drop("rank")


def _named(cells: pl.DataFrame) -> pl.DataFrame:
    start, end = pl.col("period_start"), pl.col("period_end")
    whole_year = (start.dt.ordinal_day() == 1) & (end == start.dt.offset_by("1y").dt.offset_by("-1d"))
    period = (
        pl.when(whole_year)
        .then(start.dt.year().cast(pl.String))
        .otherwise(pl.concat_str([start.cast(pl.String), end.cast(pl.String)], separator="_"))
    )
    parts = [
        pl.col("act"),
        pl.col("from_party"),
        pl.col("to_party"),
        pl.col("category"),
        period,
        pl.col("unit"),
    ]
    return cells.with_columns(cell_id=pl.concat_str(parts, separator="."))
