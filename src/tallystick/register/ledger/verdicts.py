"""Ask whether something accounts for a row that is not what the latest entry about it says.

The chain knows of no other site. Whoever takes in entries of other sites says, by `judged_by`, what it knows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final
from uuid import UUID

from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Recorded


class Verdict(StrEnum):
    """What is known of such a row."""

    ASIDE = auto()
    """It rightly is in no table: another row has its place, or it never counts."""
    OLDER = auto()
    """It rightly keeps an earlier version: that of the entry was made beside it, and does not stand."""
    UNACCOUNTED = auto()
    """Nothing accounts for it: the database was changed."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the latest entry about a row says of it, and how it stands."""

    model: type[Recorded]
    pk: UUID
    number: int
    """Of the entry."""
    content: Json
    stands: int | None
    """The entry that wrote the row as it stands; None where it is in no table."""


Judge = Callable[[Told], Verdict]
_judges: Final[list[Judge]] = []


def judged_by(judge: Judge) -> None:
    """Let a function be asked from now on; an app calls this when it is ready."""
    if judge not in _judges:
        _judges.append(judge)


def verdict(told: Told) -> Verdict:
    """Give the first verdict that accounts for the row."""
    found = (judge(told) for judge in _judges)
    return next((one for one in found if one is not Verdict.UNACCOUNTED), Verdict.UNACCOUNTED)
