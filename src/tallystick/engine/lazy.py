"""Tables of any size on this machine: Polars' streaming engine, which holds keys and results and never all rows."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl
from pyarrow import parquet  # type: ignore[import-untyped]

from tallystick.engine.engine import ROW, Frame
from tallystick.engine.local import aside, conform, schema
from tallystick.model.tables import Kind, Table

_SLICE: Final = 500_000
"""Rows made and written at a time: enough to keep two cores at work, and a hundred megabytes or so."""
_KEY_LIMIT: Final = 2**62
"""Sort keys that fit into one whole number are sorted as such, ten times as fast as texts."""
_PLAIN: Final = pl.CompatLevel.oldest()
"""Texts as every reader of Parquet knows them."""


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
        return _collected(frame)

    def coded(self, frame: Frame, columns: Sequence[str]) -> Frame:
        """Write recurring texts as categories: four bytes each, and compared as numbers."""
        return frame.with_columns(nw.col(*columns).cast(nw.Categorical))

    def kept(self, frame: Frame, order: Sequence[str]) -> Frame:
        """Compute rows, and hold them in order; categories become texts as they are used."""
        rows = _collected(frame)
        key = _key(rows, order)
        rows = rows.sort(pl.concat_str(map(_text, order), separator=".") if key is None else key)
        coded = [name for name, kind in rows.schema.items() if kind == pl.Categorical]
        return nw.from_native(rows.lazy().with_columns(_text(name) for name in coded))

    def write(
        self,
        table: Table,
        rows: Frame,
        made: Callable[[Frame], Frame],
        folder: Path,
        instead: pl.DataFrame | None = None,
    ) -> int:
        """Write slice by slice, so that what is made of the rows never stands in memory as a whole."""
        height = int(_collected(rows.select(nw.len()))[0, 0])
        folder.mkdir(parents=True, exist_ok=True)
        slices = (conform(table, _collected(made(_slice(rows, start)))) for start in range(0, height, _SLICE))
        if instead is not None:
            others = conform(table, instead)
            slices = (_with_others(one, others, table.sorted_by[0]) for one in slices)
        return _write(table, slices, folder / f"{table.name}.parquet")


def _with_others(rows: pl.DataFrame, others: pl.DataFrame, key: str) -> pl.DataFrame:
    """Put some rows in place of those with the same key; both stand in the order of the key."""
    here = others.filter(pl.col(key).is_between(pl.lit(rows[0, key]), pl.lit(rows[-1, key])))
    if here.height == 0:
        return rows
    places = rows[key].search_sorted(here[key])
    return rows.with_columns(rows[name].scatter(places, here[name]) for name in rows.columns if name != key)


def _collected(frame: Frame) -> pl.DataFrame:
    rows: pl.LazyFrame = frame.to_native()
    return rows.collect(engine="streaming")


def _slice(rows: Frame, start: int) -> Frame:
    native: pl.LazyFrame = rows.to_native()
    return nw.from_native(native.slice(start, _SLICE))


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String)


def _key(rows: pl.DataFrame, order: Sequence[str]) -> pl.Series | None:
    """Write the order of some texts joined by dots as one number a row; null where that cannot be done exactly."""
    key, size = pl.zeros(rows.height, dtype=pl.UInt64, eager=True), 1
    for place, name in enumerate(order):
        words = rows[name].cast(pl.Categorical)
        known = words.unique()
        dot = "" if place == len(order) - 1 else "."
        texts = (known.cast(pl.String) + dot).to_list()
        if any(later.startswith(earlier) for earlier, later in pairwise(sorted(texts))):
            return None
        size *= max(len(texts), 1)
        if size >= _KEY_LIMIT:
            return None
        key = key * len(texts) + _ranks(known, texts).gather(words.to_physical())
    return key


def _ranks(known: pl.Series, texts: Sequence[str]) -> pl.Series:
    """Give the rank of each category among those that occur, at the place of its code."""
    codes = known.to_physical().to_list()
    ranks = [0] * (max(codes, default=-1) + 1)
    for rank, (_, code) in enumerate(sorted(zip(texts, codes, strict=True))):
        ranks[code] = rank
    return pl.Series(ranks, dtype=pl.UInt64)


def _write(table: Table, slices: Iterator[pl.DataFrame], target: Path) -> int:
    """Write slices one behind the other, each conformed; the order of kept rows is the order of the table."""
    declared = conform(table, pl.DataFrame(schema=schema(table))).to_arrow(compat_level=_PLAIN).schema
    written = 0
    # a dictionary of ids is as long as the ids, and of figures longer
    words = [
        column.name
        for column in table.columns
        if column.kind is Kind.TEXT and column.name not in table.sorted_by
    ]
    with (
        aside(target) as path,
        parquet.ParquetWriter(
            path,
            declared,
            compression="zstd",
            use_dictionary=words,
            # least and greatest of what stands in no order spare a reader nothing
            write_statistics=list(table.sorted_by),
        ) as writer,
    ):
        for rows in _made_ahead(slices):
            writer.write_table(rows.to_arrow(compat_level=_PLAIN))
            written += rows.height
    return written


def _made_ahead(slices: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Give slices, each made while the one before it is written: writing is one core's work."""
    with ThreadPoolExecutor(max_workers=1) as maker:
        coming = maker.submit(next, slices, None)
        while (rows := coming.result()) is not None:
            coming = maker.submit(next, slices, None)
            yield rows
