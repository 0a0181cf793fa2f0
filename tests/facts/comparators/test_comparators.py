"""Every comparator by name: laws that hold for all of them, and the order they come in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.errors import ValueRefusedError
from tallystick.facts.comparators import COMPARATORS, Comparator
from tallystick.facts.comparators.plain import inverse_variance
from tallystick.facts.doubles import Doubles
from tests.facts.comparators.synthetic import doubles, world

PARTIES = ("A", "B", "C", "D")
FIGURES = st.integers(1, 500).map(float)
ROWS = st.lists(
    st.tuples(st.sampled_from(PARTIES), st.sampled_from(PARTIES), FIGURES, FIGURES), min_size=2, max_size=14
)
EVERY = pytest.mark.parametrize("comparator", COMPARATORS.values(), ids=COMPARATORS)


def renamed(cells: Doubles, exporters: list[int], importers: list[int]) -> Doubles:
    """Put the names of either role in another order."""
    return Doubles(
        np.argsort(exporters)[cells.exporter],
        np.argsort(importers)[cells.importer],
        cells.x,
        cells.m,
        tuple(cells.exporters[place] for place in exporters),
        tuple(cells.importers[place] for place in importers),
        cells.rounding,
    )


def turned(cells: Doubles) -> Doubles:
    """Let exporters be importers and importers exporters."""
    return Doubles(
        cells.importer, cells.exporter, cells.m, cells.x, cells.importers, cells.exporters, cells.rounding
    )


def test_the_comparators_have_their_names() -> None:
    assert list(COMPARATORS) == [
        "mean",
        "exporter_only",
        "importer_only",
        "max",
        "baci",
        "atlas",
        "atlas_2026",
        "glm",
    ]


def test_the_plain_rules_say_what_they_say() -> None:
    cells = doubles([("A", "X", 4, 9), ("B", "Y", 9, 4)])
    found = {name: np.exp(COMPARATORS[name].estimate(cells)) for name in list(COMPARATORS)[:4]}
    assert found["mean"] == pytest.approx([6, 6])
    assert found["exporter_only"] == pytest.approx([4, 9])
    assert found["importer_only"] == pytest.approx([9, 4])
    assert found["max"] == pytest.approx([9, 9])


@EVERY
@settings(max_examples=5)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_the_order_of_cells_changes_nothing(
    comparator: Comparator, rows: list[tuple[str, str, float, float]], seed: int
) -> None:
    cells = doubles(rows)
    order = np.random.default_rng(seed).permutation(len(cells))
    mixed = cells.take(order)
    assert comparator.estimate(mixed) == pytest.approx(comparator.estimate(cells)[order], abs=1e-6)
    assert comparator.spread(mixed) == pytest.approx(comparator.spread(cells)[order], rel=1e-5)


@EVERY
@settings(max_examples=5)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_the_order_of_claimants_changes_nothing(
    comparator: Comparator, rows: list[tuple[str, str, float, float]], seed: int
) -> None:
    cells = doubles(rows)
    rng = np.random.default_rng(seed)
    other = renamed(
        cells, rng.permutation(len(cells.exporters)).tolist(), rng.permutation(len(cells.importers)).tolist()
    )
    assert comparator.estimate(other) == pytest.approx(comparator.estimate(cells), abs=1e-6)
    assert comparator.spread(other) == pytest.approx(comparator.spread(cells), rel=1e-5)


@EVERY
@settings(max_examples=5)
@given(rows=ROWS)
def test_an_estimate_lies_between_the_halves_and_a_spread_is_above_zero(
    comparator: Comparator, rows: list[tuple[str, str, float, float]]
) -> None:
    cells = doubles(rows)
    found = comparator.estimate(cells)
    assert (found >= np.minimum(cells.x, cells.m) - 1e-9).all()
    assert (found <= np.maximum(cells.x, cells.m) + 1e-9).all()
    spread = comparator.spread(cells)
    assert np.isfinite(spread).all()
    assert (spread > 0).all()


@pytest.mark.parametrize("name", ["mean", "max", "baci", "atlas", "atlas_2026", "glm"])
@settings(max_examples=6)
@given(rows=ROWS)
def test_both_roles_are_treated_alike(name: str, rows: list[tuple[str, str, float, float]]) -> None:
    cells = doubles(rows)
    there, back = COMPARATORS[name].estimate(cells), COMPARATORS[name].estimate(turned(cells))
    assert back == pytest.approx(there, abs=1e-5)


@pytest.mark.parametrize("name", ["mean", "baci", "atlas", "atlas_2026", "glm"])
def test_claimants_that_cannot_be_told_apart_weigh_the_same(name: str) -> None:
    # between each two parties, in each direction, one figure above by a fifth and one below
    rows = [
        (one, other, *halves)
        for one in PARTIES
        for other in PARTIES
        if one != other
        for halves in ((100.0, 120.0), (120.0, 100.0))
    ]
    found = COMPARATORS[name].estimate(doubles(rows))
    assert found == pytest.approx(np.full(len(rows), found[0]))
    assert 100 < np.exp(found[0]) < 120


@EVERY
def test_a_spread_is_right_on_average(comparator: Comparator) -> None:
    cells = world(4, 0.6).doubles
    assert comparator.spread(cells).mean() == pytest.approx(np.mean(cells.difference() ** 2), rel=0.02)


@EVERY
def test_what_some_cells_teach_is_applied_to_others(comparator: Comparator) -> None:
    of = world(5, 0.4)
    held_out = np.arange(len(of.doubles)) % 5 == 0
    taught, other = of.doubles.take(~held_out), of.doubles.take(held_out)
    whole = comparator.spread(of.doubles)[held_out]
    found = comparator.spread(taught, other)
    assert len(found) == len(comparator.estimate(taught, other)) == len(other)
    assert found.mean() == pytest.approx(whole.mean(), rel=0.2)


@EVERY
def test_a_claimant_without_cells_is_taken_for_an_average_one(comparator: Comparator) -> None:
    of = world(6, 0.4).doubles
    taught = of.take(of.exporter != 0)
    spread = comparator.spread(taught, of)
    unknown = spread[of.exporter == 0]
    known = np.array([spread[of.exporter == place].mean() for place in range(1, 60)])
    assert known.min() <= unknown.mean() <= known.max()


@EVERY
def test_no_cells_teach_nothing(comparator: Comparator) -> None:
    cells = doubles([("A", "X", 5, 6)])
    with pytest.raises(ValueRefusedError, match="nothing to learn from"):
        comparator.estimate(cells.take(np.array([False])))


def test_cells_with_other_names_are_refused() -> None:
    with pytest.raises(ValueRefusedError, match="name different claimants"):
        COMPARATORS["glm"].spread(doubles([("A", "X", 5, 6)]), doubles([("B", "X", 5, 6)]))


def test_the_comparators_come_in_the_published_order() -> None:
    named = ("mean", "baci", "atlas", "glm")
    errors = []
    for seed in range(5):
        of = world(seed, 1.0)
        row = [of.error(COMPARATORS[name].estimate(of.doubles)) for name in named]
        errors.append([*row, of.error(inverse_variance(of.exporter_sd**2, of.importer_sd**2, of.doubles))])
    assert (np.diff(np.array(errors), axis=1) < 0).all()
    # METHODS 1.6, means of other seeds: .3309, .2974, .2910, .2806, .2699
    assert np.mean(errors, axis=0) == pytest.approx([0.3309, 0.2974, 0.2910, 0.2806, 0.2699], abs=0.012)
