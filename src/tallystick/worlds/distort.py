"""Honest ways of reporting badly, line by line. Each has a rate and changes what is filed, never what is so.

The rates are judgement. As a whole they are set so that about half of the cells with two figures agree exactly (on the
UN Register for 2010-2016 it is 54 of 126), and so that every habit turns up in a world or two of fourteen parties.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from tallystick.worlds.dice import Dice
from tallystick.worlds.filings import Bent, Line, Return, Touch
from tallystick.worlds.goods import Good

Change = Callable[[Line], Sequence[Line]]
"""What becomes of a line: itself, another, or none."""


class Habit(Protocol):
    """One honest way of reporting badly."""

    @property
    def name(self) -> str:
        """What it is called in scores."""

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Give the returns as they come out, and the cells that it changed."""


@dataclass(frozen=True, slots=True)
class Miscounted:
    """Each side counts on its own day and by its own rules: some lines are off by a few, and a few by much."""

    rate: float = 0.3
    error: float = 0.25
    """Log-sd of most such errors."""
    wild: float = 0.15
    """Share of them that is four times as large: a contract in place of a shipment, a set in place of its parts."""
    name: str = "miscounted"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Change some quantities a little, by one at least."""
        dice = Dice(seed, self.name)

        def change(line: Line) -> list[Line]:
            if line.act not in _COUNTED or not dice.falls(self.rate, *_about(line)):
                return [line]
            # one's own stores are counted wrongly too, but nobody takes a contract for them
            wild = self.wild if line.act == "transfer" else 0.0
            return [replace(line, quantity=self._off(line.quantity, wild, dice, _about(line)))]

        return by_line(self.name, returns, change)

    def _off(self, quantity: int, wild: float, dice: Dice, about: tuple[object, ...]) -> int:
        error = self.error * (_WILD if dice.falls(wild, "wild", *about) else 1.0)
        counted = max(1, round(quantity * math.exp(error * dice.normal("by", *about))))
        return counted if counted != quantity else quantity + 1


_WILD: Final = 4.0
_COUNTED: Final = frozenset({"transfer", "holding"})
"""Acts whose goods are counted; what was authorised stands on paper."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """Some claimants give round figures: to five from ten on, to ten from fifty on."""

    rate: float = 0.25
    name: str = "rounded"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Round the figures of some claimants."""
        dice = Dice(seed, self.name)

        def change(line: Line) -> list[Line]:
            step = 10 if line.quantity >= _TENS_FROM else 5
            if line.quantity < step + 5 or not dice.falls(self.rate, line.claimant):
                return [line]
            return [replace(line, quantity=step * round(line.quantity / step))]

        return by_line(self.name, returns, change)


_TENS_FROM: Final = 50


@dataclass(frozen=True, slots=True)
class OtherYear:
    """What leaves in the last quarter arrives, or is entered, in the year after."""

    rate: float = 0.4
    name: str = "other_year"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Move some importers' lines of late deliveries on by a year; past the last year they are not filed yet."""
        dice = Dice(seed, self.name)

        def change(line: Line) -> list[Line]:
            late = line.delivery is not None and line.delivery.day.month >= _LAST_QUARTER
            if not late or line.role != "importer" or not dice.falls(self.rate, *_about(line)):
                return [line]
            return [replace(line, year=line.year + 1)]

        return by_line(self.name, returns, change)


_LAST_QUARTER: Final = 10


