"""Scores: exact intervals, probabilities that add up to one, ranks that are even where predictions are right."""

import numpy as np
import pytest
from scipy.stats import norm

from bench.scoring import Predictive, closed, evenness, interval, middle_nine_tenths, share


def _predictive(*, counted: bool, same: float = 0.3, df: float = 4.0, cells: int = 1) -> Predictive:
    seen, rest = np.full(cells, np.log(7.0)), np.ones(cells)
    return Predictive(seen, 1.5 * rest, 0.8 * rest, df * rest, same * rest, counted)


def test_the_interval_is_that_of_clopper_and_pearson() -> None:
    # 0 of 40 (METHODS §8 has the one-sided 95 % bound, .0722; two-sided it is 1 - .025^(1/40))
    none = interval(0, 40)
    assert none.low == 0.0
    assert none.high == pytest.approx(1 - 0.025 ** (1 / 40))
    assert interval(40, 40).low == pytest.approx(0.025 ** (1 / 40))
    nine = share(np.arange(10) != 0)
    assert (nine.hits, nine.of) == (9, 10)
    assert nine.low == pytest.approx(0.5550, abs=1e-4)
    assert nine.high == pytest.approx(0.9975, abs=1e-4)


def test_of_nothing_nothing_is_known() -> None:
    nothing = interval(0, 0)
    assert np.isnan(nothing.share)
    assert (nothing.low, nothing.high) == (0.0, 1.0)


def test_the_share_closed_is_of_the_way_from_mean_to_oracle() -> None:
    assert closed(0.3253, 0.2794, 0.2643) == pytest.approx(0.7525, abs=1e-4)


def test_probabilities_of_whole_numbers_add_up_to_one_and_the_spike_is_in_them() -> None:
    numbers = np.arange(1.0, 200_001.0)
    found = _predictive(counted=True, cells=len(numbers)).log_score(np.log(numbers))
    assert np.exp(found).sum() == pytest.approx(1.0, abs=1e-4)
    assert np.exp(found[6]) > 0.3
    assert np.exp(found[5]) < 0.2


def test_the_density_of_a_measured_amount_is_that_of_its_logarithm() -> None:
    found = _predictive(counted=False, same=0.0, df=np.inf).log_score(np.array([2.0]))
    assert found[0] == pytest.approx(norm.logpdf(2.0, 1.5, 0.8))


@pytest.mark.parametrize("counted", [True, False])
def test_ranks_of_what_is_drawn_from_the_prediction_are_even(counted: bool) -> None:  # noqa: FBT001
    rng = np.random.default_rng(3)
    of = _predictive(counted=counted, same=0.3 if counted else 0.0, cells=4000)
    drawn = of.centre + of.scale * rng.standard_t(4, 4000)
    if counted:
        while (low := np.exp(drawn) < 0.5).any():
            drawn[low] = (of.centre + of.scale * rng.standard_t(4, 4000))[low]
        drawn = np.where(rng.random(4000) < 0.3, of.seen, np.log(np.exp(drawn).round()))
    ranks = of.ranks(drawn, rng)
    assert evenness(ranks).p > 0.01
    assert abs(middle_nine_tenths([ranks]).share - 0.9) < 0.02
    assert evenness(ranks**1.2).p < 0.01


def test_a_cell_with_two_ranks_is_one_trial() -> None:
    held = middle_nine_tenths([np.array([0.5, 0.5, 0.01, 0.5]), np.array([0.5, 0.01, 0.01, 0.5])])
    assert (held.hits, held.of) == (2, 4)
