"""Tables on this machine: as declared, checked, and written so that no reader meets half of one."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tallystick.engine.local import conform, frame, read, schema, write, write_text
from tallystick.errors import ValueRefusedError
from tallystick.model.tables import DOCUMENT, JUDGEMENT, TABLES

ROW = {
    "judgement_id": "b",
    "about": "cell",
    "kind": "note",
    "text": "seen",
    "by": "A. Analyst",
    "on": date(2026, 3, 1),
    "evidence": "-",
    "supersedes": "-",
}


def judgements(*texts: str) -> pl.DataFrame:
    return frame(
        JUDGEMENT, [ROW | {"text": text, "judgement_id": str(place)} for place, text in enumerate(texts)]
    )


def test_a_frame_has_the_declared_columns_types_and_order_of_rows() -> None:
    table = frame(JUDGEMENT, [ROW, ROW | {"about": "a cell before"}])
    assert table.schema == schema(JUDGEMENT)
    assert table["about"].to_list() == ["a cell before", "cell"]


def test_a_frame_without_rows_still_has_its_types() -> None:
    for table in TABLES.values():
        empty = frame(table, [])
        assert (empty.height, empty.columns) == (0, table.column_names())


def test_a_column_that_is_not_declared_is_left_out_and_one_that_is_missing_is_a_fault() -> None:
    more = pl.DataFrame([ROW | {"mood": "calm"}])
    assert "mood" not in conform(JUDGEMENT, more).columns
    with pytest.raises(ValueRefusedError, match=r"'judgement' lacks \['text'\]"):
        conform(JUDGEMENT, more.drop("text"))


def test_a_key_is_never_null() -> None:
    with pytest.raises(ValueRefusedError, match="key column 'by' has empty values"):
        frame(JUDGEMENT, [ROW | {"by": None}])


def test_tables_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    tables = {"judgement": judgements("seen", "heard")}
    written = write(tables, tmp_path)
    assert [path.name for path in written] == ["judgement.parquet", "judgement.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["judgement.csv", "judgement.parquet"]
    assert read(tmp_path)["judgement"].equals(tables["judgement"])


def test_what_an_earlier_run_left_of_a_table_without_rows_is_taken_away(tmp_path: Path) -> None:
    write({"judgement": judgements("seen")}, tmp_path)
    (tmp_path / "mine.csv").write_text("kept", "utf-8")
    assert write({"judgement": judgements()}, tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "@SUM(A1)", "-cmd", "\tx", "\rx"])
def test_no_cell_of_a_csv_runs_in_a_spreadsheet(tmp_path: Path, text: str) -> None:
    write({"judgement": judgements(text)}, tmp_path)
    shown = pl.read_csv(tmp_path / "judgement.csv")["text"][0]
    assert shown == f"'{text}"
    assert read(tmp_path)["judgement"]["text"][0] == text


@pytest.mark.parametrize("text", ["-5 °C", "plain", "a=b", "-", ""])
def test_words_that_are_no_formula_are_written_as_they_are(tmp_path: Path, text: str) -> None:
    write({"judgement": judgements(text)}, tmp_path)
    assert pl.read_csv(tmp_path / "judgement.csv")["text"][0] == text


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"judgement": judgements("seen")}, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(_: pl.DataFrame, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(OSError, match="No space"):
        write({"judgement": judgements("heard")}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_text_that_cannot_be_written_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_text("old", tmp_path / "a.txt")

    def full(self: Path, *_: object, **__: object) -> None:
        self.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        write_text("new", tmp_path / "a.txt")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"old"}


def test_text_is_written_with_plain_line_ends_in_a_folder_that_need_not_exist(tmp_path: Path) -> None:
    write_text("one\ntwo\n", tmp_path / "new" / "a.txt")
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"one\ntwo\n"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.txt"]


def test_every_table_names_its_columns_once_and_sorts_by_its_own() -> None:
    for table in TABLES.values():
        names = table.column_names()
        assert len(set(names)) == len(names)
        assert set(table.sorted_by) <= set(names)
        assert all(column.meaning != "" for column in table.columns)
    assert "sha256" in DOCUMENT.column_names()
