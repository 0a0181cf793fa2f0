"""Lay the halves together: claims become cells, each with what either side says or does not say.

One chain of Narwhals expressions for every engine, lazy from end to end. Within one filing lines add up; several
filings of one claimant about one cell are one witness whose range is kept; several claimants on one side likewise.
"""

import math
from collections.abc import Sequence
from typing import Final

import narwhals as nw
import polars as pl

from tallystick.engine.engine import Engine, Frame, Keyed
from tallystick.engine.local import conform
from tallystick.facts.silence import Returns, with_silence
from tallystick.model.claim import NONE, SIDE_OF, UNRESOLVED, Act
from tallystick.model.quantity import QuantityKind, counted_units
from tallystick.model.tables import CELL

FLOW: Final = ("act", "from_party", "to_party", "category", "period_start", "period_end", "unit")
"""What makes two claims speak of one cell."""

WITNESS: Final = ("claimant", "filing_id", "basis")
"""Whose lines add up; ten delivered and ten cleared by customs are ten, seen twice."""

SIDES: Final = ("from", "to", "observer")

_NUMBERED: Final = [QuantityKind.EXACT, QuantityKind.INTERVAL, QuantityKind.AT_LEAST, QuantityKind.BELOW]
_STATES: Final = ("nil", "unknown", "withheld", "reported")
"""What a side with claims says, by rank: what tells most goes before what tells less."""
_REPORTED: Final = _STATES.index("reported")


def usable(claims: pl.DataFrame, filings: pl.DataFrame, *, unsettled: bool = False) -> pl.DataFrame:
    """Leave out what must not be scored: superseded, about an unknown party, of unsettled origin, asking for help."""
    replaced = filings.filter(pl.col("superseded_by") != NONE)
    # mostly nothing is, and there is nothing to look up
    versions = None if replaced.is_empty() else nw.from_native(replaced.lazy())
    found = usable_lazy(nw.from_native(claims.lazy()), versions, unsettled=unsettled).to_native()
    kept: pl.DataFrame = found.collect()
    return kept


def usable_lazy(
    claims: Frame, filings: Frame | None, *, unsettled: bool = False, resolved: bool = False
) -> Frame:
    """Do what `usable` does, on any engine.

    Args:
        claims: table `claim`.
        filings: table `filing`; without it nothing is superseded.
        unsettled: as `usable` takes it.
        resolved: every party is known, so that none need be looked at.
    """
    keep = nw.col("role").is_in(list(SIDE_OF)) & (nw.col("act") != Act.REQUEST)
    for name in () if resolved else ("claimant", "from_party", "to_party"):
        keep &= ~nw.col(name).cast(nw.String).str.starts_with(UNRESOLVED)
    if not unsettled:
        keep &= nw.col("evidence_grade") != "unsettled"
    kept = claims.filter(keep)
    if filings is None:
        return kept
    replaced = filings.filter(nw.col("superseded_by") != NONE).select("filing_id").unique()
    return kept.join(replaced, on="filing_id", how="anti")


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
    # where nobody stated what was filed, nothing tells one silence from another, and a third of the work is none
    if complete_lists.is_empty() and not filings["stated"].any():
        returns = None
    else:
        returns = Returns(nw.from_native(filings.lazy()), nw.from_native(complete_lists.lazy()))
    return conform(CELL, named(pair_lazy(said, returns)).to_native().collect())


def pair_lazy(said: Frame, returns: Returns | None = None, engine: Engine | None = None) -> Frame:
    """Make the cells of usable claims: the columns of table `cell` but for its id, in no order.

    Args:
        said: columns `FLOW`, `WITNESS`, role, instrument and the quantity's of table `claim`, as `usable_lazy` leaves
            them.
        returns: what was filed; without it a side that makes no claim has the state no_record.
        engine: writes what is grouped by in its own short way; without one it is grouped by as it stands.
    """
    marked = _marked(said)
    keyed = Keyed(marked, (FLOW, WITNESS)) if engine is None else engine.keyed(marked, FLOW, WITNESS)
    flow, witness = keyed.keys
    cells = _by_cell(_by_filing(keyed.frame, flow, witness), flow)
    cells = _stated(cells if engine is None else engine.spelt(cells, keyed))
    return cells if returns is None else with_silence(cells, said, returns, FLOW)


