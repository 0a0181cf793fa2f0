"""Honest ways of reporting badly that concern a whole return: late, missing, private, repeated, revised, licences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tallystick.worlds.dice import Dice
from tallystick.worlds.distort import (
    Copied,
    Habit,
    Launchers,
    LeftOut,
    Miscounted,
    OtherCategory,
    OtherYear,
    Rounded,
    Withheld,
    touched,
)
from tallystick.worlds.filings import Bent, Line, Return


@dataclass(frozen=True, slots=True)
class Licences:
    """Some exporters report what they licensed, in the year of the licence, for what was delivered."""

    rate: float = 0.2
    stated: float = 0.5
    """Share of them that say so; the others' licences read as deliveries."""
    name: str = "licences"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Replace some exporters' deliveries by their licences."""
        dice = Dice(seed, self.name)
        bent = [
            self._licensed(one, returns, stated=dice.falls(self.stated, "stated", one.claimant))
            if one.direction == "exports" and dice.falls(self.rate, one.claimant)
            else one
            for one in returns
        ]
        return Bent(tuple(bent), touched(self.name, returns, bent))

    def _licensed(self, one: Return, returns: Sequence[Return], *, stated: bool) -> Return:
        own = [line for each in returns if each.claimant == one.claimant for line in each.lines]
        orders = {
            line.delivery.order.number: line
            for line in own
            if line.role == "exporter" and line.delivery is not None
        }
        lines = [_licence(line, stated=stated) for _, line in sorted(orders.items())]
        of_year = tuple(line for line in lines if line.year == one.year)
        return replace(one, lines=of_year, basis="licensed" if stated else one.basis)


def _licence(line: Line, *, stated: bool) -> Line:
    order = line.delivery.order if line.delivery is not None else None
    if order is None:
        return line
    licensed = replace(line, quantity=order.quantity, year=order.licensed_in)
    return replace(licensed, act="authorisation", basis="licensed") if stated else licensed


@dataclass(frozen=True, slots=True)
class Repeated:
    """The return of the year before is sent in again."""

    rate: float = 0.03
    name: str = "repeated_return"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Fill some returns with the lines of the year before."""
        dice = Dice(seed, self.name)
        known = {(one.claimant, one.year, one.direction): one for one in returns}
        bent = [
            _again(one, known.get((one.claimant, one.year - 1, one.direction)))
            if dice.falls(self.rate, one.claimant, one.year, one.direction)
            else one
            for one in returns
        ]
        return Bent(tuple(bent), touched(self.name, returns, bent))


def _again(one: Return, before: Return | None) -> Return:
    if before is None:
        return one
    return replace(one, lines=tuple(replace(line, year=one.year) for line in before.lines))


@dataclass(frozen=True, slots=True)
class Gaps:
    """No return that year: nobody was there to make it."""

    rate: float = 0.1
    name: str = "gaps"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Leave out every return of some claimants and years."""
        dice = Dice(seed, self.name)
        kept = [one for one in returns if not dice.falls(self.rate, one.claimant, one.year)]
        return Bent(tuple(kept), touched(self.name, returns, kept))


@dataclass(frozen=True, slots=True)
class Private:
    """Filed for the other parties' eyes alone."""

    rate: float = 0.06
    name: str = "private"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Close some returns of transfers to the public."""
        dice = Dice(seed, self.name)
        bent = [
            replace(
                one,
                visibility="parties_only",
                lines=tuple(replace(line, handling="parties_only") for line in one.lines),
            )
            if one.direction != "holdings" and dice.falls(self.rate, one.claimant, one.year, one.direction)
            else one
            for one in returns
        ]
        return Bent(tuple(bent), touched(self.name, returns, bent))


@dataclass(frozen=True, slots=True)
class Late:
    """Filed after the day."""

    rate: float = 0.25
    days: int = 150
    """How late the latest are, beyond the day on which an untroubled party files."""
    name: str = "late"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Put some returns off."""
        dice = Dice(seed, self.name)
        bent = [
            replace(one, filed_on=one.filed_on + timedelta(days=self._days(dice, one)))
            if dice.falls(self.rate, one.claimant, one.year)
            else one
            for one in returns
        ]
        return Bent(tuple(bent))

    def _days(self, dice: Dice, one: Return) -> int:
        return 45 + round((self.days - 45) * dice.roll("days", one.claimant, one.year))


@dataclass(frozen=True, slots=True)
class Revised:
    """A first version had a wrong figure, and was replaced; both are on record."""

    rate: float = 0.08
    after: int = 40
    """Days until the second version."""
    factor: int = 3
    """By how much the wrong figure was off."""
    name: str = "revised"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Put a wrong first version before some returns."""
        dice = Dice(seed, self.name)
        bent: list[Return] = []
        for one in returns:
            if len(one.lines) == 0 or not dice.falls(self.rate, one.claimant, one.year, one.direction):
                bent.append(one)
                continue
            first, *others = one.lines
            wrong = replace(one, lines=(replace(first, quantity=self.factor * first.quantity), *others))
            later = one.filed_on + timedelta(days=self.after)
            bent += [wrong, replace(one, version=2, supersedes=wrong.filing_id, filed_on=later)]
        return Bent(tuple(bent))


HONEST: tuple[Habit, ...] = (
    Licences(),
    LeftOut(),
    OtherYear(),
    OtherCategory(),
    Launchers(),
    Miscounted(),
    Copied(),
    Rounded(),
    Withheld(),
    Repeated(),
    Gaps(),
    Private(),
    Late(),
    Revised(),
)
"""Every habit, in the order in which a return comes about: what is counted, how it is written, how it is sent."""
