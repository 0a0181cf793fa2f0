"""The bench of things that are counted: what it invents, what it says of it, and when it says no."""

import numpy as np
import pytest

from bench.counts import Counted, figures, invented, missed
from bench.scoring import interval


def counted(held: int, unusual: int) -> Counted:
    return Counted(interval(held, 1000), interval(unusual, 1000))


def test_invented_counts_are_whole_and_the_same_each_time() -> None:
    said, truth = invented(-0.2, seed=3, cells=60)
    again, _ = invented(-0.2, seed=3, cells=60)
    assert np.array_equal(said.x, again.x)
    assert truth.min() >= 2
    assert np.exp(said.x) == pytest.approx(np.exp(said.x).round())


def test_errors_that_fall_with_size_are_smaller_where_counts_are_large() -> None:
    said, truth = invented(-0.2, seed=3)
    apart, large = np.abs(said.difference()), truth > np.median(truth)
    assert np.median(apart[large]) < 0.6 * np.median(apart[~large])


def test_limits_hold_for_all_counts_and_for_each_quarter_of_them() -> None:
    good, wide, often = counted(900, 50), counted(945, 50), counted(900, 101)
    assert missed({"level": [good, wide, good, good, good]}) == []
    assert missed({"level": [wide, good, good, good, good]}) == ["counts, level, 0: ranges hold 0.945"]
    assert missed({"level": [good, good, often, counted(970, 0), good]}) == [
        "counts, level, 2: 0.101 of gaps are called unusual",
        "counts, level, 3: ranges hold 0.970",
    ]


def test_pages_are_told_of_all_counts_and_of_each_quarter() -> None:
    found = figures({"level": [counted(905, 50), counted(870, 40)]})
    assert found == {
        "level.all.held": "90.5 %",
        "level.all.unusual": "5.0 %",
        "level.1.held": "87.0 %",
        "level.1.unusual": "4.0 %",
    }
