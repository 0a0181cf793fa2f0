"""A large record says what a small one says, and what it leaves out for its size."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tallystick.pipeline import mirror
from tests.whole.conftest import Run
from tests.whole.mirrored import trade, written

HEADER = "claimant,role,from,to,category,period,quantity,unit,act,filing"
KNOWN = [
    "P0,exporter,P0,P1,one,2001,1,items,transfer,a",
    "P1,importer,P0,P1,one,2001,1,items,transfer,b",
    "P0,exporter,P0,P1,three,2001,3,items,transfer,a",
    "P1,importer,P0,P1,three,2001,3,items,transfer,b",
    "P0,exporter,P0,P1,twenty,2001,20,items,transfer,a",
]
BAD = [
    "P0,exporter,P0,P2,one,2001,91,items,transfer,a",
    "P0,exporter,P0,P2,one,2001,63,items,transfer,c",
    "P0,exporter,P0,P2,two,2001,9000000000,items,transfer,a",
    "P2,importer,P0,P2,two,2001,1,items,transfer,d",
    "P0,exporter,P0,P2,open,2001,>=5000,items,transfer,a",
    "P2,importer,P0,P2,open,2001,1,items,transfer,d",
    "P3,exporter,P3,P3,one,2001,5,items,transfer,e",
    "P4,observer,P2,P3,one,2001,20,items,transfer,f",
    "P7,exporter,P7,P8,far,2001,5-9,items,transfer,g",
]


def counts(parties: int = 4, years: int = 5) -> Iterator[str]:
    """Invent counts of which a half is often exactly what the other says."""
    rng = np.random.default_rng(5)
    for exporter in range(parties):
        for importer in range(parties):
            for year in range(2001, 2001 + years if exporter != importer else 2001):
                ours = int(np.ceil(np.exp(rng.normal(2, 1))))
                theirs = ours if rng.random() < 0.6 else max(1, round(ours * np.exp(rng.normal(0, 0.3))))
                flow = f"P{exporter},P{importer},arms,{year}"
                yield f"P{exporter},exporter,{flow},{ours},items,transfer,x{exporter}"
                yield f"P{importer},importer,{flow},{theirs},items,transfer,m{importer}"


def reconciled(out: Path, lines: Iterable[str], few: int) -> Path:
    """Reconcile lines, by columns where `few` is 0."""
    out.mkdir()
    path = written(out / "tally.csv", lines, HEADER)
    mirror.reconcile_files([path], out, mirror.Mirror(any_party=True, few=few))
    return out


@pytest.fixture(scope="module")
def two_ways(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Reconcile counts and odd things claim by claim and by columns."""
    folder = tmp_path_factory.mktemp("counts")
    lines = [*counts(), *KNOWN, *BAD]
    return reconciled(folder / "few", lines, 100_000), reconciled(folder / "many", lines, 0)


def facts(out: Path, about: str) -> pl.DataFrame:
    every = pl.read_parquet(out / "fact.parquet")
    return every.filter(pl.col("cell_id").str.contains(about))


def remarks(out: Path) -> pl.DataFrame:
    return pl.read_parquet(out / "remark.parquet")


def test_small_counts_of_a_large_record_are_whole_numbers_as_those_of_a_small_one(
    two_ways: tuple[Path, Path],
) -> None:
    few, many = (facts(out, "P0.P1.(one|three|twenty)") for out in two_ways)
    columns = ["low", "estimate", "high", "family", "df", "halves"]
    assert_frame_equal(few.select(columns), many.select(columns))
    assert many.select("low", "estimate", "high").rows()[:2] == [(1, 1, 1), (3, 3, 3)]
    # fitted on halves as they stand, and not line by line
    near = ["p_happened", "p_same", "log_mean", "log_sd"]
    assert_frame_equal(few.select(near), many.select(near), abs_tol=0.05)


def test_all_small_counts_on_which_the_halves_agree_are_alike(two_ways: tuple[Path, Path]) -> None:
    few, many = (facts(out, "arms").filter(pl.col("halves") == "agreed") for out in two_ways)
    assert few.height == many.height > 20
    ends = few.join(many, on="cell_id", suffix="_many").filter(pl.col("estimate") <= 20)
    for name in ("low", "estimate", "high"):
        assert ends[f"{name}_many"].is_between(ends[name] - 1, ends[name] + 1).all()


