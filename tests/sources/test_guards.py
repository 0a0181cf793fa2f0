"""What a CSV file must be before anything of it is taken."""

from pathlib import Path

import pytest

from tallystick.errors import UnreadableError
from tallystick.sources import table
from tallystick.sources.open import open_document

LONG = "x" * 10_001


def refused(folder: Path, content: bytes) -> UnreadableError:
    """Open a file that must be refused."""
    path = folder / "returns.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        open_document(path)
    assert caught.value.file == path
    assert str(caught.value).startswith("returns.csv")
    return caught.value


@pytest.mark.parametrize(
    ("content", "line", "column", "words"),
    [
        pytest.param(b"", 1, None, "is empty", id="empty"),
        pytest.param(b" \r\n\n", 1, None, "is empty", id="blank"),
        pytest.param(b"a,b\r\n", 1, None, "a header and no rows", id="header only"),
        pytest.param(b"a,b\n,\n \n", 1, None, "a header and no rows", id="blank rows only"),
        pytest.param(b"a,b\n1,\xff\n", 2, "b", "0xff) that is not UTF-8", id="bad byte"),
        pytest.param(
            b"\xef\xbb\xbfa,b\n1,2\n\xe9,2\n", 3, "a", "0xe9", id="bad byte after a byte order mark"
        ),
        pytest.param(b'a,b\n"1\n2",\xe9\n', 3, "b", "not UTF-8", id="bad byte after a line break in quotes"),
        pytest.param(b"a,\xe9\n1,2\n", 1, "2", "not UTF-8", id="bad byte in the header"),
        pytest.param("a,b\n1,2\n".encode("utf-16"), 1, "1", "UTF-16", id="UTF-16"),
        pytest.param(b"a,b\n1,2\x00\n", 2, "b", "NUL", id="NUL byte"),
        pytest.param(b"a,b\x00\n1,2\n", 1, "b\0", "NUL", id="NUL byte in the header"),
        pytest.param(b"a,,c\n1,2,3\n", 1, "2", "no name for column number 2", id="blank header"),
        pytest.param(b"a,b,A\n1,2,3\n", 1, "A", "two columns of one name", id="repeated header"),
        pytest.param(
            b"End user,end_user\n1,2\n", 1, "end_user", "two columns", id="header repeated but for spelling"
        ),
        pytest.param(b"a,b\n1,2\n1\n", 3, None, "1 cells, fewer than the 2", id="short row"),
        pytest.param(b"a,b\n1,2,3\n", 2, None, "3 cells, more than the 2", id="long row"),
        pytest.param(b'a,b\n1,2\n3,"4\n5,6\n', 3, None, "never closed", id="truncated in quotes"),
        pytest.param(b'a,b\n1,"2"x\n', 2, None, "not well-formed CSV", id="text after a quotation"),
        pytest.param(f"a,b\n1,{LONG}\n".encode(), 2, "b", "10,001 characters", id="long cell"),
        pytest.param(f"a,b\n1,{LONG * 20}\n".encode(), 2, None, "10,000 are allowed", id="enormous cell"),
        pytest.param(f"a,{LONG}\n1,2\n".encode(), 1, "x" * 60, "10,001 characters", id="long header"),
        pytest.param(b"a,b\n1,=SUM(A1:A9)\n", 2, "b", "holds a formula", id="formula with ="),
        pytest.param(b"a,b\n1,@SUM(A1)\n", 2, "b", "holds a formula", id="formula with @"),
        pytest.param(b"a,b\n1,+A1\n", 2, "b", "holds a formula", id="formula with +"),
        pytest.param(b"a,b\n1,-A1\n", 2, "b", "holds a formula", id="formula with -"),
        pytest.param(b"a,b\n1,\t=A1\n", 2, "b", "holds a formula", id="formula behind a tab"),
        pytest.param(b"\xd0\xcf\x11\xe0rest", 1, None, "password-protected", id="old Excel"),
        pytest.param(b"\x1f\x8b\x08\x00", 1, None, "gzip", id="gzip"),
        pytest.param(b"%PDF-1.7", 1, None, "PDF", id="PDF"),
        pytest.param(b"\n<!doctype html><table>", 2, None, "web page cut short", id="half a web page"),
        pytest.param(b'<?xml version="1.0"?><a/>', 1, None, "is XML", id="XML"),
        pytest.param(b"<table><tr></tr></table>", 1, None, "a piece of a web page", id="piece of a page"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_with_its_place(
    tmp_path: Path, content: bytes, line: int, column: str | None, words: str
) -> None:
    error = refused(tmp_path, content)
    assert (error.line, error.column) == (line, column)
    assert words in error.problem
    assert len(error.remedy) > 0
    assert len(str(error)) < 400


@pytest.mark.parametrize("cell", ["-", "-5", "+5", "- mortar", "5=5", "<100", ">=5", "a@b", "-.5", ""])
def test_a_sign_before_a_number_or_a_lone_dash_is_no_formula(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"a,b\n1,{cell}\n", "utf-8")
    assert open_document(path).rows[0].fields["b"] == cell


@pytest.mark.parametrize(("separator", "words"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")])
def test_the_separator_is_told_by_the_header_and_said(tmp_path: Path, separator: str, words: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(f"a{separator}b\n1,5{separator}x\n".replace("1,5", '"1,5"'), "utf-8")
    document = open_document(path)
    assert document.rows[0].fields == {"a": "1,5", "b": "x"}
    assert str(document.read_as) == f"CSV, cells separated by {words}"


def test_a_byte_order_mark_blank_lines_and_windows_line_ends_are_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b'\xef\xbb\xbf\r\na,b\r\n\r\n"1\r\n2",x\r\n,\r\n3,y\r\n')
    rows = open_document(path).rows
    assert [(row.line, row.locator) for row in rows] == [(4, "line 4"), (7, "line 7")]
    assert [row.fields["b"] for row in rows] == ["x", "y"]


def test_a_column_that_is_blank_throughout_needs_no_name(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a,b,,\n1,2,,\n", "utf-8")
    assert open_document(path).columns == ("a", "b")


def test_a_file_of_too_many_rows_or_bytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "ROWS", 2)
    assert refused(tmp_path, b"a\n1\n2\n3\n").line == 4
    monkeypatch.setattr("tallystick.sources.open.FILE_BYTES", 3)
    assert "bytes" in refused(tmp_path, b"a\n1\n2\n").problem


def test_a_file_that_is_not_there_or_a_folder_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be opened"):
        open_document(tmp_path / "absent.csv")
    with pytest.raises(UnreadableError, match="cannot be opened"):
        open_document(tmp_path)
