"""The lines that a publisher sets above the header of a CSV file."""

from pathlib import Path

import pytest

from tallystick.errors import UnreadableError
from tallystick.sources.open import open_document
from tallystick.sources.preamble import LINES, lines_above

SEPARATORS = (",", ";", "\t")
TABLE = "a,b,c,d,e,f,g\n1,2,3,4,5,6,7\n1,2,3,4,5,6,7\n"
PROSE = "Figures, as published\r\nrounded, as agreed\r\nconventions; abbreviations; and acronyms.;\r\n\r\n"


def test_prose_above_a_table_is_kept_apart_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(PROSE + TABLE, "utf-8", newline="")
    document = open_document(path)
    assert document.preamble == (
        "Figures, as published",
        "rounded, as agreed",
        "conventions; abbreviations; and acronyms.;",
        "",
    )
    assert document.columns == tuple("abcdefg")
    assert [row.locator for row in document.rows] == ["line 6", "line 7"]
    assert str(document.read_as) == "CSV, cells separated by commas, below 4 lines of text"


def test_a_table_without_prose_has_none_above_it(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(TABLE, "utf-8")
    document = open_document(path)
    assert (document.preamble, document.rows[0].line) == ((), 2)
    assert str(document.read_as) == "CSV, cells separated by commas"


def test_a_row_that_is_malformed_below_prose_is_named_by_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(PROSE + TABLE + "1,2,3\n", "utf-8", newline="")
    with pytest.raises(UnreadableError, match="has 3 cells, fewer than the 7") as caught:
        open_document(path)
    assert caught.value.line == 8


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a,b,c,d\n" + TABLE, id="a header with cells too few"),
        pytest.param("\n\n" + TABLE, id="blank lines"),
        pytest.param("just prose\nand more\n", id="no table"),
        pytest.param("title\na,b\n1,2\n", id="two columns are as good as prose"),
        pytest.param("title\na,b,c\n1,2\n", id="no second row as wide"),
        pytest.param("prose\n" * (LINES + 1) + TABLE, id="too far down"),
        pytest.param("x" * 10_001 + "\n" + TABLE, id="a line nobody set"),
        pytest.param('a,b,c,d,e,f,"g\n(items)"\n' + "1,2,3,4,5,6,7\n" * 2, id="a header over two lines"),
    ],
)
def test_what_is_no_prose_above_a_table_is_not_taken_for_it(text: str) -> None:
    assert lines_above(text, SEPARATORS) == ()