def test_ranges_of_a_large_record_are_estimated_as_ranges(two_ways: tuple[Path, Path]) -> None:
    few, many = (facts(out, "P0.P2.(one|open)|P7.P8").sort("cell_id") for out in two_ways)
    assert many.height == 3
    words = ["cell_id", "halves", "gap", "family"]
    assert_frame_equal(few.select(words), many.select(words))
    # fitted on halves as they stand, and not line by line
    for name in ("low", "estimate", "high"):
        assert (many[name] / few[name]).is_between(0.7, 1.4).all(), name


def test_gaps_of_a_large_record_are_laid_with_all_claims_about_them(two_ways: tuple[Path, Path]) -> None:
    few, many = (pl.read_parquet(out / "match.parquet") for out in two_ways)
    laid = many.select("cell_id").unique()
    kinds = laid["cell_id"].str.split(".").list.get(3).unique().sort().to_list()
    assert kinds == ["arms", "two"]
    assert_frame_equal(few.join(laid, on="cell_id", how="semi"), many, check_row_order=False)


@pytest.mark.parametrize("kind", ["to_oneself", "implausible", "far_apart", "several_figures"])
def test_odd_cells_are_remarked_on_in_a_large_record_as_in_a_small_one(
    kind: str, two_ways: tuple[Path, Path]
) -> None:
    few, many = (remarks(out).filter(pl.col("kind") == kind) for out in two_ways)
    assert few.height > 0
    assert few["cell_id"].to_list() == many["cell_id"].to_list()


def test_a_large_record_says_that_observers_are_not_weighed_and_judges_nothing_by_their_word(
    two_ways: tuple[Path, Path],
) -> None:
    few, many = two_ways
    assert "observers_not_weighed" not in remarks(few)["kind"]
    assert "observers_not_weighed" in remarks(many)["kind"]
    (fact,) = facts(many, "P2.P3.one").to_dicts()
    assert (fact["halves"], fact["family"], fact["p_happened"]) == ("observer_only", "none", None)


def test_two_nils_do_not_agree_with_what_an_observer_saw(tmp_path: Path) -> None:
    lines = [
        "P0,exporter,P0,P1,one,2001,nil,items,transfer,a",
        "P1,importer,P0,P1,one,2001,nil,items,transfer,b",
        "P4,observer,P0,P1,one,2001,20,items,transfer,f",
    ]
    assert facts(reconciled(tmp_path / "out", lines, 0), "one")["halves"].to_list() == ["conflicting"]


def test_a_large_record_of_one_side_alone_is_said_to_be_so_once(tmp_path: Path) -> None:
    found = remarks(reconciled(tmp_path / "out", (one for one in counts() if "exporter" in one), 0))
    assert found.select("cell_id", "kind").rows() == [("-", "one_side_only")]
    assert "exporters alone speak" in found["sentence"][0]


def test_how_many_small_counts_were_left_to_the_closed_form_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tallystick.pipeline.at_scale.MOST_COUNTED", 2)
    same = [f"A9,exporter,A9,A8,arms,{year},4,items,transfer,a" for year in range(2001, 2008)]
    out = reconciled(tmp_path / "out", [*counts(2, 3), *same], 0)
    (remark,) = remarks(out).filter(pl.col("kind") == "work_capped")["sentence"]
    assert remark.startswith("4 of 12 flows with a small count were estimated as amounts")
    # what most flows say goes first
    assert facts(out, "A9.A8")["df"].unique().to_list() == [4]


def test_measured_amounts_are_no_counts(tmp_path: Path) -> None:
    lines = [f"{one},transfer,a" for one in trade(3, 2, unit="kg") if "-" not in one]
    out = reconciled(tmp_path / "out", lines, 0)
    assert 4 not in facts(out, "4407")["df"].to_list()


def test_how_well_one_half_was_told_from_the_other_is_in_the_summary(tallystick: Run, tmp_path: Path) -> None:
    written(tmp_path / "tally.csv", trade(parties=3))
    done = tallystick("reconcile", "tally.csv", "--out", "out", "--parties", "any", "--predict", at=tmp_path)
    predicted = pl.read_parquet(tmp_path / "out" / "prediction.parquet")
    held = pl.col("observed").is_between("low", "high").mean()
    mean, share = predicted.select(pl.col("log_score").mean(), held).row(0)
    assert f"{mean:>12.2f}  mean log score of predictions in usd" in done.stdout
    assert f"{share:>12.2f}  share of halves in usd within the 90 % range predicted" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_what_reads_and_pairs_loads_no_library_of_numbers() -> None:
    # they load beside the reading, which a first import at the head of one module would undo
    ask = "import sys, tallystick.pipeline.mirror; print(sorted({'numpy', 'scipy', 'pydantic'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
