"""The engine on Spark gives the facts of the engine on this machine, to nine digits."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tallystick.model.tables import TABLES
from tallystick.pipeline import mirror
from tests.whole.mirrored import trade, written

MISSING = [
    *(["pyspark"] if importlib.util.find_spec("pyspark") is None else []),
    *(["Java"] if shutil.which("java") is None and "JAVA_HOME" not in os.environ else []),
]

pytestmark = [
    pytest.mark.spark,
    pytest.mark.enable_socket,  # Spark's driver speaks to Java on this machine over one
    pytest.mark.skipif(len(MISSING) > 0, reason=f"needs {' and '.join(MISSING)}; .ci/run installs both"),
    pytest.mark.filterwarnings("default"),  # pyspark's own warnings are not this project's
]

TOLERANCE = 1e-9


def table(folder: Path, name: str) -> pl.DataFrame | None:
    target = folder / f"{name}.parquet"
    if not target.exists():
        return None
    return pl.read_parquet(target / "*.parquet" if target.is_dir() else target)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Reconcile the same files on both engines: CSV with ranges, bounds and observers, and plain Parquet."""
    folder = tmp_path_factory.mktemp("spark")
    odd = [
        "P1,exporter,P1,P2,4407,2010,10-20,kg,",
        "P2,importer,P1,P2,4407,2010,>=12,kg,",
        "P1,exporter,P1,P2,4407,2011,withheld,kg,",
        "P3,observer,P1,P2,4407,2011,15,kg,transfer",
        "P1,exporter,P1,P2,4407,2012,nil,items,",
        "P2,importer,P1,P2,4407,2012,0,items,",
        "P1,exporter,P1,P2,4407,2013-Q1,<100,items,",
    ]
    first = written(folder / "odd.csv", odd, "claimant,role,from,to,category,period,quantity,unit,act")
    second = folder / "trade.parquet"
    spans = [
        "P4,exporter,P4,P5,4407,2013-Q1,5,kg,panel",
        "P5,importer,P4,P5,4407,2013,20,kg,panel",
        "P4,exporter,P4,P5,4412,2013,5,kg,panel",
        "P5,importer,P4,P5,4412,2013,3,items,panel",
        "P4,exporter,P4,P5,4418,2013,5,kg,panel",
    ]
    filed = ["P5,panel,2013,imports,lines", "P4,panel,2013,exports,lines"]
    header = "claimant,role,from,to,category,period,quantity,unit,instrument"
    third = written(folder / "spans.csv", spans, header)
    fourth = written(folder / "filed.csv", filed, "claimant,instrument,period,direction,content")
    lines = [line for line in trade() if "-" not in line]
    pl.read_csv(written(folder / "trade.csv", lines)).write_parquet(second)
    for engine in ("local", "spark"):
        asked = mirror.Mirror(any_party=True, engine=engine, few=0, predicts=True)
        mirror.reconcile_files([first, second, third, fourth], folder / engine, asked)
    yield {engine: folder / engine for engine in ("local", "spark")}
    from pyspark.sql import SparkSession  # noqa: PLC0415  only where it is installed

    session = SparkSession.getActiveSession()
    if session is not None:
        session.stop()


@pytest.mark.parametrize(
    "name", ["cell", "fact", "reliability", "explained", "remark", "prediction", "match"]
)
def test_both_engines_give_the_same_rows(name: str, both: dict[str, Path]) -> None:
    here, there = table(both["local"], name), table(both["spark"], name)
    assert here is not None
    assert there is not None
    assert here.columns == TABLES[name].column_names()
    assert_frame_equal(here, there, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def test_the_cells_compared_hold_silences_and_what_is_given_otherwise(both: dict[str, Path]) -> None:
    found = table(both["local"], "cell")
    assert found is not None
    assert {"silent", "other_span", "other_unit"} <= set(found["to_state"])


def test_the_facts_compared_are_of_every_kind(both: dict[str, Path]) -> None:
    found = table(both["local"], "fact")
    assert found is not None
    assert {"agreed", "conflicting", "exporter_only", "importer_only", "nil_both", "withheld_one"} & set(
        found["halves"]
    )
    assert found.height > 100
