"""What comes in the months after an assessment: duties, answers, and days on which a status changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tallystick.model import words
from tallystick.model.claim import NONE
from tallystick.model.finding import ReplyState
from tallystick.model.record import Record, Row
from tallystick.reports.calendar import Due, due

MONTHS: Final = 18
"""How far ahead: a yearly duty stands in it at least once, whatever the day of the assessment."""
_SAFE_DAY: Final = 28
"""Every month has it."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing of one day."""

    on: date
    agreement: str
    """Empty for an answer that is expected."""
    title: str
    article: str
    what: str
    parties: Sequence[str]
    """Names, sorted."""
    finding_id: str = ""
    is_duty: bool = False
    is_unconfirmed: bool = False
    """Whether the day rests on something that no source confirms."""


def coming(record: Record, on: date) -> list[Coming]:
    """List what comes, by day.

    Args:
        record: the tables of an assessment; `verdict`, `obligation`, `parameter`, `clock`, `status`, `finding`.
        on: the day of the assessment.
    """
    until = end(on)
    found = [
        *(_duty(one, record) for one in due(record.frames, on, until=until)),
        *_answers(record.rows("finding"), on, until),
        *_changes(record, on, until),
    ]
    return sorted(found, key=lambda one: (one.on, one.title, one.article, one.what, one.parties))


def end(on: date) -> date:
    """Give the last day looked at."""
    years, month = divmod(on.month - 1 + MONTHS, 12)
    return date(on.year + years, month + 1, min(on.day, _SAFE_DAY))


def _duty(one: Due, record: Record) -> Coming:
    return Coming(
        one.due_on,
        one.agreement,
        record.title(one.agreement),
        words.article(one.article),
        one.named,
        sorted(map(words.party, one.parties)),
        is_duty=True,
        is_unconfirmed=len(one.unconfirmed) > 0,
    )


def _answers(findings: Iterable[Row], on: date, until: date) -> Iterable[Coming]:
    for row in findings:
        due_on = row["reply_due_on"]
        if row["reply_state"] == ReplyState.ASKED and due_on is not None and on <= due_on <= until:
            names = sorted(words.party(code) for code in row["parties"].split() if code != NONE)
            yield Coming(due_on, "", "Answer expected", "", row["sentence"], names, row["finding_id"])


def _changes(record: Record, on: date, until: date) -> Iterable[Coming]:
    for row in record.rows("status"):
        if on < row["since"] <= until:
            what, names = f"status changes: {row['basis']}", [words.party(row["party"])]
            yield Coming(row["since"], row["agreement"], record.title(row["agreement"]), "", what, names)
