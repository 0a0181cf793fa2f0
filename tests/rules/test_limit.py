"""How sure an excess is: published numbers, every joint distribution, and the share of false answers."""

import math
from itertools import pairwise, product
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tallystick.rules.limit import both, either, exceedance, false_share, normal_tail, student_tail

chance = st.floats(0, 1)
STATED = ("figure", "p_figure", "other_figure", "p_other")
TYPES: dict[str, Any] = {
    **dict.fromkeys(("family", "unit"), pl.String),
    **dict.fromkeys(
        ("low", "estimate", "high", "log_mean", "log_sd", "df", *STATED, "p_zero", "p_happened"), pl.Float64
    ),
}


def bounds(limit: float, **fact: Any) -> tuple[float, float]:
    row = pl.DataFrame([{**dict.fromkeys(TYPES), "p_zero": 0.0, "unit": "items", **fact}], schema=TYPES)
    low, high = row.select(low=exceedance(pl.lit(limit), "low"), high=exceedance(pl.lit(limit), "high")).row(
        0
    )
    return low, high


def lognormal(median: float, log_sd: float, **more: Any) -> dict[str, Any]:
    fact = {"family": "lognormal", "estimate": median, "log_mean": math.log(median), "log_sd": log_sd}
    return fact | more


def test_the_worked_example_comes_out() -> None:
    """Median 290, log-sd .05, limit 300: .248876."""
    assert bounds(300, **lognormal(290, 0.05)) == pytest.approx((0.248876, 0.248876), abs=1e-6)


def test_the_normal_tail_is_the_error_functions() -> None:
    points = [x / 50 for x in range(-400, 401)]
    found = pl.DataFrame({"x": points}).select(normal_tail(pl.col("x"))).to_series().to_list()
    assert found == pytest.approx([0.5 * math.erfc(x / math.sqrt(2)) for x in points], abs=1e-12)


def test_the_tail_beyond_what_is_not_known_is_not_known() -> None:
    points = pl.DataFrame({"x": [0.0, None]})
    tails = points.select(normal=normal_tail(pl.col("x")), student=student_tail(pl.col("x"), pl.lit(4.0)))
    assert tails.rows() == [(0.5, 0.5), (None, None)]


def test_what_may_not_have_happened_exceeds_less_surely() -> None:
    assert bounds(300, **lognormal(290, 0.05, p_zero=0.25)) == pytest.approx((0.75 * 0.248876,) * 2, abs=1e-6)
    assert bounds(0, **lognormal(290, 0.05, p_zero=0.25)) == (0.75, 0.75)


def student(median: float, log_sd: float, df: float, **more: Any) -> dict[str, Any]:
    return lognormal(median, log_sd) | {"family": "student_t", "df": df} | more


@pytest.mark.parametrize("df", [1.0, 2.5, 4.0, 30.0])
def test_the_tail_of_a_student_t_is_its_distributions(df: float) -> None:
    points = [x / 10 for x in range(-100, 101)]
    found = pl.DataFrame({"x": points}).select(student_tail(pl.col("x"), pl.lit(df))).to_series().to_list()
    assert found == pytest.approx([stats.t.sf(x, df) for x in points], abs=1e-12)


def test_an_amount_that_is_measured_exceeds_a_limit_as_its_logarithm_does() -> None:
    expected = float(stats.t.sf((math.log(300) - math.log(290)) / 0.05, 4))
    assert bounds(300, **student(290, 0.05, 4, unit="kg")) == pytest.approx((expected,) * 2, abs=1e-10)
    doubtful = bounds(300, **student(290, 0.05, 4, unit="kg", p_zero=0.25))
    assert doubtful == pytest.approx((0.75 * expected,) * 2, abs=1e-10)
    assert bounds(0, **student(290, 0.05, 4, unit="kg", p_zero=0.25)) == pytest.approx((0.75, 0.75))


@pytest.mark.parametrize(
    ("limit", "stated"), [(525, 0.6 + 0.1), (529, 0.6 + 0.1), (530, 0.1), (540, 0.1), (541, 0.0)]
)
def test_a_stated_figure_that_is_right_exceeds_what_is_less_than_it(limit: float, stated: float) -> None:
    """Three in ten are left to the smooth rest."""
    fact = student(530, 0.1, 4, figure=530.0, p_figure=0.6, other_figure=541.0, p_other=0.1, p_zero=0.25)
    rest = float(stats.t.sf((math.log(limit + 0.5) - math.log(530)) / 0.1, 4))
    assert bounds(limit, **fact) == pytest.approx((0.75 * (stated + 0.3 * rest),) * 2)


@pytest.mark.parametrize("limit", [300.0, 300.4])
def test_things_that_are_counted_exceed_a_limit_from_the_next_whole_number_on(limit: float) -> None:
    expected = float(stats.t.sf((math.log(300.5) - math.log(290)) / 0.05, 4))
    assert bounds(limit, **student(290, 0.05, 4)) == pytest.approx((expected,) * 2, abs=1e-10)
    # whatever happened is at least one
    assert bounds(0.7, **student(2, 0.5, 4, p_zero=0.25)) == pytest.approx((0.75, 0.75))


