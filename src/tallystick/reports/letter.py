"""Draft a request about whatever an identifier means: a flow, a verdict or a finding."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from tallystick.errors import UsageError
from tallystick.model.case import Case
from tallystick.model.record import Record
from tallystick.model.words import verdict_said
from tallystick.reports.cell_letter import cell_letter
from tallystick.reports.duty_letter import duty_letter
from tallystick.reports.finding_trace import finding_of, is_joined, subject_of
from tallystick.reports.letter_form import Letter
from tallystick.reports.subject import Kind, find_subject

__all__ = ["Letter", "draft"]


def draft(tables: Mapping[str, pl.DataFrame], case: Case, wanted: str, *, on: date, days: int) -> Letter:
    """Draft a request for clarification; nothing is sent, and no clock runs before somebody says that it was.

    Args:
        tables: an assessment's tables.
        case: the case, for its title and contact.
        wanted: a cell, claim, verdict or finding, by its identifier or an unambiguous part of it.
        on: the date of the letter.
        days: days until the reply-by date where the agreement sets none; 28 is the term that tracing and
            right-of-reply practice gives.

    Raises:
        UnknownIdError: if nothing is called so; with the nearest identifiers.
        AmbiguousIdError: if several things are; lists them.
        UsageError: if there is nothing to ask.
    """
    record = Record.of(tables)
    kind, name = find_subject(record, wanted)
    if kind is Kind.VERDICT:
        kind, name = Kind.FINDING, _finding_of(record, name)
    if kind is Kind.CELL:
        return cell_letter(tables, case, name, on=on, days=days)
    about = subject_of(record, name)
    if about is not None and about.kind is Kind.CELL:
        return cell_letter(tables, case, about.name, on=on, days=days)
    return duty_letter(record, case, finding_of(record, name), on=on, days=days)


def _finding_of(record: Record, verdict_id: str) -> str:
    """Name the finding made of a verdict, alone or with others of its kind.

    Raises:
        UsageError: if no question arises from it.
    """
    named = f"{Kind.VERDICT}.{verdict_id}"
    row = record.frames["verdict"].filter(pl.col("verdict_id") == verdict_id).row(0, named=True)
    for one in record.rows("finding"):
        if one["finding_id"] == named or is_joined(one, row):
            return str(one["finding_id"])
    said = verdict_said(row["verdict"], row["reason"])
    raise UsageError(f"there is nothing to ask about {verdict_id}: {said}. {row['sentence']}")
