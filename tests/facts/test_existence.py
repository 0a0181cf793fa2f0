"""Whether anything happened at all: completeness by integration, and Bayes' rule written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, betabinom

from tallystick.facts.existence import (
    UNSAID,
    Completeness,
    completeness,
    p_alone,
    p_denied,
    p_happened,
    p_together,
    share_below,
)
from tallystick.model.fact import FALSE_SHARE

shares = st.floats(0.001, 0.999)


def of(*counts: tuple[int, int]) -> Completeness:
    """Estimate completeness of claimants who gave so many of so many."""
    gave, asked = np.array(counts, dtype=np.intp).T
    return completeness(gave, asked)


def integrated(counts: list[tuple[int, int]], which: int) -> tuple[float, float, float]:
    """Give mean and 90 % range of one claimant's completeness, over means and sizes common to all."""
    at = np.linspace(0.0005, 0.9995, 1000)
    density = np.zeros_like(at)
    for mean in (np.arange(12) + 0.5) / 12:
        for size in 2.0 ** np.arange(7):
            a, b = mean * size, (1 - mean) * size
            evidence = np.prod([betabinom.pmf(k, n, a, b) for k, n in counts])
            k, n = counts[which]
            density += evidence * beta.pdf(at, a + k, b + n - k)
    upto = np.cumsum(density) / density.sum()
    return float((at * density).sum() / density.sum()), *np.interp([0.05, 0.95], upto, at)


def test_completeness_is_what_integration_over_claimants_gives() -> None:
    counts = [(9, 10), (1, 4), (0, 2), (20, 25)]
    found = of(*counts)
    for which in range(len(counts)):
        mean, low, high = integrated(counts, which)
        assert found.mean[which] == pytest.approx(mean, abs=0.01)
        assert found.low[which] == pytest.approx(low, abs=0.015)
        assert found.high[which] == pytest.approx(high, abs=0.015)


def test_a_silence_is_judged_by_the_other_cells_alone() -> None:
    found = of((9, 10), (1, 4), (0, 1))
    for which, others in enumerate(
        [[(9, 9), (1, 4), (0, 1)], [(9, 10), (1, 3), (0, 1)], [(9, 10), (1, 4), (0, 0)]]
    ):
        assert found.but_one[which] == pytest.approx(of(*others).mean[which], abs=0.01)
        assert found.but_one[which] > found.mean[which] + 0.02
    # who never was silent has no silence to leave out
    assert of((3, 3)).but_one == pytest.approx(of((3, 3)).mean)


@given(st.floats(0.0, 0.9))
def test_what_lies_below_a_range_is_a_twentieth_with_the_chance_that_nothing_happened(p_zero: float) -> None:
    share = float(share_below(np.asarray(p_zero)))
    if p_zero > 0.05:
        assert share == 0.0
    else:
        assert 0.05 <= p_zero + (1 - p_zero) * share + 1e-12 < 0.0595
    if p_zero < 0.04:
        assert p_zero + (1 - p_zero) * share == pytest.approx(0.05)


def test_who_was_never_asked_is_taken_for_what_the_others_are() -> None:
    good = of((9, 10), (19, 20), (14, 15), (0, 0))
    bad = of((1, 10), (1, 20), (1, 15), (0, 0))
    assert good.mean[3] > 0.8
    assert bad.mean[3] < 0.2
    nobody = of((0, 0))
    assert nobody.mean[0] == pytest.approx(0.5, abs=0.01)
    assert nobody.high[0] - nobody.low[0] > 0.8


def test_few_answers_are_drawn_towards_the_others_and_many_are_not() -> None:
    found = of((0, 1), (0, 40), (18, 20), (19, 20), (17, 20), (20, 20))
    assert found.mean[0] > 0.3
    assert found.mean[1] < 0.1


def test_the_order_of_claimants_does_not_matter() -> None:
    counts = [(3, 4), (0, 2), (3, 4), (7, 9)]
    one, other = of(*counts), of(*counts[::-1])
    assert one.mean[::-1] == pytest.approx(other.mean)
    assert one.mean[0] == one.mean[2]


@given(shares)
def test_a_lone_line_is_either_left_out_by_the_partner_or_false(complete: float) -> None:
    """Of a line that is said: true and left out, or false and rightly left out."""
    true, false = (1 - FALSE_SHARE) * (1 - complete), FALSE_SHARE
    assert p_alone(complete) == pytest.approx(true / (true + false))


def test_the_better_a_partners_returns_the_less_likely_is_a_line_they_do_not_have() -> None:
    chances = [p_alone(complete) for complete in (0.0, 0.5, 0.9, 0.99, 1.0)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == pytest.approx(1 - FALSE_SHARE)
    assert chances[-1] == 0
    # a return that is not in hand says nothing either way
    assert p_alone(None) == pytest.approx(1 - FALSE_SHARE)


@given(shares)
def test_two_halves_are_both_false_or_one_false_paper_copied(p_same: float) -> None:
    true = p_same * (1 - FALSE_SHARE) + (1 - p_same) * (1 - FALSE_SHARE) ** 2
    false = p_same * FALSE_SHARE + (1 - p_same) * FALSE_SHARE**2
    assert p_together(p_same) == pytest.approx(true / (true + false))
    assert p_together(p_same) == pytest.approx(p_happened([FALSE_SHARE] * 2, [], p_same))
    assert p_together(1.0) <= p_together(p_same) <= p_together(0.0)


def test_a_second_half_that_was_copied_adds_nothing_and_takes_nothing_away() -> None:
    assert p_together(1.0) == pytest.approx(p_alone(None))


@given(st.lists(shares, min_size=1, max_size=4), st.lists(shares, max_size=2), shares)
def test_every_witness_more_makes_it_likelier_and_every_silence_less_likely(
    false: list[float], missed: list[float], other: float
) -> None:
    """Odds multiply: each witness by (1 - f) / f, each silent return by what it leaves out."""
    chance = p_happened(false, missed)
    odds = np.prod([(1 - share) / share for share in false]) * np.prod(missed)
    assert chance / (1 - chance) == pytest.approx(odds, rel=1e-6) or odds > 1e6
    assert p_happened(false, [*missed, other]) <= chance
    assert (p_happened([*false, other], missed) >= chance - 1e-12) == (other <= 0.5)


@given(shares, shares)
def test_what_both_returns_leave_out_happened_if_both_missed_it(ours: float, theirs: float) -> None:
    missed = UNSAID * (1 - ours) * (1 - theirs)
    assert p_denied(ours, theirs) == pytest.approx(missed / (missed + (1 - UNSAID)))
    assert p_denied(ours, theirs) == pytest.approx(p_denied(theirs, ours))
    assert p_denied(ours, theirs) <= UNSAID