def test_a_student_t_of_many_degrees_is_a_lognormal_and_one_without_any_says_nothing() -> None:
    many = bounds(300, **student(290, 0.05, 1e9, unit="kg"))
    assert many == pytest.approx((0.248876, 0.248876), abs=1e-6)
    assert bounds(300, **(student(290, 0.05, 4) | {"df": None})) == (0.0, 1.0)
    assert bounds(300, **student(290, 0.0, 4)) == (0.0, 0.0)
    assert bounds(280, **student(290, 0.0, 4)) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("limit", "fact", "expected"),
    [
        (9.0, {"family": "point", "estimate": 10.0}, (1.0, 1.0)),
        (10.0, {"family": "point", "estimate": 10.0}, (0.0, 0.0)),
        (9.0, {"family": "point", "estimate": 10.0, "p_zero": 0.4}, (0.6, 0.6)),
        # a lognormal without spread is a point
        (9.0, lognormal(10, 0.0), (1.0, 1.0)),
        # of a range only the ends of its 90 % are known: one chance in twenty lies beyond either
        (4.0, {"family": "range", "low": 5.0, "estimate": 6.0, "high": 9.0}, (0.95, 1.0)),
        (7.0, {"family": "range", "low": 5.0, "estimate": 6.0, "high": 9.0}, (0.0, 1.0)),
        (9.0, {"family": "range", "low": 5.0, "estimate": 6.0, "high": 9.0}, (0.0, 0.05)),
        (7.0, {"family": "range", "low": 5.0, "estimate": 6.0, "high": None}, (0.0, 1.0)),
        # no figure says nothing either way, and so does a chance that is not known
        (7.0, {"family": "none"}, (0.0, 1.0)),
        (7.0, {"family": "point"}, (0.0, 1.0)),
        (9.0, {"family": "point", "estimate": 10.0, "p_zero": None}, (0.0, 1.0)),
    ],
)
def test_each_family_says_what_it_can(
    limit: float, fact: dict[str, Any], expected: tuple[float, float]
) -> None:
    assert bounds(limit, **fact) == pytest.approx(expected)


@given(st.lists(st.floats(0.01, 1), min_size=4, max_size=4))
def test_the_bounds_hold_whatever_hangs_together(weights: list[float]) -> None:
    """Every joint distribution of two events: four cells that sum to one."""
    total = sum(weights)
    p_both, only_p, only_q, _ = (weight / total for weight in weights)
    p, q = (pl.lit(p_both + only_p),) * 2, (pl.lit(p_both + only_q),) * 2
    low_and, high_and, low_or, high_or = pl.select(
        *[bound.alias(str(n)) for n, bound in enumerate((*both(p, q), *either(p, q)))]
    ).row(0)
    assert low_and - 1e-12 <= p_both <= high_and + 1e-12
    assert low_or - 1e-12 <= p_both + only_p + only_q <= high_or + 1e-12


@given(chance, chance)
def test_each_bound_is_reached_by_some_dependence(p: float, q: float) -> None:
    pair = (pl.lit(p),) * 2, (pl.lit(q),) * 2
    found = pl.select(*[b.alias(str(n)) for n, b in enumerate((*both(*pair), *either(*pair)))]).row(0)
    assert found == pytest.approx((max(0.0, p + q - 1), min(p, q), max(p, q), min(1.0, p + q)))


amounts = st.dictionaries(st.integers(0, 12), st.integers(1, 5), min_size=1, max_size=4)
Parts = list[dict[int, int]]


def normal(part: dict[int, int]) -> list[tuple[int, float]]:
    return [(amount, weight / sum(part.values())) for amount, weight in sorted(part.items())]


def above(part: dict[int, int], limit: float) -> float:
    return sum(weight for amount, weight in normal(part) if amount > limit)


def independent(parts: Parts, limit: float) -> float:
    outcomes = product(*(normal(part) for part in parts))
    return sum(math.prod(w for _, w in one) for one in outcomes if sum(a for a, _ in one) > limit)


def comonotone(parts: Parts, limit: float) -> float:
    """Everything large together: all parts read at one common level."""
    cuts = sorted({0.0, *(sum(w for _, w in normal(p)[: n + 1]) for p in parts for n in range(len(p)))})
    total = 0.0
    for begins, ends in pairwise(cuts):
        middle, amount = (begins + ends) / 2, 0
        for part in parts:
            reached = 0.0
            for value, weight in normal(part):
                reached += weight
                if reached >= middle:
                    amount += value
                    break
        total += (ends - begins) if amount > limit else 0.0
    return total


@given(st.lists(amounts, min_size=1, max_size=3), st.integers(0, 30))
def test_a_total_lies_within_its_bounds_however_its_parts_hang_together(parts: Parts, limit: int) -> None:
    """As `evidence` bounds it: at least as its surest part, at most as the sum over parts of more than a share."""
    low = max(above(part, limit) for part in parts)
    high = min(1.0, sum(above(part, limit / len(parts)) for part in parts))
    for true in (independent(parts, limit), comonotone(parts, limit)):
        assert low - 1e-9 <= true <= high + 1e-9


def q_values(*p: float | None) -> list[float | None]:
    data = pl.DataFrame({"p": list(p)}, schema={"p": pl.Float64})
    return data.select(false_share(pl.col("p"))).to_series().to_list()


def test_the_share_of_false_answers_is_the_mean_over_all_at_least_as_sure() -> None:
    assert q_values(0.9, 1.0, 0.5) == pytest.approx([0.05, 0.0, 0.6 / 3])


def test_ties_are_taken_together_and_nothing_computed_has_no_share() -> None:
    found = q_values(0.8, None, 1.0, 0.8)
    assert found[1] is None
    assert [found[0], found[2], found[3]] == pytest.approx([0.4 / 3, 0.0, 0.4 / 3])
    assert q_values(None, None) == [None, None]


@given(st.lists(chance, min_size=1, max_size=30), st.floats(0.01, 0.5))
def test_whoever_is_found_beyond_a_limit_has_a_share_within_alpha(p: list[float], alpha: float) -> None:
    for chance_of_breach, q in zip(p, q_values(*p), strict=True):
        assert q is not None
        assert 1 - chance_of_breach >= q - 1e-9
        if chance_of_breach >= 1 - alpha:
            assert q <= alpha + 1e-9
