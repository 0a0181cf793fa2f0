"""A judgement: what a person decided, contested, asked or replied. Superseded, never overwritten."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.model.claim import refuse_unknown
from tallystick.phrase import says

KINDS: Final = ("contest", "reply", "note", "settle", "request")
"""Says that something is wrong; answers; adds something to know; closes with a reason; was sent, so the clock runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Who says what about which finding, cell, claim or name, when, and on what evidence."""

    about: str
    kind: str
    text: str
    by: str
    on: date
    evidence: str = "-"
    supersedes: str = "-"

    def __post_init__(self) -> None:
        """Refuse a kind that has no meaning, and words that nobody said."""
        refuse_unknown("kind", self.kind, KINDS)
        if self.text.strip() == "" or self.by.strip() == "":
            raise ValueRefusedError(says("a judgement needs the words and who says them"))
