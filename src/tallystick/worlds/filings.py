"""What parties would file if they reported everything as it is, and what observers see."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from tallystick.model.claim import NONE
from tallystick.worlds.dice import Dice
from tallystick.worlds.truth import Delivery, Truth, cell_id

INSTRUMENT: Final = "pact_return"
"""Under which parties of the invented pact report transfers and holdings."""
INSPECTORATE: Final = "actor:inspectorate"
INSTITUTE: Final = "actor:institute"
DIRECTIONS: Final = ("exports", "imports", "holdings")
_FILED_IN: Final = (4, 20)
"""Month and day of the following year on which an untroubled party files; returns are due by 31 May."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a return, or one thing an observer saw."""

    claimant: str
    role: str
    from_party: str
    to_party: str
    category: str
    year: int
    quantity: int
    act: str = "transfer"
    designation: str = NONE
    basis: str = NONE
    origin: str = NONE
    handling: str = "public"
    is_withheld: bool = False
    delivery: Delivery | None = None
    """What it speaks of; null for holdings, and for what never was."""

    def cell(self) -> str:
        """Name the cell in which it will stand."""
        return cell_id(self.act, self.from_party, self.to_party, self.category, self.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """One filing: who, for which year, about what; no lines is a nil."""

    claimant: str
    year: int
    direction: str
    lines: tuple[Line, ...]
    filed_on: date
    basis: str = NONE
    visibility: str = "public"
    version: int = 1
    supersedes: str = NONE

    @property
    def filing_id(self) -> str:
        """Name the filing."""
        return f"{INSTRUMENT}/{self.year}/{self.claimant}/{self.direction}/{self.version}"


@dataclass(frozen=True, slots=True, order=True)
class Touch:
    """A cell that an honest habit of a claimant has changed."""

    habit: str
    claimant: str
    cell_id: str


@dataclass(frozen=True, slots=True)
class Bent:
    """Returns after a habit has been at work, and the cells it changed."""

    returns: tuple[Return, ...]
    touches: tuple[Touch, ...] = field(default=())


def faithful(truth: Truth) -> tuple[Return, ...]:
    """Make every party's returns for every year, with all that the party means to declare."""
    lines: defaultdict[tuple[str, int, str], list[Line]] = defaultdict(list)
    for line, direction in (*_traded(truth), *_held(truth)):
        lines[line.claimant, line.year, direction].append(line)
    return tuple(
        Return(
            claimant=party,
            year=year,
            direction=direction,
            lines=tuple(lines[party, year, direction]),
            filed_on=date(year + 1, *_FILED_IN),
        )
        for party in truth.parties
        for year in truth.scale.span()
        for direction in DIRECTIONS
    )


def _traded(truth: Truth) -> Iterator[tuple[Line, str]]:
    for one in truth.deliveries:
        order = one.order
        for role, party, direction in (
            ("exporter", order.exporter, "exports"),
            ("importer", order.importer, "imports"),
        ):
            if party not in one.hidden_by:
                yield _line(one, party, role), direction


def _line(one: Delivery, claimant: str, role: str) -> Line:
    return Line(
        claimant=claimant,
        role=role,
        from_party=one.order.exporter,
        to_party=one.order.importer,
        category=one.order.good.category,
        year=one.day.year,
        quantity=one.quantity,
        designation=one.order.good.designation,
        delivery=one,
    )


def _held(truth: Truth) -> Iterator[tuple[Line, str]]:
    for one in truth.holdings:
        yield (
            Line(
                claimant=one.party,
                role="holder",
                from_party=NONE,
                to_party=one.party,
                category=one.category,
                year=one.year,
                quantity=one.declared,
                act="holding",
            ),
            "holdings",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How much observers see: shares of holdings counted, and of deliveries noticed whoever declares them."""

    inspected: float = 0.3
    noticed: float = 0.3
    out_of_service: float = 0.05
    """Share of counts that take in wrecks, museum pieces and hulls awaiting destruction, an eighth of the whole."""
    count_error: float = 0.02
    """Log-sd of an inspector's count."""
    notice_error: float = 0.25
    """Log-sd of an institute's figure, where it is not exact."""
    exact: float = 0.5
    """Share of the institute's figures that are."""

    def seen(self, truth: Truth, seed: int) -> tuple[Line, ...]:
        """Give what observers say, from the truth and from nobody's return."""
        return (
            *self._counts(truth, Dice(seed, "inspectorate")),
            *self._notices(truth, Dice(seed, "institute")),
        )

    def _counts(self, truth: Truth, dice: Dice) -> Iterator[Line]:
        for one in truth.holdings:
            about = (one.party, one.category, one.year)
            if dice.falls(self.inspected, *about):
                yield Line(
                    claimant=INSPECTORATE,
                    role="observer",
                    from_party=NONE,
                    to_party=one.party,
                    category=one.category,
                    year=one.year,
                    quantity=self._count(one.quantity, dice, about),
                    act="holding",
                )

    def _count(self, quantity: int, dice: Dice, about: tuple[object, ...]) -> int:
        more = _WRECKS if dice.falls(self.out_of_service, "out of service", *about) else 0.0
        return _off(quantity, more + self.count_error * dice.normal("error", *about))

    def _notices(self, truth: Truth, dice: Dice) -> Iterator[Line]:
        for one in truth.deliveries:
            about = (one.order.exporter, one.order.importer, one.order.number, one.day)
            if dice.falls(self.noticed, *about):
                error = 0.0 if dice.falls(self.exact, "exact", *about) else self.notice_error
                figure = _off(one.quantity, error * dice.normal("error", *about))
                yield replace(_line(one, INSTITUTE, "observer"), quantity=figure, origin=one.order.origin)


_WRECKS: Final = math.log(1.125)


def _off(quantity: int, log_error: float) -> int:
    return max(1, round(quantity * math.exp(log_error))) if quantity > 0 else 0
