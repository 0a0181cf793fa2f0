"""The engine of this machine: the order of what it holds, and what it leaves when it fails."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl
import pytest

from tallystick.engine import engine as engines
from tallystick.engine import keys
from tallystick.engine.engine import Frame
from tallystick.engine.lazy import Local
from tallystick.engine.local import frame
from tallystick.errors import UsageError
from tallystick.model.tables import FACT, REPEAT

TEXTS = {"a": pl.String, "b": pl.String}


def spelt(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Write texts shorter and out again, each row with its place beside it, which must stay with it."""
    engine = Local()
    given = pl.DataFrame(rows, schema=TEXTS, orient="row").with_columns(row=pl.int_range(pl.len()))
    keyed = engine.keyed(engine.bring(given), ["a", "b"])
    held = engine.fetch(engine.spelt(keyed.frame, keyed))
    assert held.select("a", "b").schema == TEXTS
    assert held.sort("row").select(*TEXTS).rows() == list(rows)
    return [f"{a}.{b}" for a, b in held.select(*TEXTS).iter_rows()]


@pytest.mark.parametrize(
    "rows",
    [
        [("b", "x"), ("a", "y"), ("a", "x")],
        # joined by dots, "a-b.x" comes before "a.x"
        [("a", "x"), ("a-b", "x"), ("a b", "x"), ("aa", "x")],
        [("Ä", "x"), ("Z", "x"), ("a", "x")],
        [],
    ],
)
def test_what_is_written_out_again_comes_in_the_order_of_its_joined_texts(
    rows: list[tuple[str, str]],
) -> None:
    assert spelt(rows) == sorted(".".join(row) for row in rows)


def test_a_text_with_a_dot_that_begins_as_another_ends_is_brought_into_order_by_what_holds_rows() -> None:
    engine, rows = Local(), [("a.b", "x"), ("a", "z"), ("a", "c.x")]
    assert spelt(rows) != sorted(".".join(row) for row in rows)
    joined = pl.DataFrame({"name": spelt(rows)})
    held = engine.fetch(engine.kept(engine.bring(joined), "name", ["name"]))
    assert held["name"].to_list() == sorted(joined["name"])


def test_days_are_numbered_beside_texts_and_written_out_again() -> None:
    days = [date(2014, 1, 1), date(1969, 12, 31), date(2014, 1, 1), date(2020, 2, 29)]
    rows = pl.DataFrame({"a": ["y", "x", "x", "y"], "day": days})
    keyed = Local().keyed(Local().bring(rows), ["a", "day"])
    assert keyed.keys == (("_key0",),)
    found = Local().fetch(Local().spelt(keyed.frame, keyed)).select("a", "day")
    assert found.equals(rows.sort("a", "day"))


def test_a_group_with_a_gap_is_grouped_by_as_it_stands() -> None:
    rows = pl.DataFrame({"a": ["y", None], "b": ["x", "x"], "n": [1, 2]})
    keyed = Local().keyed(Local().bring(rows), ["a"], ["b"])
    assert keyed.keys == (("a",), ("_key1",))
    found = Local().fetch(Local().spelt(keyed.frame, keyed))
    assert found.sort("n").select("a", "b", "n").equals(rows)


def test_more_combinations_than_numbers_are_grouped_by_as_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_LIMIT", 4)
    rows = Local().bring(pl.DataFrame({"a": ["y", "x"], "b": ["x", "z"]}))
    assert Local().keyed(rows, ["a", "b"], ["a"]).keys == (("a", "b"), ("_key1",))


def test_what_is_held_is_read_once_and_is_texts_to_whoever_fetches_it(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("a,b\ny,2\nx,1\ny,3\n", encoding="utf-8")
    engine = Local()
    held = engine.held(engine.scan(path, ","), ["a"])
    path.unlink()
    assert engine.fetch(held.select("a", "b")).rows() == [("y", "2"), ("x", "1"), ("y", "3")]
    assert engine.fetch(held.select("a")).schema == {"a": pl.String}


def test_a_small_table_is_joined_to_words_held_short_as_to_texts() -> None:
    engine = Local()
    rows = engine.bring(pl.DataFrame({"a": ["y", "x"], "b": ["1", "2"]}))
    known = engine.bring(pl.DataFrame({"a": ["y", "z"], "b": ["1", "2"], "n": [1, 2]}))
    for held in (rows, engine.held(rows, ["a"])):
        joined = held.join(engines.alike(held, known, ["a", "b"]), on=["a", "b"], how="left")
        assert engine.fetch(joined).sort("a").rows() == [("x", "2", None), ("y", "1", 1)]
        assert engines.as_texts(held).collect_schema() == {"a": nw.String, "b": nw.String}


def repeats(years: Sequence[int]) -> Frame:
    columns = {"claimant": "SWE", "instrument": "att", "lines": 2, "repeated": 1}
    days = [{"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)} for year in years]
    return Local().bring(pl.DataFrame([columns | day for day in days]))


def test_a_table_is_written_in_its_own_order(tmp_path: Path) -> None:
    rows = repeats([2001, 2002, 2003, 2004, 2005])
    assert Local().write(REPEAT, rows, lambda part: part, tmp_path) == 5
    found = pl.read_parquet(tmp_path / "repeat.parquet")
    assert found.columns == REPEAT.column_names()
    assert [day.year for day in found["period_start"]] == [2001, 2002, 2003, 2004, 2005]


def test_some_rows_stand_in_place_of_those_that_are_made(tmp_path: Path) -> None:
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


def test_many_rows_are_written_in_their_order_with_others_among_them(tmp_path: Path) -> None:
    names = [f"{number:06}" for number in range(300_000)]
    row = dict.fromkeys(FACT.column_names()) | {"family": "none", "halves": "agreed"}
    made = pl.DataFrame({"cell_id": names}).lazy()
    others = frame(FACT, [row | {"cell_id": name, "estimate": 9.0} for name in names[::1_000]])

    def facts(rows: Frame) -> Frame:
        return rows.with_columns(**{name: nw.lit(value) for name, value in row.items() if name != "cell_id"})

    Local().write(FACT, nw.from_native(made), facts, tmp_path, others)
    found = pl.read_parquet(tmp_path / "fact.parquet")
    assert found["cell_id"].to_list() == names
    assert found.filter(pl.col("estimate") == 9.0)["cell_id"].to_list() == names[::1_000]


def test_what_is_put_beside_rows_leaves_them_in_their_order() -> None:
    numbers = list(range(200_000))
    rows = Local().bring(pl.DataFrame({"number": numbers, "word": [str(one % 977) for one in numbers]}))
    words = Local().bring(pl.DataFrame({"word": [str(one) for one in range(900)], "known": range(900)}))
    found = Local().fetch(engines.beside(rows, words, ["word"]))
    assert found.columns == ["number", "word", "known"]
    assert found["number"].is_sorted()
    assert found["known"].to_list() == [None if one % 977 >= 900 else one % 977 for one in numbers]


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
