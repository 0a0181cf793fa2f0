"""An ordered decision in three-valued logic: the first step whose condition holds gives the answer.

Conditions are Polars expressions; null means that it cannot be told (strong Kleene: null and false is false, null or
true is true, and so Polars computes it). A step that cannot be told stops the decision there: the answer is unknown,
never the answer of a later step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import polars as pl


class Answer(StrEnum):
    """What a step answers; its name under the obligation's force is the verdict."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"
    NOT_ASSESSABLE = "not_assessable"
    NOT_DUE = "not_due"
    NOT_BOUND = "not_bound"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: where `when` holds, the answer is `answer`, for `reason`."""

    when: pl.Expr
    answer: Answer
    reason: str
    """A short code; its sentence stands in `reasons.py`, or in REASONS of the agreement's `rules.py`."""


def holds(when: pl.Expr, reason: str) -> Step:
    """Where `when` is true, what the article asks is there."""
    return Step(when, Answer.HOLDS, reason)


def fails(when: pl.Expr, reason: str) -> Step:
    """Where `when` is true, what the article asks is not there, and that is known."""
    return Step(when, Answer.FAILS, reason)


def unknown(when: pl.Expr, reason: str) -> Step:
    """Where `when` is true, the record is there and does not settle it."""
    return Step(when, Answer.UNKNOWN, reason)


def not_assessable(when: pl.Expr, reason: str) -> Step:
    """Where `when` is true, what would be needed to judge is not on record."""
    return Step(when, Answer.NOT_ASSESSABLE, reason)


def not_due(when: pl.Expr, reason: str) -> Step:
    """Where `when` is true, the duty does not arise, or not yet."""
    return Step(when, Answer.NOT_DUE, reason)


ALWAYS: Final = pl.lit(value=True)
"""The condition of a last step: whatever is left."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says: ordered steps, the day the duty is due (null where it has no clock), and named values."""

    steps: tuple[Step, ...]
    due_on: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.Date))
    values: Mapping[str, pl.Expr] = field(default_factory=dict)
    """Intermediate values that the trace shows by name."""

    def first(self, *steps: Step, **values: pl.Expr) -> "Ruling":
        """Put exceptions in front: they are asked before the rest; `values` are shown by the trace besides."""
        return Ruling((*steps, *self.steps), self.due_on, {**self.values, **values})

    def reasons(self) -> tuple[str, ...]:
        """Name every reason it can give, in the order of the steps."""
        return tuple(dict.fromkeys(step.reason for step in self.steps))


def chosen(steps: Iterable[Step]) -> pl.Expr:
    """Number the step that decides each row: k for step k, -(k+1) where step k cannot be told, null for none."""
    ordered = list(enumerate(steps))
    choice: pl.Expr = pl.lit(None, dtype=pl.Int32)
    for number, step in reversed(ordered):
        choice = pl.when(step.when).then(number).when(step.when.is_null()).then(-number - 1).otherwise(choice)
    return choice
