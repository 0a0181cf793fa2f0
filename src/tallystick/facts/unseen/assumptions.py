"""The band: every total that a named assumption gives, and why where one gives none."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import polars as pl

from tallystick.errors import ValueRefusedError
from tallystick.facts.unseen.closed_form import Total, chao, chapman, dependent, no_highest_order
from tallystick.facts.unseen.loglinear import Fit, all_pairs, best_pairs, fit, stepwise
from tallystick.facts.unseen.table import Histories, histories

SCHEMA: Final = pl.Schema(
    {
        "method": pl.String,
        "assumption": pl.String,
        "total": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "remark": pl.String,
    }
)

_Z: Final = 1.96
_TWO: Final = 2
_EIGHT_TO_ONE: Final = 8.0
"""Two sides of a confidential deal stay silent together to such a degree; nothing in two lists says where to end."""

_Way = Callable[[Histories], Total | Fit]


def band(counts: Mapping[str, int], lists: Sequence[str]) -> pl.DataFrame:
    """Give what may exist in all, seen and unseen, under each assumption; there is no best line.

    Columns: `method`; `assumption`, the sentence under which the line holds; `total`, and `low` and `high` (95 %) where
    the method has an interval; `remark`, the lists found to depend on each other, or why there is no figure. Units are
    those of `counts`: things by history, as `histories` reads them, which says what is refused.
    """
    table = histories(counts, lists)
    return pl.DataFrame([_row(table, *line) for line in _lines(table)], schema=SCHEMA, orient="row")


def _lines(table: Histories) -> list[tuple[str, str, _Way]]:
    seen = ("seen", "nothing is on no list: a lower end, if no entry is false or counted twice", _seen)
    return [seen, *(_OF_TWO if len(table.lists) == _TWO else _OF_MANY)]


def _row(table: Histories, method: str, assumption: str, way: _Way) -> dict[str, Any]:
    row: dict[str, Any] = {
        "method": method,
        "assumption": assumption,
        "total": None,
        "low": None,
        "high": None,
    }
    try:
        found = way(table)
    except ValueRefusedError as refused:
        return {**row, "remark": f"not computed: {refused}"}
    if isinstance(found, Fit):
        pairs = f"depend: {found.named(table)}" if len(found.pairs) > 0 else "no pair of lists depends"
        return {**row, "total": found.total, "low": found.low, "high": found.high, "remark": pairs}
    row |= {"total": found.estimate, "remark": ""}
    if found.error is not None:
        row |= {
            "low": max(found.estimate - _Z * found.error, table.seen),
            "high": found.estimate + _Z * found.error,
        }
    return row


def _seen(table: Histories) -> Total:
    return Total(table.seen)


def _chapman(table: Histories) -> Total:
    return chapman(table.on_all(0), table.on_all(1), table.on_all(0, 1))


_OF_TWO: Final[Sequence[tuple[str, str, _Way]]] = (
    ("independent", "what one list misses, the other misses no more often than anything else", _chapman),
    (
        "half_the_odds",
        "a thing on one list has half the odds of being on the other: lists that share out the work",
        partial(dependent, odds_ratio=0.5),
    ),
    (
        "twice_the_odds",
        "a thing on one list has twice the odds of being on the other",
        partial(dependent, odds_ratio=2.0),
    ),
    (
        "eight_times_the_odds",
        "a thing on one list has eight times the odds of being on the other: both stay silent together",
        partial(dependent, odds_ratio=_EIGHT_TO_ONE),
    ),
)

_OF_MANY: Final[Sequence[tuple[str, str, _Way]]] = (
    ("chao", "no list leads to another, and some things are harder to see than others: a lower end", chao),
    ("chao_corrected", "as chao, allowing for how few the lists are", partial(chao, corrected=True)),
    ("independent", "no list leads to another, and all things are as easy to see", fit),
    ("stepwise", "those pairs of lists depend on each other that the counts show (p below 0.02)", stepwise),
    (
        "best_pairs",
        "those pairs of lists depend on each other that weigh more than they cost (BIC)",
        best_pairs,
    ),
    ("all_pairs", "each pair of lists may depend on each other, no three together", all_pairs),
    (
        "no_highest_order",
        "any lists may depend on each other, but not all of them at once",
        no_highest_order,
    ),
)
