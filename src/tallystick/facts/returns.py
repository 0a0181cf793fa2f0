"""Returns that repeat the year before, line for line: a legitimate cause and a plain clerical one."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import polars as pl

from tallystick.model.designation import fold

_LEAST_LINES: Final = 4
"""A return of one to three lines repeats by chance: the same ship class, the same yearly batch."""
_LEAST_SHARE: Final = 0.8
"""Four lines in five the same, in the same words and number, is not a coincidence of deliveries."""

Line = tuple[object, ...]
Return = tuple[str, str, date, date]


@dataclass(frozen=True, slots=True)
class Repeats:
    """Returns found to repeat the one before, and the claims in them that do."""

    rows: list[dict[str, object]] = field(default_factory=list)
    claim_ids: frozenset[str] = frozenset()


def find_repeats(claims: pl.DataFrame) -> Repeats:
    """Compare every return with its claimant's return for the year before; reads table `claim`."""
    returns = _returns(claims)
    rows: list[dict[str, object]] = []
    ids: set[str] = set()
    for key in sorted(returns):
        claimant, instrument, start, end = key
        before = returns.get((claimant, instrument, _year_before(start), _year_before(end)))
        if before is None:
            continue
        again = _again(returns[key], before)
        lines = sum(len(found) for found in returns[key].values())
        if len(again) >= max(_LEAST_LINES, _LEAST_SHARE * lines):
            ids.update(again)
            rows.append(
                {
                    "claimant": claimant,
                    "instrument": instrument,
                    "period_start": start,
                    "period_end": end,
                    "lines": lines,
                    "repeated": len(again),
                }
            )
    return Repeats(rows, frozenset(ids))


def _returns(claims: pl.DataFrame) -> dict[Return, dict[Line, list[str]]]:
    returns: dict[Return, dict[Line, list[str]]] = defaultdict(lambda: defaultdict(list))
    # holdings repeat from year to year by nature; deliveries do not
    moved = claims.filter(pl.col("act") == "transfer")
    for row in moved.sort("claim_id").iter_rows(named=True):
        key = (row["claimant"], row["instrument"], row["period_start"], row["period_end"])
        returns[key][_line(row)].append(row["claim_id"])
    return returns


def _line(row: Mapping[str, Any]) -> Line:
    words = re.sub(r"[^a-z0-9]|^\d+ ", "", re.sub(r"^\d+ ", "", fold(row["designation"])))
    flow = (row["role"], row["act"], row["from_party"], row["to_party"], row["category"])
    return (*flow, row["quantity_kind"], row["quantity_low"], row["quantity_high"], words)


def _again(later: Mapping[Line, list[str]], earlier: Mapping[Line, list[str]]) -> list[str]:
    common = Counter({line: len(ids) for line, ids in later.items()}) & Counter(
        {line: len(ids) for line, ids in earlier.items()}
    )
    return [claim_id for line, count in common.items() for claim_id in later[line][:count]]


def _year_before(day: date) -> date:
    # 29 February has no day a year earlier; a period that ends there ends with the month.
    return (
        day.replace(year=day.year - 1, day=28)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year - 1)
    )
