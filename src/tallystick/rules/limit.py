"""How sure it is that an uncertain amount exceeds a limit, as expressions; and how many of many answers are false.

Source: METHODS §8.
"""

from typing import Final, Literal

import polars as pl
from scipy.special import ndtr, stdtr

from tallystick.model.quantity import counted_units

End = Literal["low", "high"]


def exceedance(limit: pl.Expr, end: End) -> pl.Expr:
    """Bound P(amount > limit) for each fact.

    Columns unit, family, low, estimate, high, log_mean, log_sd, df, figure, p_figure, other_figure, p_other, p_zero.

    Where the family is known the two bounds coincide. Of a `range` only the ends of its 90 % are known, so that one
    chance in twenty lies beyond either; a fact without a figure says nothing (0 and 1), and so does a chance not known.
    A Student t of things that are counted exceeds a limit from the next whole number on, which begins at half of one;
    beside it stated figures may be exactly right.
    """
    nothing = 0.0 if end == "low" else 1.0
    happened = (1.0 - pl.col("p_zero")).fill_null(nothing)
    mean, spread = pl.col("log_mean"), pl.col("log_sd")
    standard = pl.when(spread > 0).then((limit.log() - mean) / spread).otherwise(None)
    smooth = pl.when(limit <= 0).then(happened).otherwise(happened * normal_tail(standard))
    point = pl.when(pl.col("estimate") > limit).then(happened).otherwise(0.0)
    family = pl.col("family")
    return (
        pl.when((family == "lognormal") & (spread > 0))
        .then(smooth)
        .when((family == "student_t") & (spread > 0) & (pl.col("df") > 0))
        .then(happened * _student(limit))
        .when(((family == "point") | (spread == 0)) & pl.col("estimate").is_not_null())
        .then(point)
        .when(family == "range")
        .then(_ranged(limit, happened, end))
        .otherwise(nothing)
    )


def _student(limit: pl.Expr) -> pl.Expr:
    """Give P(amount > limit), given that it happened, where the logarithm has a Student t."""
    counts = pl.col("unit").is_in([unit for unit, counted in counted_units().items() if counted])
    most = pl.when(counts).then(limit.floor()).otherwise(limit)
    beyond = pl.when(counts).then(most + _HALF).otherwise(most)
    standard = (beyond.log() - pl.col("log_mean")) / pl.col("log_sd")
    # what happened is more than none
    smooth = pl.when(most <= 0).then(1.0).otherwise(student_tail(standard, pl.col("df")))
    stated = (("figure", "p_figure"), ("other_figure", "p_other"))
    exact = {figure: pl.col(chance).fill_null(0.0) for figure, chance in stated}
    above = [pl.when(pl.col(figure) > limit).then(chance).otherwise(0.0) for figure, chance in exact.items()]
    return pl.sum_horizontal(above) + (1.0 - pl.sum_horizontal(exact.values())) * smooth


def student_tail(x: pl.Expr, df: pl.Expr) -> pl.Expr:
    """Give P(T > x) for a Student t with `df` degrees of freedom; null where either is null."""

    def tail(both: pl.Series) -> pl.Series:
        columns = both.struct
        return pl.Series(stdtr(columns.field("df").to_numpy(), -columns.field("x").to_numpy()))

    known = x.is_not_null() & df.is_not_null()
    parts = pl.struct(x.cast(pl.Float64).alias("x"), df.cast(pl.Float64).alias("df"))
    return pl.when(known).then(parts.map_batches(tail, return_dtype=pl.Float64, is_elementwise=True))


_HALF: Final = 0.5
"""Where a whole number begins: what rounds to it."""
_BEYOND: Final = 0.05
"""What lies beyond either end of a 90 % range."""


def _ranged(limit: pl.Expr, happened: pl.Expr, end: End) -> pl.Expr:
    """Bound P(amount > limit) where only the ends of the 90 % range are held."""
    if end == "low":
        return pl.when(pl.col("low") > limit).then(happened * (1.0 - _BEYOND)).otherwise(0.0)
    return pl.when(pl.col("high") <= limit).then(happened * _BEYOND).otherwise(happened)


def both(p: tuple[pl.Expr, pl.Expr], q: tuple[pl.Expr, pl.Expr]) -> tuple[pl.Expr, pl.Expr]:
    """Bound the probability that two things hold, however they hang together (Fréchet): max(0, p+q-1) to min(p, q)."""
    return pl.max_horizontal(pl.lit(0.0), p[0] + q[0] - 1.0), pl.min_horizontal(p[1], q[1])


def either(p: tuple[pl.Expr, pl.Expr], q: tuple[pl.Expr, pl.Expr]) -> tuple[pl.Expr, pl.Expr]:
    """Bound the probability that at least one of two holds (Fréchet): max(p, q) to min(1, p+q)."""
    return pl.max_horizontal(p[0], q[0]), pl.min_horizontal(pl.lit(1.0), p[1] + q[1])


def false_share(p_breach: pl.Expr) -> pl.Expr:
    """Give each answer its q-value: the expected share of false ones among all at least as sure.

    The mean of 1 - P over the answers sorted by P, ties taken together (Bayesian false discovery rate; METHODS §8).
    """
    falsity = 1.0 - p_breach
    ranked = falsity.rank("max")
    # the sum over all at least as sure, ties together, divided by how many they are
    ordered = falsity.sort(nulls_last=True)
    return ordered.cum_sum().gather((ranked - 1).cast(pl.UInt32)) / ranked


def normal_tail(x: pl.Expr) -> pl.Expr:
    """Give P(Z > x) for a standard normal Z; null where x is null."""

    def tail(values: pl.Series) -> pl.Series:
        return pl.Series(ndtr(-values.to_numpy()))

    # one call and no formula: written out, it made plans of a hundred thousand characters, slow to lay and to collect
    known = x.is_not_null()
    found = x.cast(pl.Float64).map_batches(tail, return_dtype=pl.Float64, is_elementwise=True)
    return pl.when(known).then(found)
