"""The closed form of an amount, held to integration by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtr

from tallystick.facts.doubles import Floats
from tallystick.facts.posterior import both, coefficients, copy, lone, one_scale, quantile95
from tests.facts.known import drawn, mirrored, one_cell

FIRST = np.zeros(1, np.intp)
MIXED = drawn(
    df=[3.0, 6.0, 12.0, 4.0],
    ours=[(0.1, 0.04), (-0.2, 0.25), (0.3, 0.6), (0.0, 0.01)],
    theirs=[(0.0, 0.3), (0.2, 0.1), (-0.1, 0.02), (0.1, 0.5)],
    shift=[0.05, -0.05, 0.1, 0.0],
)

biases = st.floats(-1.0, 1.0)
variances = st.floats(0.01, 2.0)
claimants = st.tuples(biases, variances)
figures = st.floats(-2.0, 10.0)


@given(st.tuples(figures, figures), claimants, claimants, st.floats(1.5, 50.0), biases)
def test_the_closed_form_is_what_integration_over_the_truth_gives(
    said: tuple[float, float], here: tuple[float, float], there: tuple[float, float], df: float, shift: float
) -> None:
    """Two errors that share one chi-squared tail are a bivariate Student t; the prior of ln y is flat."""
    (x, m), (b, v), (c, w) = said, here, there
    found = both(drawn(df=[df], ours=[here], theirs=[there], shift=[shift]), one_cell(x, m))
    ours, theirs = x - b - shift / 2, m - c + shift / 2
    if x == m:
        return
    at = found.log_mean[0] + found.log_sd[0] * np.sinh(np.linspace(-6.0, 6.0, 20_001))
    density = -(df + 2) / 2 * np.log1p(((ours - at) ** 2 / v + (theirs - at) ** 2 / w) / df)
    mass = np.exp(density - density.max()) * np.gradient(at)
    upto = np.cumsum(mass) / mass.sum()
    low, middle, high = (np.interp(share, upto, at) for share in (0.05, 0.5, 0.95))
    near = 2e-3 * found.log_sd[0]
    assert middle == pytest.approx(found.log_mean[0], abs=near)
    assert low == pytest.approx(found.low[0], abs=3 * near)
    assert high == pytest.approx(found.high[0], abs=3 * near)


def _of_draws(d: float) -> tuple[Floats, Floats]:
    """Give centre (from m) and squared scale of each draw by itself."""
    v, w = MIXED.exporter_variance[:, 0], MIXED.importer_variance[:, 0]
    share, total = w / (v + w), v + w
    ours = d - MIXED.exporter_bias[:, 0] - MIXED.shift / 2
    theirs = -MIXED.importer_bias[:, 0] + MIXED.shift / 2
    squared = v * w / total * (MIXED.df + (ours - theirs) ** 2 / total) / (MIXED.df + 1)
    return share * ours + (1 - share) * theirs, squared


@pytest.mark.parametrize("d", [-3.0, -0.5, 0.2, 1.0, 4.0])
def test_one_table_of_pairs_gives_the_mean_and_spread_of_all_draws(d: float) -> None:
    found = coefficients(MIXED, FIRST, FIRST)
    centres, squared = _of_draws(d)
    assert d * found.weight[0] + found.offset[0] == pytest.approx(centres.mean())
    # one Student t has a narrower middle than the draws' mean square: by the same part at any distance
    shrink = found.own[0] / _of_draws_apart()
    made = found.own + found.level + found.slope * d + found.curve * d**2
    assert made[0] == pytest.approx(shrink * (squared.mean() + centres.var()))


def _of_draws_apart() -> float:
    """Give the mean squared scale where the halves are where their biases put them."""
    v, w = MIXED.exporter_variance[:, 0], MIXED.importer_variance[:, 0]
    return float((v * w / (v + w) * MIXED.df / (MIXED.df + 1)).mean())


@pytest.mark.parametrize("spread", [0.1, 0.5, 1.0])
def test_one_student_t_stands_for_a_mixture_of_many(spread: float) -> None:
    rng = np.random.default_rng(5)
    squared = np.exp(2 * rng.normal(-1.0, spread, 4000))[:, None]
    df = np.exp(rng.normal(2.0, 0.3, 4000))[:, None]
    scale, joint = one_scale(squared, df)
    end = quantile95(joint) * np.sqrt(scale)
    assert stdtr(df, end / np.sqrt(squared)).mean() == pytest.approx(0.95, abs=0.006)


def test_one_draw_stands_for_itself() -> None:
    scale, df = one_scale(np.array([[0.3]]), np.array([[5.0]]))
    assert (scale[0], df[0]) == (pytest.approx(0.3), pytest.approx(5.0))


def test_a_lone_half_lies_where_its_bias_puts_it_and_is_as_sure_as_its_claimant() -> None:
    one = drawn(df=[5.0], ours=[(0.4, 0.09)], theirs=[(-0.3, 0.25)], shift=[0.2])
    ours, theirs = lone(one, FIRST, "exporter"), lone(one, FIRST, "importer")
    assert (ours.offset[0], ours.own[0], ours.df[0]) == pytest.approx((-0.5, 0.09, 5.0))
    assert (theirs.offset[0], theirs.own[0], theirs.df[0]) == pytest.approx((0.4, 0.25, 5.0))
    several = lone(MIXED, FIRST, "exporter")
    off = MIXED.exporter_bias[:, 0] + MIXED.shift / 2
    assert several.offset[0] == pytest.approx(-off.mean())
    doubt = several.level[0] / several.own[0]
    assert doubt == pytest.approx(off.var() / MIXED.exporter_variance[:, 0].mean())


def test_two_copies_of_one_paper_are_one_witness() -> None:
    """Two witnesses who agree would be surer than either; a copy is as sure as one of them, nobody knows which."""
    one = drawn(df=[8.0], ours=[(0.0, 0.2)], theirs=[(0.0, 0.2)])
    copied, alone = copy(one, FIRST, FIRST), lone(one, FIRST, "exporter")
    assert copied.own[0] + copied.level[0] == pytest.approx(alone.own[0])
    assert coefficients(one, FIRST, FIRST).own[0] < 0.6 * alone.own[0]
    equal, near = both(one, one_cell(3.0, 3.0)), both(one, one_cell(3.0, 3.0001))
    assert equal.high - equal.low > 1.2 * (near.high - near.low)
    # one who is exact and one who is not: as if either were drawn by lot
    lot = copy(drawn(df=[8.0, 8.0], ours=[(0.0, 0.01)] * 2, theirs=[(0.0, 1.0)] * 2), FIRST, FIRST)
    end = quantile95(lot.df) * np.sqrt(lot.own + lot.level)
    assert stdtr(8.0, end / np.sqrt([0.01, 1.0])).mean() == pytest.approx(0.95, abs=0.02)
    # whose bias it has is not known, and that is part of the doubt
    apart = copy(drawn(df=[8.0], ours=[(0.5, 0.2)], theirs=[(-0.5, 0.2)]), FIRST, FIRST)
    assert apart.own[0] + apart.level[0] == pytest.approx(0.2 + 0.25)


@given(figures, figures, biases, variances, variances)
def test_swapping_the_roles_swaps_the_weights_and_moves_no_estimate(
    x: float, m: float, b: float, v: float, w: float
) -> None:
    one = drawn(df=[4.0], ours=[(b, v)], theirs=[(0.1, w)], shift=[0.2])
    other = drawn(df=[4.0], ours=[(0.1, w)], theirs=[(b, v)], shift=[-0.2])
    cell = one_cell(x, m)
    plain, turned = both(one, cell), both(other, mirrored(cell))
    assert plain.log_mean == pytest.approx(turned.log_mean)
    assert plain.log_sd == pytest.approx(turned.log_sd)


@given(figures, figures, variances, variances)
def test_an_estimate_lies_between_the_halves_and_nearer_the_surer_one(
    x: float, m: float, v: float, w: float
) -> None:
    found = both(drawn(df=[4.0], ours=[(0.0, v)], theirs=[(0.0, w)]), one_cell(x, m))
    centre = found.log_mean[0]
    assert min(x, m) - 1e-9 <= centre <= max(x, m) + 1e-9
    assert found.low[0] < centre < found.high[0]
    if abs(x - m) > 1e-3 and abs(v - w) > 1e-3:
        assert (abs(x - centre) < abs(m - centre)) == (v < w)


def test_a_range_grows_with_the_distance_between_the_halves() -> None:
    sds = [both(MIXED, one_cell(5.0 + d, 5.0)).log_sd[0] for d in (0.5, 1.0, 2.0, 4.0)]
    assert sds == sorted(sds)
    assert sds[-1] > 2 * sds[0]
