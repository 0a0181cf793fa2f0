"""Notes brought to the rows that refer to them: withdrawals, articles, and what the rest is about."""

from datetime import date
from typing import Final

from tallystick.catalog.un_treaty_status.heading import Heading
from tallystick.catalog.un_treaty_status.notes import (
    LEAVING,
    Note,
    Withdrawal,
    kind_of,
    provisional_of,
    withdrawal_of,
)
from tallystick.catalog.un_treaty_status.rows import PARTICIPANT, StatusRow
from tallystick.errors import ValueRefusedError
from tallystick.model.agreement import Joining, Participation
from tallystick.model.claim import Issue
from tallystick.phrase import says
from tallystick.sources.intake import Intake

SHOWN: Final = 160
"""How much of a note an issue quotes: enough to find it on the page."""


def link_notes(
    intake: Intake, heading: Heading, rows: list[StatusRow], notes: dict[str, Note]
) -> list[Participation]:
    """Bring each note to the rows that refer to it; gives the withdrawals they tell of."""
    withdrawals = [
        act
        for row in rows
        for number in row.notes
        if (act := _linked(intake, heading, row, number, notes.get(number))) is not None
    ]
    for row in rows:
        _check_brackets(
            intake, heading, row, next((one for one in withdrawals if one.party == row.party), None)
        )
    linked = {number for row in rows for number in row.notes}
    for note in notes.values():
        if note.number not in linked and LEAVING.search(note.text) is not None:
            _report_leaving(intake, note)
    return withdrawals


def _linked(
    intake: Intake, heading: Heading, row: StatusRow, number: str, note: Note | None
) -> Participation | None:
    if note is None:
        message = f"The row refers to note {number}, and the page has no such note. It may be cut short."
        intake.report(row.record, "note_missing", PARTICIPANT, number, message)
        return None
    withdrawal = _withdrawal(intake, row, note)
    if withdrawal is None:
        _take_remark(intake, heading, row, note)
        return None
    _take_articles(intake, heading, row, note)
    return Participation(
        agreement=heading.agreement,
        party=row.party,
        act=Joining.WITHDRAWAL,
        acted_on=withdrawal.notified_on,
        in_force_on=withdrawal.in_effect_on,
        note=withdrawal.remark,
        source=heading.source,
    )


def _withdrawal(intake: Intake, row: StatusRow, note: Note) -> Withdrawal | None:
    """Read a withdrawal, and believe it only where note and row name the same party."""
    try:
        found = withdrawal_of(note)
    except ValueRefusedError as error:
        told = says("note %(number)s: %(problem)s", number=note.number, problem=error.whole)
        intake.refuse(row.record, PARTICIPANT, told)
        return None
    if found is None:
        return None
    for name in (found.notified_by, found.in_effect_for):
        if not _is_named(intake, row, note, name, found.notified_on):
            return None
    return found


def _is_named(intake: Intake, row: StatusRow, note: Note, name: str, on: date) -> bool:
    """Whether a note names the party of the row; reported where it names another."""
    if intake.known_party(name, on) == row.party:
        return True
    message = (
        f"Note {note.number} tells of an act by {name}, and the row is of {row.party}. "
        "It was not taken; look at the page."
    )
    intake.report(row.record, "note_names_another", PARTICIPANT, name, message)
    return False


def _take_articles(intake: Intake, heading: Heading, row: StatusRow, note: Note) -> bool:
    """Take the articles a note says are applied provisionally; whether it was such a note."""
    told = provisional_of(note)
    if told is not None and _is_named(intake, row, note, told[0], heading.as_at):
        row.articles[Joining.PROVISIONAL] = told[1]
    return told is not None


def _take_remark(intake: Intake, heading: Heading, row: StatusRow, note: Note) -> None:
    """Say beside the act what the note is about; report what is not known, and any word of leaving."""
    if _take_articles(intake, heading, row, note):
        return
    kind = kind_of(note)
    if LEAVING.search(note.text) is not None:
        _report_leaving(intake, note)
    elif kind is None:
        message = (
            f"Note {note.number} is about nothing that is known here; it tells of no act that was taken."
        )
        intake.report(row.record, "unused_note", PARTICIPANT, note.text[:SHOWN], message)
    where = note.notification if note.notification != "" else f"note {note.number}"
    row.remarks.append(where if kind is None else f"{where} ({kind})")


def _report_leaving(intake: Intake, note: Note) -> None:
    intake.report_once(
        Issue(
            rule="unread_leaving",
            field=PARTICIPANT,
            value=note.text[:SHOWN],
            message=f"Note {note.number} has a word of leaving and was not read as a withdrawal; look at the page.",
            locator=f"note {note.number}",
        )
    )


def _check_brackets(
    intake: Intake, heading: Heading, row: StatusRow, withdrawal: Participation | None
) -> None:
    """Hold the brackets of a row against its withdrawal: each without the other is reported."""
    in_brackets = row.consent is not None and row.consent.in_brackets
    effect = None if withdrawal is None else withdrawal.in_force_on
    ended = effect is not None and effect <= heading.as_at
    if in_brackets == ended:
        return
    message = (
        f"The row of {row.party} is in brackets, and no note dates its end. Status here stays open."
        if in_brackets
        else f"{row.party} withdrew with effect of {effect}, and its row is not in brackets."
    )
    intake.report(row.record, "brackets_differ", PARTICIPANT, row.party, message)
