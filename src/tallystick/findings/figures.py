"""The figures that a ceiling counts, beside the limit: what a reader needs before any probability."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from tallystick.model.claim import NONE
from tallystick.model.record import Record, Row
from tallystick.model.words import FITS, number, party, plain, plural, span

_COUNTED: Final = ("exceeds", "figures_do_not_settle")
"""Reasons of a verdict that a total of figures decides or leaves open."""
_MOST_SHOWN: Final = 4
"""Figures named one by one, the largest first; the trace names all of them."""
LIMIT: Final = "limit_with_tolerance"
"""The column that `with_limits` adds."""


def with_limits(verdicts: pl.DataFrame) -> pl.DataFrame:
    """Add what a total was held against, the limit and what is let pass above it; null where nothing is counted."""
    told = pl.col("trace").str.json_path_match("$.inputs.over").cast(pl.Float64, strict=False)
    return verdicts.with_columns(pl.when(pl.col("reason").is_in(_COUNTED)).then(told).alias(LIMIT))


def counted(record: Record, verdict: Row) -> str:
    """Say which figures a ceiling counts and the limit they are held against; nothing of any other verdict."""
    cells = {row["cell_id"]: row for row in record.rows("cell")} if verdict["reason"] in _COUNTED else {}
    found = [
        (record.facts[name], cells[name])
        for name in verdict["evidence"].split()
        if name in cells and name in record.facts
    ]
    if len(found) == 0:
        return ""
    found.sort(key=lambda pair: (-(pair[0]["estimate"] or 0.0), pair[1]["cell_id"]))
    shown = [_figure(fact, cell, verdict["party"]) for fact, cell in found[:_MOST_SHOWN]]
    return f" On record: {'; '.join([*shown, *_others(len(found))])}.{_limit(verdict)}"


def _figure(fact: Row, cell: Row, judged: str) -> str:
    fit = FITS[fact["halves"]].label.lower()
    unit = "" if cell["unit"] == "items" else f" {plain(cell['unit'])}"
    if fact["estimate"] is None and fact["low"] is not None:
        return f"{span(fact['low'], fact['high'])}{unit}{_partner(cell, judged)} ({fit}, a bound)"
    if fact["estimate"] is None:
        return f"no figure{_partner(cell, judged)} ({fit})"
    is_sure = fact["low"] == fact["estimate"] == fact["high"]
    spread = "" if is_sure else f", 90 % range {span(fact['low'], fact['high'])}"
    return f"{number(fact['estimate'])}{unit}{_partner(cell, judged)} ({fit}{spread})"


def _partner(cell: Row, judged: str) -> str:
    """Name the other party of a transfer; a holding has none."""
    if NONE in {cell["from_party"], cell["to_party"]}:
        return ""
    if cell["to_party"] == judged:
        return f" from {party(cell['from_party'])}"
    return f" to {party(cell['to_party'])}"


def _others(count: int) -> Iterator[str]:
    if count > _MOST_SHOWN:
        yield f"and {plural(count - _MOST_SHOWN, 'other figure')}"


def _limit(verdict: Row) -> str:
    limit = verdict.get(LIMIT)
    return "" if limit is None else f" The limit with what is let pass: {number(limit)}."
