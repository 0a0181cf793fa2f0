"""Web pages: a grid becomes rows, what stands around it is kept, and nothing a page says is carried out."""

from pathlib import Path

import pytest

from tallystick.errors import UnreadableError
from tallystick.sources import html
from tallystick.sources.document import Document, Form
from tallystick.sources.open import open_document

GRID = "<table id='g'><tr><td>Name</td><td>Day</td></tr><tr><td>A</td><td>1</td></tr></table>"


def page(body: str) -> bytes:
    return f"<!DOCTYPE html>\n<html><head><title>T</title></head><body>{body}</body></html>".encode()


def opened(folder: Path, content: bytes) -> Document:
    path = folder / "page.html"
    path.write_bytes(content)
    return open_document(path)


def refused(folder: Path, content: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        opened(folder, content)
    assert len(caught.value.remedy) > 0
    assert not isinstance(caught.value.whole, str), "it can be said in English alone"
    return caught.value


def test_the_first_table_with_an_id_and_two_columns_is_the_grid(tmp_path: Path) -> None:
    menu = "<table><tr><td>menu</td><td>search</td></tr><tr><td>x</td><td>y</td></tr></table>"
    title = "<table id='title'><tr><td>one column</td></tr><tr><td>only</td></tr></table>"
    document = opened(tmp_path, page(menu + title + GRID))
    assert (document.form, document.columns) == (Form.HTML, ("Name", "Day"))
    assert [(row.locator, row.line, row.fields) for row in document.rows] == [
        ("row 1", 2, {"Name": "A", "Day": "1"})
    ]
    assert str(document.read_as) == "web page, its table 'g'"


def test_words_do_not_run_together_where_a_browser_breaks_the_line(tmp_path: Path) -> None:
    document = opened(tmp_path, page(GRID + "<div id='d'><p>first</p>second<br>third&nbsp;\t four</div>"))
    assert document.page.text("d") == "first second third four"


def test_texts_and_tables_are_found_by_the_end_of_their_id(tmp_path: Path) -> None:
    document = opened(tmp_path, page(GRID.replace("'g'", "'ctl_Page_g'") + "<p id='ctl_Page_when'>now</p>"))
    assert document.page.text("when") == "now"
    assert document.page.text("hen") == ""
    assert [row.cells for row in document.page.rows("g")] == [("Name", "Day"), ("A", "1")]
    assert document.page.rows("none") == ()


def test_numbers_of_notes_are_taken_off_a_name_and_kept_beside_the_row(tmp_path: Path) -> None:
    marked = "A <sup><a href='#1'>1</a>, <a href='#12'>12</a></sup>"
    document = opened(tmp_path, page(GRID.replace("<td>A</td>", f"<td>{marked}</td>")))
    assert document.rows[0].fields["Name"] == "A"
    assert document.page.marks["row 1"] == ("1", "12")


def test_a_raised_figure_that_is_no_note_stays(tmp_path: Path) -> None:
    document = opened(tmp_path, page(GRID.replace("<td>A</td>", "<td>5 m<sup>2</sup></td>")))
    assert document.rows[0].fields["Name"] == "5 m2"


def test_scripts_and_comments_say_nothing(tmp_path: Path) -> None:
    hidden = "<script>'<table id=x><tr>'</script><!-- secret --><style>p{}</style>"
    document = opened(tmp_path, page(f"{GRID}<div id='d'>seen{hidden}</div>"))
    assert document.page.text("d") == "seen"


def test_an_entity_is_not_expanded_and_no_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("SECRET", "utf-8")
    declared = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>\n<html><body>'
    document = opened(tmp_path, f"{declared}{GRID}<p id='d'>&x;&amp;</p></body></html>".encode())
    assert document.page.text("d") == "&x;&"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(page("<p>words</p>"), "without a table", id="no table"),
        pytest.param(page("<table id='g'></table>"), "without a table", id="empty table"),
        pytest.param(page(GRID).replace(b"</html>", b""), "cut short", id="cut short"),
        pytest.param(page(GRID.replace("<td>A</td>", "")), "1 cells, fewer than the 2", id="ragged"),
        pytest.param(page(GRID.replace(">A<", ">=A1<")), "formula", id="formula"),
        pytest.param(page(GRID).replace(b">A<", b">\xff<"), "0xff) that is not UTF-8", id="encoding"),
        pytest.param(page("<b>" * 300 + GRID + "</b>" * 300), "goes past a limit", id="too deep"),
        pytest.param(page(GRID + "<br>a\x01b"), "control character", id="control character"),
        pytest.param(page(GRID.replace("Day", "Name")), "two columns of one name", id="repeated header"),
    ],
)
def test_a_page_that_cannot_be_trusted_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in str(refused(tmp_path, content))


def test_a_page_too_large_to_be_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "PAGE_BYTES", 100)
    assert "100" in str(refused(tmp_path, page(GRID)))


@pytest.mark.parametrize("beginning", [b"\xef\xbb\xbf", b"\r\n\r\n", b'<?xml version="1.0"?>\n'])
def test_a_page_is_told_by_its_beginning_not_its_name(tmp_path: Path, beginning: bytes) -> None:
    path = tmp_path / "page.csv"
    path.write_bytes(beginning + page(GRID))
    assert open_document(path).form is Form.HTML
