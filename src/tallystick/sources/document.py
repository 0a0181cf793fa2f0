"""A document opened: its header and its rows, all text, each with the place where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from tallystick.model.claim import Issue
from tallystick.phrase import Said


class Form(StrEnum):
    """How a document is written."""

    CSV = "CSV"
    XLSX = "XLSX"
    PARQUET = "Parquet"
    JSON = "JSON"
    HTML = "HTML"


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
class PageRow:
    """One row of a table of a web page: its line, the text of its cells, and the anchors that name it."""

    line: int
    cells: tuple[str, ...]
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page holds beside its grid, by the `id` of each element."""

    texts: Mapping[str, str]
    """The text of every element that has an id and holds no other such element."""
    tables: Mapping[str, tuple[PageRow, ...]]
    """Every table that has an id and holds no other table."""
    marks: Mapping[str, tuple[str, ...]]
    """The numbers of the notes that a row of the grid refers to, by the row's locator."""

    def text(self, name: str) -> str:
        """Give the text of the element whose id is or ends in that name; empty where there is none."""
        return next((text for key, text in self.texts.items() if _is_called(key, name)), "")

    def rows(self, name: str) -> tuple[PageRow, ...]:
        """Give the rows of the table whose id is or ends in that name."""
        return next((rows for key, rows in self.tables.items() if _is_called(key, name)), ())


def _is_called(identifier: str, name: str) -> bool:
    return identifier == name or identifier.endswith(f"_{name}")


NO_PAGE = Page(MappingProxyType({}), MappingProxyType({}), MappingProxyType({}))
"""What every document has that is no web page."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that passed every guard: each row has one cell for each column."""

    path: Path
    form: Form
    columns: tuple[str, ...]
    rows: list[Row]
    read_as: Said
    """How it was taken, in people's words: `CSV, cells separated by semicolons`."""
    issues: tuple[Issue, ...] = field(default=())
    """What of the file was left unread, such as further sheets."""
    page: Page = NO_PAGE
    """What stands around the grid, where the document is a web page."""
    preamble: tuple[str, ...] = ()
    """The lines above the header, where the publisher of a CSV file set any."""

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
