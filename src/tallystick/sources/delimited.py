"""Open CSV: UTF-8, cells separated by commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from tallystick.errors import UnreadableError
from tallystick.phrase import Phrase, Said, says
from tallystick.sources.document import Document, Form
from tallystick.sources.preamble import lines_above
from tallystick.sources.table import CELL_CHARACTERS, Cells, Header, assemble, empty, not_utf8, oversized

_SEPARATORS: Final = {
    ",": says("CSV, cells separated by commas"),
    ";": says("CSV, cells separated by semicolons"),
    "\t": says("CSV, cells separated by tabs"),
}
"""Many Excel installations write semicolons, because their language writes 1,5 for one and a half."""

_BAD_BYTE: Final = re.compile("[\udc80-\udcff]")
"""What `surrogateescape` makes of a byte that is not UTF-8."""

_OTHER_UNICODE: Final = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 files begin."""


def open_delimited(path: Path, data: bytes) -> Document:
    """Read a CSV document.

    Raises:
        UnreadableError: for bytes that are not UTF-8, unclosed quotes, and all that every document is
            checked for.
    """
    text = _decode(path, data)
    above = lines_above(text, tuple(_SEPARATORS))
    text = text.split("\n", len(above))[len(above)]
    separator = _separator(text)
    records = _records(path, text, separator, 1 + len(above))
    first = next(records, None)
    if first is None:
        raise empty(path)
    read_as = _read_as(separator, len(above))
    document = assemble(path, Form.CSV, Header(first[2], first[1]), records, read_as)
    return replace(document, preamble=above)


def _read_as(separator: str, above: int) -> Phrase:
    form = _SEPARATORS[separator]
    return form if above == 0 else says("%(form)s, below %(count)s lines of text", form=form, count=above)


def separator_of(path: Path) -> str:
    """Tell the separator of a file of any size."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return _separator(file.read(CELL_CHARACTERS))


def _separator(text: str) -> str:
    """Tell the separator by the header: the one that occurs there most."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    return max(_SEPARATORS, key=header.count)


def _records(path: Path, text: str, separator: str, line: int) -> Iterator[Cells]:
    """Give the records of a text that begins on a line of the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = line
    try:
        for cells in reader:
            if len(cells) > 0:
                yield f"line {line}", line, cells
            line = begins + reader.line_num
    except csv.Error as error:
        raise _malformed(path, line, str(error)) from error


def _malformed(path: Path, line: int, reason: str) -> UnreadableError:
    if "field limit" in reason:
        return oversized(path, line, None, CELL_CHARACTERS)
    why: Said = reason
    if "end of data" in reason:
        why = says("the row that begins here opens a quotation mark that is never closed")
    return UnreadableError(
        path,
        says("is not well-formed CSV: %(why)s", why=why),
        line=line,
        remedy=says("The file may be cut short; a quotation mark inside quotes is written twice."),
    )


def _decode(path: Path, data: bytes) -> str:
    if data.startswith(_OTHER_UNICODE):
        raise UnreadableError(
            path, says("is written in UTF-16"), line=1, column="1", remedy=says("Save it as CSV UTF-8.")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(path, data, error, _column_at(data)) from error


def _column_at(data: bytes) -> str:
    """Name the column of the first bad byte; by number where the header has no name for it."""
    text = data.decode("utf-8-sig", "surrogateescape")
    bad = _BAD_BYTE.search(text)
    before = text if bad is None else text[: bad.start()] + "x"
    try:
        rows = [
            row
            for row in csv.reader(io.StringIO(before, newline=""), delimiter=_separator(text))
            if len(row) > 0
        ]
    except csv.Error:
        return "1"
    place = len(rows[-1]) - 1
    in_body = len(rows) > 1 and place < len(rows[0]) and rows[0][place].strip() != ""
    return rows[0][place].strip() if in_body else str(place + 1)
