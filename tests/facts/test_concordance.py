"""How an old code spreads over new ones: the published split, and laws of the estimator."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.errors import ValueRefusedError
from tallystick.facts.concordance import Values, fit_shares

PUBLISHED = (0.68, 0.23, 0.09, 0.0)
"""HS 2007 854231 over HS 1992 854211, 854219, 854220 and 854800: Scientific Data 13:170 (2026)."""

SPLITS: Values = np.array([PUBLISHED, (0.0, 0.1, 0.0, 0.9), (0.2, 0.2, 0.3, 0.3)])

FEW = settings(max_examples=20)
"""Each example solves from one to twenty problems; the default hundred would take seconds."""


def trade(seed: int, observations: int = 120, codes: int = 3) -> Values:
    """Values of very different size, as trade has them."""
    made: Values = np.exp(np.random.default_rng(seed).normal(10, 2, (observations, codes)))
    return made


def test_the_published_split_is_recovered_from_values_made_with_it() -> None:
    before = trade(1)
    fitted = fit_shares(before, before @ SPLITS)
    assert fitted.shares == pytest.approx(SPLITS, abs=1e-7)
    assert fitted.identified.all()
    assert fitted.unexplained < 1e-12


def test_the_published_split_is_recovered_to_a_hundredth_from_noisy_values() -> None:
    rng = np.random.default_rng(7)
    before = np.exp(rng.normal(10, 1, (2_000, 3)))
    after = (before @ SPLITS) * np.exp(0.05 * rng.normal(size=(2_000, 4)))
    assert fit_shares(before, after).shares[0] == pytest.approx(PUBLISHED, abs=0.01)


@FEW
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 6))
def test_shares_are_never_negative_and_add_up_to_one(seed: int, old: int, new: int) -> None:
    rng = np.random.default_rng(seed)
    fitted = fit_shares(rng.random((12, old)) + 0.01, rng.random((12, new)))
    assert (fitted.shares >= 0).all()
    assert fitted.shares.sum(axis=1) == pytest.approx(np.ones(old))


@FEW
@given(st.integers(0, 10_000))
def test_no_other_split_fits_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    before, after = rng.random((15, 3)), rng.random((15, 4))
    shares = fit_shares(before, after).shares
    least = np.square(after - before @ shares).sum()
    for _ in range(20):
        other = 0.95 * shares + 0.05 * rng.dirichlet(np.ones(4), 3)
        assert np.square(after - before @ other).sum() >= least * (1 - 1e-9)


@FEW
@given(st.integers(0, 10_000), st.floats(1e-6, 1e9))
def test_the_unit_and_the_order_of_codes_make_no_difference(seed: int, unit: float) -> None:
    rng = np.random.default_rng(seed)
    before, after = trade(seed, 30), trade(seed + 1, 30, 4)
    shares = fit_shares(before, after).shares
    assert fit_shares(before * unit, after * unit).shares == pytest.approx(shares, abs=1e-6)
    old, new = rng.permutation(3), rng.permutation(4)
    assert fit_shares(before[:, old], after[:, new]).shares == pytest.approx(shares[old][:, new], abs=1e-6)


def test_codes_that_move_as_one_and_codes_without_trade_are_not_told_apart() -> None:
    before = trade(3)
    together = np.column_stack([before, 2 * before[:, 0], np.zeros(len(before))])
    splits = np.vstack([SPLITS, SPLITS[1], SPLITS[1]])
    fitted = fit_shares(together, together @ splits)
    assert fitted.identified.tolist() == [False, True, True, False, False]
    assert np.isnan(fitted.shares[[0, 3, 4]]).all()
    assert fitted.shares[[1, 2]] == pytest.approx(SPLITS[[1, 2]], abs=1e-6)


def test_fewer_observations_than_codes_tell_nothing() -> None:
    before = trade(5, observations=2)
    assert not fit_shares(before, before @ SPLITS).identified.any()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (np.ones((3, 2)), np.ones((4, 2)), "not of the same observations"),
        (np.ones((3, 2)), np.ones(3), "not of the same observations"),
        (np.ones((0, 2)), np.ones((0, 2)), "no observation"),
        (np.ones((3, 2)), np.full((3, 2), -1.0), "after must be finite and not negative"),
        (np.full((3, 2), np.nan), np.ones((3, 2)), "before must be finite and not negative"),
    ],
)
def test_values_that_tell_nothing_are_refused(before: Values, after: Values, words: str) -> None:
    with pytest.raises(ValueRefusedError, match=words):
        fit_shares(before, after)


def test_shares_that_do_not_settle_are_an_error_and_not_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tallystick.facts.concordance._STEPS", 2)
    before = trade(1)
    with pytest.raises(ValueRefusedError, match="not settled after 2 steps"):
        fit_shares(before, before @ SPLITS)
