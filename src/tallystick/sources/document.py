"""A document opened: its header and its rows, all text, each with the place where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tallystick.model.claim import Issue


class Form(StrEnum):
    """How a document is written."""

    CSV = "CSV"
    XLSX = "XLSX"
    PARQUET = "Parquet"
    JSON = "JSON"


@dataclass(frozen=True, slots=True)
class FileHead:
    """What a source is recognised by: file name, form, and folded column names."""

    name: str
    form: Form
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands in people's words, its line, and its raw fields as text."""

    locator: str
    line: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that passed every guard: each row has one cell for each column."""

    path: Path
    form: Form
    columns: tuple[str, ...]
    rows: list[Row]
    read_as: str
    """How it was taken, in people's words: `CSV, cells separated by semicolons`."""
    issues: tuple[Issue, ...] = field(default=())
    """What of the file was left unread, such as further sheets."""

    @property
    def head(self) -> FileHead:
        """Give what a source is recognised by."""
        return FileHead(self.path.name, self.form, folded(self.columns))


def fold(column: str) -> str:
    """Write a column name the way columns are compared: lower case, spaces and hyphens as underscores."""
    return "_".join(column.casefold().replace("-", " ").replace("_", " ").split())


def folded(columns: Iterable[str]) -> tuple[str, ...]:
    """Fold several column names."""
    return tuple(fold(column) for column in columns)
