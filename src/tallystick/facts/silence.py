"""What a side without a claim may be: silent, nil, withheld, filed but not held, not filed, not on record.

Or it tells of the flow for another span of time, a year or a quarter of it, or in another unit: then it is not silent.

Lines imply that something was filed, not that they are all of it: only a stated filing tells of a silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw

from tallystick.engine.engine import Frame, as_texts
from tallystick.facts.spans import told_otherwise
from tallystick.model.claim import AUTHORISING, NONE, Act

_SILENCES: Final = (
    "other_span",
    "other_unit",
    "silent",
    "nil",
    "withheld",
    "not_held",
    "no_filing",
    "no_record",
)
"""What a side without a claim may be, the most telling first; several instruments: the most telling one counts."""
_CONTENT_RANK: Final = {
    content: _SILENCES.index(state)
    for content, state in (
        ("lines", "silent"),
        ("nil", "nil"),
        ("withheld", "withheld"),
        ("not_held", "not_held"),
    )
}
_UNLISTED: Final = _SILENCES.index("no_record")
_TRADED: Final = [Act.TRANSFER, Act.AUTHORISATION, Act.REFUSAL]
"""Acts between two parties, of which returns on exports and imports speak; of the others, returns on holdings."""


@dataclass(frozen=True, slots=True)
class Returns:
    """What was filed: tables `filing` and `complete_list`, on the engine of the claims."""

    filings: Frame
    lists: Frame


def with_silence(cells: Frame, said: Frame, returns: Returns, flow: Sequence[str]) -> Frame:
    """Say for each side that makes no claim what its party has filed under the instruments of the other's claims.

    Args:
        cells: the columns of table `cell`, where such a side has the state no_record.
        said: the claims they were made of; columns `flow`, role, instrument and the quantity's.
        returns: what was filed.
        flow: the columns that make a cell.
    """
    spoken = as_texts(said.select(*flow, "instrument").unique())
    standing = returns.filings.filter((nw.col("superseded_by") == NONE) & nw.col("stated"))
    listed = _listed(spoken, returns.lists, flow)
    for side, direction in (("from", "exports"), ("to", "imports")):
        filed = _filed(spoken, standing, flow, f"{side}_party", direction)
        places = {state: place for place, state in enumerate(_SILENCES)}
        elsewhere = told_otherwise(spoken, said, side, flow).select(
            *flow, rank=nw.col("told").replace_strict(places, default=None, return_dtype=nw.Int64)
        )
        ranks = nw.concat([filed, listed, elsewhere]).group_by(*flow).agg(nw.col("rank").min())
        cells = _told(cells.join(ranks, on=list(flow), how="left"), side)
    return cells


def _filed(spoken: Frame, standing: Frame, flow: Sequence[str], party: str, direction: str) -> Frame:
    columns = ("claimant", "instrument", "content", "direction", "categories", "basis")
    return (
        spoken.join(
            standing.select(*columns, start="period_start", end="period_end"),
            left_on=[party, "instrument"],
            right_on=["claimant", "instrument"],
            how="inner",
        )
        .filter(_speaks_of(direction), _of_basis(), *_within())
        .filter((nw.col("categories") == NONE) | _covers())
        .with_columns(
            rank=nw.col("content").replace_strict(_CONTENT_RANK, default=None, return_dtype=nw.Int64)
        )
        .select(*flow, "rank")
    )


def _listed(spoken: Frame, lists: Frame, flow: Sequence[str]) -> Frame:
    return (
        spoken.join(
            lists.select("instrument", start="period_start", end="period_end"), on="instrument", how="inner"
        )
        .filter(nw.col("act") == Act.TRANSFER, *_within())
        .select(*flow, rank=nw.lit(_SILENCES.index("no_filing"), dtype=nw.Int64))
    )


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


def _told(joined: Frame, side: str) -> Frame:
    words = dict(enumerate(_SILENCES))
    told = nw.col("rank").fill_null(_UNLISTED).replace_strict(words, default=None, return_dtype=nw.String)
    unsaid = nw.col(f"{side}_state") == "no_record"
    nil = unsaid & (told == "nil")
    return joined.with_columns(
        nw.when(unsaid).then(told).otherwise(nw.col(f"{side}_state")).alias(f"{side}_state"),
        *(
            nw.when(nil).then(nw.lit(0.0)).otherwise(nw.col(f"{side}_{bound}")).alias(f"{side}_{bound}")
            for bound in ("low", "high")
        ),
    ).drop("rank")
