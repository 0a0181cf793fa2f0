"""Excel, Parquet and JSON say the same as CSV, and are refused as clearly."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow  # type: ignore[import-untyped]
import pytest
from pyarrow import parquet

from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.sources import columnar, sheets
from tallystick.sources.open import open_document
from tallystick.sources.preamble import rows_above
from tallystick.sources.read import read
from tallystick.sources.scalar import as_text

MOMENT = datetime(2014, 3, 7, 5, 6)  # noqa: DTZ001 -- spreadsheets know no time zones
TALLY = """claimant,role,from,to,category,period,quantity,unit,designation
DEU,exporter,DEU,POL,battle_tanks,2014,91,items,Leopard 2
POL,importer,DEU,POL,battle_tanks,2014,0,items,Leopard 2
GHA,importer,Ruritania,GHA,small_arms,2014,nil,items,
"""

Sheet = list[list[Any]]


def write_xlsx(path: Path, *content: Sheet) -> Path:
    """Write one sheet for each table."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for number, rows in enumerate(content, start=1):
        sheet = workbook.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def rewrite(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one member of a zip archive."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[member] = change(members[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def refused(path: Path) -> UnreadableError:
    """Open a file that must be refused."""
    with pytest.raises(UnreadableError) as caught:
        open_document(path)
    assert len(str(caught.value)) < 500
    assert not isinstance(caught.value.whole, str), "it can be said in English alone"
    return caught.value


def typed(cell: str) -> object:
    """Type a cell as a spreadsheet would."""
    return int(cell) if cell.isdigit() else (cell if cell != "" else None)


def test_every_form_brings_the_same_claims_and_issues(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(TALLY)))
    names, *body = rows
    (tmp_path / "t.csv").write_text(TALLY, "utf-8")
    write_xlsx(tmp_path / "t.xlsx", [names, *([typed(cell) for cell in row] for row in body)])
    columns = {name: [row[place] for row in body] for place, name in enumerate(names)}
    columns["period"] = [int(cell) for cell in columns["period"]]  # type: ignore[misc]
    parquet.write_table(pyarrow.table(columns), tmp_path / "t.parquet")
    items = [dict(zip(names, row, strict=True)) for row in body]
    (tmp_path / "t.json").write_text(json.dumps(items, indent=1), "utf-8")
    readings = [read(tmp_path / f"t.{ending}") for ending in ("csv", "xlsx", "parquet", "json")]
    claims = [[taken.claim for taken in reading.claims] for reading in readings]
    issues = [[(issue.rule, issue.field, issue.message) for issue in reading.issues] for reading in readings]
    assert len(claims[0]) == 3
    assert len(issues[0]) == 2
    assert claims[1:] == claims[:1] * 3
    assert issues[1:] == issues[:1] * 3


def test_excel_values_become_the_text_a_person_would_type(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "f.xlsx",
        [
            [],
            ["a", "b", None],
            [12.0, date(2014, 3, 7), None],
            [0.1, MOMENT, None],
            [True, " x "],
        ],
    )
    document = open_document(path)
    assert [tuple(row.fields.values()) for row in document.rows] == [
        ("12", "2014-03-07"),
        ("0.1", "2014-03-07 05:06:00"),
        ("true", " x "),
    ]
    assert document.rows[0].locator == "sheet 'Sheet 1', row 3"
    assert document.rows[0].line == 3


def test_midnight_is_a_day_because_spreadsheets_know_only_moments() -> None:
    assert as_text(MOMENT.replace(hour=0, minute=0)) == "2014-03-07"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1], b"x", timedelta(1), Decimal("NaN")])
def test_a_value_that_no_declaration_can_hold_is_refused(value: object) -> None:
    with pytest.raises(ValueRefusedError, match="a value"):
        as_text(value)


def test_further_sheets_are_reported_and_not_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [], [["a"], [1]], [["left"], ["alone"]])
    document = open_document(path)
    assert document.columns == ("a",)
    assert [(issue.rule, issue.value) for issue in document.issues] == [("unread_sheet", "Sheet 3")]


