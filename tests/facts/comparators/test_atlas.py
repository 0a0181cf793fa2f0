"""The Atlas's scores, with the faults of the released code put right (METHODS 1.2)."""

from dataclasses import replace

import numpy as np
import pytest

from tallystick.errors import ValueRefusedError
from tallystick.facts.comparators import COMPARATORS, atlas
from tallystick.facts.doubles import Doubles, Floats
from tests.facts.comparators.synthetic import PARTIES, doubles, rank_correlation, world


def matrix(cells: Doubles) -> tuple[Floats, Floats]:
    """Give the distances, and how many cells there are, by exporter and importer."""
    d, n = np.zeros((2, len(PARTIES), len(PARTIES)))
    d[cells.exporter, cells.importer] = np.maximum(atlas.distance(cells), 1e-3)  # as the scores do
    n[cells.exporter, cells.importer] = 1
    return d, n


def released(cells: Doubles, sweeps: int, *, turned: bool) -> tuple[Floats, Floats]:
    """Follow the released code: both roles at once, from 1; `turned`, with its transposed matrix."""
    d, n = matrix(cells)
    exporter, importer = np.ones(len(d)), np.ones(len(d))
    by_exporter = d.T if turned else d
    for _ in range(sweeps):
        exporter, importer = (
            n.sum(axis=1) / (by_exporter @ importer),
            n.sum(axis=0) / (by_exporter.T @ exporter),
        )
    return exporter, importer


def test_the_scores_solve_their_equations_and_have_a_geometric_mean_of_one() -> None:
    of = world(1, 0.6)
    exporter, importer = atlas.scores(of.doubles)
    d, n = matrix(of.doubles)
    scale = exporter * (d @ importer) / n.sum(axis=1)
    assert scale == pytest.approx(np.full(len(scale), scale[0]))
    assert importer * (d.T @ exporter) / n.sum(axis=0) == pytest.approx(np.full(len(scale), scale[0]))
    assert [np.log(exporter).mean(), np.log(importer).mean()] == pytest.approx([0, 0], abs=1e-9)


def test_the_released_code_never_settles_where_these_scores_do() -> None:
    cells = world(1, 0.6).doubles
    even, odd, later = (released(cells, sweeps, turned=False)[0] for sweeps in (24, 25, 26))
    assert even == pytest.approx(later, rel=1e-6)
    assert odd.mean() > 3 * even.mean()
    assert atlas.scores(cells)[0] == pytest.approx(even / np.exp(np.log(even).mean()), rel=1e-6)


def test_only_the_right_orientation_ranks_exporters_by_their_accuracy() -> None:
    worlds = [world(seed, 1.0) for seed in range(3)]
    right = [rank_correlation(atlas.scores(of.doubles)[0], -of.exporter_sd) for of in worlds]
    wrong = [rank_correlation(released(of.doubles, 25, turned=True)[0], -of.exporter_sd) for of in worlds]
    assert min(right) > 0.85
    assert np.mean(right) == pytest.approx(0.92, abs=0.04)
    assert abs(np.mean(wrong)) < 0.25


def test_the_distance_is_that_of_the_figures() -> None:
    cells = doubles([("A", "X", 30, 10), ("A", "Y", 10, 10), ("B", "X", 10, 30)])
    assert atlas.distance(cells) == pytest.approx([0.5, 0, 0.5])


def test_weights_are_the_softmax_of_inverse_distances() -> None:
    # one exporter at distances 0.2 and 0.5 of two importers: its accuracy and theirs follow in closed form
    cells = doubles([("A", "X", 60, 40), ("A", "Y", 75, 25)])
    x, y = 1 / 0.2, 1 / 0.5
    usual = 1 / np.sqrt(x * y)  # distance of the exporter and an importer of score 1
    weight = [1 / (1 + np.exp((score * usual - 1) / usual)) for score in (x, y)]
    expected = [w * x + (1 - w) * m for w, x, m in zip(weight, (60, 75), (40, 25), strict=True)]
    assert np.exp(COMPARATORS["atlas"].estimate(cells)) == pytest.approx(expected)


def test_spreads_go_with_the_squares_of_the_distances_the_scores_expect() -> None:
    cells = doubles([("A", "X", 60, 40), ("A", "Y", 75, 25)])  # one cell a score: expected as found
    found = COMPARATORS["atlas"].spread(cells)
    assert found == pytest.approx(cells.difference() ** 2)


def test_identical_halves_leave_the_scores_finite() -> None:
    cells = doubles([("A", "X", 5, 5), ("A", "Y", 7, 7), ("B", "X", 3, 9)])
    exporter, importer = atlas.scores(cells)
    assert np.isfinite([*exporter, *importer]).all()
    assert exporter[0] > exporter[1]


def test_few_cells_with_many_equal_halves_settle() -> None:
    for seed in range(6):
        cells = world(seed, 0.035).doubles
        equal = np.random.default_rng(seed).random(len(cells)) < 0.43  # as in the UN Register
        cells = replace(cells, x=np.where(equal, cells.m, cells.x * 1.5))
        exporter, importer = atlas.scores(cells)
        assert np.isfinite([*exporter, *importer]).all()


def test_scores_that_do_not_settle_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "_MOST_STEPS", 2)
    with pytest.raises(ValueRefusedError, match="did not settle in 2 steps"):
        atlas.scores(world(1, 0.1).doubles)


def test_the_shares_of_2026_add_up_to_the_distance() -> None:
    share = {"A": 0.05, "B": 0.10, "C": 0.30}
    rows = []
    for one, other in [("A", "B"), ("B", "C"), ("C", "A"), ("B", "A")]:
        d = share[one] + share[other]
        rows.append((one, other, 100 * (1 + d), 100 * (1 - d)))
    assert atlas.shares_2026(doubles(rows)) == pytest.approx(share)


def test_the_weights_of_2026_are_the_softmax_of_accuracies() -> None:
    # two pairs that tell nothing of each other: shares are halves of 0.2 and 0.6; then one party of each in a pair
    rows = [("A", "B", 60.0, 40.0), ("B", "A", 60.0, 40.0), ("C", "D", 80.0, 20.0), ("D", "C", 80.0, 20.0)]
    rows.append(("A", "C", 70.0, 30.0))  # 0.4 = 0.1 + 0.3
    weight = np.exp(0.9) / (np.exp(0.9) + np.exp(0.7))
    found = np.exp(COMPARATORS["atlas_2026"].estimate(doubles(rows)))
    assert found[4] == pytest.approx(weight * 70 + (1 - weight) * 30)
    assert found[:4] == pytest.approx([50] * 4)


def test_a_party_that_appears_in_neither_role_has_the_average_share() -> None:
    rows = [("A", "B", 60.0, 40.0), ("C", "D", 80.0, 20.0), ("E", "F", 99.0, 1.0)]
    taught = doubles(rows).take(np.array([True, True, False]))
    shares = atlas.shares_2026(taught)
    assert shares["E"] == shares["F"] == pytest.approx(np.mean([shares[name] for name in "ABCD"]))


def test_the_least_accurate_tenth_yields_to_a_better_half() -> None:
    names = [f"P{place}" for place in range(8)]
    rows = [(one, other, 101.0, 99.0) for one in names for other in names if one < other]
    rows += [("BAD", other, 180.0, 20.0) for other in names]
    cells = doubles(rows)
    found = np.exp(COMPARATORS["atlas_2026"].estimate(cells))
    of_bad = cells.exporter == cells.exporters.index("BAD")
    assert found[of_bad] == pytest.approx(np.full(8, 20.0))
    assert ((found[~of_bad] > 99) & (found[~of_bad] < 101)).all()
