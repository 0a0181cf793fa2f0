"""Refuse a large file whose lines cannot all stand: say how many, and which come first, each with its reason."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import narwhals as nw
import polars as pl

from tallystick.engine.engine import ROW, Engine, Frame, alike
from tallystick.errors import UnreadableError
from tallystick.sources.intake import SHOWN_PROBLEMS
from tallystick.sources.meanings import Meanings

_REMEDY: Final = "Nothing of this file was taken: correct it and run the command again."


def refused_words(frame: Frame, meanings: Meanings, engine: Engine) -> Frame | None:
    """Give the rows that hold words which cannot stand; null where every word can."""
    if len(meanings.refused) == 0:
        return None
    table = alike(frame, engine.bring(pl.DataFrame(meanings.refused)), meanings.keys)
    return _placed(frame.join(table, on=list(meanings.keys), how="inner"))


def refused_rows(frame: Frame, column: str, why: str, which: nw.Expr) -> Frame:
    """Give the rows that cannot stand for one reason."""
    return _placed(frame.filter(which).with_columns(column=nw.lit(column), why=nw.lit(why)))


def _placed(frame: Frame) -> Frame:
    row = nw.col(ROW) if ROW in frame.collect_schema().names() else nw.lit(None, dtype=nw.Int64).alias(ROW)
    return frame.select(row.cast(nw.Int64), "column", "why")


def refuse_if_any(path: Path, refused: Sequence[Frame], engine: Engine) -> None:
    """Refuse the file if any row cannot stand.

    Raises:
        UnreadableError: naming the first row and its column, and listing the next.
    """
    if len(refused) == 0:
        return
    reasons = [
        engine.fetch(one.group_by("column", "why").agg(nw.len().alias("rows"), nw.col(ROW).min()))
        for one in refused
    ]
    found = pl.concat(reasons, how="vertical_relaxed").sort(ROW, "column", "why", nulls_last=True)
    if found.height > 0:
        raise _refusal(path, found.to_dicts())


def _refusal(path: Path, reasons: list[dict[str, Any]]) -> UnreadableError:
    first, others = reasons[0], reasons[1:]
    total = sum(reason["rows"] for reason in reasons)
    remedy = _REMEDY
    if len(others) > 0:
        listed = "; ".join(_told(reason) for reason in others[:SHOWN_PROBLEMS])
        unlisted = len(others) - SHOWN_PROBLEMS
        tail = f"; and {unlisted} not listed here" if unlisted > 0 else ""
        remedy = f"Also: {listed}{tail}. In all {total:,} rows cannot stand. {_REMEDY}"
    problem = first["why"] + _times(first)
    return UnreadableError(path, problem, line=first[ROW], column=first["column"], remedy=remedy)


def _told(reason: dict[str, Any]) -> str:
    place = "" if reason[ROW] is None else f"line {reason[ROW]}, "
    return f"{place}column {reason['column']!r}: {reason['why']}{_times(reason)}"


def _times(reason: dict[str, Any]) -> str:
    return "" if reason["rows"] == 1 else f" (first of {reason['rows']:,} such rows)"
