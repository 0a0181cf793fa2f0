"""Ranges hold what they say, estimates come near the best there is, and what halves cannot show is said to be so."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from bench.calibration import (
    CLOSED_AT_LEAST,
    WHERE_ASSUMPTIONS_HOLD,
    WHERE_THEY_FAIL,
    Known,
    Told,
    doubles_of,
    missed_on_known,
    missed_on_real,
    on_known,
    on_real,
)
from bench.halves import by_model, register, sawnwood
from bench.scoring import interval
from bench.witness import against_witness, watched
from tallystick.facts.posterior import both
from tallystick.facts.predict import predict
from tallystick.facts.reliability import fit
from tallystick.worlds.mirror import DENSITIES, MODELLED, UNDER, UNIDENTIFIABLE, Variant, sparse
from tests.conftest import FEW, drawing

pytestmark = pytest.mark.usefixtures("all_draws")  # how well ranges hold rests on every draw

SOME_SEEDS = range(8)
MANY_SEEDS = range(20)


HALFWAY = Known(100, {"mean": 1.0, "model": 0.75, "oracle": 0.5}, interval(90, 100), interval(0, 0))
"""Estimates half of the way to the oracle, whose ranges hold nine in ten."""


@cache
def _few(density: float, variant: Variant = Variant.PLAIN) -> Known:
    """Estimate as few records as tell something: a fit takes a third of a second."""
    return on_known(density, variant, range(2 if variant is Variant.PLAIN else 1))


@pytest.mark.slow
def test_at_twelve_cells_a_claimant_a_good_part_of_the_way_to_the_oracle_is_gone() -> None:
    assert _few(12).closes("model") > 0.4
    assert _few(12).errors["model"] < _few(12).errors["glm"] < _few(12).errors["mean"]


@pytest.mark.slow
def test_ranges_hold_nine_tenths_where_assumptions_hold() -> None:
    held = _few(12).held
    assert held.of > 1000
    assert WHERE_ASSUMPTIONS_HOLD[0] <= held.share <= WHERE_ASSUMPTIONS_HOLD[1]


@pytest.mark.slow
@pytest.mark.parametrize("variant", UNIDENTIFIABLE)
def test_what_no_two_halves_can_show_is_not_seen(variant: Variant) -> None:
    """All report half of what they moved, or two agree on a false figure: ranges are as narrow as ever, and wrong."""
    found = _few(6, variant)
    assert found.held_of_changed.of > 10
    assert found.held_of_changed.share < 0.4


def test_the_same_halves_tell_the_same_whether_all_are_right_or_all_are_half() -> None:
    honest = sparse(DENSITIES[1.8], seed=0)
    halved = sparse(DENSITIES[1.8], seed=0, variant=Variant.ALL_ALIKE)
    with drawing(FEW):  # however much is drawn
        right, wrong = (both(fit(doubles_of(flows)), doubles_of(flows)) for flows in (honest, halved))
    assert np.allclose(wrong.log_mean, right.log_mean + np.log(UNDER), atol=1e-6)
    assert np.allclose(wrong.log_sd, right.log_sd, atol=1e-6)


@pytest.mark.slow
def test_a_witness_shows_by_how_much_all_report_too_little() -> None:
    flows = sparse(DENSITIES[6], seed=0, variant=Variant.ALL_ALIKE)
    shift = fit(against_witness(flows, np.arange(len(flows.x)) % 3 == 0)).shift
    low, high = np.quantile(shift, [0.01, 0.99])
    assert low < np.log(UNDER) < high < -0.3


def test_a_missed_target_is_named() -> None:
    known = {variant: dict.fromkeys(DENSITIES, HALFWAY) for variant in Variant}
    missed = missed_on_known(known)
    assert any("at 35 cells the model closes" in line for line in missed)
    assert not any("at 6 cells the model" in line for line in missed)


# ---- slow: the full targets, and the real halves


@pytest.mark.slow
def test_a_minority_that_writes_half_moves_nobody_elses_figure() -> None:
    low, high = WHERE_THEY_FAIL
    assert low <= _few(35, Variant.UNDER_REPORTING).held.share <= high


@pytest.mark.slow
def test_two_halves_copied_from_one_paper_are_one_witness() -> None:
    """As two witnesses of the same error they would hold three in four."""
    low, high = WHERE_THEY_FAIL
    copied = _few(12, Variant.COPIES)
    assert low <= copied.held.share <= high
    assert copied.held_of_changed.share > 0.85


@pytest.mark.slow
def test_a_witness_brings_ranges_nearer_to_the_truth() -> None:
    flows = sparse(DENSITIES[6], seed=1, variant=Variant.ALL_ALIKE)
    found = watched([(flows, doubles_of(flows))])
    assert found.with_witness.share > found.without.share + 0.2


@pytest.mark.slow
def test_a_witness_brings_ranges_of_colluding_pairs_nearer_to_the_truth() -> None:
    flows = [sparse(DENSITIES[12], seed=seed, variant=Variant.COLLUSION) for seed in range(3)]
    found = watched([(each, doubles_of(each)) for each in flows])
    assert found.with_witness.share > found.without.share + 0.1


@pytest.mark.slow
def test_every_density_closes_what_is_asked_and_is_calibrated() -> None:
    known: Mapping[Variant, Mapping[float, Known]] = {
        variant: {
            density: on_known(density, variant, MANY_SEEDS if variant is Variant.PLAIN else SOME_SEEDS)
            for density in CLOSED_AT_LEAST
        }
        for variant in (Variant.PLAIN, *MODELLED)
    }
    assert missed_on_known(known, beyond_chance=True) == []


@pytest.fixture(scope="module")
def real(shared_data: Path) -> dict[str, dict[str, Told]]:
    """Predict all real halves, once."""
    return on_real(shared_data)


@pytest.mark.slow
def test_real_halves_are_told_better_than_by_any_comparator(real: dict[str, dict[str, Told]]) -> None:
    assert set(real) == {"sawnwood", "register"}
    assert missed_on_real(real) == []


@pytest.mark.slow
def test_the_scores_of_the_table_are_those_of_the_bench(shared_data: Path) -> None:
    for halves in (register(shared_data), sawnwood(shared_data)):
        table = predict(halves.pairs(), {})
        observed = (halves.doubles.x, halves.doubles.m)
        for side, ours, said in zip(("exporter", "importer"), by_model(halves), observed, strict=True):
            scores = table.filter(pl.col("side") == side)["log_score"].to_numpy()
            assert ours.log_score(said) == pytest.approx(scores, abs=1e-6)
