"""Mark what somebody raised against what a scenario expects; an analyst's answers and the software's own alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

import polars as pl

from tallystick.model.finding import Step
from tallystick.worlds.scenario import Expected, Mistaken, Told


class Outcome(StrEnum):
    """How one thing raised, or not raised, stands to what was expected."""

    FOUND = "found"
    OTHER_STEP = "other_step"
    """Found, and another step taken than the record calls for."""
    MISSED = "missed"
    WRONG = "raised_wrongly"
    ALLOWED = "allowed"
    """Neither asked for nor wrong."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that somebody would raise, and the next step."""

    about: str
    step: Step


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing expected or raised, how it came out, and why."""

    outcome: Outcome
    about: str
    step: str
    why: str

    def row(self) -> dict[str, str]:
        """Write it as a row."""
        return {
            "outcome": self.outcome.value,
            "about": self.about,
            "step": self.step,
            "why": self.why,
        }


UNCALLED: Final = "Nothing on record calls for it."


def mark(told: Told, answers: Sequence[Answer]) -> list[Mark]:
    """Mark answers: each thing expected as found, found with another step, or missed; then all else that was raised.

    Args:
        told: what the scenario expects.
        answers: what was raised, by whole identifiers; two answers to one thing are one, if either is right.
    """
    marks = [_expected(one, [answer for answer in answers if _is_of(answer, one)]) for one in told.expected]
    others = (
        answer for answer in dict.fromkeys(answers) if not any(_is_of(answer, one) for one in told.expected)
    )
    return [*marks, *(_other(told, answer) for answer in others)]


def _speaks_of(name: str, about: str) -> bool:
    """Whether a name is what a scenario speaks of, or one of the verdicts that this puts together."""
    return fnmatchcase(name, about) or name.startswith(f"{about}.")


def _is_of(answer: Answer, one: Expected) -> bool:
    return _speaks_of(answer.about, one.about)


def _expected(one: Expected, answers: Sequence[Answer]) -> Mark:
    if len(answers) == 0:
        return Mark(Outcome.MISSED, one.about, one.step, one.why)
    if any(answer.step == one.step for answer in answers):
        return Mark(Outcome.FOUND, one.about, one.step, one.why)
    taken = ", ".join(sorted({answer.step for answer in answers}))
    return Mark(Outcome.OTHER_STEP, one.about, taken, f"The step would be {one.step}. {one.why}")


def _other(told: Told, answer: Answer) -> Mark:
    for outcome, known in ((Outcome.WRONG, told.mistaken), (Outcome.ALLOWED, told.allowed)):
        why = next((one.why for one in known if _is_meant(one, answer)), None)
        if why is not None:
            return Mark(outcome, answer.about, answer.step, why)
    return Mark(Outcome.WRONG, answer.about, answer.step, UNCALLED)


def _is_meant(one: Mistaken, answer: Answer) -> bool:
    return _speaks_of(answer.about, one.about) and one.step in {None, answer.step}


def answers_of(findings: pl.DataFrame) -> list[Answer]:
    """Take the software's own findings as answers, in their order."""
    rows = findings.select("about", "step").iter_rows()
    return [Answer(about, Step(step)) for about, step in rows]


def names_of(tables: Mapping[str, pl.DataFrame]) -> set[str]:
    """Name everything that may be raised: cells, verdicts, and what findings are about."""
    columns = (("cell", "cell_id"), ("verdict", "verdict_id"), ("finding", "about"))
    return {name for table, column in columns for name in tables[table][column]}


def untold(told: Told, names: Iterable[str]) -> list[str]:
    """List what a scenario speaks of and the record does not have: a slip there would check nothing."""
    every = sorted(names)
    spoken = [one.about for part in (told.expected, told.mistaken, told.allowed, told.stands) for one in part]
    return [about for about in dict.fromkeys(spoken) if not any(_speaks_of(name, about) for name in every)]


def unborne(told: Told, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """List what a scenario says of the record and the record does not bear out, as `ID: expected, is …`."""
    said = _said(tables)
    return [
        f"{one.about}: {one.says}, is {', '.join(sorted(said.get(one.about, ()))) or 'not there'}"
        for one in told.stands
        if one.says not in said.get(one.about, ())
    ]


_SAYS: Final = (
    ("fact", "cell_id", "halves"),
    ("explained", "cell_id", "cause"),
    ("verdict", "verdict_id", "verdict"),
    ("verdict", "verdict_id", "reason"),
)


def _said(tables: Mapping[str, pl.DataFrame]) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    for table, name, column in _SAYS:
        for about, word in tables[table].select(name, column).iter_rows():
            said.setdefault(about, set()).add(word)
    return said
