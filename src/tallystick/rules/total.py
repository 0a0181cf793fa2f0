"""How surely a total of several uncertain figures exceeds a limit, however their errors hang together.

Source: METHODS §8; Fréchet's bounds.
"""

from typing import Final

import polars as pl

from tallystick.rules.limit import exceedance

_KEYS: Final = ("party", "year")
LIMITS: Final = ("over", "significant")
"""What a total is held against: the limit with its tolerance, and with the excess that would matter."""
_MOST_TOGETHER: Final = 12
"""Figures that are taken together: of more, each would have to be surer than any record makes it."""
_KNOWN: Final = ("lognormal", "student_t", "point", "range")
"""Families whose amount is known; a fact of none says nothing of how much."""


def totals(parts: pl.LazyFrame) -> pl.LazyFrame:
    """Bound, for each party and year, the probability that the total exceeds each of `LIMITS`.

    A total exceeds c where one part does; also where each of some parts exceeds its share of c, which by Fréchet is at
    least as sure as the sum of their probabilities less all of them but one. It exceeds c only if some part exceeds its
    share, which is at most as likely as the sum. The shares go by the estimates, or are equal: both hold, the closer
    counts. What lies partly outside the days for which the party answers raises the upper bound and not the lower.

    Args:
        parts: a line for each figure: party, year, cell_id, within, over, significant, and the columns of `exceedance`.

    Returns:
        party, year, figures, cells, and for each limit `…_low` and `…_high`.
    """
    shared = parts.with_columns(n=pl.len().over(*_KEYS), whole=pl.col("estimate").sum().over(*_KEYS))
    alone = {f"{name}_low": _least(pl.col(name)) for name in LIMITS}
    shares = {f"{name}_high": exceedance(_share(name), "high") for name in LIMITS}
    equal = {f"{name}_even": exceedance(pl.col(name) / pl.col("n"), "high") for name in LIMITS}
    found = (
        shared.with_columns(**alone, **shares, **equal)
        .group_by(*_KEYS)
        .agg(
            figures=pl.len(),
            cells=pl.col("cell_id").unique().sort().str.join(" "),
            **{name: pl.col(name).max() for name in alone},
            **{name: pl.col(name).sum().clip(upper_bound=1.0) for name in (*shares, *equal)},
        )
    )
    together = found.join(_together(parts), on=_KEYS, how="left")
    return together.with_columns(
        **{f"{name}_low": pl.max_horizontal(f"{name}_low", f"{name}_both") for name in LIMITS},
        **{f"{name}_high": pl.min_horizontal(f"{name}_high", f"{name}_even") for name in LIMITS},
    ).drop([f"{name}_{kind}" for name in LIMITS for kind in ("both", "even")])


def _least(limit: pl.Expr) -> pl.Expr:
    return pl.when("within").then(exceedance(limit, "low")).otherwise(0.0)


def _share(name: str) -> pl.Expr:
    """Give a figure's share of a limit by its estimate; an equal one where no estimate is above none."""
    by_estimate = pl.col(name) * pl.col("estimate").fill_null(0.0) / pl.col("whole")
    return pl.when(pl.col("whole") > 0).then(by_estimate).otherwise(pl.col(name) / pl.col("n"))


def _together(parts: pl.LazyFrame) -> pl.LazyFrame:
    """Bound from below by the largest figure, the two largest, and so on, each exceeding its share of the limit."""
    sure = parts.filter(pl.col("within"), pl.col("family").is_in(_KNOWN), pl.col("estimate") > 0)
    place = pl.struct(-pl.col("estimate"), "cell_id").rank("ordinal").over(*_KEYS).cast(pl.Int64)
    taken = pl.int_ranges("place", pl.min_horizontal("count", pl.lit(_MOST_TOGETHER, dtype=pl.Int64)) + 1)
    laid = (
        sure.with_columns(place=place, count=pl.len().over(*_KEYS).cast(pl.Int64))
        .filter(pl.col("place") <= _MOST_TOGETHER)
        .with_columns(taken=taken)
        .explode("taken")
        .with_columns(share=pl.col("estimate") / pl.col("estimate").sum().over(*_KEYS, "taken"))
    )
    chances = {name: exceedance(pl.col(name) * pl.col("share"), "low") for name in LIMITS}
    bounds = {
        f"{name}_both": pl.col(f"{name}_chance").sum() - (pl.len().cast(pl.Int64) - 1) for name in LIMITS
    }
    return (
        laid.with_columns(**{f"{name}_chance": one for name, one in chances.items()})
        .group_by(*_KEYS, "taken")
        .agg(**bounds)
        .group_by(*_KEYS)
        .agg(**{name: pl.col(name).max() for name in bounds})
    )
