"""Variance components drawn towards the average (METHODS 1.6)."""

import numpy as np
import pytest

from tallystick.facts.comparators import COMPARATORS, glm
from tallystick.facts.comparators.plain import inverse_variance
from tests.facts.comparators.synthetic import World, correlation, doubles, world


def closed(of: World, *, pseudo_cells: float = glm.PSEUDO_CELLS) -> float:
    """Give the share of the way from the mean to the oracle."""
    found = inverse_variance(*glm.variances(of.doubles, pseudo_cells=pseudo_cells), of.doubles)
    mean = of.error(COMPARATORS["mean"].estimate(of.doubles))
    oracle = of.error(inverse_variance(of.exporter_sd**2, of.importer_sd**2, of.doubles))
    return (mean - of.error(found)) / (mean - oracle)


@pytest.mark.parametrize(("density", "published"), [(0.6, 0.754), (0.2, 0.450), (0.1, 0.246), (0.05, 0.111)])
def test_the_shrunk_model_closes_the_published_share_of_the_way(density: float, published: float) -> None:
    shares = [closed(world(seed, density)) for seed in range(10)]
    assert np.mean(shares) == pytest.approx(published, abs=0.07)


def test_without_pseudo_cells_it_is_worse_than_the_mean_where_cells_are_few() -> None:
    worlds = [world(seed, 0.05) for seed in range(4)]
    assert max(closed(of, pseudo_cells=0.0) for of in worlds) < 0
    assert np.mean([closed(of) for of in worlds]) > 0


def test_sds_are_found_where_cells_are_many() -> None:
    worlds = [world(seed, 1.0) for seed in range(2)]
    found = [glm.variances(of.doubles) for of in worlds]
    by_role = [
        (correlation(np.sqrt(v), of.exporter_sd), correlation(np.sqrt(w), of.importer_sd))
        for (v, w), of in zip(found, worlds, strict=True)
    ]
    assert np.mean(by_role) == pytest.approx(0.92, abs=0.04)


def test_the_variances_are_where_the_gamma_deviance_is_flat() -> None:
    of = world(2, 0.3)
    v, w = glm.variances(of.doubles)
    mean = v[of.doubles.exporter] + w[of.doubles.importer]
    slope = np.bincount(of.doubles.exporter, (of.doubles.difference() ** 2 - mean) / mean**2, len(v))
    average = np.mean(of.doubles.difference() ** 2) / 2
    drawn = glm.PSEUDO_CELLS * (average - v) / v**2
    assert np.abs((slope + drawn) * v).max() < 1e-3


def test_halves_that_are_all_the_same_are_no_division_by_nothing() -> None:
    cells = doubles([("A", "X", 5, 5), ("B", "X", 7, 7)])
    assert np.exp(COMPARATORS["glm"].estimate(cells)) == pytest.approx([5, 7])
