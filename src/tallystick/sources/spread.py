"""Spread over many rows what was found for the few different words in them."""

from collections.abc import Callable, Sequence
from typing import Final

import narwhals as nw
import polars as pl

from tallystick.engine.engine import Frame, alike

_WORDS: Final = "as_"
"""Before the name of a column as written, so that what it means can have the name itself."""


def written(column: str) -> str:
    """Name the column that holds the words of a column as they stand in the file."""
    return _WORDS + column


def spread(
    frame: Frame, meanings: pl.DataFrame, keys: Sequence[str], bring: Callable[[pl.DataFrame], Frame]
) -> Frame:
    """Add to each row what its words mean.

    What is the same everywhere becomes a constant, what says the word itself a second name of it; the rest is joined.

    Args:
        frame: the rows, with the columns `keys`.
        meanings: one row a combination of words: the columns `keys`, and the columns to add.
        keys: columns of words, without nulls.
        bring: puts a small table on the engine of the rows.
    """
    new = [name for name in meanings.columns if name not in keys]
    constant = [name for name in new if meanings[name].n_unique() == 1]
    same = {name: _same_as(meanings, name, keys) for name in new if name not in constant}
    joined = [name for name, key in same.items() if key is None]
    if len(joined) > 0:
        telling = [key for key in keys if meanings[key].n_unique() > 1]
        table = meanings.select(*telling, *joined).unique()
        frame = frame.join(alike(frame, bring(table), telling), on=telling, how="left")
    named = [nw.col(key).alias(name) for name, key in same.items() if key is not None]
    named += [_literal(meanings, name) for name in constant]
    return frame.with_columns(*named) if len(named) > 0 else frame


def _same_as(meanings: pl.DataFrame, name: str, keys: Sequence[str]) -> str | None:
    if meanings.schema[name] != pl.String:
        return None
    return next((key for key in keys if meanings[name].equals(meanings[key])), None)


def _literal(meanings: pl.DataFrame, name: str) -> nw.Expr:
    kind = nw.Date if meanings.schema[name] == pl.Date else nw.String
    return nw.lit(meanings[name][0], dtype=kind).alias(name)
