"""Write the forms of a return as an Excel or a Word file."""

import re
from datetime import date
from typing import Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tallystick.register.paper.office import book_bytes, document_bytes, plain
from tallystick.register.returns.sheets import Cell, Sheet

_SHEET_NAME: Final = re.compile(r"[\\/?*:\[\]]")
_SHEET_NAME_LENGTH: Final = 31
"""Both are Excel's rules for the name of a sheet."""
_UNDATED: Final = date(2000, 1, 1)
"""The day of a form that has none yet: a draft."""
_WIDTH: Final = 24
"""Columns wide enough for a state's name and code, in characters."""


def xlsx(sheets: list[Sheet], made_on: date | None) -> bytes:
    """Write the forms as an Excel file, one sheet each; no cell is a formula, whatever it begins with."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(sheets, 1):
        name = _SHEET_NAME.sub(" ", f"{number} {sheet.title}")[:_SHEET_NAME_LENGTH].strip()
        _fill(book.create_sheet(name), sheet)
    return book_bytes(book, made_on or _UNDATED)


def _fill(page: Worksheet, sheet: Sheet) -> None:
    lines: list[tuple[Cell, ...]] = [(sheet.title,), *((said,) for said in sheet.said), sheet.columns]
    head = len(lines)
    for at, row in enumerate([*lines, *sheet.rows], 1):
        for column, value in enumerate(row, 1):
            _put(page, at, column, value)
    for column in range(1, len(sheet.columns) + 1):
        page.column_dimensions[get_column_letter(column)].width = _WIDTH
        page.cell(head, column).font = Font(bold=True)
    page.cell(1, 1).font = Font(bold=True, size=14)
    page.freeze_panes = page.cell(head + 1, 1)
    page.page_setup.orientation = "landscape"


def _put(page: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = page.cell(row, column)
    cell.alignment = Alignment(vertical="top", wrap_text=row > 1)
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = plain(value)
    # "=1+1" typed by somebody is a text, never a formula
    cell.data_type = "s"


def docx(sheets: list[Sheet], made_on: date | None) -> bytes:
    """Write the forms as a Word file, one table each, on landscape pages."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.styles["Normal"].font.size = Pt(9)
    for level, sheet in enumerate(sheets):
        document.add_heading(plain(sheet.title), level=min(level, 1))
        for said in sheet.said:
            document.add_paragraph(plain(said))
        table = document.add_table(rows=0, cols=len(sheet.columns), style="Table Grid")
        for number, row in enumerate([sheet.columns, *sheet.rows]):
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.paragraphs[0].add_run(plain(str(value))).bold = number == 0
    return document_bytes(document, made_on or _UNDATED)
