"""Tables on this machine: made to their declaration, checked, written aside and renamed into place."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from tallystick.errors import CaseError, ValueRefusedError
from tallystick.model.tables import TABLES, Kind, Table

_TYPES: Final[Mapping[Kind, Any]] = {
    Kind.TEXT: pl.String,
    Kind.WHOLE: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.DAY: pl.Date,
    Kind.YES_NO: pl.Boolean,
}
_FORMULA_STARTS: Final = r"^([=+@\t\r]|-\D)"
"""A spreadsheet would run text that begins so; in CSV it gets an apostrophe in front."""


@cache
def schema(table: Table) -> pl.Schema:
    """Give the Polars schema of a declared table."""
    return pl.Schema({column.name: _TYPES[column.kind] for column in table.columns})


def frame(table: Table, rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Make a checked, sorted frame from rows of plain values."""
    given = list(rows)
    if len(given) == 0:
        return _bare(table).clone()
    return conform(table, pl.DataFrame(given, schema=schema(table), orient="row"))


@cache
def _bare(table: Table) -> pl.DataFrame:
    """Make a frame of no rows, once: small cases have more of them than of any other."""
    return pl.DataFrame(schema=schema(table))


def conform(table: Table, data: pl.DataFrame) -> pl.DataFrame:
    """Bring a frame to its declaration: these columns in this order and type, keys present, rows sorted.

    Raises:
        ValueRefusedError: if a column is missing or a key is null; a program fault, not a user's.
    """
    data = _declared(table, data)
    for column in table.columns:
        if column.key and data[column.name].null_count() > 0:
            raise ValueRefusedError(f"table {table.name!r}: key column {column.name!r} has empty values")
    return data if _is_sorted(data, table.sorted_by) else data.sort(*table.sorted_by, maintain_order=True)


def _declared(table: Table, data: pl.DataFrame) -> pl.DataFrame:
    kinds = schema(table)
    # as most are; to cast them to what they are takes half the time of making small ones
    if data.schema == kinds:
        return data
    missing = [name for name in kinds if name not in data.columns]
    if len(missing) > 0:
        raise ValueRefusedError(f"table {table.name!r} lacks {missing}; it has {data.columns}")
    return data.select(pl.col(name).cast(kind) for name, kind in kinds.items())


def _is_sorted(data: pl.DataFrame, by: Sequence[str]) -> bool:
    """Whether rows come in order already: a glance beside the cost of sorting millions of texts."""
    return len(by) == 1 and data[by[0]].is_sorted()


def write(tables: Mapping[str, pl.DataFrame], folder: Path) -> list[Path]:
    """Write each table that has rows as Parquet and CSV, and take away what an earlier run left of the others."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name in TABLES:
        data = tables.get(name)
        for suffix in ("parquet", "csv"):
            target = folder / f"{name}.{suffix}"
            if data is None or data.height == 0:
                target.unlink(missing_ok=True)
                continue
            _write_one(data if suffix == "parquet" else data.drop(TABLES[name].parquet_only), target)
            written.append(target)
    return written


def write_parquet(table: Table, data: pl.DataFrame, folder: Path) -> int:
    """Write one table as Parquet, also where it has no rows; count them."""
    folder.mkdir(parents=True, exist_ok=True)
    with aside(folder / f"{table.name}.parquet") as path:
        conform(table, data).write_parquet(path)
    return data.height


def read(folder: Path) -> dict[str, pl.DataFrame]:
    """Read the tables an assessment wrote into a folder."""
    return {
        name: _read_one(folder / f"{name}.parquet")
        for name in TABLES
        if (folder / f"{name}.parquet").exists()
    }


def _read_one(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise CaseError(f"{path} is damaged ({error}); assess the case again") from error


def write_text(text: str, target: Path) -> None:
    """Write a text file aside and rename it into place, so that no reader meets half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with aside(target) as path:
        path.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a name to write to, and rename it into place once all is written; nothing is left of a failure."""
    path = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield path
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)


def _write_one(data: pl.DataFrame, target: Path) -> None:
    with aside(target) as path:
        if target.suffix == ".parquet":
            data.write_parquet(path)
        else:
            _disarmed(data).write_csv(path)


def _disarmed(data: pl.DataFrame) -> pl.DataFrame:
    text = [name for name, kind in data.schema.items() if kind == pl.String]
    return data.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA_STARTS))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in text
    )
