"""Open a document, whatever its form; the form is told by its first bytes, never by its name."""

import gzip
import importlib
import io
import logging
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

from tallystick.errors import UnreadableError
from tallystick.phrase import says
from tallystick.sources.document import Document, Form
from tallystick.sources.table import FILE_BYTES

_log = logging.getLogger(__name__)

_OTHERS: Final = {
    b"\xd0\xcf\x11\xe0": (
        says("is an old or password-protected Excel file"),
        says("Save it as .xlsx without a password."),
    ),
    b"\x1f\x8b": (says("is compressed with gzip twice"), says("Unpack it first.")),
    b"%PDF": (says("is a PDF"), says("Type its figures into a tally file, one line a statement.")),
    b"<": (
        says("is XML, or a piece of a web page"),
        says("Save the whole page as HTML, or its table as CSV UTF-8."),
    ),
}
"""How files begin that people try and no reader reads."""

_GZIP: Final = b"\x1f\x8b"

_PAGE: Final = re.compile(rb"<(?:!doctype\s+)?html[\s>]", re.IGNORECASE)
_PAGE_WITHIN: Final = 1024
"""How far into a file a web page has to call itself one; comments and an XML declaration may stand before."""

_OPENERS: Final = {
    Form.CSV: ("tallystick.sources.delimited", "open_delimited"),
    Form.XLSX: ("tallystick.sources.workbook", "open_workbook"),
    Form.PARQUET: ("tallystick.sources.columnar", "open_columnar"),
    Form.JSON: ("tallystick.sources.objects", "open_objects"),
    Form.HTML: ("tallystick.sources.html", "open_page"),
}
"""By name, so that a CSV file never waits for the libraries of the other forms to load."""


def open_document(path: Path) -> Document:
    """Read a file into rows of text.

    Raises:
        UnreadableError: naming file, line and column of what stands in the way; nothing is taken then.
    """
    data = _unpacked(path, _bytes(path))
    form = _form(path, data)
    module, name = _OPENERS[form]
    opener = cast("Callable[[Path, bytes], Document]", getattr(importlib.import_module(module), name))
    document = opener(path, data)
    _log.info("%s: %d rows, read as %s", path.name, len(document.rows), document.read_as)
    return document


def form_of(path: Path) -> Form | None:
    """Tell the form of a file by its beginning alone; null where it has to be unpacked first.

    Raises:
        UnreadableError: for files that nobody reads here.
    """
    try:
        with path.open("rb") as file:
            beginning = file.read(_PAGE_WITHIN)
    except OSError as error:
        raise _unopened(path, error) from error
    return None if beginning.startswith(_GZIP) else _form(path, beginning)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            raise UnreadableError(
                path,
                says("has %(found)s bytes; %(allowed)s are allowed", found=size, allowed=FILE_BYTES),
                remedy=says("Split the file."),
            )
        return path.read_bytes()
    except OSError as error:
        raise _unopened(path, error) from error


def _unopened(path: Path, error: OSError) -> UnreadableError:
    return UnreadableError(
        path,
        says("cannot be opened (%(why)s)", why=error.strerror or str(error)),
        remedy=says("Check the name and the permissions."),
    )


def _unpacked(path: Path, data: bytes) -> bytes:
    """Unpack gzip, never further than a file may be long: a few bytes can unpack to more than memory holds."""
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            plain = packed.read(FILE_BYTES + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableError(
            path,
            says("is compressed with gzip and damaged (%(why)s)", why=str(error)),
            line=1,
            remedy=says("The file may be cut short: fetch it again."),
        ) from error
    if len(plain) > FILE_BYTES:
        raise UnreadableError(
            path,
            says("unpacks to more than the %(allowed)s bytes that are allowed", allowed=FILE_BYTES),
            remedy=says("Unpack and split the file."),
        )
    return plain


def _form(path: Path, data: bytes) -> Form:
    if data.strip() == b"":
        raise UnreadableError(
            path,
            says("is empty"),
            line=1,
            remedy=says("A file needs a header and at least one row; fetch it again."),
        )
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _PAGE.search(data[:_PAGE_WITHIN]) is not None:
        return Form.HTML
    for beginning, (problem, remedy) in _OTHERS.items():
        if data.lstrip().startswith(beginning):
            raise UnreadableError(path, problem, line=1, remedy=remedy)
    if data.startswith(b"PK"):
        return Form.XLSX
    if data.startswith(b"PAR1"):
        return Form.PARQUET
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"[", b"{")):
        return Form.JSON
    return Form.CSV
