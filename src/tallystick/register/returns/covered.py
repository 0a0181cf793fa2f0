"""What partners' declarations cover, and which of their lines could not be laid."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tallystick.model.claim import DIRECTION_OF, NONE, UNRESOLVED, Role
from tallystick.register.returns.category_words import Word, is_known, near

Record = dict[str, Any]
_TRADED: Final = frozenset({"transfer", "authorisation"})
MIRRORED: Final = {"exports": "imports", "imports": "exports"}
"""The direction in which the other state speaks of a flow."""


@dataclass(frozen=True, slots=True)
class Unlaid:
    """Lines whose category nobody knows: how it is written, how many there are, and the accepted words near it."""

    word: str
    lines: int
    near: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which declaration of a partner would speak of a flow."""

    party: str
    direction: str
    """In which the partner speaks: `imports`, where the flow is one of exports."""
    category: str
    year: int


class Covered:
    """What the declarations that were given speak of.

    A declaration covers the periods of its lines, in the direction in which they speak, and those of the filings that
    a filing file states. It says nothing of other years: silence there is no statement.
    """

    def __init__(self, own: str, claims: Sequence[Record], filings: Sequence[Record]) -> None:
        """Read the tables `claim` and `filing` of what was laid."""
        self._own = own
        self._claims = [row for row in claims if row["claimant"] != own]
        stated = [row for row in filings if row["claimant"] != own and row["stated"]]
        self.parties: Final = {row["claimant"] for row in (*self._claims, *stated)}
        """The partners of which a line or a filing was given."""
        self._filings = [
            row for row in stated if row["superseded_by"] == NONE and row["content"] != "not_held"
        ]

    def covers(self, scope: Scope) -> bool:
        """Whether something was given that would speak of a flow."""
        spoken = any(
            row["claimant"] == scope.party
            and DIRECTION_OF[Role(row["role"])] in {scope.direction, "any"}
            and _lies_in(row, scope.year)
            for row in self._claims
        )
        return spoken or any(_is_of(row, scope) for row in self._filings)

    def unlaid(self, scope: Scope) -> int:
        """Count the lines of a partner that may be about a flow and were laid beside nothing."""
        return sum(
            row["claimant"] == scope.party and DIRECTION_OF[Role(row["role"])] == scope.direction
            for row in self._unlaid(scope.year, scope.year)
        )

    def words(self, first: int, last: int) -> tuple[Unlaid, ...]:
        """Name the categories, of lines of some years, that are not known."""
        counted = Counter(
            row["category"] for row in self._unlaid(first, last) if not is_known(row["category"])
        )
        return tuple(Unlaid(word, lines, tuple(near(word))) for word, lines in sorted(counted.items()))

    def _unlaid(self, first: int, last: int) -> Iterator[Record]:
        for row in self._claims:
            ends = {row["from_party"], row["to_party"]} - {row["claimant"]}
            is_somebodys = any(end.startswith(UNRESOLVED) for end in ends)
            is_ours = self._own in ends or is_somebodys
            is_in_years = any(_lies_in(row, year) for year in range(first, last + 1))
            is_unknown = is_somebodys or not is_known(row["category"])
            if row["act"] in _TRADED and is_ours and is_in_years and is_unknown:
                yield row


def _is_of(filing: Record, scope: Scope) -> bool:
    named = filing["categories"] == NONE or scope.category in filing["categories"].split()
    is_of_direction = filing["direction"] in {scope.direction, "any"}
    return named and is_of_direction and filing["claimant"] == scope.party and _lies_in(filing, scope.year)


def _lies_in(row: Record, year: int) -> bool:
    """Whether a day of a year lies in the period of a row."""
    return bool(row["period_start"] <= date(year, 12, 31) and row["period_end"] >= date(year, 1, 1))
