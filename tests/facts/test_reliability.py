"""How far claimants can be trusted: what must hold of any fit, whatever is drawn."""

from functools import cache

import numpy as np
import pytest

from tallystick.facts import reliability
from tallystick.facts.alike import worth
from tallystick.facts.doubles import Doubles
from tallystick.facts.posterior import both, coefficients, lone, quantile95
from tallystick.facts.reliability import ANY_OTHER, Posterior, fit
from tests.conftest import FEW, drawing
from tests.facts.known import mirrored, record

pytestmark = [
    pytest.mark.usefixtures("all_draws"),  # these are about the fit
    pytest.mark.slow,  # and together they take seconds
]

FIRST = np.zeros(1, np.intp)
CHANCE = 0.05
"""By how much two fits of one record may differ that draw other numbers, in logarithms."""


@cache
def fitted() -> Posterior:
    return fit(record())


@cache
def unlike() -> Posterior:
    """Fit a record whose first exporter is noisy and writes twice as much."""
    return fit(record(noisy=0.9, biased=np.log(2)))


def drawn_anew(of: Doubles, seed: int) -> Posterior:
    """Fit without what is remembered of earlier fits."""
    reliability._fit.cache_clear()
    return fit(of, seed=seed)


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    few = record(6, 2)
    with drawing(FEW):  # however much is drawn
        one, same, other = (drawn_anew(few, seed) for seed in (1, 1, 2))
    assert one is not same
    for name in ("shift", "df", "copies", "exporter_bias", "importer_variance"):
        assert np.array_equal(getattr(one, name), getattr(same, name)), name
        assert not np.array_equal(getattr(one, name), getattr(other, name)), name


def test_the_order_of_cells_changes_an_estimate_by_no_more_than_chance() -> None:
    cells = record()
    order = np.random.default_rng(3).permutation(len(cells))
    turned = both(fit(cells.take(order)), cells.take(order))
    assert both(fitted(), cells).log_mean[order] == pytest.approx(turned.log_mean, abs=CHANCE)


def test_the_order_of_names_changes_an_estimate_by_no_more_than_chance() -> None:
    cells = record()
    last = len(cells.exporters) - 1
    renamed = Doubles(
        last - cells.exporter,
        last - cells.importer,
        cells.x,
        cells.m,
        cells.exporters[::-1],
        cells.importers[::-1],
        cells.rounding,
    )
    assert both(fit(renamed), renamed).log_mean == pytest.approx(both(fitted(), cells).log_mean, abs=CHANCE)


def test_the_unit_of_measure_shifts_every_estimate_and_changes_nothing_else() -> None:
    cells, by = record(), np.log(1000.0)
    other = Doubles(
        cells.exporter,
        cells.importer,
        cells.x + by,
        cells.m + by,
        cells.exporters,
        cells.importers,
        cells.rounding,
    )
    plain, scaled = both(fitted(), cells), both(fit(other), other)
    assert scaled.log_mean == pytest.approx(plain.log_mean + by, abs=1e-6)
    assert scaled.log_sd == pytest.approx(plain.log_sd, rel=1e-6)
    assert scaled.df == pytest.approx(plain.df, rel=1e-6)


def test_swapping_exporters_and_importers_mirrors_the_fit() -> None:
    cells = record(noisy=0.9, biased=np.log(2))
    other = mirrored(cells)
    turned = fit(other)
    assert both(turned, other).log_mean == pytest.approx(both(unlike(), cells).log_mean, abs=2 * CHANCE)
    assert turned.shift.mean() == pytest.approx(-unlike().shift.mean(), abs=2 * CHANCE)


def test_in_every_draw_the_claimant_in_the_middle_has_no_bias() -> None:
    for biases in (unlike().exporter_bias, unlike().importer_bias):
        assert np.abs(np.median(biases[:, :-1], axis=1)).max() < 1e-12
        assert np.abs(biases).max() > 0.01


def test_a_claimant_that_writes_twice_as_much_is_found_and_moves_nobody_else() -> None:
    steady = fit(record(noisy=0.2, biased=np.log(2)))
    bias = steady.exporter_bias.mean(axis=0)
    assert bias[0] == pytest.approx(np.log(2), abs=0.2)
    assert np.abs(bias[1:-1]).max() < 0.15
    assert abs(steady.shift.mean()) < 0.15


def test_a_noisy_claimant_has_less_weight() -> None:
    exporters = np.arange(4)
    weight = coefficients(unlike(), exporters, np.zeros(4, np.intp)).weight
    assert weight[0] < 0.2
    assert weight[1:].min() > 0.3


def test_with_few_cells_an_estimate_is_near_the_plain_mean() -> None:
    few = record(3, 2)
    estimated = both(fit(few), few)
    middle, apart = (few.x + few.m) / 2, np.abs(few.x - few.m)
    assert (np.abs(estimated.log_mean - middle) < 0.15 + 0.15 * apart).all()


def test_without_any_cell_nobody_is_known_and_both_roles_are_alike() -> None:
    nobody = np.zeros(0, np.intp)
    none = fit(Doubles(nobody, nobody, np.zeros(0), np.zeros(0), (), (), np.zeros(0)))
    assert none.exporters == none.importers == (ANY_OTHER,)
    assert coefficients(none, FIRST, FIRST).weight[0] == pytest.approx(0.5, abs=0.1)
    prior, known = lone(none, FIRST, "exporter"), lone(fitted(), FIRST, "exporter")
    assert prior.level + prior.own > 2 * (known.level + known.own)


def test_a_claimant_never_heard_of_is_less_sure_than_one_with_cells() -> None:
    assert fitted().importers[4] == ANY_OTHER
    found = lone(fitted(), np.array([0, 4]), "importer")
    known, unknown = quantile95(found.df) * np.sqrt(found.own + found.level)
    assert unknown > 1.2 * known


def test_the_share_of_equal_halves_is_learnt() -> None:
    cells = record(60)
    equal = np.arange(60) % 5 < 2
    copied = Doubles(
        cells.exporter,
        cells.importer,
        np.where(equal, cells.m, cells.x),
        cells.m,
        cells.exporters,
        cells.importers,
        cells.rounding,
    )
    found = fit(copied)
    shares = 1 / (1 + np.exp(-found.copies))
    assert shares.mean() == pytest.approx(0.4, abs=0.12)
    assert (1 / (1 + np.exp(-fitted().copies))).mean() < 0.1


def test_a_pair_that_repeats_its_error_every_year_adds_little_with_each() -> None:
    """Of three years with one and the same error, n / (1 + (n - 1) r) with r held to 0.9: 1 / 2.8 a year."""
    pairs = np.repeat(np.arange(8), 3)
    error = np.repeat(np.linspace(-1.0, 1.0, 8), 3)
    alike = Doubles(
        pairs, pairs, 5.0 + error, np.full(24, 5.0), tuple("ABCDEFGH"), tuple("KLMNOPQR"), np.zeros(24)
    )
    assert worth(alike) == pytest.approx(np.full(24, 1 / 2.8))
    apart = Doubles(
        pairs,
        pairs,
        5.0 + np.tile([-1.0, 0.0, 1.0], 8),
        np.full(24, 5.0),
        alike.exporters,
        alike.importers,
        np.zeros(24),
    )
    assert worth(apart) == pytest.approx(np.ones(24))
