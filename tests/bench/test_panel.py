"""The bench of large records: what its panel is like, what it says, and when it says no."""

import subprocess
from pathlib import Path

import polars as pl
import pytest

from bench.panel import Cost, Measured, best, cost_of, exponent, figures, is_within, row
from bench.panel_claims import panel
from bench.panel_floor import FLOW, floor


@pytest.fixture(scope="module")
def claims() -> pl.DataFrame:
    return panel(20_000)


def test_a_third_of_the_cells_have_both_halves_and_no_half_stands_twice(claims: pl.DataFrame) -> None:
    halves = claims.group_by(*FLOW, "role").len()
    assert halves["len"].max() == 1
    cells = claims.group_by(*FLOW).len()
    assert (cells["len"] == 2).mean() == pytest.approx(0.35, abs=0.02)
    assert claims.height == pytest.approx(20_000, rel=0.02)


def test_few_parties_have_most_of_the_trade_and_nobody_trades_with_itself(claims: pl.DataFrame) -> None:
    by_exporter = claims.group_by("from").len()["len"].sort(descending=True)
    assert by_exporter.head(20).sum() > by_exporter.sum() / 3
    assert claims.filter(pl.col("from") == pl.col("to")).height == 0


def test_the_same_panel_is_made_each_time(claims: pl.DataFrame) -> None:
    assert panel(20_000).equals(claims)


def test_the_floor_gives_each_half_the_middle_of_its_cell(claims: pl.DataFrame, tmp_path: Path) -> None:
    claims.write_parquet(tmp_path / "panel.parquet")
    floor(str(tmp_path / "panel.parquet"), str(tmp_path / "floor.parquet"))
    found = pl.read_parquet(tmp_path / "floor.parquet")
    assert found.height == claims.height
    assert found["middle"].null_count() == 0


def test_a_process_is_measured_and_one_that_fails_is_not(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("held = bytearray(80_000_000)\n", "utf-8")
    assert cost_of([str(tmp_path / "work.py")]).peak_bytes > 80_000_000
    (tmp_path / "fails.py").write_text("raise SystemExit(3)\n", "utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        cost_of([str(tmp_path / "fails.py")])


def test_of_several_runs_the_least_time_and_the_most_memory_count() -> None:
    assert best([Cost(2.0, 5.0, 30), Cost(3.0, 4.0, 20)]) == Cost(2.0, 4.0, 30)


def test_pages_are_told_what_each_step_costs_in_floors() -> None:
    small = Measured(10, Cost(1.0, 2.0, 1), Cost(4.0, 8.0, 1), {"read": 0.25, "weigh": 0.75})
    found = figures(small, None)
    assert found["floors"] == "weigh 3.0, read 1.0"
    assert found["steps"] == "weigh 75 %, read 25 %"
    assert (found["time"], found["cpu"], found["memory"]) == ("4.0", "4.0", "1.00")
    assert "power" not in found
    assert figures(measured(100, cpu=80.0), small)["power"] == "1.00"


def measured(claims: int, *, wall: float = 1.0, cpu: float = 1.0, peak: int = 1) -> Measured:
    return Measured(claims, Cost(1.0, 1.0, 1), Cost(wall, cpu, peak), {"pair": 1.0})


def test_limits_hold_for_large_panels_and_for_growth() -> None:
    small = measured(200_000, wall=9.0)
    assert is_within([small, measured(2_000_000, wall=2.9, cpu=10.0, peak=2)])
    assert not is_within([small, measured(2_000_000, wall=3.1, cpu=10.0)])
    assert not is_within([small, measured(2_000_000, peak=3, cpu=10.0)])
    assert not is_within([small, measured(2_000_000, cpu=20.0)])


def test_ten_times_the_time_for_ten_times_the_claims_is_linear() -> None:
    assert exponent(measured(10), measured(100, cpu=10.0)) == pytest.approx(1.0)


def test_a_line_of_the_table_names_ratios_and_shares() -> None:
    assert row(measured(10, wall=2.5, cpu=1.5, peak=2)).endswith("2.50   1.50   2.00   pair 100%")
