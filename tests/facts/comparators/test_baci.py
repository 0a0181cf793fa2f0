"""BACI's weights, to the digits that METHODS 1.1 gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.facts.comparators import COMPARATORS
from tallystick.facts.comparators.baci import deviations, expected_distance, weight
from tests.facts.comparators.synthetic import correlation, doubles, world

SDS = st.floats(0.01, 30)


@pytest.mark.parametrize(
    ("exporter", "importer", "expected", "inverse_variance"),
    [
        (0.2, 0.5, 0.895680, 0.862069),
        (0.1, 0.1, 0.5, 0.5),
        (0.05, 0.8, 0.998526, 0.996109),
        (0.5, 1.0, 0.927575, 0.8),
    ],
)
def test_the_weight_of_the_exporter_is_as_computed(
    exporter: float, importer: float, expected: float, inverse_variance: float
) -> None:
    found = weight(np.array(exporter), np.array(importer))
    assert float(found) == pytest.approx(expected, abs=5e-7)
    assert importer**2 / (exporter**2 + importer**2) == pytest.approx(inverse_variance, abs=5e-7)


def test_the_expected_distance_is_as_computed() -> None:
    assert float(expected_distance(np.array(0.2), np.array(0.5))) == pytest.approx(0.429674, abs=5e-7)


@given(SDS, SDS)
def test_the_weights_of_the_two_halves_add_up_to_one(one: float, other: float) -> None:
    first, second = np.array(one), np.array(other)
    assert float(weight(first, second) + weight(second, first)) == pytest.approx(1)
    assert (float(weight(first, second)) > 0.5) == (one < other) or one == pytest.approx(other, rel=1e-9)


def test_least_squares_means_are_those_of_a_full_table() -> None:
    # every exporter with every importer, weights nearly alike: a mean is then that of the row
    distance = {("A", "X"): 0.1, ("A", "Y"): 0.3, ("B", "X"): 0.5, ("B", "Y"): 0.7}
    rows = [(i, j, 1e9 * np.exp(d), 1e9) for (i, j), d in distance.items()]
    exporter, importer = deviations(doubles(rows))
    assert exporter[1] - exporter[0] == pytest.approx(np.pi / 2 * 0.4, rel=1e-3)
    assert importer[1] - importer[0] == pytest.approx(np.pi / 2 * 0.2, rel=1e-3)
    assert exporter[0] < 0.01  # the table fits without rest, so that K is the best mean itself


def test_the_best_claimant_keeps_two_standard_errors() -> None:
    of = world(3, 0.6)
    exporter, importer = deviations(of.doubles)
    assert 0.05 < exporter.min() < 0.4
    assert 0.05 < importer.min() < 0.4


def test_sds_are_found_where_cells_are_many() -> None:
    worlds = [world(seed, 1.0) for seed in range(2)]
    found = [deviations(of.doubles) for of in worlds]
    by_exporter = [correlation(sd[0], of.exporter_sd) for sd, of in zip(found, worlds, strict=True)]
    by_importer = [correlation(sd[1], of.importer_sd) for sd, of in zip(found, worlds, strict=True)]
    assert min(*by_exporter, *by_importer) > 0.75
    assert np.mean(by_exporter + by_importer) == pytest.approx(0.87, abs=0.05)


def test_figures_are_weighed_and_not_their_logarithms() -> None:
    cells = doubles([("A", "X", 10, 40), ("A", "X", 40, 10)])
    assert np.exp(COMPARATORS["baci"].estimate(cells)) == pytest.approx([25, 25])
