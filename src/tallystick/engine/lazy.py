"""Tables of any size on this machine: Polars' streaming engine, which holds keys and results and never all rows."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl

from tallystick.engine.engine import ROW, Frame, Keyed, as_texts
from tallystick.engine.keys import Spelling, packed
from tallystick.engine.local import aside, conform, schema
from tallystick.model.tables import Table

_KEY: Final = "_key"
"""Begins the names of columns that stand for others."""


def start() -> "Local":
    """Start the engine of this machine."""
    return Local()


class Local:
    """Polars on this machine."""

    def scan(self, path: Path, separator: str | None) -> Frame:
        """Read a Parquet file, or a CSV file with this separator as text, lazily; `ROW` counts a CSV's header."""
        if separator is None:
            return nw.from_native(pl.scan_parquet(path, row_index_name=ROW, row_index_offset=1, glob=False))
        rows = pl.scan_csv(
            path, separator=separator, infer_schema=False, row_index_name=ROW, row_index_offset=2, glob=False
        )
        return nw.from_native(rows)

    def bring(self, table: pl.DataFrame) -> Frame:
        """Take a small table as it is."""
        return nw.from_native(table.lazy())

    def fetch(self, frame: Frame) -> pl.DataFrame:
        """Compute a result."""
        return _collected(as_texts(frame))

    def held(self, frame: Frame, words: Sequence[str]) -> Frame:
        """Compute rows; a recurring word takes four bytes, and is compared as a number."""
        return nw.from_native(_collected(frame.with_columns(nw.col(*words).cast(nw.Categorical))).lazy())

    def keyed(self, frame: Frame, *groups: Sequence[str]) -> Keyed:
        """Compute rows, with one whole number a row for each group of columns that can be numbered."""
        texts = [name for name, kind in frame.collect_schema().items() if kind == nw.String]
        rows = _collected(frame.with_columns(nw.col(*texts).cast(nw.Categorical)))
        keys, spellings = [], []
        for place, group in enumerate(groups):
            found = packed(rows, group)
            name = f"{_KEY}{place}"
            keys.append(tuple(group) if found is None else (name,))
            spellings.append(None if found is None else found[1])
            if found is not None:
                rows = rows.drop(group).with_columns(found[0].alias(name))
        return Keyed(nw.from_native(rows.lazy()), tuple(keys), tuple(spellings))

    def spelt(self, frame: Frame, keyed: Keyed) -> Frame:
        """Compute rows, in the order of their numbers, with the columns that these stand for."""
        rows = _collected(frame)
        for key, spelling in zip(keyed.keys, keyed.spellings, strict=True):
            if isinstance(spelling, Spelling) and key[0] in rows.columns:
                rows = rows.sort(key[0])
                rows = rows.hstack(spelling.columns(rows[key[0]])).drop(key[0])
        return nw.from_native(rows.with_columns(pl.col(pl.Categorical).cast(pl.String)).lazy())

    def kept(self, frame: Frame, order: str, words: Sequence[str]) -> Frame:
        """Compute rows, and hold them in order."""
        rows = _collected(frame.with_columns(nw.col(*words).cast(nw.Categorical)))
        return nw.from_native((rows if rows[order].is_sorted() else rows.sort(order)).lazy())

    def write(
        self,
        table: Table,
        rows: Frame,
        made: Callable[[Frame], Frame],
        folder: Path,
        instead: pl.DataFrame | None = None,
    ) -> int:
        """Write as rows are made, so that what is made of them never stands in memory as a whole."""
        found = _declared(table, made(rows).to_native())
        if instead is not None:
            found = _with_others(found, conform(table, instead), table.sorted_by[0])
        folder.mkdir(parents=True, exist_ok=True)
        with aside(folder / f"{table.name}.parquet") as path:
            # to compress harder takes a quarter longer and saves a twentieth; least and greatest spare nobody anything
            found.sink_parquet(path, compression_level=1, statistics=False)
        return int(_collected(rows.select(nw.len()))[0, 0])


def _declared(table: Table, rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.select(pl.col(name).cast(kind) for name, kind in schema(table).items())


def _with_others(rows: pl.LazyFrame, others: pl.DataFrame, key: str) -> pl.LazyFrame:
    """Put some rows in place of those with the same key; both come in its order.

    As rows are made, some at a time: to leave them out and merge others in takes a third of the time of writing.
    """

    def replaced(some: pl.DataFrame) -> pl.DataFrame:
        first, last = (pl.lit(some[key][end]) for end in (0, -1))
        own = others.filter(pl.col(key).is_between(first, last)) if some.height > 0 else others.clear()
        if own.height == 0:
            return some
        places = some[key].search_sorted(own[key])
        return some.with_columns(some[name].scatter(places, own[name]) for name in some.columns)

    return rows.map_batches(
        replaced, streamable=True, predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False
    )


def _collected(frame: Frame) -> pl.DataFrame:
    rows: pl.LazyFrame = frame.to_native()
    return rows.collect(engine="streaming")
