"""Who may have which part of an answer: the state that asks, and, after those named were heard, others."""

from datetime import date
from enum import StrEnum

from tallystick.model.claim import closeness
from tallystick.register.folder import own_folder
from tallystick.register.handling import Handling
from tallystick.register.ledger.operation import Operation
from tallystick.register.tracing.clock import due
from tallystick.register.tracing.models import NAMING, AnswerLine, Hearing, LineKind


class Heard(StrEnum):
    """Where the right of reply stands for one part of an answer."""

    NOBODY = "nobody"
    """It names nobody who would have to be heard."""
    NOT_ASKED = "not_asked"
    WAITS = "waits"
    COMMENTED = "commented"
    PASSED = "passed"
    """The time to comment has passed."""


def names_somebody(line: AnswerLine) -> bool:
    """Whether a part names a state or company other than those who ask and answer."""
    if LineKind(line.kind) not in NAMING and line.named == "":
        return False
    between = {"", own_folder().settings.party, line.answer.request.party}
    return line.named != "" or len({line.party, line.to_party} - between) > 0


def heard(line: AnswerLine, today: date) -> Heard:
    """Say where the right of reply stands; of several who were asked, the one furthest behind decides."""
    hearings = list(line.hearings.all())
    if len(hearings) == 0:
        return Heard.NOT_ASKED if names_somebody(line) else Heard.NOBODY
    waits = [one for one in hearings if one.commented_on is None]
    if any(today <= one.due_on for one in waits):
        return Heard.WAITS
    return Heard.PASSED if len(waits) > 0 else Heard.COMMENTED


def may_go_further(line: AnswerLine, today: date) -> bool:
    """Whether a part may be seen beyond the states that ask and answer, as far as its handling lets it.

    A draft, a part that was withdrawn or kept back, and one whose named have not been heard may not.
    """
    if line.is_withdrawn or line.is_withheld or line.answer.sent_on is None:
        return False
    return heard(line, today) not in {Heard.NOT_ASKED, Heard.WAITS}


def handling_of(line: AnswerLine) -> str:
    """Give the closest of the marks of a part, its answer and its request: none opens what another closes."""
    marks = (line.handling, line.answer.handling, line.answer.request.handling)
    groups = {mark for mark in marks if mark.startswith("group:")}
    # nobody is known to be of two groups at once
    return Handling.RESTRICTED if len(groups) > 1 else max(marks, key=closeness)


def ask_to_comment(done: Operation, line: AnswerLine, asked_of: str, on: date) -> Hearing:
    """Give somebody whom a part names the chance to comment."""
    return done.save(Hearing(line=line, asked_of=asked_of, asked_on=on, due_on=due("reply", on)))
