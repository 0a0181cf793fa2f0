"""Comparators are fitted as they say, and no prediction rests on the two parties it is about."""

from pathlib import Path

import numpy as np
import pytest

from bench.halves import METHODS, Halves, predict, register, sawnwood
from tallystick.facts.doubles import Doubles

pytestmark = pytest.mark.slow  # each predicts a record; together they take seconds


def _halves(cells: int, bias: float = 0.0) -> Halves:
    """Make halves that differ by normal noise of 0.5; the first exporter's figures are too high."""
    rng = np.random.default_rng(4)
    exporter, importer = rng.integers(0, 12, (2, cells))
    m = 8 + rng.standard_normal(cells)
    x = m + 0.5 * rng.standard_normal(cells) + bias * (exporter == 0)
    names = (tuple(f"E{place:02}" for place in range(12)), tuple(f"I{place:02}" for place in range(12)))
    return Halves("invented", Doubles(exporter, importer, x, m, *names, np.zeros(cells)), counted=False)


def test_one_variance_for_all_is_that_of_the_differences() -> None:
    halves = _halves(1500)
    ours, theirs = predict(halves, METHODS["visible half"], np.zeros(1500), normal=True)
    assert ours.scale == pytest.approx(0.5, rel=0.05)
    assert np.isinf(ours.df).all()
    assert theirs.log_score(halves.doubles.m).mean() == pytest.approx(ours.log_score(halves.doubles.x).mean())


def test_a_reporters_bias_is_learnt_and_used() -> None:
    halves = _halves(1500, bias=2.0)
    ours, _ = predict(halves, METHODS["and reporter bias"], np.zeros(1500), normal=True)
    moved = (ours.centre - halves.doubles.m)[halves.doubles.exporter == 0]
    assert moved == pytest.approx(2.0, abs=0.25)
    plain, _ = predict(halves, METHODS["visible half"], np.zeros(1500), normal=True)
    assert ours.log_score(halves.doubles.x).mean() > plain.log_score(halves.doubles.x).mean() + 0.1


QUICK = ("visible half", "and reporter bias")
"""Two ways of predicting, by default; the others stand beside them where there is time."""


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in METHODS]
)
def test_a_prediction_does_not_rest_on_the_pair_it_is_about(name: str) -> None:
    halves = _halves(300)
    fold = next(asked for _, asked in halves.folds())
    moved = halves.doubles.x.copy()
    moved[fold] += 3.0
    other = Halves(
        "moved",
        Doubles(
            halves.doubles.exporter,
            halves.doubles.importer,
            moved,
            halves.doubles.m,
            halves.doubles.exporters,
            halves.doubles.importers,
            halves.doubles.rounding,
        ),
        counted=False,
    )
    before, after = (
        predict(each, METHODS[name], np.zeros(300), normal=True)[0].centre for each in (halves, other)
    )
    assert before[fold] == pytest.approx(after[fold])
    rest = np.setdiff1d(np.arange(300), fold)
    assert before[rest] != pytest.approx(after[rest])


def test_the_real_sets_have_the_cells_that_are_known(shared_data: Path) -> None:
    counts, values = register(shared_data).doubles, sawnwood(shared_data).doubles
    assert (len(counts), int((counts.difference() == 0).sum())) == (122, 54)
    assert (len(values), len(values.exporters), len(values.importers)) == (9129, 125, 170)
    assert float(np.std(values.difference())) == pytest.approx(1.875, abs=1e-3)
