"""The chain: what it holds from move to move, and how soon it is where it belongs."""

import numpy as np
import pytest

from tallystick.facts.chain import Chain
from tallystick.facts.doubles import Doubles
from tallystick.facts.reliability import _sweeps, fit
from tests.facts.known import mirrored, record

pytestmark = pytest.mark.usefixtures("all_draws")  # these are about the fit


def counted(cells: Doubles) -> Doubles:
    """Round figures to whole numbers, so that some are equal and all are a little off."""
    x, m = (np.maximum(np.round(np.exp(one - 4)), 1.0) for one in (cells.x, cells.m))
    rounding = (1 / x**2 + 1 / m**2) / 12
    return Doubles(
        cells.exporter, cells.importer, np.log(x), np.log(m), cells.exporters, cells.importers, rounding
    )


@pytest.mark.parametrize("cells", [record(200), mirrored(record(200)), counted(record(200))])
def test_what_a_chain_holds_is_what_its_claimants_make_of_the_cells(cells: Doubles) -> None:
    """Exporters in turn, importers in turn, and neither rounding nor copies let it drift."""
    chain = Chain(cells, np.random.default_rng(3))
    for sweep in range(60):
        chain.sweep(tuning=2.0 / np.sqrt(sweep + 10.0))
    exporter, importer = chain.exporter, chain.importer
    variance = np.exp(2 * exporter.log_sd)[cells.exporter] + np.exp(2 * importer.log_sd)[cells.importer]
    scale = variance * np.exp(2 * chain.slope * chain.size) + cells.rounding
    off = cells.x - cells.m - chain.shift - exporter.bias[cells.exporter] + importer.bias[cells.importer]
    df = np.exp(chain.log_df)
    assert chain.scale == pytest.approx(scale, rel=1e-9)
    assert chain.log_scale == pytest.approx(np.log(scale), abs=1e-9)
    assert chain.off == pytest.approx(off, abs=1e-9)
    assert chain.tail == pytest.approx((df + 1) * np.log1p(off**2 / (scale * df)), abs=1e-8)
    assert exporter.log_sd.std() > 0.01


def test_cells_in_turn_and_out_of_turn_add_up_alike() -> None:
    cells, other = record(21, 5), mirrored(record(21, 5))
    in_turn = Chain(cells, np.random.default_rng(3)).exporter
    looked_up = Chain(other, np.random.default_rng(3)).importer
    turned = Chain(cells.take(np.arange(21)[::-1]), np.random.default_rng(3)).exporter
    assert (in_turn.in_turn, looked_up.in_turn, turned.in_turn) == (True, True, False)
    values = np.arange(21.0)
    assert in_turn.summed(values) == pytest.approx(turned.summed(values[::-1]))
    assert in_turn.summed(values)[-1] == 0.0
    own = np.arange(len(in_turn.cells), dtype=np.float64)
    assert np.array_equal(in_turn.spread_out(own), turned.spread_out(own)[::-1])


def many(cells: int, parties: int = 60) -> tuple[Doubles, np.ndarray, np.ndarray]:
    """Invent very many cells between parties whose biases and noises differ; give those of exporters too."""
    rng = np.random.default_rng(11)
    exporter, importer = np.sort(rng.integers(0, parties, cells)), rng.integers(0, parties, cells)
    bias, sd = rng.normal(0.0, 0.3, (2, parties)), np.exp(rng.normal(-1.0, 0.5, (2, parties)))
    truth = rng.normal(6.0, 2.0, cells)
    x = truth + bias[0, exporter] + sd[0, exporter] * rng.standard_normal(cells)
    m = truth + bias[1, importer] + sd[1, importer] * rng.standard_normal(cells)
    names = tuple(f"P{place:03}" for place in range(parties))
    return Doubles(exporter, importer, x, m, names, names, np.zeros(cells)), bias[0], np.log(sd[0])


VERY_MANY = 50_000


def test_the_fewest_sweeps_are_made_where_cells_are_very_many() -> None:
    assert _sweeps(VERY_MANY) == 120 < _sweeps(20_000)


@pytest.mark.slow
def test_the_fewest_sweeps_are_enough_where_cells_are_very_many() -> None:
    """Errors in posterior sds are about one: the chain has arrived, and its draws are as wide as what they miss by."""
    cells, bias, log_sd = many(VERY_MANY)
    found = fit(cells)
    drawn = found.exporter_bias[:, :-1] - found.exporter_bias[:, :-1].mean(axis=1, keepdims=True)
    for draws, true in (
        (drawn, bias - bias.mean()),
        (np.log(found.exporter_variance[:, :-1]) / 2, log_sd),
    ):
        missed = (draws.mean(axis=0) - true) / draws.std(axis=0)
        assert 0.7 < np.sqrt((missed**2).mean()) < 1.4
        assert _in_full(draws) > 10


def _in_full(draws: np.ndarray) -> float:
    """Say how many independent draws these are worth, in the middle of all claimants (batch means of eight)."""
    whole = len(draws) // 8 * 8
    batches = draws[:whole].reshape(-1, 8, draws.shape[1]).mean(axis=1)
    return float(np.median(whole * draws.var(axis=0) / (8 * batches.var(axis=0, ddof=1))))
