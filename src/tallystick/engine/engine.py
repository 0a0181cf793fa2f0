"""What an engine does for steps that are written once, as Narwhals expressions; and which engines there are."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, cast

import narwhals as nw
import polars as pl

from tallystick.errors import UsageError, nearest
from tallystick.model.tables import Table

Frame = nw.LazyFrame[Any]
"""Rows on some engine, not yet computed."""

ROW: Final = "row_number"
"""Column of a scan: the line or row a line stands on; only where the engine knows an order of rows."""

_PLACE: Final = "_place"
"""Column of the place of a row in a small table."""

ENGINES: Final = {"local": "tallystick.engine.lazy", "spark": "tallystick.engine.spark"}
"""By name, so that nobody waits for Java who does not want it."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows of which groups of columns are written in an engine's own short way."""

    frame: Frame
    keys: tuple[tuple[str, ...], ...]
    """For each group, the columns that stand for it."""
    spellings: tuple[object, ...] = ()
    """How each is written out again, for the engine to know."""


class Engine(Protocol):
    """Where large tables are computed."""

    def scan(self, path: Path, separator: str | None) -> Frame:
        """Read a Parquet file, or a CSV file with this separator as text; lazily, with the column `ROW` if it can."""
        ...

    def bring(self, table: pl.DataFrame) -> Frame:
        """Put a small table beside the large ones."""
        ...

    def fetch(self, frame: Frame) -> pl.DataFrame:
        """Compute a small result and bring it here, in no order."""
        ...

    def held(self, frame: Frame, words: Sequence[str]) -> Frame:
        """Hold rows for several uses, if the engine can; recurring words may be written short, and read as texts do."""
        ...

    def keyed(self, frame: Frame, *groups: Sequence[str]) -> "Keyed":
        """Write groups of columns in the engine's own short way, to be grouped by and not looked into."""
        ...

    def spelt(self, frame: Frame, keyed: "Keyed") -> Frame:
        """Write out again those groups of columns that are still there."""
        ...

    def kept(self, frame: Frame, order: str, words: Sequence[str]) -> Frame:
        """Compute rows and hold them for several uses, in the order of a column; `words` as `held` has them."""
        ...

    def write(
        self,
        table: Table,
        rows: Frame,
        made: Callable[[Frame], Frame],
        folder: Path,
        instead: pl.DataFrame | None = None,
    ) -> int:
        """Write as Parquet what is made of kept rows, each row of itself alone; count what was written.

        The file is named after the table, and has its columns and order. Rows of `instead`, a small table in that
        order, stand in place of those that are made with the same key; each of them is among those.
        """
        ...


def alike(rows: Frame, known: Frame, on: Sequence[str]) -> Frame:
    """Write the keys of a small table as rows have them, so that the two can be joined."""
    kinds = rows.collect_schema()
    short = [name for name in on if kinds[name] == nw.Categorical]
    return known.with_columns(nw.col(*short).cast(nw.Categorical)) if len(short) > 0 else known


def as_texts(rows: Frame) -> Frame:
    """Write out what an engine holds short, so that it can be put beside what is not."""
    short = [name for name, kind in rows.collect_schema().items() if kind == nw.Categorical]
    return rows.with_columns(nw.col(*short).cast(nw.String)) if len(short) > 0 else rows


def beside(rows: Frame, known: Frame, on: Sequence[str]) -> Frame:
    """Put the columns of a small table, whose keys are each there once, beside rows; rows without a match keep nulls.

    On this machine rows stay in their order, so that a table in order need not be sorted again: Narwhals cannot ask for
    that, and Polars does not do it unasked.
    """
    native, known = rows.to_native(), alike(rows, known, on)
    if isinstance(native, pl.LazyFrame):
        return nw.from_native(_looked_up(native, known.to_native().collect(), list(on)))
    return rows.join(known, on=list(on), how="left")


def _looked_up(rows: pl.LazyFrame, known: pl.DataFrame, on: list[str]) -> pl.LazyFrame:
    """Join the place in the small table, and take all else from there.

    A join that keeps the order of rows takes longer by each column that it brings: of eighteen, three times as long.
    """
    others = known.drop(on).to_struct(_PLACE)
    places = known.lazy().select(*on).with_row_index(_PLACE)
    found = pl.col(_PLACE).map_batches(others.gather, return_dtype=others.dtype, is_elementwise=True)
    joined = rows.join(places, on=on, how="left", maintain_order="left")
    return joined.with_columns(found).unnest(_PLACE)


def start(name: str) -> Engine:
    """Start an engine.

    Raises:
        UsageError: if none is called so, or what it needs is not installed.
    """
    if name not in ENGINES:
        known = ", ".join(ENGINES)
        raise UsageError(f"no engine is called {name!r}.", *nearest(name, ENGINES), f"Known: {known}.")
    return cast("Engine", importlib.import_module(ENGINES[name]).start())
