"""A total of several figures: its bounds hold however the errors hang together, and settle what plainly exceeds."""

from collections.abc import Sequence
from math import exp, log
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtri

from tallystick.rules.total import totals

LIMIT = 14.0
STATED = ("figure", "p_figure", "other_figure", "p_other")
DRAWS = 20_000


def part(estimate: float | None, log_sd: float = 0.0, **more: Any) -> dict[str, Any]:
    family = "none" if estimate is None else "point" if log_sd == 0 else "lognormal"
    return {
        "party": "SVK",
        "year": 2016,
        "within": True,
        "over": LIMIT,
        "significant": 2 * LIMIT,
        "unit": "items",
        "family": family,
        "low": None,
        "estimate": estimate,
        "high": None,
        "log_mean": None if estimate is None or log_sd == 0 else log(estimate),
        "log_sd": log_sd,
        "df": None,
        **dict.fromkeys(STATED),
        "p_zero": 0.0,
    } | more


def bounds(*parts: dict[str, Any]) -> tuple[float, float]:
    named = [{"cell_id": f"c{place:02}"} | one for place, one in enumerate(parts)]
    numbers = ("low", "estimate", "high", "log_mean", "log_sd", "df", *STATED, "p_zero")
    lines = pl.LazyFrame(named, schema_overrides=dict.fromkeys(numbers, pl.Float64))
    row = totals(lines).collect().row(0, named=True)
    assert row["figures"] == len(parts)
    return row["over_low"], row["over_high"]


def drawn(spread: float, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Draw two standard normals that move together, against each other, or each on its own."""
    even = np.random.default_rng(7).uniform(size=(2, DRAWS))
    first = ndtri(even[0])
    second = {"together": first, "against": -first, "apart": ndtri(even[1])}[kind]
    return np.exp(spread * first), np.exp(spread * second)


@pytest.mark.parametrize("kind", ["together", "against", "apart"])
@pytest.mark.parametrize(
    ("medians", "spread"), [((10, 10), 0.2), ((12, 3), 0.3), ((7, 7), 0.5), ((30, 1), 0.1), ((5, 4), 0.4)]
)
def test_the_bounds_hold_however_the_errors_hang_together(
    kind: str, medians: tuple[float, float], spread: float
) -> None:
    one, other = drawn(spread, kind)
    share = float((medians[0] * one + medians[1] * other > LIMIT).mean())
    low, high = bounds(*(part(median, spread) for median in medians))
    assert low - 0.01 <= share <= high + 0.01


def test_deliveries_that_are_each_sure_exceed_together_what_none_exceeds_alone() -> None:
    assert bounds(part(10), part(10)) == (1.0, 1.0)
    assert bounds(part(5), part(5), part(5)) == (1.0, 1.0)


def test_a_doubtful_figure_beside_sure_ones_takes_nothing_from_them() -> None:
    assert bounds(part(10), part(10), part(1, 2.0))[0] == 1.0
    assert bounds(part(10), part(10), part(None)) == (1.0, 1.0)


def test_small_and_large_figures_within_the_limit_exceed_nothing() -> None:
    assert bounds(part(12), part(1)) == (0.0, 0.0)


@pytest.mark.parametrize(
    "parts",
    [
        [part(None), part(None)],
        [part(10, within=False), part(10, within=False)],
        [part(10), part(10, within=False)],
    ],
)
def test_what_may_not_count_shows_no_excess_and_rules_none_out(parts: Sequence[dict[str, Any]]) -> None:
    assert bounds(*parts) == (0.0, 1.0)


def test_more_figures_than_are_taken_together_are_bounded_by_the_largest() -> None:
    assert bounds(*(part(exp(0.5)) for _ in range(20)))[0] == 1.0
    assert bounds(*(part(1.0) for _ in range(20)))[0] == 0.0
