"""Where one side contradicts itself: several statements in force that differ, and figures that a correction changed."""

import math
from typing import Any, Final

import narwhals as nw
import polars as pl

from tallystick.facts.pair import FLOW, WITNESS, named, usable
from tallystick.model.claim import HALF_OF, NONE, SIDE_OF, Role

_SIDE: Final = [str(role) for role in HALF_OF]
_ENDS: Final = ("low", "high")


def several(claims: pl.DataFrame) -> pl.DataFrame:
    """Find the halves of which several filings in force give figures that differ.

    Args:
        claims: the usable rows of table `claim`.

    Returns:
        what makes a cell, cell_id, side (from or to), said (claimant, filing_id, basis, low, high of each, in order),
        side_low, side_high, size.
    """
    side = pl.col("role").replace_strict(dict(SIDE_OF), default=None, return_dtype=pl.String)
    stated = _summed(claims.filter(pl.col("role").is_in(_SIDE)), "role", *WITNESS).filter(
        pl.col("low").is_not_null()
    )
    stated = stated.with_columns(side=side)
    # no upper bound is one of its own
    high = pl.col("high").fill_null(math.inf)
    differs = (pl.col("low").min() < pl.col("low").max()) | (high.min() < high.max())
    unlike = stated.group_by(*FLOW, "side").agg(differs=differs).filter("differs").drop("differs")
    halves = (
        stated.join(unlike, on=[*FLOW, "side"], how="semi")
        .sort(*WITNESS)
        .group_by(*FLOW, "side", maintain_order=True)
        .agg(
            said=pl.struct(*WITNESS, *_ENDS),
            side_low=pl.col("low").min(),
            side_high=pl.when(pl.col("high").is_not_null().all()).then(pl.col("high").max()),
        )
    )
    return _with_cell(halves.with_columns(size=pl.col("side_high").fill_null(pl.col("side_low"))))


def revised(claims: pl.DataFrame, filings: pl.DataFrame) -> pl.DataFrame:
    """Find the figures that stand in a superseded filing and differ in the one that stands.

    Args:
        claims: table `claim`.
        filings: table `filing`.

    Returns:
        what makes a cell, cell_id, claimant, filing_id (superseded), low, high, stands (the filing in force), filed_on,
        is_there (whether that has the line at all), new_low, new_high, size.
    """
    succession = _succession(filings)
    if succession.height == 0:
        return pl.DataFrame()
    every = usable(claims, filings.clear())
    spoken = every.filter(pl.col("role").is_in([*_SIDE, Role.OBSERVER]))
    names = [*succession["filing_id"], *succession["stands"]]
    summed = _summed(spoken.filter(pl.col("filing_id").is_in(names)), "role", "claimant", "filing_id")
    new = summed.rename({"filing_id": "stands", "low": "new_low", "high": "new_high"})
    both = summed.join(succession, on="filing_id").join(
        new.with_columns(is_there=pl.lit(value=True)), on=[*FLOW, "role", "claimant", "stands"], how="left"
    )
    changed = pl.any_horizontal(pl.col(end).ne_missing(pl.col(f"new_{end}")) for end in _ENDS)
    found = both.with_columns(pl.col("is_there").fill_null(value=False)).filter(changed | ~pl.col("is_there"))
    return _with_cell(found.with_columns(size=pl.max_horizontal("low", "new_low")).sort("filing_id"))


def _succession(filings: pl.DataFrame) -> pl.DataFrame:
    """Give each superseded filing the one that stands in the end, and when that was filed."""
    newer = dict(
        filings.filter(pl.col("superseded_by") != NONE).select("filing_id", "superseded_by").iter_rows()
    )
    days = dict(filings.select("filing_id", "filed_on").iter_rows())
    rows: list[dict[str, Any]] = []
    for name in sorted(newer):
        here, seen = newer[name], {name}
        while here in newer and here not in seen:
            seen.add(here)
            here = newer[here]
        rows.append({"filing_id": name, "stands": here, "filed_on": days.get(here)})
    kinds = {"filing_id": pl.String, "stands": pl.String, "filed_on": pl.Date}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _summed(claims: pl.DataFrame, *witness: str) -> pl.DataFrame:
    """Add lines up; low is null where no line gives a figure, and high also where one is open above."""
    low, high = pl.col("quantity_low"), pl.col("quantity_high")
    figure = (low.is_not_null() | high.is_not_null()).any()
    is_open = (low.is_not_null() & high.is_null()).any()
    return claims.group_by(*FLOW, *witness).agg(
        low=pl.when(figure).then(low.sum()), high=pl.when(figure & ~is_open).then(high.sum())
    )


def _with_cell(rows: pl.DataFrame) -> pl.DataFrame:
    made: pl.DataFrame = named(nw.from_native(rows.lazy())).collect().to_native()
    return made
