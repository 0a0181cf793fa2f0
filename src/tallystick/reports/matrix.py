"""Party by obligation: what stands for each, the latest period that has fallen due, and the record of years."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from tallystick.model import words
from tallystick.model.agreement import MILESTONES
from tallystick.model.claim import NONE
from tallystick.model.record import Row
from tallystick.reports.laid import anchor
from tallystick.reports.law import Law
from tallystick.reports.marks import BY_REASON, KIND_OF, MARKS, Mark, Strip, short, strip

_KEYS: Final = ("agreement", "rule", "party")
_SHOWN: Final = (
    "verdict_id",
    "verdict",
    "reason",
    "sentence",
    "period_start",
    "period_end",
    "due_on",
    "evidence",
    "p_breach_low",
    "p_breach_high",
)
_TELLS: Final = frozenset({"kept", "late", "unkept", "above", "open"})
_MILESTONE: Final = re.compile(rf"^({'|'.join(MILESTONES)}):")
_CONTESTED: Final = "status_contested"
"""The reason by which a party stands in the table although nothing tells of it: its views stand above."""
_TICKS: Final = 5
"""A year is written every so many years above the strips; closer, the figures would touch."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands for one party under one obligation."""

    row: Row
    kind: str
    years: Mapping[int, str]
    """Kind of mark, by year; of every period that was judged."""

    @property
    def mark(self) -> Mark:
        """Its mark."""
        return MARKS[self.kind]

    @property
    def word(self) -> str:
        """Its reason in a word or two; the day where it falls due later."""
        row = self.row
        is_dated = row["reason"] == "due_later" and row["due_on"] is not None
        return f"due {row['due_on']}" if is_dated else short(row["reason"])

    @property
    def anchor(self) -> str:
        """Where its trace stands."""
        return anchor("v", self.row["verdict_id"])


@dataclass(frozen=True, slots=True)
class Column:
    """One obligation over all its parties."""

    law: Law
    year: int | None
    """The latest year that has fallen due, for a duty of every year."""
    years: range
    answers: Mapping[str, Answer]

    @property
    def counts(self) -> Sequence[tuple[Mark, str, int]]:
        """How many parties stand how in the year shown: mark, reason in words, number; most first within a mark."""
        order = list(MARKS)
        tally = Counter(self._stands(one) for one in self.answers.values())
        rows = sorted(tally.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1]))
        return [(MARKS[kind], word, count) for (kind, word), count in rows]

    def _stands(self, one: Answer) -> tuple[str, str]:
        if self.speaks_of(one):
            return one.kind, short(one.row["reason"])
        return "unbound", f"not asked for {self.year}"

    def speaks_of(self, one: Answer) -> bool:
        """Whether an answer is about the year that the column shows."""
        return self.year is None or one.row["year"] == self.year or one.kind == "unbound"

    @property
    def record(self) -> Sequence[tuple[Mark, int]]:
        """How often each mark stands over all its years: mark and number."""
        tally = Counter(kind for one in self.answers.values() for kind in one.years.values())
        return [(mark, tally[kind]) for kind, mark in MARKS.items() if tally[kind] > 0]

    @property
    def is_mute(self) -> bool:
        """Whether nothing on record tells for or against anybody, nor of anybody's own deadline."""
        return not any(self.tells(one) for one in self.answers.values())

    def tells(self, one: Answer) -> bool:
        """Whether an answer tells anything of its party, or of a deadline of its own."""
        own = _TELLS if self.law.each_year else _TELLS | {"later"}
        return not own.isdisjoint(one.years.values())

    @property
    def reasons(self) -> Sequence[tuple[str, int]]:
        """Why it cannot be assessed: sentences, each with the number of parties."""
        unknown = (one for one in self.answers.values() if one.kind == "unknown" and self.speaks_of(one))
        tally = Counter(one.row["sentence"] for one in unknown)
        return sorted(tally.items(), key=lambda item: (-item[1], item[0]))

    @property
    def ticks(self) -> str:
        """The years above the strips, one sign a year."""
        text = ""
        for year in self.years:
            if len(text) <= year - self.years[0] and (year % _TICKS == 0 or year == self.years[0]):
                room = self.years[-1] - year + 1
                text = text.ljust(year - self.years[0]) + (str(year) if room >= len(str(year)) else "")
        return text


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer where it stands in the matrix."""

    answer: Answer | None
    strip: Strip | None
    note: str
    """The year it speaks of, where that is not the column's."""


@dataclass(frozen=True, slots=True)
class Line:
    """One party's row, and behind it the trace of each of its cells."""

    party: str
    name: str
    anchor: str
    cells: Sequence[Cell]
    traces: Sequence["Trace"]


@dataclass(frozen=True, slots=True)
class Trace:
    """What stands behind one cell, in short; `why` gives the whole of it."""

    answer: Answer
    law: Law
    period: str
    text: str
    odds: str
    values: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """All obligations of one agreement, and its parties by name."""

    columns: Sequence[Column]
    """Those that tell of somebody."""
    mute: Sequence[Column]
    lines: Sequence[Line]
    others: Sequence[Line]
    """Parties of which the case does not speak."""
    untold: Sequence[str]
    """Names of parties that are bound, and of which nothing tells."""


