"""Rows of tables in a line each; whatever a row does not say is `-`, nothing, or the day of the assessment."""

from datetime import date
from typing import Any, Final

import polars as pl

from tallystick.engine.local import frame
from tallystick.model.tables import TABLES, Kind

Tables = dict[str, pl.DataFrame]
ON: Final = date(2026, 3, 1)
"""The day of every assessment here."""

_BLANK: Final[dict[Kind, Any]] = {
    Kind.TEXT: "-",
    Kind.WHOLE: 0,
    Kind.NUMBER: 0.0,
    Kind.DAY: ON,
    Kind.YES_NO: True,
}


def table(name: str, *rows: dict[str, Any]) -> pl.DataFrame:
    """Make a table from rows that name only what matters."""
    blank = {column.name: _BLANK[column.kind] if column.key else None for column in TABLES[name].columns}
    return frame(TABLES[name], [blank | row for row in rows])


def answer(verdict: str, reason: str, party: str = "TCD", year: int = 2019, **more: Any) -> dict[str, Any]:
    """Make the verdict of one year's report."""
    row = {
        "agreement": "att",
        "rule": "annual_report",
        "force": "binding",
        "party": party,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "verdict": verdict,
        "reason": reason,
        "sentence": "Said in words.",
        "due_on": date(year + 1, 5, 31),
    } | more
    return {"verdict_id": f"{row['agreement']}.{row['rule']}.{party}.{year}"} | row


def said(kind: str, about: str, day: int, month: int = 1, **more: Any) -> dict[str, Any]:
    """Make what somebody said in 2026."""
    row = {
        "kind": kind,
        "about": about,
        "on": date(2026, month, day),
        "by": "somebody",
        "text": f"a {kind}",
    } | more
    return {"judgement_id": f"{kind}.{about}.{row['on']}"} | row


def clock() -> pl.DataFrame:
    """Make the clocks of two agreements: one with its own, one without."""
    return table(
        "clock",
        {"agreement": "att", "title": "the Arms Trade Treaty"},
        {
            "agreement": "ottawa",
            "title": "the Ottawa Convention",
            "days": 28,
            "channel": "the Secretary-General of the United Nations",
            "article": "8(2)",
        },
    )
