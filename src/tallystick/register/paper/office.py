"""Office files: what Word and Excel files have in common, whoever fills them; the same content gives the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # a tenth of a second to load, and only some pages need it
    from openpyxl import Workbook

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Fact = tuple[object, object]
"""A label and what it says."""

_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold; somebody pasted them."""
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest day a ZIP file can name, so that no clock is in it."""
_CORE: Final = "docProps/core.xml"
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def plain(text: str) -> str:
    """Write text as XML can hold it; what cannot be held is shown as a replacement character."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def add_facts(document: Any, facts: Iterable[Fact]) -> None:  # noqa: ANN401  # python-docx types it as a function
    """Add a table of labels and what they say to a Word document; what says nothing is left out."""
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for name, value in facts:
        if value in (None, ""):
            continue
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(plain(str(name))).bold = True
        cells[1].paragraphs[0].add_run(plain(str(value)))


def document_bytes(document: Any, on: date) -> bytes:  # noqa: ANN401  # as above
    """Save a Word document as made on a day, by nobody."""
    properties = document.core_properties
    properties.created = properties.modified = datetime.combine(on, time())
    properties.author = properties.comments = ""
    return _saved(document, on)


def book_bytes(book: "Workbook", on: date) -> bytes:
    """Save an Excel workbook as made on a day."""
    book.properties.created = datetime.combine(on, time())
    return _saved(book, on)


def _saved(made: Any, on: date) -> bytes:  # noqa: ANN401  # a document or a workbook
    """Save without the clock: both libraries stamp the parts of the file, and openpyxl the workbook too."""
    clocked, kept = io.BytesIO(), io.BytesIO()
    made.save(clocked)
    with zipfile.ZipFile(clocked) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == _CORE:
                content = _MODIFIED.sub(rf"\g<1>{on.isoformat()}T00:00:00Z\g<2>".encode(), content)
            new.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()
