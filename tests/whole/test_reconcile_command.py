"""`tallystick reconcile`: tables from tally files of any subject."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tallystick.model.tables import TABLES
from tallystick.pipeline import mirror
from tests.whole.conftest import Run
from tests.whole.mirrored import HEADER, trade, written

PAIRS = [
    "DEU,exporter,DEU,POL,battle_tanks,2014,91,items",
    "POL,importer,DEU,POL,battle_tanks,2014,63,items",
    "DEU,exporter,DEU,FRA,battle_tanks,2014,12,items",
    "FRA,importer,DEU,FRA,battle_tanks,2014,12,items",
]


def table(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / f"{name}.parquet")


def facts(out: Path) -> dict[str, dict[str, Any]]:
    return {row["cell_id"]: row for row in table(out, "fact").to_dicts()}


def test_the_command_writes_the_tables_and_says_what_it_found(tallystick: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "tally.csv", PAIRS)
    done = tallystick("reconcile", path, "--out", "mirror", "--json", at=tmp_path)
    assert (done.code, done.stderr) == (0, "tables written to mirror\n")
    found = {row["what"]: row["number"] for row in json.loads(done.stdout)}
    assert (found["claims laid"], found["cells"], found["cells: halves agree"]) == (4, 2, 1)
    for name in ("cell", "fact", "reliability", "explained", "remark"):
        assert table(tmp_path / "mirror", name).columns == TABLES[name].column_names()
    assert table(tmp_path / "mirror", "fact")["cell_id"].is_sorted()


def test_several_files_and_forms_are_one_record(tallystick: Run, tmp_path: Path) -> None:
    written(tmp_path / "exports.csv", PAIRS[::2])
    pl.read_csv(written(tmp_path / "imports.csv", PAIRS[1::2])).write_parquet(tmp_path / "imports.parquet")
    done = tallystick("reconcile", "exports.csv", "imports.parquet", "--out", "out", at=tmp_path)
    assert done.code == 0, done.stderr
    assert facts(tmp_path / "out")["transfer.DEU.FRA.battle_tanks.2014.items"]["halves"] == "agreed"


def test_a_file_given_twice_is_read_once_and_that_is_said(tallystick: Run, tmp_path: Path) -> None:
    written(tmp_path / "a.csv", PAIRS)
    written(tmp_path / "b.csv", PAIRS)
    assert tallystick("reconcile", "a.csv", "b.csv", "--out", "out", at=tmp_path).code == 0
    assert table(tmp_path / "out", "cell")["claims"].to_list() == [2, 2]
    assert "given_twice" in table(tmp_path / "out", "remark")["kind"].to_list()


@pytest.mark.parametrize(
    ("lines", "header", "code", "told"),
    [
        (["DEU,exporter,DEU,POL,battle_tanks,2014,several,items"], HEADER, 3, "line 2, column 'quantity'"),
        (["DEU,exporter,DEU,POL,battle_tanks,2014,-5,items"], HEADER, 3, "line 2, column 'quantity'"),
        (["DEU,exporter,DEU,POL,battle_tanks,2014,12"], HEADER.removesuffix(",unit"), 3, "'unit'"),
        (["DEU,exporter,DEU,POL,battle_tanks,2014,12,items,new"], HEADER, 3, "line 2"),
        (["Ruritania,exporter,Ruritania,POL,battle_tanks,2014,12,items"], HEADER, 3, "--parties any"),
        ([], HEADER, 3, "no rows"),
        (["DEU,exporter,DEU,POL,battle_tanks,2014,12,items,kg"], f"{HEADER},unit", 3, "two columns of one"),
        (["DEU,exporter,DEU,POL,battle_tanks,2014,12,items,kg"], f"{HEADER},Unit", 3, "two columns of one"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_nothing_is_written(
    lines: list[str], header: str, code: int, told: str, tallystick: Run, tmp_path: Path
) -> None:
    written(tmp_path / "tally.csv", lines, header)
    done = tallystick("reconcile", "tally.csv", "--out", "out", at=tmp_path)
    assert (done.code, done.stdout) == (code, "")
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_is_named(tallystick: Run, tmp_path: Path) -> None:
    done = tallystick("reconcile", "none.csv", "--out", "out", at=tmp_path)
    assert (done.code, "none.csv" in done.stderr) == (3, True)


def test_any_codes_are_taken_as_they_stand_if_asked(tallystick: Run, tmp_path: Path) -> None:
    written(
        tmp_path / "tally.csv",
        ["X1,exporter,X1,Y2,440710,2014,12,usd", "Y2,importer,X1,Y2,440710,2014,12,usd"],
    )
    assert tallystick("reconcile", "tally.csv", "--out", "out", "--parties", "any", at=tmp_path).code == 0
    assert list(facts(tmp_path / "out")) == ["transfer.X1.Y2.440710.2014.usd"]


@pytest.mark.parametrize("few", [100_000, 0])
def test_a_filing_file_speaks_of_any_party_and_category_too(tmp_path: Path, few: int) -> None:
    """US and GE are no codes of the vocabulary here: they stand as they are written in both files."""
    lines = ["GE,exporter,GE,US,4407,2014,12,kg,panel", "GE,exporter,GE,US,4409,2014,12,kg,panel"]
    tally = written(tmp_path / "tally.csv", lines, f"{HEADER},instrument")
    filed = written(
        tmp_path / "filed.csv",
        ["US,panel,2014,imports,lines,4407"],
        "claimant,instrument,period,direction,content,categories",
    )
    mirror.reconcile_files([tally, filed], tmp_path / "out", mirror.Mirror(any_party=True, few=few))
    assert table(tmp_path / "out", "cell")["to_state"].to_list() == ["silent", "no_record"]
    assert "unknown_party" not in set(table(tmp_path / "out", "remark")["kind"])


def test_a_source_made_from_the_returns_is_no_second_witness_beside_them(tmp_path: Path) -> None:
    halves = [
        "P0,exporter,P0,P1,arms,2014,20,items,transfer,",
        "P1,importer,P0,P1,arms,2014,30,items,transfer,",
    ]
    seen = "SIPRI,observer,P0,P1,arms,2014,90,items,transfer,"

    def estimate(name: str, *lines: str) -> float:
        path = written(tmp_path / f"{name}.csv", lines, f"{HEADER},act,instrument")
        mirror.reconcile_files([path], tmp_path / name, mirror.Mirror(any_party=True))
        return float(table(tmp_path / name, "fact")["estimate"][0])

    returned = [line + "un_register" for line in halves]
    alone = estimate("alone", *returned)
    assert estimate("derived", *returned, seen + "sipri_register") == alone
    assert estimate("another", *returned, seen + "another") > alone


def test_a_second_run_takes_away_what_the_first_wrote_and_it_does_not(
    tallystick: Run, tmp_path: Path
) -> None:
    written(tmp_path / "tally.csv", trade(parties=3))
    arguments = ("reconcile", "tally.csv", "--out", "out", "--parties", "any")
    assert tallystick(*arguments, "--predict", at=tmp_path).code == 0
    prediction = table(tmp_path / "out", "prediction")
    assert prediction.columns == TABLES["prediction"].column_names()
    assert set(prediction["side"]) == {"exporter", "importer"}
    assert tallystick(*arguments, at=tmp_path).code == 0
    assert not (tmp_path / "out" / "prediction.parquet").exists()


@pytest.fixture(scope="module")
def two_ways(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Reconcile one trade claim by claim and by columns."""
    folder = tmp_path_factory.mktemp("trade")
    path = written(folder / "tally.csv", trade())
    for name, few in (("few", 100_000), ("many", 0)):
        mirror.reconcile_files([path], folder / name, mirror.Mirror(any_party=True, few=few))
    return folder / "few", folder / "many"


