"""Open Parquet."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow  # type: ignore[import-untyped]
from pyarrow import parquet

from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.phrase import says
from tallystick.sources.document import Document, Form
from tallystick.sources.scalar import as_text
from tallystick.sources.table import FILE_BYTES, ROWS, Cells, Header, assemble


def open_columnar(path: Path, data: bytes) -> Document:
    """Read a Parquet document.

    Raises:
        UnreadableError: for a damaged file, columns of lists or other nested values, and all that every
            document is checked for.
    """
    try:
        file = parquet.ParquetFile(pyarrow.BufferReader(data))
        _check_size(path, file.metadata)
        table = file.read()
        names = [str(name) for name in table.column_names]
        columns = [column.to_pylist() for column in table.columns]
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise UnreadableError(
            path,
            says("is damaged Parquet (%(why)s)", why=_first_line(error)),
            line=1,
            remedy=says("The file may be cut short: fetch it again."),
        ) from error
    return assemble(path, Form.PARQUET, Header(names, 0), _rows(path, names, columns), "Parquet")


def _check_size(path: Path, metadata: parquet.FileMetaData) -> None:
    unpacked = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if metadata.num_rows > ROWS or unpacked > FILE_BYTES:
        raise UnreadableError(
            path,
            says(
                "has %(rows)s rows, %(bytes)s bytes; %(most_rows)s, %(most_bytes)s are allowed",
                rows=int(metadata.num_rows),
                bytes=int(unpacked),
                most_rows=ROWS,
                most_bytes=FILE_BYTES,
            ),
            remedy=says("Split the file."),
        )


def _rows(path: Path, names: list[str], columns: list[list[object]]) -> Iterator[Cells]:
    for line, values in enumerate(zip(*columns, strict=True), start=1):
        cells = []
        for name, value in zip(names, values, strict=True):
            try:
                cells.append(as_text(value))
            except ValueRefusedError as error:
                raise UnreadableError(
                    path,
                    says(
                        "row %(row)s holds %(value)s, which is neither text, number nor day",
                        row=str(line),
                        value=error.whole,
                    ),
                    line=line,
                    column=name,
                    remedy=says("Write the column as text."),
                ) from error
        yield f"row {line}", line, cells


def _first_line(error: Exception) -> str:
    """Keep the library's reason short; some of them go on for pages."""
    lines = str(error).splitlines()
    return lines[0][:120].rstrip(".") if len(lines) > 0 else type(error).__name__
