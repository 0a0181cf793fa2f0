"""Bad input by the installed command: it ends well, says a sentence about each, and drops nothing."""

from pathlib import Path

import polars as pl
import pytest

from tests.whole.conftest import Run
from tests.whole.mirrored import written

HEADER = "claimant,role,from,to,category,period,quantity,unit,filing"
BAD = [
    "DEU,exporter,DEU,POL,battle_tanks,2014,91,items,a",
    "DEU,exporter,DEU,POL,battle_tanks,2014,63,items,b",
    "DEU,exporter,DEU,POL,battle_tanks,2014,12,items,c",
    "POL,importer,DEU,POL,battle_tanks,2014,63,items,p",
    "DEU,exporter,DEU,FRA,battle_tanks,2014,900000000,items,d",
    "FRA,importer,DEU,FRA,battle_tanks,2014,1,items,f",
    "DEU,exporter,DEU,DEU,battle_tanks,2014,5,items,e",
    "DEU,exporter,DEU,GBR,battle_tanks,2014,900000000000000,items,g",
    "DEU,exporter,DEU,NLD,battle_tanks,2014,nil,items,h",
]


def remarks(tallystick: Run, at: Path, *lines: str) -> dict[str, list[str]]:
    """Reconcile lines and give the cells of each kind of remark."""
    written(at / "tally.csv", lines, HEADER)
    done = tallystick("reconcile", "tally.csv", "--out", "out", at=at)
    assert done.code == 0, done.stderr
    table = pl.read_parquet(at / "out" / "remark.parquet")
    assert all(sentence.endswith(".") for sentence in table["sentence"])
    return {kind[0]: sorted(rows["cell_id"]) for kind, rows in table.group_by("kind")}


def test_each_kind_of_bad_input_has_its_sentence_and_nothing_is_dropped(
    tallystick: Run, tmp_path: Path
) -> None:
    found = remarks(tallystick, tmp_path, *BAD)
    cell = "transfer.DEU.{}.battle_tanks.2014.items"
    assert found["several_figures"] == [cell.format("POL")]
    assert found["far_apart"] == [cell.format("FRA")]
    assert found["to_oneself"] == [cell.format("DEU")]
    assert found["implausible"] == [cell.format("GBR")]
    facts = pl.read_parquet(tmp_path / "out" / "fact.parquet")
    assert facts.height == 5
    ends = facts.filter(pl.col("family") != "none").select("low", "estimate", "high")
    assert ends.select(pl.all().is_finite().all()).row(0) == (True, True, True)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["DEU,exporter,DEU,POL,battle_tanks,2014,91,items,a"], "one_side_only"),
        (
            [
                "DEU,exporter,DEU,POL,battle_tanks,2014,0,items,a",
                "POL,importer,DEU,POL,battle_tanks,2014,nil,items,b",
            ],
            "all_nil",
        ),
    ],
)
def test_what_the_whole_record_lacks_is_said_of_no_cell(
    lines: list[str], kind: str, tallystick: Run, tmp_path: Path
) -> None:
    assert remarks(tallystick, tmp_path, *lines)[kind] == ["-"]
