"""The engine of this machine: the order of what it holds, and what it leaves when it fails."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from tallystick.engine import engine as engines
from tallystick.engine import lazy
from tallystick.engine.engine import Frame
from tallystick.engine.lazy import Local
from tallystick.engine.local import frame
from tallystick.errors import UsageError
from tallystick.model.tables import FACT, REPEAT

TEXTS = {"a": pl.String, "b": pl.String}


def kept(rows: Sequence[tuple[str, str]]) -> list[str]:
    engine = Local()
    frame = engine.coded(engine.bring(pl.DataFrame(rows, schema=TEXTS, orient="row")), ["a"])
    held = engine.fetch(engine.kept(frame, ["a", "b"]))
    assert held.schema == TEXTS
    return [f"{a}.{b}" for a, b in held.iter_rows()]


@pytest.mark.parametrize(
    "rows",
    [
        [("b", "x"), ("a", "y"), ("a", "x")],
        # joined by dots, "a-b.x" comes before "a.x"
        [("a", "x"), ("a-b", "x"), ("a b", "x"), ("aa", "x")],
        # a text that begins another, dot included: only the joined texts have the order
        [("a.b", "x"), ("a", "z"), ("a", "c.x")],
        [("Ä", "x"), ("Z", "x"), ("a", "x")],
        [],
    ],
)
def test_what_is_held_comes_in_the_order_of_its_joined_texts(rows: list[tuple[str, str]]) -> None:
    assert kept(rows) == sorted(".".join(row) for row in rows)


def repeats(years: Sequence[int]) -> Frame:
    columns = {"claimant": "SWE", "instrument": "att", "lines": 2, "repeated": 1}
    days = [{"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)} for year in years]
    return Local().bring(pl.DataFrame([columns | day for day in days]))


def test_a_table_is_written_slice_by_slice_in_its_own_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lazy, "_SLICE", 2)
    rows = repeats([2001, 2002, 2003, 2004, 2005])
    assert Local().write(REPEAT, rows, lambda part: part, tmp_path) == 5
    found = pl.read_parquet(tmp_path / "repeat.parquet")
    assert found.columns == REPEAT.column_names()
    assert [day.year for day in found["period_start"]] == [2001, 2002, 2003, 2004, 2005]


def test_some_rows_stand_in_place_of_those_that_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lazy, "_SLICE", 2)
    row = dict.fromkeys(FACT.column_names()) | {"family": "none", "halves": "agreed"}
    made = frame(FACT, [row | {"cell_id": name, "estimate": 1.0} for name in "abcde"])
    others = frame(FACT, [row | {"cell_id": name, "estimate": 9.0, "family": "range"} for name in "bde"])
    written = Local().write(FACT, Local().bring(made), lambda part: part, tmp_path, others)
    found = pl.read_parquet(tmp_path / "fact.parquet")
    assert written == 5
    assert found.select("cell_id", "estimate", "family").rows() == [
        ("a", 1.0, "none"),
        ("b", 9.0, "range"),
        ("c", 1.0, "none"),
        ("d", 9.0, "range"),
        ("e", 9.0, "range"),
    ]


def test_what_is_put_beside_rows_leaves_them_in_their_order() -> None:
    numbers = list(range(200_000))
    rows = Local().bring(pl.DataFrame({"number": numbers, "word": [str(one % 977) for one in numbers]}))
    words = Local().bring(pl.DataFrame({"word": [str(one) for one in range(900)], "known": 1}))
    found = Local().fetch(engines.beside(rows, words, ["word"]))
    assert found["number"].is_sorted()
    assert found["known"].null_count() == sum(one % 977 >= 900 for one in numbers)


def test_a_table_that_could_not_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        Local().write(REPEAT, repeats([2001]), lambda part: part.select(nw.col("nothing")), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_engine_nobody_has_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"'sprak'. Nearest: spark. Known: local, spark"):
        engines.start("sprak")


def test_spark_without_pyspark_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'tallystick\[spark\]'"):
        engines.start("spark")


def test_spark_without_java_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: object())
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match="Java 17"):
        engines.start("spark")