def test_a_large_record_has_the_cells_of_a_small_one(two_ways: tuple[Path, Path]) -> None:
    few, many = two_ways
    assert_frame_equal(table(few, "cell"), table(many, "cell"))


def test_a_large_record_has_the_facts_of_a_small_one_but_for_how_causes_were_looked_for(
    two_ways: tuple[Path, Path],
) -> None:
    few, many = two_ways
    left, right = table(few, "fact"), table(many, "fact")
    assert left["cell_id"].to_list() == right["cell_id"].to_list()
    alone = left["halves"].str.ends_with("only")
    columns = ["low", "estimate", "high", "log_mean", "log_sd", "df", "figure", "p_figure", "p_happened"]
    assert_frame_equal(left.filter(alone).select(columns), right.filter(alone).select(columns), rel_tol=1e-6)


def test_how_much_of_a_large_record_was_laid_line_by_line_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tallystick.pipeline.at_scale.FEWEST_LAID", 10)
    path = written(tmp_path / "tally.csv", (line for line in trade() if "-" not in line))
    mirror.reconcile_files([path], tmp_path / "out", mirror.Mirror(any_party=True, few=0))
    found = table(tmp_path / "out", "fact")
    (remark,) = table(tmp_path / "out", "remark").filter(pl.col("kind") == "work_capped")["sentence"]
    gaps = found.filter(pl.col("gap") > 0).height
    laid = found.filter((pl.col("gap") > 0) & pl.col("remainder").is_not_null()).height
    assert 0 < laid < gaps
    assert remark.startswith(f"{gaps - laid} of {gaps} flows whose halves differ")
