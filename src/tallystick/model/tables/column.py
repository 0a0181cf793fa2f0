"""One column or table as it is declared, and short ways to declare the columns that are common."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; a key column is never null (`-` stands for none)."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    key: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its columns, and the columns its rows are sorted by."""

    name: str
    one_row_is: str
    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...]
    parquet_only: tuple[str, ...] = ()
    """Columns left out of the CSV, since they would make it too large for a spreadsheet."""

    def column_names(self) -> list[str]:
        """Name the columns in their order."""
        return [column.name for column in self.columns]


def text(name: str, meaning: str, *, key: bool = False) -> Column:
    """Declare a column of text."""
    return Column(name, Kind.TEXT, meaning, key=key)


def key(name: str, meaning: str) -> Column:
    """Declare a column of text that is never null."""
    return text(name, meaning, key=True)


def number(name: str, meaning: str, unit: str = "the cell's unit") -> Column:
    """Declare a column of numbers, by default in the unit of their cell."""
    return Column(name, Kind.NUMBER, meaning, unit)


def day(name: str, meaning: str, *, key: bool = False) -> Column:
    """Declare a column of days."""
    return Column(name, Kind.DAY, meaning, key=key)


FLOW: Final = (
    key(
        "act",
        "transfer, authorisation, refusal, holding, production, destruction, loss, seizure, inspection, "
        "request (asks for help; never laid into a cell)",
    ),
    key("from_party", "the exporter, or `-`; `?Name` where the name is not known yet"),
    key("to_party", "the importer, or the holder; `?Name` where the name is not known yet"),
    key("category", "category of the vocabulary, or as the source wrote it"),
    day("period_start", "first day of the period", key=True),
    day("period_end", "last day of the period", key=True),
)
"""What says which flow or holding is spoken of."""
