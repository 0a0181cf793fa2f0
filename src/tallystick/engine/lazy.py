"""Tables of any size on this machine: Polars' streaming engine, which holds keys and results and never all rows."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl
from pyarrow import parquet  # type: ignore[import-untyped]

from tallystick.engine.engine import ROW, Frame, Keyed, as_texts
from tallystick.engine.keys import Spelling, packed
from tallystick.engine.local import aside, conform, schema
from tallystick.model.tables import Kind, Table

_SLICE: Final = 500_000
"""Rows made and written at a time: enough to keep two cores at work, and a hundred megabytes or so."""
_KEY: Final = "_key"
"""Begins the names of columns that stand for others."""
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

    def kept(self, frame: Frame, order: str) -> Frame:
        """Compute rows, and hold them in order."""
        rows = _collected(frame)
        return nw.from_native((rows if rows[order].is_sorted() else rows.sort(order)).lazy())

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