def named(cells: Frame) -> Frame:
    """Give each cell its id: act.from.to.category.period.unit."""
    parts = [*map(nw.col, FLOW[:4]), period_word(), nw.col("unit")]
    return cells.with_columns(cell_id=nw.concat_str([part.cast(nw.String) for part in parts], separator="."))


def period_word() -> nw.Expr:
    """Write a period as ids do: a calendar year is just its number."""
    start, end = nw.col("period_start"), nw.col("period_end")
    year = start.dt.year()
    whole = (start.dt.ordinal_day() == 1) & (end.dt.month() == 12) & (end.dt.day() == 31)  # noqa: PLR2004
    span = nw.concat_str([start.cast(nw.String), end.cast(nw.String)], separator="_")
    return nw.when(whole & (end.dt.year() == year)).then(year.cast(nw.String)).otherwise(span)


def _marked(said: Frame) -> Frame:
    """Say of each line on which side it stands and what it bounds; no upper bound is infinity."""
    counted = [unit for unit, counts in counted_units().items() if counts]
    kind, high = nw.col("quantity_kind"), nw.col("quantity_high")
    # "below 100" of things that are counted is at most 99
    tight = (kind == QuantityKind.BELOW) & nw.col("unit").is_in(counted)
    rank = (
        nw.when(kind.is_in(_NUMBERED))
        .then(_REPORTED)
        .otherwise(
            nw.when(kind == QuantityKind.WITHHELD)
            .then(_STATES.index("withheld"))
            .otherwise(nw.when(kind == QuantityKind.UNKNOWN).then(_STATES.index("unknown")).otherwise(0))
        )
    )
    return said.select(
        *FLOW,
        *WITNESS,
        side=nw.col("role").replace_strict(dict(SIDE_OF), default=None, return_dtype=nw.String),
        low=nw.col("quantity_low").fill_null(0.0),
        high=nw.when(tight).then(high - 1.0).otherwise(high).fill_null(math.inf),
        rank=rank.cast(nw.Int64),
    )


def _by_filing(marked: Frame, flow: Sequence[str], witness: Sequence[str]) -> Frame:
    figure = nw.col("rank").is_in([0, _REPORTED])
    summed = marked.group_by(*flow, "side", *witness).agg(
        nw.col("low").sum(), nw.col("high").sum(), nw.col("rank").max(), nw.len().alias("claims")
    )
    # a filing that withholds everything bounds nothing: neither from below nor from above
    return summed.with_columns(
        low=nw.when(figure).then(nw.col("low")), high=nw.when(figure).then(nw.col("high"))
    )


def _by_cell(by_filing: Frame, flow: Sequence[str]) -> Frame:
    """Bring the sides into one row by one grouping: joins over keys this wide cost three times as much."""
    taken = {"low": nw.Expr.min, "high": nw.Expr.max, "rank": nw.Expr.max}
    spread = by_filing.with_columns(
        nw.when(nw.col("side") == side).then(nw.col(name)).alias(f"{side}_{name}")
        for side in SIDES
        for name in taken
    )
    return spread.group_by(*flow).agg(
        *(take(nw.col(f"{side}_{name}")) for side in SIDES for name, take in taken.items()),
        nw.col("claims").sum().cast(nw.Int64),
    )


def _stated(cells: Frame) -> Frame:
    return cells.select(
        *FLOW,
        *(column for side in SIDES for column in _state(side)),
        "claims",
    )


def _state(side: str) -> tuple[nw.Expr, nw.Expr, nw.Expr]:
    rank, high = nw.col(f"{side}_rank"), nw.col(f"{side}_high")
    words = dict(enumerate(_STATES)) | {-1: "no_record"}
    state = rank.fill_null(-1).replace_strict(words, default=None, return_dtype=nw.String)
    figure = rank.is_in([0, _REPORTED])
    return (
        state.alias(f"{side}_state"),
        nw.when(figure).then(nw.col(f"{side}_low")).alias(f"{side}_low"),
        nw.when(figure & (high < math.inf)).then(high).alias(f"{side}_high"),
    )
