"""Take the rows of one document: look parties up, collect what is malformed, report what is unknown."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final, TypeVar

from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.model.claim import NONE, UNRESOLVED, Claim, Issue, Reading
from tallystick.model.party import find_party, nearest_names
from tallystick.phrase import Joint, Phrase, Said, listed, quoted, says
from tallystick.sources.document import Document
from tallystick.sources.strict import Record
from tallystick.sources.words import NOBODY

T = TypeVar("T")

WORD_CHARACTERS: Final = 200
"""The longest name of a state has under a hundred characters; figures, periods and words have far fewer."""

_REMEDY: Final = says("Nothing of this file was taken: correct it and add it again.")

SHOWN_PROBLEMS: Final = 10
"""How many malformed cells one message lists: enough to see a pattern, few enough to read."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the user adds: hand names (as written → party), and values for absent or blank columns.

    `any_party` takes codes of parties and categories in filing files as they stand, whatever they are.
    """

    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    defaults: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    any_party: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell the model refuses."""

    line: int
    column: str
    said: Said


class Intake:
    """The reading of one document in progress."""

    def __init__(self, document: Document, given: Given) -> None:
        """Begin with nothing taken."""
        self.document = document
        self.given = given
        self.reading = Reading()
        self.problems: list[Problem] = []
        self._parties: dict[tuple[str, date | None], str | None] = {}
        self._reported: set[tuple[str, str, str]] = set()

    def records(self) -> Iterator[Record]:
        """Give every row as a record; whatever a reader leaves of it is reported once a column."""
        keys = self.document.head.columns
        for row in self.document.rows:
            record = Record(row, keys, self.given.defaults)
            yield record
            for issue in record.audit():
                self.report_once(issue)

    def take(
        self, record: Record, column: str, parse: Callable[[str], T], longest: int = WORD_CHARACTERS
    ) -> T | None:
        """Parse a field that must be there; a refused value becomes a problem, and None comes back."""
        try:
            return parse(_at_most(longest, record.pop(column)))
        except ValueRefusedError as error:
            self.refuse(record, column, error.whole)
            return None

    def take_optional(self, record: Record, column: str, parse: Callable[[str], T]) -> T | None:
        """Parse a field unless it is blank; None comes back for a blank, and for a problem."""
        text = record.pop_optional(column)
        if text == NONE:
            return None
        try:
            return parse(_at_most(WORD_CHARACTERS, text))
        except ValueRefusedError as error:
            self.refuse(record, column, error.whole)
            return None

    def refuse(self, record: Record, column: str, said: Said) -> None:
        """Note that a cell cannot stand; the file will be refused once all of it has been looked at."""
        self.problems.append(Problem(record.row.line, column, said))

    def claimant(self, record: Record, column: str, on: date | None) -> str | None:
        """Look up who speaks; a statement by nobody is a problem."""
        name = self.take(record, column, str)
        if name == NONE:
            self.refuse(record, column, NOBODY)
            return None
        return None if name is None else self.party(record, column, name, on)

    def party(self, record: Record, column: str, name: str, on: date | None) -> str:
        """Look a party up as of a day; an unknown name is kept with `?` before it, and reported."""
        if name in {NONE, UNRESOLVED}:
            return name
        found = self.known_party(name, on)
        if found is not None:
            return found
        self.report(
            record,
            "unknown_party",
            column,
            name,
            f"No list of parties has the name {name!r}. {_nearest(name)}"
            "The row is kept; settle the name with `tallystick name`.",
        )
        return name if name.startswith(UNRESOLVED) else UNRESOLVED + " ".join(name.split())

    def place(self, record: Record, column: str, text: str, on: date | None) -> str:
        """Look an intermediate place up as a party; anything else is kept as written, and reported."""
        found = None if text == NONE else self.known_party(text, on)
        if text == NONE or found is not None:
            return text if found is None else found
        message = f"{text!r} is no party that is known here; kept as written, and used for no look-up."
        self.report(record, "unknown_place", column, text, message)
        return text

    def report_same_party(self, record: Record, column: str, claim: Claim) -> None:
        """Report a flow from a party to itself; the line is kept."""
        if claim.from_party == claim.to_party and claim.from_party != NONE:
            message = f"From and to are the same party, {claim.to_party}. Kept as written."
            self.report(record, "same_party", column, claim.to_party, message)

    def known_party(self, name: str, on: date | None) -> str | None:
        """Look a party up as of a day, each name once; where any will do, it stands as it is written."""
        if self.given.any_party:
            return name
        key = (name, on)
        if key not in self._parties:
            self._parties[key] = find_party(name.removeprefix(UNRESOLVED), on=on, extra=self.given.names)
        return self._parties[key]

    def report(self, record: Record, rule: str, column: str, value: str, message: str) -> None:
        """Add an issue at this row."""
        self.reading.issues.append(
            Issue(
                rule=rule,
                field=column,
                value=value,
                message=message,
                locator=record.row.locator,
                original=record.row.fields,
            )
        )

    def report_once(self, issue: Issue) -> None:
        """Add an issue unless the file has one of the same rule, field and (but for unused fields) value."""
        value = "" if issue.rule == "unused_field" else issue.value
        key = (issue.rule, issue.field, value)
        if key not in self._reported:
            self._reported.add(key)
            self.reading.issues.append(issue)

    def finish(self) -> Reading:
        """Give what was taken.

        Raises:
            UnreadableError: if any cell was refused; it names the first and lists the next.
        """
        if len(self.problems) > 0:
            raise self._malformed()
        self.reading.issues.extend(self.document.issues)
        return self.reading

    def _malformed(self) -> UnreadableError:
        written = dict(zip(self.document.head.columns, self.document.columns, strict=True))
        problems = [
            replace(problem, column=written.get(problem.column, problem.column))
            for problem in sorted(self.problems, key=lambda problem: problem.line)
        ]
        first, others = problems[0], problems[1:]
        remedy = _REMEDY if len(others) == 0 else listed([_others(others), _REMEDY], Joint.SPACE)
        return UnreadableError(
            self.document.path, first.said, line=first.line, column=first.column, remedy=remedy
        )


def _others(problems: Sequence[Problem]) -> Phrase:
    """List what is wrong besides the first problem, as far as it is listed."""
    told = listed((_told(problem) for problem in problems[:SHOWN_PROBLEMS]), Joint.SEMICOLON)
    unlisted = len(problems) - SHOWN_PROBLEMS
    if unlisted <= 0:
        return says("%(number)s more: %(problems)s.", number=len(problems), problems=told)
    return says(
        "%(number)s more: %(problems)s; and %(unlisted)s not listed here.",
        number=len(problems),
        problems=told,
        unlisted=unlisted,
    )


def _told(problem: Problem) -> Phrase:
    return says(
        "line %(line)s, column %(column)s: %(problem)s",
        line=str(problem.line),
        column=quoted(problem.column),
        problem=problem.said,
    )


def _at_most(longest: int, text: str) -> str:
    if len(text) > longest:
        raise ValueRefusedError(
            says(
                "has %(found)s characters, too many for this column: %(text)s…",
                found=len(text),
                text=quoted(text[:40]),
            )
        )
    return text


@cache
def _nearest(name: str) -> str:
    """Name the nearest parties once: a name nobody knows tends to stand in many rows."""
    near = nearest_names(name)
    return f"Nearest: {', '.join(near)}. " if len(near) > 0 else ""
