"""Open Excel workbooks (.xlsx): values only, from the first sheet that holds any."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import python_calamine

from tallystick.errors import UnreadableError
from tallystick.model.claim import Issue
from tallystick.sources.document import Document, Form
from tallystick.sources.scalar import as_text
from tallystick.sources.sheets import ARCHIVE_ERRORS, Sheet, damaged, look_at_sheets, place_of
from tallystick.sources.table import Cells, Header, assemble


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
        raise UnreadableError(path, "is empty", line=1, remedy="A file needs a header and at least one row.")
    sheet = sheets[0]
    rows = _values(path, data, sheet)
    records = _records(path, sheet, rows)
    first = next(
        ((line, cells) for _, line, cells in records if any(cell.strip() != "" for cell in cells)), None
    )
    if first is None:
        raise UnreadableError(path, "is empty", line=1, remedy="A file needs a header and at least one row.")
    header = Header(first[1], first[0])
    _refuse_computed(path, sheet, header)
    read_as = f"XLSX, sheet {sheet.name!r}"
    return assemble(path, Form.XLSX, header, records, read_as, [_unread(other) for other in sheets[1:]])


def _values(path: Path, data: bytes, sheet: Sheet) -> list[list[object]]:
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as workbook:
            found = workbook.get_sheet_by_name(sheet.name)
            merged = found.merged_cell_ranges
            rows: list[list[object]] = [list(row) for row in found.to_python(skip_empty_area=False)]
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise damaged(path, error) from error
    if merged is not None and len(merged) > 0:
        (row, column), _ = merged[0]
        raise UnreadableError(
            path,
            f"has merged cells on sheet {sheet.name!r}, and only the first of them holds the value",
            line=row + 1,
            column=str(column + 1),
            remedy="Unmerge them and write the value into each row it is meant for.",
        )
    return rows


def _records(path: Path, sheet: Sheet, rows: list[list[object]]) -> Iterator[Cells]:
    for line, row in enumerate(rows, start=1):
        try:
            cells = [as_text(value) for value in row]
        except TypeError as error:
            raise UnreadableError(
                path,
                f"sheet {sheet.name!r} holds a {error}, which is neither text, number nor day",
                line=line,
                remedy="Write the cell as text.",
            ) from error
        yield f"sheet {sheet.name!r}, row {line}", line, cells


def _refuse_computed(path: Path, sheet: Sheet, header: Header) -> None:
    for reference, what in ((sheet.formula, "formula"), (sheet.error, "error")):
        if reference is None:
            continue
        row, column = place_of(reference)
        inside = 0 < column <= len(header.names) and header.names[column - 1].strip() != ""
        raise UnreadableError(
            path,
            f"sheet {sheet.name!r}, cell {reference}, holds a {what}, which is not a figure anybody declared"
            if what == "formula"
            else f"sheet {sheet.name!r}, cell {reference}, holds an error instead of a value",
            line=row,
            column=header.names[column - 1].strip() if inside else str(column),
            remedy="Copy the sheet and paste it as values.",
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
