"""Open a tally file of any size on an engine: CSV and Parquet as they are, other forms through their readers."""

import re
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.engine.engine import ROW, Engine, Frame
from tallystick.sources import shelf
from tallystick.sources.columns import Lines
from tallystick.sources.delimited import separator_of
from tallystick.sources.document import Document, FileHead, Form, fold, folded
from tallystick.sources.layout import Layout
from tallystick.sources.open import form_of, open_document

_AGAIN: Final = re.compile(r"_duplicated_\d+$")
"""What a column is called that has the name of one before it."""
_TALLY: Final = "tally"
"""The source whose first layout is that of tally files."""


def open_lines(path: Path, document: str, engine: Engine) -> Lines | None:
    """Open a file as the lines of a tally file; null where it is something else, or lacks a column.

    Args:
        path: the file.
        document: what tells its filings from those of other files.
        engine: where its lines shall be.

    Raises:
        UnreadableError: if it cannot be opened.
    """
    form = form_of(path)
    layout = shelf.reader(_TALLY).LAYOUTS[0]
    if form is Form.PARQUET:
        return _fitting(path, document, form, engine.scan(path, None), layout)
    if form is Form.CSV:
        return _fitting(path, document, form, engine.scan(path, separator_of(path)), layout)
    if form is Form.HTML:
        return None
    opened = open_document(path)
    if not layout.fits(opened.head):
        return None
    return Lines(path, document, engine.bring(_table(opened)), layout, is_sheet=True)


def _fitting(path: Path, document: str, form: Form, frame: Frame, layout: Layout) -> Lines | None:
    names = [name for name in frame.collect_schema().names() if name != ROW]
    plain = [fold(_AGAIN.sub("", name)) for name in names if _AGAIN.sub("", name) != ""]
    if form is Form.CSV and len(set(plain)) < len(plain):
        # the reader of single lines says which column it is
        open_document(path)
    head = FileHead(path.name, form, folded(names))
    return Lines(path, document, frame, layout, is_sheet=form is Form.CSV) if layout.fits(head) else None


def _table(opened: Document) -> pl.DataFrame:
    texts = pl.DataFrame([row.fields for row in opened.rows], infer_schema_length=None)
    return texts.with_columns(pl.Series(ROW, [row.line for row in opened.rows], dtype=pl.Int64))
