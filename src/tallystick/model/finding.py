"""A finding: a gap or verdict worth a person's time. A lead, never an accusation."""

from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How soon a person should look, the soonest first; it says nothing of anybody's intent."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NOTE = "note"


class Step(StrEnum):
    """What to do next about it."""

    CLARIFY = "clarify"
    """Ask; nothing else until the answer is in."""
    INSPECT = "inspect"
    """Look at the place or the goods, under the agreement's own terms."""
    ASSIST = "assist"
    """Offer the help that the party itself asked for."""
    WATCH = "watch"
    """Nothing is asked of anybody; something falls due or is being settled elsewhere."""


class ReplyState(StrEnum):
    """How far question and answer have come."""

    OPEN = "open"
    ASKED = "asked"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    CONTESTED = "contested"
    SETTLED = "settled"
    CLOSED = "closed"
    """No longer raised, but people said something about it, so that it stays to be read."""


WHAT_OF: Final = {
    "request": "asked",
    "reply": "replied",
    "contest": "contested",
    "note": "noted",
    "settle": "settled",
}
"""What a judgement does to the finding it is about, by its kind."""

MOST_CLAIMS: Final = 8
"""Claims named beside a finding; the trace names all of them."""

OWN_CHANNEL: Final = "the user's own"
"""Through whom a question goes where no agreement says so."""

DAYS_TO_ANSWER: Final = 28
"""Days to answer where no agreement sets them: as many as the conventions that do set them give."""
