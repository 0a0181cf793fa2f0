"""Quantities as columns: plain numbers are read by expressions, anything else once a word (meanings.read_figures)."""

from collections.abc import Callable
from typing import Final

import narwhals as nw
import polars as pl

from tallystick.engine.engine import Frame, alike
from tallystick.model.claim import NONE
from tallystick.model.quantity import QuantityKind, counted_units
from tallystick.sources.meanings import Meanings
from tallystick.sources.spread import written
from tallystick.sources.words import BLANK

Misfit = tuple[str, nw.Expr]
"""Why some rows cannot stand, and which."""

_WRITTEN: Final = nw.col(written("quantity"))
_PLAIN: Final = r"^\s*[0-9]{1,15}(\.[0-9]+)?\s*$"
"""As the reader of single lines takes a number."""
_TOO_LARGE: Final = 1e15
"""Fifteen digits are what a floating-point number holds exactly; longer ones would be changed in silence."""


def with_numbers(frame: Frame, *, is_text: bool) -> Frame:
    """Add `number`, and `plain`: whether the quantity is one; text may be something else, such as a range."""
    if is_text:
        plain = _WRITTEN.str.contains(_PLAIN)
        # cleared of everything else first: engines disagree on what casting a word does
        number: nw.Expr = nw.when(plain).then(_WRITTEN.str.strip_chars()).cast(nw.Float64)
    else:
        number = _WRITTEN.cast(nw.Float64)
        plain = (number >= 0.0) & (number < _TOO_LARGE)
    return frame.with_columns(number=number, plain=plain.fill_null(value=False))


def misfits(*, is_text: bool, counts: bool) -> list[Misfit]:
    """List what may be wrong with plain numbers.

    Args:
        is_text: whether the quantities are written as text, whose other faults `read_figures` finds.
        counts: whether any unit of the file counts things.
    """
    found: list[Misfit] = []
    if not is_text:
        # a number compared with itself is false where it is no number at all
        found.append((str(BLANK), _WRITTEN.is_null()))
        why = "is no quantity: below zero, of more than 15 digits, or not a number at all"
        found.append((why, ~_WRITTEN.is_null() & ~nw.col("plain")))
    if counts:
        counted = [unit for unit, is_count in counted_units().items() if is_count]
        why = "must be whole, since its unit counts things; thousands are written without separators"
        part = (
            nw.col("plain") & nw.col("unit").is_in(counted) & (nw.col("number") != nw.col("number").floor())
        )
        found.append((why, part))
    return found


def with_quantities(
    frame: Frame, figures: Meanings, *, described: nw.Expr | None, bring: Callable[[pl.DataFrame], Frame]
) -> Frame:
    """Add quantity_kind, quantity_low and quantity_high; a 0 beside a described item is withheld, otherwise nil.

    Args:
        frame: rows with `number` and `plain`.
        figures: what the quantities mean that are no plain numbers.
        described: whether a line describes its goods; null where the file has no such column.
        bring: puts a small table on the engine of the rows.
    """
    number, zero = nw.col("number"), nw.col("number") == 0.0
    kind = nw.when(zero).then(nw.lit(QuantityKind.NIL.value)).otherwise(nw.lit(QuantityKind.EXACT.value))
    if described is not None:
        hidden = zero & described
        kind = nw.when(hidden).then(nw.lit(QuantityKind.WITHHELD.value)).otherwise(kind)
        number = nw.when(~hidden).then(number)
    if len(figures.rows) == 0:
        return frame.with_columns(quantity_kind=kind, quantity_low=number, quantity_high=number)
    schema = {"odd_kind": pl.String, "odd_low": pl.Float64, "odd_high": pl.Float64}
    table = pl.DataFrame(figures.rows, schema_overrides=schema, infer_schema_length=None)
    plain = nw.col("plain")
    known = alike(frame, bring(table), figures.keys)
    return frame.join(known, on=list(figures.keys), how="left").with_columns(
        quantity_kind=nw.when(plain).then(kind).otherwise(nw.col("odd_kind")),
        quantity_low=nw.when(plain).then(number).otherwise(nw.col("odd_low")),
        quantity_high=nw.when(plain).then(number).otherwise(nw.col("odd_high")),
    )


def is_described(column: str) -> nw.Expr:
    """Whether a column of words says something."""
    return ~nw.col(column).str.strip_chars().is_in(["", NONE])