def answers(verdicts: pl.DataFrame, on: date) -> Mapping[tuple[str, str], Mapping[str, Answer]]:
    """Choose for each party and obligation what to show: the latest period that has fallen due by a day.

    Args:
        verdicts: table `verdict`.
        on: the day of the assessment.

    Returns:
        By agreement and rule, then by party; a duty that has not fallen due yet shows its first coming day.
    """
    kind = pl.col("verdict").replace_strict(dict(KIND_OF), return_dtype=pl.String)
    # of a year without a day of its own that is not over, little can be on record yet
    is_year = pl.col("period_start").dt.year() == pl.col("period_end").dt.year()
    over = ~is_year | (pl.col("period_end") < on)
    rows = verdicts.lazy().select(
        *_KEYS,
        *_SHOWN,
        year=pl.col("period_start").dt.year(),
        kind=pl.col("reason").replace_strict(dict(BY_REASON), default=kind, return_dtype=pl.String),
        fallen=(pl.col("due_on") <= on).fill_null(over),
    )
    latest = pl.when("fallen").then(pl.col("year")).otherwise(-pl.col("year"))
    shown = rows.sort("fallen", latest).group_by(_KEYS).last()
    years = rows.group_by(_KEYS).agg(years=pl.col("year"), kinds=pl.col("kind"))
    made: defaultdict[tuple[str, str], dict[str, Answer]] = defaultdict(dict)
    joined = shown.join(years, on=_KEYS).sort(_KEYS).collect()
    for row in joined.iter_rows(named=True):
        by_year = dict(zip(row.pop("years"), row.pop("kinds"), strict=True))
        made[row["agreement"], row["rule"]][row["party"]] = Answer(row, row["kind"], by_year)
    return made


def column(law: Law, found: Mapping[str, Answer]) -> Column:
    """Make the column of one obligation from the answers to it."""
    if not law.each_year:
        return Column(law, None, range(0), found)
    fallen = Counter(one.row["year"] for one in found.values() if one.row["fallen"])
    every = {year for one in found.values() for year in one.years}
    latest = max(fallen, default=max(every))
    return Column(law, latest, range(min(every), max(every) + 1), found)


def lay_out(agreement: str, columns: Sequence[Column], spoken_of: AbstractSet[str]) -> Matrix:
    """Lay obligations and parties over each other.

    Args:
        agreement: whose obligations they are.
        columns: every obligation.
        spoken_of: the parties of the case, which come first and open to their traces; empty: all of them.
    """
    telling = [one for one in columns if not one.is_mute]
    bound = {party for one in columns for party, answer in one.answers.items() if answer.kind != "unbound"}
    told = {
        party
        for one in telling
        for party, answer in one.answers.items()
        if one.tells(answer) or answer.row["reason"] == _CONTESTED
    }
    lines = [
        _line(agreement, party, telling, is_whole=len(spoken_of) == 0 or party in spoken_of)
        for party in sorted(bound & told, key=lambda code: (words.party(code), code))
    ]
    return Matrix(
        columns=telling,
        mute=[one for one in columns if one.is_mute],
        lines=[line for line in lines if len(line.traces) > 0],
        others=[line for line in lines if len(line.traces) == 0],
        untold=sorted(words.party(code) for code in bound - told),
    )


def _line(agreement: str, party: str, columns: Iterable[Column], *, is_whole: bool) -> Line:
    found = [(one, one.answers.get(party)) for one in columns]
    traces = [_trace(one, answer) for one, answer in found if answer is not None] if is_whole else []
    name = anchor(f"m-{agreement}", party)
    return Line(party, words.party(party), name, [_cell(one, answer) for one, answer in found], traces)


def _cell(one: Column, answer: Answer | None) -> Cell:
    if answer is None:
        return Cell(None, None, "")
    if one.year is None:
        return Cell(answer, None, "")
    note = "" if one.speaks_of(answer) else str(answer.row["year"])
    return Cell(answer, strip(answer.years, one.years), note)


def _trace(one: Column, answer: Answer) -> Trace:
    row = answer.row
    # why something cannot be assessed is much the same for all: the table of obligations has it in full
    said = words.verdict_said(row["verdict"], row["reason"])
    return Trace(
        answer=answer,
        law=one.law,
        period=str(row["year"]) if one.law.each_year else "",
        text=f"{said}: {short(row['reason'])}." if answer.kind == "unknown" else row["sentence"],
        odds=words.odds(row["p_breach_low"], row["p_breach_high"]),
        values=one.law.values_at(row["period_end"] if one.law.each_year else row["period_start"]),
        evidence="" if row["evidence"] == NONE else _evidence(row["evidence"]),
    )


def _evidence(names: str) -> str:
    """List what it rests on; a milestone stands as its kind and its day."""
    return ", ".join(_MILESTONE.sub(r"\1 ", name) for name in names.split(" "))
