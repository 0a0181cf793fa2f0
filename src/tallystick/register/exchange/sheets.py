"""Ledgers as lines of text, from CSV and workbooks; lists written out so that no cell is taken for a formula."""

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Final

import python_calamine

from tallystick.errors import UnreadableError
from tallystick.phrase import quoted, says
from tallystick.register.exchange.extent import refuse_bomb
from tallystick.register.exchange.fields import FIELDS
from tallystick.register.exchange.formulas import without_result
from tallystick.register.exchange.usual import field_headed

_DELIMITERS: Final = (",", ";", "\t")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
_NEAR_TOP: Final = 30
"""Lines with something in them among which headings are looked for: titles and remarks above a table are fewer."""
Row = tuple[int, tuple[str, ...]]
"""Number of a line in the file, and its cells as text."""
WORKBOOKS: Final = (".xlsx", ".xls", ".xlsm", ".ods")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the headings of a ledger stand, as a person chose it."""

    sheet: str = ""
    """The sheet of a workbook; empty where nobody chose one."""
    line: int = 0
    """The line in the file; 0 where nobody chose one."""


ANYWHERE: Final = Place()
"""Where nobody chose: the headings are looked for."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ledger."""

    headings: tuple[str, ...]
    lines: Iterator[Row]
    """Number of the line in the file, and its cells as text."""
    place: Place
    """Where the headings stand."""
    unread: tuple[str, ...] = ()
    """Further sheets of a workbook that hold something; they are not read."""
    merged: frozenset[tuple[int, int]] = frozenset()
    """Line and column, from 0, of cells that are empty since they are merged with one above."""
    without_result: frozenset[tuple[int, int]] = frozenset()
    """Line and column of cells that are empty since they hold a formula whose result was not kept."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """What one sheet of a workbook holds, or a file that has no sheets."""

    name: str
    read: Callable[[], Iterator[Row]]
    merged: frozenset[tuple[int, int]] = frozenset()
    without_result: Callable[[], frozenset[tuple[int, int]]] = frozenset

    def filled(self) -> Iterator[Row]:
        """Read the lines that hold anything."""
        return ((line, cells) for line, cells in self.read() if any(cell != "" for cell in cells))


def opened_sheet(
    path: Path, name: str | None = None, *, at: Place = ANYWHERE, wanted: Collection[str] = ()
) -> Sheet:
    """Open a ledger.

    Args:
        path: the file.
        name: what it is called, where its path does not say.
        at: where its headings stand, if a person said so.
        wanted: headings that it must have; the first line that has them is the heading. Otherwise it is the line near
            the top that reads most like headings: titles and notes may stand before it.

    Raises:
        UnreadableError: it is damaged, no table, not in UTF-8, or two columns have one heading.
    """
    called = name or path.name
    sheets = _workbook(path) if called.lower().endswith(WORKBOOKS) else [_Rows("", lambda: _csv(path))]
    found = _heading(sheets, at, frozenset(wanted))
    if found is None:
        raise UnreadableError(
            called,
            says("is empty"),
            remedy=says("A ledger has a line of headings, and a line for each item."),
        )
    sheet, (first, cells) = found
    headings = tuple(cell.strip() for cell in cells)
    twice = sorted({one for one in headings if one != "" and headings.count(one) > 1})
    if len(twice) > 0:
        raise UnreadableError(
            called,
            says("two columns are headed %(heading)s", heading=quoted(twice[0])),
            line=first,
            remedy=says("Give each its own heading."),
        )
    lines = (row for row in sheet.filled() if row[0] > first)
    unread = tuple(one.name for one in sheets if one is not sheet)
    return Sheet(headings, lines, Place(sheet.name, first), unread, sheet.merged, sheet.without_result())


def _heading(sheets: Sequence[_Rows], at: Place, wanted: frozenset[str]) -> tuple[_Rows, Row] | None:
    chosen = [one for one in sheets if one.name == at.sheet] or sheets
    if at.line > 0:
        found = ((one, row) for one in chosen for row in one.filled() if row[0] >= at.line)
        return next(found, None)
    near = [(one, row) for one in chosen for row in islice(one.filled(), _NEAR_TOP)]
    if len(wanted) > 0:
        fits = next((each for each in near if wanted <= {cell.strip() for cell in each[1][1]}), None)
        if fits is not None:
            return fits
    # of equally good ones the first
    likely = max(near, key=lambda each: _likeness(each[1][1]), default=None)
    return likely if likely is not None and _likeness(likely[1][1]) > 1 else next(iter(near), None)


def _likeness(cells: Sequence[str]) -> int:
    """Count the fields that words of a line usually head."""
    told = {field_headed(cell) or (cell.casefold() if cell.casefold() in FIELDS else None) for cell in cells}
    return len(told - {None})


def is_unicode(file: IO[bytes]) -> bool:
    """Whether the bytes of a file that is no workbook are text in UTF-8, or in UTF-16 with its mark."""
    file.seek(0)
    start = file.read(4)
    decoder = codecs.getincrementaldecoder(_encoding(start))()
    try:
        decoder.decode(start)
        while len(some := file.read(1 << 16)) > 0:
            decoder.decode(some)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _encoding(start: bytes) -> str:
    return "utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"


def _csv(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    with path.open("rb") as file:
        start = file.read(4)
    try:
        with path.open(encoding=_encoding(start), newline="") as file:
            head = file.readline()
            delimiter = max(_DELIMITERS, key=head.count)
            reader = csv.reader(chain([head], file), delimiter=delimiter, strict=True)
            for cells in reader:
                yield reader.line_num, tuple(cell.strip() for cell in cells)
    except UnicodeDecodeError as error:
        remedy = says("Save it in the spreadsheet as “CSV UTF-8”, or as a workbook (.xlsx).")
        raise UnreadableError(path, says("it is not written in UTF-8"), remedy=remedy) from error
    except csv.Error as error:
        problem = says("it is no table: %(why)s", why=str(error))
        raise UnreadableError(path, problem, remedy=says("Save it anew as CSV or .xlsx.")) from error


def _workbook(path: Path) -> list[_Rows]:
    refuse_bomb(path)
    try:
        book = python_calamine.load_workbook(str(path))
        sheets = [book.get_sheet_by_name(one) for one in book.sheet_names]
        return [
            _Rows(one.name, partial(_rows, one), _merged(one), partial(_without_result, path, one))
            for one in sheets
            if one.height > 0
        ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        problem = says("the workbook cannot be read: %(why)s", why=str(error))
        raise UnreadableError(path, problem, remedy=says("Save it anew.")) from error


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[Row]:
    # from the first line of the sheet on, and from the first column that holds anything
    return ((at, tuple(_text(cell) for cell in row)) for at, row in enumerate(sheet.iter_rows(), 1))


def _left(sheet: python_calamine.CalamineSheet) -> int:
    return 0 if sheet.start is None else sheet.start[1]


def _without_result(path: Path, sheet: python_calamine.CalamineSheet) -> frozenset[tuple[int, int]]:
    left = _left(sheet)
    return frozenset((line, column - left) for line, column in without_result(path, sheet.name))


def _merged(sheet: python_calamine.CalamineSheet) -> frozenset[tuple[int, int]]:
    left = _left(sheet)
    return frozenset(
        (line + 1, column - left)
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        for line in range(top + 1, min(bottom, sheet.total_height) + 1)
        for column in range(first, last + 1)
    )


def _text(cell: Any) -> str:  # noqa: ANN401  # whatever a workbook holds
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    return str(cell).strip()


def harmless(value: object) -> object:
    """Give a value as it may stand in a cell: a text that begins like a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def write_csv(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a list as CSV that every spreadsheet opens; give how many rows."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([harmless(one) for one in headings])
    count = 0
    for row in rows:
        writer.writerow(["" if one is None else harmless(one) for one in row])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a list as a workbook; give how many rows."""
    from openpyxl import Workbook  # noqa: PLC0415  # loads slowly, and only here

    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.append([harmless(one) for one in headings])
    count = 0
    for row in rows:
        sheet.append([harmless(one) for one in row])
        count += 1
    book.save(file)
    return count
