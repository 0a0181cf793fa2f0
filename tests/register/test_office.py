"""Office files: no clock, no author, and nothing that XML cannot hold."""

import io
import zipfile
from datetime import date

from docx import Document
from openpyxl import Workbook

from tallystick.register.paper.office import add_facts, book_bytes, document_bytes, plain

DAY = date(2024, 3, 1)


def a_document() -> bytes:
    document = Document()
    add_facts(document, [("Make", "Izhmash\x00"), ("Model", ""), ("Year", None), ("Lines", 0)])
    return document_bytes(document, DAY)


def a_book() -> bytes:
    book = Workbook()
    book.worksheets[0].append(("AKM", 12))
    return book_bytes(book, DAY)


def test_no_part_of_a_file_names_another_day_than_that_of_its_making() -> None:
    for content in (a_document(), a_book()):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert {info.date_time[0] for info in file.infolist()} == {1980}
            core = file.read("docProps/core.xml").decode()
        assert core.count("2024-03-01T00:00:00Z") == 2


def test_a_table_of_facts_leaves_out_what_says_nothing_and_keeps_a_nought() -> None:
    table = Document(io.BytesIO(a_document())).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Make", "Izhmash\N{REPLACEMENT CHARACTER}"],
        ["Lines", "0"],
    ]


def test_signs_that_no_file_can_hold_are_shown_as_such() -> None:
    assert plain("a\x0b\ud800\uffff\nb\t") == "a\ufffd\ufffd\ufffd\nb\t"