@dataclass(frozen=True, slots=True)
class OtherCategory:
    """National definitions differ: what one state calls a tank another calls an armoured vehicle."""

    rate: float = 0.15
    name: str = "other_category"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Move all of a make to its other category, for some claimants."""
        dice = Dice(seed, self.name)

        def change(line: Line) -> list[Line]:
            good = _good(line)
            differs = good is not None and good.elsewhere != "" and good.category == line.category
            if good is None or not differs or not dice.falls(self.rate, line.claimant, good.designation):
                return [line]
            return [replace(line, category=good.elsewhere)]

        return by_line(self.name, returns, change)


@dataclass(frozen=True, slots=True)
class Launchers:
    """Some claimants count launchers where others count missiles."""

    rate: float = 0.25
    name: str = "launchers"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Count launchers in place of missiles, for some claimants."""
        dice = Dice(seed, self.name)

        def change(line: Line) -> list[Line]:
            good = _good(line)
            if good is None or good.launcher == "" or not dice.falls(self.rate, line.claimant):
                return [line]
            return [
                replace(line, designation=good.launcher, quantity=max(1, round(line.quantity / good.rounds)))
            ]

        return by_line(self.name, returns, change)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Another definition of what counts: second-hand goods are left out of the return."""

    rate: float = 0.15
    name: str = "second_hand_left_out"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Leave second-hand goods out, for some claimants."""
        dice = Dice(seed, self.name)

        def change(line: Line) -> list[Line]:
            is_used = line.delivery is not None and line.delivery.order.is_used
            return [] if is_used and dice.falls(self.rate, line.claimant) else [line]

        return by_line(self.name, returns, change)


@dataclass(frozen=True, slots=True)
class Withheld:
    """Some figures are not given: the line is there, the number is not."""

    rate: float = 0.04
    name: str = "withheld"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Withhold some figures."""
        dice = Dice(seed, self.name)

        def change(line: Line) -> list[Line]:
            return [replace(line, is_withheld=True) if dice.falls(self.rate, *_about(line)) else line]

        return by_line(self.name, returns, change)


@dataclass(frozen=True, slots=True)
class Copied:
    """The importer fills its return in from the exporter's paper: two halves, one witness."""

    rate: float = 0.2
    name: str = "copied"

    def bend(self, returns: Sequence[Return], seed: int) -> Bent:
        """Replace an importer's lines from one exporter by that exporter's own, for some pairs and years."""
        dice = Dice(seed, self.name)
        papers: defaultdict[tuple[str, str, int], list[Line]] = defaultdict(list)
        for line in (line for one in returns if one.direction == "exports" for line in one.lines):
            papers[line.from_party, line.to_party, line.year].append(line)
        bent = [self._copy(one, papers, dice) if one.direction == "imports" else one for one in returns]
        return Bent(tuple(bent), touched(self.name, returns, bent))

    def _copy(self, one: Return, papers: Mapping[tuple[str, str, int], Sequence[Line]], dice: Dice) -> Return:
        flows = sorted({(line.from_party, line.to_party, line.year) for line in one.lines})
        copied = [flow for flow in flows if flow in papers and dice.falls(self.rate, *flow)]
        kept = [line for line in one.lines if (line.from_party, line.to_party, line.year) not in copied]
        taken = [
            replace(line, claimant=one.claimant, role="importer") for flow in copied for line in papers[flow]
        ]
        return replace(one, lines=(*kept, *taken))


def by_line(habit: str, returns: Sequence[Return], change: Change) -> Bent:
    """Let a habit change lines, and put each into the return of its year; a year beyond the last is not filed yet."""
    gathered: defaultdict[tuple[str, int, str], list[Line]] = defaultdict(list)
    for one in returns:
        for line in one.lines:
            for made in change(line):
                gathered[made.claimant, made.year, one.direction].append(made)
    bent = [replace(one, lines=tuple(gathered[one.claimant, one.year, one.direction])) for one in returns]
    return Bent(tuple(bent), touched(habit, returns, bent))


def touched(habit: str, before: Iterable[Return], after: Iterable[Return]) -> tuple[Touch, ...]:
    """List the cells whose lines of a claimant are no longer the same."""
    sets = [{(line.claimant, line) for one in some for line in one.lines} for some in (before, after)]
    changed = sets[0] ^ sets[1]
    return tuple(sorted({Touch(habit, claimant, line.cell()) for claimant, line in changed}))


def _good(line: Line) -> Good | None:
    return None if line.delivery is None else line.delivery.order.good


def _about(line: Line) -> tuple[object, ...]:
    order = None if line.delivery is None else (line.delivery.order.number, line.delivery.day)
    return (line.claimant, line.role, line.to_party, line.category, line.year, order)
