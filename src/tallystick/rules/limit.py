"""How sure it is that an uncertain amount exceeds a limit, as expressions; and how many of many answers are false.

Sources: METHODS §8. Φ by W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969).
"""

from typing import Final, Literal

import polars as pl
from scipy.special import stdtr

from tallystick.model.quantity import counted_units

End = Literal["low", "high"]
_ROOT_HALF: Final = 0.7071067811865476


def exceedance(limit: pl.Expr, end: End) -> pl.Expr:
    """Bound P(amount > limit) for facts: columns unit, family, low, estimate, high, log_mean, log_sd, df, p_zero.

    Where the family is known the two bounds coincide. Of a `range` only the ends of its 90 % are known, so that one
    chance in twenty lies beyond either; a fact without a figure says nothing (0 and 1), and so does a chance not known.
    A Student t of things that are counted exceeds a limit from the next whole number on, which begins at half of one.
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
    return pl.when(most <= 0).then(1.0).otherwise(student_tail(standard, pl.col("df")))


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
    """Give P(Z > x) for a standard normal Z, within 1e-12."""
    return 0.5 * _erfc(x * _ROOT_HALF)


_SMALL: Final = (
    (3.16112374387056560e00, 1.13864154151050156e02, 3.77485237685302021e02, 3.20937758913846947e03),
    1.85777706184603153e-1,
    (2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03),
)
_MIDDLE: Final = (
    (
        5.64188496988670089e-1,
        8.88314979438837594e00,
        6.61191906371416295e01,
        2.98635138197400131e02,
        8.81952221241769090e02,
        1.71204761263407058e03,
        2.05107837782607147e03,
        1.23033935479799725e03,
    ),
    2.15311535474403846e-8,
    (
        1.57449261107098347e01,
        1.17693950891312499e02,
        5.37181101862009858e02,
        1.62138957456669019e03,
        3.29079923573345963e03,
        4.36261909014324716e03,
        3.43936767414372164e03,
        1.23033935480374942e03,
    ),
)
_LARGE: Final = (
    (
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4,
    ),
    1.63153871373020978e-2,
    (
        2.56852019228982242e00,
        1.87295284992346725e00,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3,
    ),
)
_INVERSE_ROOT_PI: Final = 5.6418958354775628695e-1
_NEAR: Final = 0.46875
_FAR: Final = 4.0


def _ratio(y: pl.Expr, coefficients: tuple[tuple[float, ...], float, tuple[float, ...]]) -> pl.Expr:
    above, lead, below = coefficients
    numerator, denominator = lead * y, y
    for a, b in zip(above[:-1], below[:-1], strict=True):
        numerator, denominator = (numerator + a) * y, (denominator + b) * y
    return (numerator + above[-1]) / (denominator + below[-1])


def _erfc(x: pl.Expr) -> pl.Expr:
    """Give the complementary error function by Cody's three ranges."""
    y = x.abs()
    square = y * y
    near = 1.0 - x * _ratio(square, _SMALL)
    middle = (-square).exp() * _ratio(y, _MIDDLE)
    inverse = 1.0 / square
    far = (-square).exp() / y * (_INVERSE_ROOT_PI - inverse * _ratio(inverse, _LARGE))
    tail = pl.when(y <= _FAR).then(middle).otherwise(far)
    return pl.when(y <= _NEAR).then(near).when(x < 0).then(2.0 - tail).otherwise(tail)
