"""Several columns of recurring words as one whole number a row, grouped by and sorted several times as fast."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import polars as pl

_LIMIT: Final = 2**62
"""Numbers of combinations that fit into one whole number, with room for the sign that some readers want."""
_BETWEEN: Final = "."
"""What stands between words in an id, and so decides how one sorts against a word that begins it."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the numbers that stand for some columns are written out again."""

    words: tuple[pl.Series, ...]
    """For each column, under its name, the different words in order."""

    def columns(self, numbers: pl.Series) -> list[pl.Series]:
        """Write the columns out, in order."""
        found: list[pl.Series] = []
        for words in reversed(self.words):
            size = max(len(words), 1)
            found.append(words.gather(numbers % size))
            numbers = numbers // size
        return found[::-1]


def packed(rows: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.Series, Spelling] | None:
    """Number the combinations of some columns, in the order in which their words sort when joined by dots.

    Args:
        rows: the columns as categories or dates.
        columns: their names. Where a word with a dot in it begins as another ends, the order is only nearly kept.

    Returns:
        the number of each row's combination, and how it is written out; null where a column has gaps, or there are more
        combinations than numbers.
    """
    if any(rows[name].null_count() > 0 for name in columns):
        return None
    # each column by itself is one core's work
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(_numbered, (rows[name] for name in columns)))
    if math.prod(max(len(words), 1) for words, _ in found) >= _LIMIT:
        return None
    numbers = pl.zeros(rows.height, dtype=pl.UInt64, eager=True)
    for words, places in found:
        numbers = numbers if places is None else numbers * len(words) + places
    return numbers, Spelling(tuple(_as_written(words) for words, _ in found))


def _numbered(column: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """Give the different words of a column in order, and the place of each row's word where there are several."""
    words = _in_order(column.unique())
    if len(words) < 2:  # noqa: PLR2004  # one word has one place
        return words, None
    return words, _places(words).gather(column.to_physical().cast(pl.Int64) - _least(words))


def _as_written(words: pl.Series) -> pl.Series:
    return words.cast(pl.String) if words.dtype == pl.Categorical else words


def _in_order(words: pl.Series) -> pl.Series:
    if words.dtype != pl.Categorical:
        return words.sort()
    return words.gather((_as_written(words) + _BETWEEN).arg_sort())


def _least(words: pl.Series) -> int:
    """Give the smallest code: days are counted from 1970, and would begin far into a table of places."""
    return int(words.to_physical().cast(pl.Int64).min() or 0)  # type: ignore[arg-type]  # whole numbers


def _places(words: pl.Series) -> pl.Series:
    """Give the place of each word among all, at the place of its code."""
    codes = words.to_physical().cast(pl.Int64) - _least(words)
    size = int(codes.max() or 0) + 1  # type: ignore[arg-type]  # whole numbers
    places = pl.int_range(len(words), dtype=pl.UInt64, eager=True)
    return pl.zeros(size, dtype=pl.UInt64, eager=True).scatter(codes, places)
