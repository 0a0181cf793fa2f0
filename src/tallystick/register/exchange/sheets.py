"""Ledgers as lines of text, from CSV and workbooks; lists written out so that no cell is taken for a formula."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

import python_calamine

from tallystick.errors import UnreadableError
from tallystick.register.exchange.extent import refuse_bomb

_DELIMITERS: Final = (",", ";", "\t")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
WORKBOOKS: Final = (".xlsx", ".xls", ".xlsm", ".ods")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ledger."""

    headings: tuple[str, ...]
    lines: Iterator[tuple[int, tuple[str, ...]]]
    """Number of the line in the file, and its cells as text."""
    unread: tuple[str, ...] = ()
    """Further sheets of a workbook that hold something; they are not read."""


def opened_sheet(path: Path, name: str | None = None) -> Sheet:
    """Open a ledger: the first line that holds anything is the heading.

    Args:
        path: the file.
        name: what it is called, where its path does not say.

    Raises:
        UnreadableError: it is damaged, no table, not in UTF-8, or two columns have one heading.
    """
    called = name or path.name
    if called.lower().endswith(WORKBOOKS):
        rows, unread = _workbook(path)
    else:
        rows, unread = _csv(path), ()
    filled = ((line, cells) for line, cells in rows if any(cell != "" for cell in cells))
    first = next(filled, None)
    if first is None:
        raise UnreadableError(
            called, "is empty", remedy="A ledger has a line of headings, and a line for each item."
        )
    headings = tuple(cell.strip() for cell in first[1])
    twice = sorted({one for one in headings if one != "" and headings.count(one) > 1})
    if len(twice) > 0:
        raise UnreadableError(
            called, f"two columns are headed {twice[0]!r}", line=first[0], remedy="Give each its own heading."
        )
    return Sheet(headings, filled, unread)


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
        remedy = "Save it in the spreadsheet as “CSV UTF-8”, or as a workbook (.xlsx)."
        raise UnreadableError(path, "it is not written in UTF-8", remedy=remedy) from error
    except csv.Error as error:
        raise UnreadableError(
            path, f"it is no table: {error}", remedy="Save it anew as CSV or .xlsx."
        ) from error


def _workbook(path: Path) -> tuple[Iterator[tuple[int, tuple[str, ...]]], tuple[str, ...]]:
    refuse_bomb(path)
    try:
        book = python_calamine.load_workbook(str(path))
        sheets = [book.get_sheet_by_name(one) for one in book.sheet_names]
        filled = [one for one in sheets if one.height > 0]
        if len(filled) == 0:
            return iter(()), ()
        first = filled[0]
        top = 0 if first.start is None else first.start[0]
        rows = ((top + at, tuple(_text(cell) for cell in row)) for at, row in enumerate(first.iter_rows(), 1))
        return rows, tuple(one.name for one in filled[1:])
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableError(
            path, f"the workbook cannot be read: {error}", remedy="Save it anew."
        ) from error


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