def test_a_sheet_left_unread_is_among_the_issues_of_the_reading(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(TALLY)))
    path = write_xlsx(tmp_path / "t.xlsx", rows[:2], [["notes"]])
    assert [issue.rule for issue in read(path).issues] == ["unread_sheet"]


def test_a_formula_is_refused_with_sheet_line_and_column(tmp_path: Path) -> None:
    error = refused(write_xlsx(tmp_path / "f.xlsx", [["a", "b"], [1, 2], [3, "=A2+1"]]))
    assert (error.line, error.column) == (3, "b")
    assert "sheet 'Sheet 1', cell B3, holds a formula" in error.problem


def test_a_formula_on_a_sheet_that_is_not_read_is_no_trouble(tmp_path: Path) -> None:
    assert len(open_document(write_xlsx(tmp_path / "f.xlsx", [["a"], [1]], [["=1+1"]])).rows) == 1


def test_an_error_cell_is_refused_and_not_read_as_blank(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [["a", "b"], [1, "#N/A"]])
    error = refused(path)
    assert (error.line, error.column) == (2, "b")
    assert "holds an error instead of a value" in error.problem


def test_merged_cells_are_refused(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["a", "b"])
    sheet.append([1, 2])
    sheet.merge_cells("B2:B3")
    workbook.save(tmp_path / "f.xlsx")
    error = refused(tmp_path / "f.xlsx")
    assert (error.line, error.column) == (2, "2")
    assert "merged" in error.problem


TITLES: Sheet = [["Exports"], ["Source", "as sent"], [], ["a", "b", "c", "d", "e"], ["x", "y", "z", 1, 2]]


def test_a_header_below_titles_is_found_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    document = open_document(write_xlsx(tmp_path / "f.xlsx", TITLES))
    assert document.columns == tuple("abcde")
    assert document.preamble == ("Exports", "Source as sent", "")
    assert document.rows[0].line == 5
    assert str(document.read_as).endswith("below 3 rows of text")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["a", "b"], ["x", "y"], ["x", "y"]], id="nothing above it"),
        pytest.param([["a", "b", ""], ["x", "y", "z"]], id="a row only a little longer"),
        pytest.param([["a"], ["x", "x", "y"]], id="a row that says one word twice"),
        pytest.param([["a"], ["x", "y", 3]], id="a row with a figure"),
    ],
)
def test_a_row_is_not_taken_for_a_header_because_it_is_longer(rows: Sheet) -> None:
    assert rows_above([[str(cell) for cell in row] for row in rows]) == 0


def test_merged_cells_below_the_header_are_refused_also_where_titles_stand_above(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in TITLES:
        workbook.worksheets[0].append(row)
    workbook.worksheets[0].merge_cells("A1:E1")
    workbook.worksheets[0].merge_cells("A5:A6")
    workbook.save(tmp_path / "f.xlsx")
    assert refused(tmp_path / "f.xlsx").line == 5


def test_a_duration_in_excel_is_refused(tmp_path: Path) -> None:
    assert refused(write_xlsx(tmp_path / "f.xlsx", [["a"], [timedelta(hours=30)]])).line == 2


def test_a_workbook_without_values_is_empty(tmp_path: Path) -> None:
    assert "is empty" in refused(write_xlsx(tmp_path / "f.xlsx", [])).problem


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [["a"], [1]])
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged" in refused(path).problem


def test_a_workbook_with_a_wrong_checksum_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook>the sheets</workbook>")
    path.write_bytes(path.read_bytes().replace(b"the sheets", b"xxx sheets"))
    assert "checksum" in refused(path).problem


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "f.xlsx", "w") as archive:
        archive.writestr("letter.txt", "Dear colleagues")
    assert "is no Excel workbook" in refused(tmp_path / "f.xlsx").problem


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [["a"], [1]])
    monkeypatch.setattr(sheets, "UNPACKED_BYTES", 1000)
    assert "unpacks to" in refused(path).problem


