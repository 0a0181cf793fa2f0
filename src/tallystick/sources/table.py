"""The guards every document passes, whatever its form: header, shape and cells."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tallystick.errors import UnreadableError
from tallystick.model.claim import Issue
from tallystick.phrase import Said, quoted, says
from tallystick.sources.document import Document, Form, Row, fold

CELL_CHARACTERS: Final = 10_000
"""The longest remark in seven years of the UN Register has 261 characters; two pages of text in one cell are
an accident (an open quote, a pasted page) or an attack, never a designation."""

ROWS: Final = 5_000_000
"""More would exhaust a laptop's memory before anything was said; no published source comes near."""

FILE_BYTES: Final = 2**30
"""Five million rows of two hundred characters; the same limit holds for what a compressed file unpacks to."""

_FORBIDDEN: Final = re.compile("[\0\ud800-\udfff]")
"""NUL bytes, and halves of characters that no text file can hold."""

_FORMULA: Final = re.compile(r"\s*(?:[=@]|[+-](?![\s\d]|[.,]\d|$))")
"""What a spreadsheet would carry out: `=`, `@`, a sign before anything but a number. A lone `-` is none."""

_SUSPECT: Final = re.compile("[=@+\0\ud800-\udfff-]")
"""A row without any of these needs no closer look; most rows have none."""

NO_NIL: Final = says(
    "An empty list is not a nil return: write a filing with content nil, or a line with nil."
)
"""What to do where nothing is listed."""

Cells = tuple[str, int, list[str]]
"""Locator, line, cells."""


@dataclass(frozen=True, slots=True)
class Header:
    """The column names as written, and the line they stand on."""

    names: list[str]
    line: int


def assemble(
    path: Path,
    form: Form,
    header: Header,
    records: Iterable[Cells],
    read_as: Said,
    issues: Sequence[Issue] = (),
) -> Document:
    """Check header and rows, and put a document together.

    Raises:
        UnreadableError: blank or repeated header, ragged or missing rows, oversized or forbidden cells,
            formulas.
    """
    names = [name.strip() for name in header.names]
    _check_cells(path, header.line, names, names)
    kept = list(_checked(path, names, records))
    if len(kept) == 0:
        raise without_rows(path, header.line)
    named = _named_columns(path, names, header.line, kept)
    columns = tuple(names[place] for place in named)
    rows = [
        Row(locator, line, {names[place]: cells[place] for place in named}) for locator, line, cells in kept
    ]
    return Document(path, form, columns, rows, read_as, tuple(issues))


def without_rows(path: Path, line: int | None) -> UnreadableError:
    """Refuse a file that has a header and nothing below it."""
    return UnreadableError(path, says("has a header and no rows"), line=line, remedy=NO_NIL)


def empty(path: Path) -> UnreadableError:
    """Refuse a file that holds nothing."""
    remedy = says("A file needs a header and at least one row.")
    return UnreadableError(path, says("is empty"), line=1, remedy=remedy)


def _checked(path: Path, names: list[str], records: Iterable[Cells]) -> Iterator[Cells]:
    width = len(names)
    for count, (locator, line, cells) in enumerate(records):
        if count >= ROWS:
            problem = says("has more than %(allowed)s rows", allowed=ROWS)
            raise UnreadableError(path, problem, line=line, remedy=says("Split the file."))
        joined = "\n".join(cells)
        if joined == "" or joined.isspace():
            continue
        if len(cells) != width:
            raise _ragged(path, line, len(cells), width)
        if len(joined) > CELL_CHARACTERS or _SUSPECT.search(joined) is not None:
            _check_cells(path, line, names, cells)
        yield locator, line, cells


def _ragged(path: Path, line: int, found: int, width: int) -> UnreadableError:
    if found < width:
        problem = says(
            "has %(found)s cells, fewer than the %(width)s of the header", found=found, width=width
        )
    else:
        problem = says("has %(found)s cells, more than the %(width)s of the header", found=found, width=width)
    return UnreadableError(
        path,
        problem,
        line=line,
        remedy=says("Put text that holds the separator between double quotes, and leave no cell out."),
    )


def _check_cells(path: Path, line: int, names: list[str], cells: list[str]) -> None:
    for name, cell in zip(names, cells, strict=True):
        if len(cell) > CELL_CHARACTERS:
            raise oversized(path, line, name[:60], len(cell))
        if _FORBIDDEN.search(cell) is not None:
            raise UnreadableError(
                path,
                says("holds a NUL byte or half a character"),
                line=line,
                column=name,
                remedy=says("The file is damaged or not text: fetch it again."),
            )
        if computes(cell):
            raise formula(path, line, name, cell)


def computes(cell: str) -> bool:
    """Whether a spreadsheet would carry a cell out instead of showing it."""
    return _FORMULA.match(cell) is not None


def oversized(path: Path, line: int, column: str | None, characters: int) -> UnreadableError:
    """Make the error for a cell that is too long to be one."""
    return UnreadableError(
        path,
        says(
            "has a cell of %(found)s characters or more; %(allowed)s are allowed",
            found=characters,
            allowed=CELL_CHARACTERS,
        ),
        line=line,
        column=column,
        remedy=says("Look for a quotation mark that is not closed, or shorten the text."),
    )


def not_utf8(path: Path, data: bytes, error: UnicodeDecodeError, column: str) -> UnreadableError:
    """Make the error for the first byte that is not UTF-8."""
    # An error after a byte order mark counts from behind it.
    start = error.start + (len(data) - len(error.object))
    return UnreadableError(
        path,
        says("has a byte (%(byte)s) that is not UTF-8", byte=f"0x{data[start]:02x}"),
        line=data.count(b"\n", 0, start) + 1,
        column=column,
        remedy=says("Save it as CSV UTF-8; Excel calls this 'CSV UTF-8 (comma delimited)'."),
    )


def formula(path: Path, line: int, column: str, cell: str) -> UnreadableError:
    """Make the error for a cell that computes instead of saying."""
    return UnreadableError(
        path,
        says(
            "line %(line)s holds a formula (%(cell)s), and a formula is not a figure anybody declared",
            line=str(line),
            cell=quoted(cell.strip()[:40]),
        ),
        line=line,
        column=column,
        remedy=says("Paste it as a value; let text not begin with =, @, + or -."),
    )


def _named_columns(path: Path, names: list[str], line: int, rows: list[Cells]) -> list[int]:
    """Give the places of the columns that have a name; spreadsheets leave empty ones behind at the edge."""
    seen: dict[str, str] = {}
    named = []
    for place, name in enumerate(names):
        if name == "":
            _refuse_unnamed(path, place, line, rows)
            continue
        if fold(name) in seen:
            raise UnreadableError(
                path,
                says(
                    "has two columns of one name (%(first)s and %(second)s)",
                    first=quoted(seen[fold(name)]),
                    second=quoted(name),
                ),
                line=line,
                column=name,
                remedy=says("Rename or remove one; capitals, spaces and underscores make no difference."),
            )
        seen[fold(name)] = name
        named.append(place)
    return named


def _refuse_unnamed(path: Path, place: int, line: int, rows: list[Cells]) -> None:
    if any(cells[place].strip() != "" for _, _, cells in rows):
        raise UnreadableError(
            path,
            says("has no name for column number %(place)s, which holds text", place=place + 1),
            line=line,
            column=str(place + 1),
            remedy=says("Give every column a name in the first row."),
        )
