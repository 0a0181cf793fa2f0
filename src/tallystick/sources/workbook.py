"""Open Excel workbooks (.xlsx): values only, from the first sheet that holds any."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import python_calamine

from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.model.claim import Issue
from tallystick.phrase import Phrase, quoted, says
from tallystick.sources.document import Document, Form
from tallystick.sources.preamble import rows_above
from tallystick.sources.scalar import as_text
from tallystick.sources.sheets import ARCHIVE_ERRORS, Sheet, damaged, look_at_sheets, place_of
from tallystick.sources.table import Cells, Header, assemble, empty


def open_workbook(path: Path, data: bytes) -> Document:
    """Read an Excel workbook; further sheets that hold something are reported, never read.

    Raises:
        UnreadableError: for damaged or oversized workbooks, formulas, error cells, merged cells, and all that
            every document is checked for.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = [sheet for sheet in look_at_sheets(path, archive) if sheet.filled > 0]
    except ARCHIVE_ERRORS as error:
        raise damaged(path, error) from error
    if len(sheets) == 0:
        raise empty(path)
    sheet = sheets[0]
    rows, merged = _values(path, data, sheet)
    records = list(_records(path, sheet, rows))
    titles = rows_above(cells for _, _, cells in records)
    _refuse_merged(path, sheet, merged, titles)
    below = (
        (line, cells) for _, line, cells in records[titles:] if any(cell.strip() != "" for cell in cells)
    )
    first = next(below, None)
    if first is None:
        raise empty(path)
    header = Header(first[1], first[0])
    _refuse_computed(path, sheet, header)
    read_as = _read_as(sheet, titles)
    unread = [_unread(other) for other in sheets[1:]]
    document = assemble(path, Form.XLSX, header, records[header.line :], read_as, unread)
    return replace(document, preamble=tuple(" ".join(cells).strip() for _, _, cells in records[:titles]))


def _read_as(sheet: Sheet, titles: int) -> Phrase:
    form = says("XLSX, sheet %(sheet)s", sheet=quoted(sheet.name))
    return form if titles == 0 else says("%(form)s, below %(count)s rows of text", form=form, count=titles)


_Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each by row and column from 0."""


def _values(path: Path, data: bytes, sheet: Sheet) -> tuple[list[list[object]], list[_Range]]:
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as workbook:
            found = workbook.get_sheet_by_name(sheet.name)
            merged = found.merged_cell_ranges
            rows: list[list[object]] = [list(row) for row in found.to_python(skip_empty_area=False)]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise damaged(path, error) from error
    return rows, [] if merged is None else list(merged)


def _refuse_merged(path: Path, sheet: Sheet, merged: list[_Range], titles: int) -> None:
    """Refuse merged cells but those of a title, whose first cell says all there is."""
    for (row, column), (last, _) in merged:
        if last >= titles:
            raise UnreadableError(
                path,
                says(
                    "has merged cells on sheet %(sheet)s, and only the first of them holds the value",
                    sheet=quoted(sheet.name),
                ),
                line=row + 1,
                column=str(column + 1),
                remedy=says("Unmerge them and write the value into each row it is meant for."),
            )


def _records(path: Path, sheet: Sheet, rows: list[list[object]]) -> Iterator[Cells]:
    for line, row in enumerate(rows, start=1):
        try:
            cells = [as_text(value) for value in row]
        except ValueRefusedError as error:
            raise UnreadableError(
                path,
                says(
                    "sheet %(sheet)s holds %(value)s, which is neither text, number nor day",
                    sheet=quoted(sheet.name),
                    value=error.whole,
                ),
                line=line,
                remedy=says("Write the cell as text."),
            ) from error
        yield f"sheet {sheet.name!r}, row {line}", line, cells


def _refuse_computed(path: Path, sheet: Sheet, header: Header) -> None:
    for reference, is_formula in ((sheet.formula, True), (sheet.error, False)):
        if reference is None:
            continue
        row, column = place_of(reference)
        inside = 0 < column <= len(header.names) and header.names[column - 1].strip() != ""
        raise UnreadableError(
            path,
            _computed(sheet, reference, is_formula=is_formula),
            line=row,
            column=header.names[column - 1].strip() if inside else str(column),
            remedy=says("Copy the sheet and paste it as values."),
        )


def _computed(sheet: Sheet, reference: str, *, is_formula: bool) -> Phrase:
    if is_formula:
        return says(
            "sheet %(sheet)s, cell %(cell)s, holds a formula, which is not a figure anybody declared",
            sheet=quoted(sheet.name),
            cell=reference,
        )
    return says(
        "sheet %(sheet)s, cell %(cell)s, holds an error instead of a value",
        sheet=quoted(sheet.name),
        cell=reference,
    )


def _unread(sheet: Sheet) -> Issue:
    return Issue(
        rule="unread_sheet",
        field="-",
        value=sheet.name,
        message=f"The sheet {sheet.name!r} holds {sheet.filled:,} cells and was not read: only the first is. "
        "Save it as a file of its own if it belongs here.",
        locator=f"sheet {sheet.name!r}",
    )