def test_two_cells_in_opposite_corners_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [["a"], [1]])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b'r="A2"', b'r="XFD1048576"'))
    assert "reaches over 1,048,576 rows and 16,384 columns" in refused(path).problem


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [["a"], [1]])
    doctype = b'<!DOCTYPE x [<!ENTITY y "z">]>'
    rewrite(path, "xl/worksheets/sheet1.xml", lambda data: doctype + data)
    assert "entities" in refused(path).problem


def test_broken_xml_inside_a_workbook_is_damage(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "f.xlsx", [["a"], [1]])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda data: data[:-30])
    assert "damaged" in refused(path).problem


@pytest.mark.parametrize("keep", [0.99, 0.5, 0.1])
def test_truncated_parquet_is_damaged(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "f.parquet"
    parquet.write_table(pyarrow.table({"a": list(range(100))}), path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert "damaged Parquet" in refused(path).problem


def test_parquet_with_lists_inside_is_refused(tmp_path: Path) -> None:
    parquet.write_table(pyarrow.table({"a": ["x"], "b": [[1, 2]]}), tmp_path / "f.parquet")
    error = refused(tmp_path / "f.parquet")
    assert (error.line, error.column) == (1, "b")


def test_parquet_without_rows_is_refused(tmp_path: Path) -> None:
    parquet.write_table(pyarrow.table({"a": pyarrow.array([], pyarrow.string())}), tmp_path / "f.parquet")
    assert "no rows" in refused(tmp_path / "f.parquet").problem


def test_parquet_of_too_many_rows_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet.write_table(pyarrow.table({"a": [1, 2, 3]}), tmp_path / "f.parquet")
    monkeypatch.setattr(columnar, "ROWS", 2)
    assert "has 3 rows" in refused(tmp_path / "f.parquet").problem


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        pytest.param("[]", 1, "empty list", id="empty list"),
        pytest.param('{"a": 1}', 1, "not a list", id="object"),
        pytest.param("[1, 2]", 1, "something other than objects", id="list of numbers"),
        pytest.param('[{"a": "1"},\n{"a": "2"}', 2, "list is not closed", id="truncated between objects"),
        pytest.param('[{"a": "1"},\n{"a": "2', 2, "broken JSON", id="truncated within a text"),
        pytest.param('[{"a": "1"}\n{"a": "2"}]', 2, "comma is missing", id="comma missing"),
        pytest.param('[{"a": "1"},\n{"b": "2"}]', 2, "keys differ", id="other keys"),
        pytest.param('[{"a": "1", "a": "2"}]', 1, "one key twice", id="key twice"),
        pytest.param('[{"a": NaN}]', 1, "NaN", id="not a number"),
        pytest.param('[{"a": "1"}] x', 1, "goes on", id="text behind the list"),
        pytest.param('[{"a": "\\ud800"}]', 1, "half a character", id="half a character"),
        pytest.param('[{"a": "=1+1"}]', 1, "formula", id="formula"),
        pytest.param('[{"a": ' + "[" * 100_000 + "]", 1, "nested too deeply", id="deep nesting"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused_with_its_line(
    tmp_path: Path, content: str, line: int, words: str
) -> None:
    (tmp_path / "f.json").write_text(content, "utf-8")
    error = refused(tmp_path / "f.json")
    assert error.line == line
    assert words in error.problem


def test_json_in_another_encoding_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_bytes(b'[\n{"a": "\xe9"}]')
    error = refused(tmp_path / "f.json")
    assert (error.line, error.column) == (2, "8")


def test_json_numbers_keep_the_digits_they_were_written_with(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text(
        '[\n{"a": 1.50, "b": 12345678901234567890, "c": null, "d": [{"e": 1}]}]', "utf-8"
    )
    row = open_document(tmp_path / "f.json").rows[0]
    assert row.fields == {"a": "1.50", "b": "12345678901234567890", "c": "", "d": '[{"e": "1"}]'}
    assert (row.locator, row.line) == ("row 1", 2)
