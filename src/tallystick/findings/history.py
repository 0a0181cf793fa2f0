"""What people said about one finding, in order, and how far question and answer have come by that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tallystick.model.claim import NONE
from tallystick.model.finding import ReplyState
from tallystick.model.record import Row

_SAME_DAY: Final = ("request", "reply", "contest", "note", "settle")
"""On one day, a question stands before its answer, and a settlement after all that it settles."""


@dataclass(frozen=True, slots=True)
class History:
    """Judgements about one finding that stand, the oldest first."""

    judgements: Sequence[Row]

    @classmethod
    def of(cls, judgements: Iterable[Row]) -> "History":
        """Put judgements in order; those that others replace must be left out before."""
        return cls(
            sorted(judgements, key=lambda row: (row["on"], _SAME_DAY.index(row["kind"]), row["judgement_id"]))
        )

    def asked_on(self) -> date | None:
        """Give the day of the request that is to be answered, or was last answered.

        A reminder does not set the clock back: the first request since the last answer counts.
        """
        asked: date | None = None
        is_answered = True
        for row in self.judgements:
            if row["kind"] == "request" and is_answered:
                asked, is_answered = row["on"], False
            elif row["kind"] == "reply":
                is_answered = True
        return asked

    def state(self, on: date, due_on: date | None) -> ReplyState:
        """Say how far question and answer have come on a day.

        A settlement holds until somebody asks, answers or contests again. A contest stays visible until it is settled,
        whatever is asked or answered meanwhile. A request is overdue on the day after the answer was expected.
        """
        state, is_contested = ReplyState.OPEN, False
        for row in self.judgements:
            match row["kind"]:
                case "settle":
                    state, is_contested = ReplyState.SETTLED, False
                case "request":
                    state = ReplyState.ASKED
                case "reply":
                    state = ReplyState.ANSWERED
                case "contest":
                    state, is_contested = ReplyState.CONTESTED, True
                case _:
                    pass
        if is_contested:
            return ReplyState.CONTESTED
        if state is ReplyState.ASKED and due_on is not None and due_on < on:
            return ReplyState.OVERDUE
        return state


def standing(judgements: Iterable[Row]) -> list[Row]:
    """Leave out judgements that others replace."""
    every = list(judgements)
    replaced = {row["supersedes"] for row in every if row["supersedes"] != NONE}
    return [row for row in every if row["judgement_id"] not in replaced]


def due(asked_on: date | None, days: int) -> date | None:
    """Give the last day for an answer: so many days after the request."""
    return None if asked_on is None else asked_on + timedelta(days=days)
