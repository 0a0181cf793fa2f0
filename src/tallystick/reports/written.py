"""Pieces of lines that several traces share."""

from collections.abc import Iterable, Iterator
from datetime import date

from tallystick.model.claim import NONE
from tallystick.model.period import Period
from tallystick.model.record import Row


def section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Write lines under a title; nothing where there are none."""
    written = list(lines)
    if len(written) > 0:
        yield f"  {title}:"
        yield from (f"    {line}" for line in written)


def span_of(start: date, end: date) -> str:
    """Write what a duty is about: a calendar year by its number, and one that falls due once by its first day."""
    return str(start.year) if Period(start, end).is_year() else f"since {start}"


def channel(text: str) -> str:
    """Name through whom a question goes, without the preposition that some agreements' words begin with."""
    return text.removeprefix("through ")


def judgement(row: Row) -> str:
    """Write what somebody said, when, and on what evidence."""
    evidence = "" if row["evidence"] == NONE else f" [{row['evidence']}]"
    return f"{row['on']} {row['by']} ({row['kind']}): {row['text']}{evidence}"
