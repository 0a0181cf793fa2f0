"""Returns that repeat the year before, line for line: a legitimate cause and a plain clerical one."""

import re
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from tallystick.model.designation import fold

_LEAST_LINES: Final = 4
"""A return of one to three lines repeats by chance: the same ship class, the same yearly batch."""
_LEAST_SHARE: Final = 0.8
"""Four lines in five the same, in the same words and number, is not a coincidence of deliveries."""

_RETURN: Final = ("claimant", "instrument", "period_start", "period_end")
"""What makes two lines stand in one return."""
_LINE: Final = (
    "role",
    "from_party",
    "to_party",
    "category",
    "quantity_kind",
    "quantity_low",
    "quantity_high",
    "words",
)
"""What makes two lines of two returns the same."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Returns found to repeat the one before, and the claims in them that do."""

    rows: list[dict[str, object]] = field(default_factory=list)
    claim_ids: frozenset[str] = frozenset()


def find_repeats(claims: pl.DataFrame) -> Repeats:
    """Compare every return with its claimant's return for the year before; reads table `claim`."""
    # holdings repeat from year to year by nature; deliveries do not
    moved = _hashed(claims.filter(pl.col("act") == "transfer"))
    counted = moved.group_by(*_RETURN, "said").agg(count=pl.len())
    later = counted.with_columns(
        start=pl.col("period_start").dt.offset_by("-1y"), end=pl.col("period_end").dt.offset_by("-1y")
    )
    common = later.join(
        counted.rename({"count": "count_before"}),
        left_on=["claimant", "instrument", "start", "end", "said"],
        right_on=[*_RETURN, "said"],
        how="inner",
    ).with_columns(again=pl.min_horizontal("count", "count_before").cast(pl.Int64))
    repeats = _repeats(counted, common)
    return Repeats(repeats.to_dicts(), _claim_ids(moved, common, repeats))


def _hashed(claims: pl.DataFrame) -> pl.DataFrame:
    """Give each line as the hash of what it says; case, marks and leading counts do not make two lines of one."""
    names = claims.get_column("designation").unique().to_list()
    words = pl.DataFrame(
        {"designation": names, "words": [_folded(name) for name in names]},
        schema={"designation": pl.String, "words": pl.String},
    )
    worded = claims.join(words, on="designation", how="left", maintain_order="left")
    return worded.select("claim_id", *_RETURN, said=pl.struct(_LINE).hash())


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]|^\d+ ", "", re.sub(r"^\d+ ", "", fold(name)))


def _repeats(counted: pl.DataFrame, common: pl.DataFrame) -> pl.DataFrame:
    """Choose the returns of which enough lines stand in the year before too."""
    lines = counted.group_by(*_RETURN).agg(lines=pl.col("count").sum().cast(pl.Int64))
    again = common.group_by(*_RETURN).agg(repeated=pl.col("again").sum())
    enough = (pl.col("repeated") >= _LEAST_LINES) & (pl.col("repeated") >= _LEAST_SHARE * pl.col("lines"))
    return lines.join(again, on=list(_RETURN), how="inner").filter(enough).sort(*_RETURN)


def _claim_ids(moved: pl.DataFrame, common: pl.DataFrame, repeats: pl.DataFrame) -> frozenset[str]:
    """Name the claims that repeat one; of several identical lines as many as stood there before."""
    chosen = common.join(repeats, on=list(_RETURN), how="semi")
    ranked = moved.join(chosen, on=[*_RETURN, "said"], how="inner").with_columns(
        place=pl.col("claim_id").rank("ordinal").over(*_RETURN, "said")
    )
    return frozenset(ranked.filter(pl.col("place") <= pl.col("again"))["claim_id"])
