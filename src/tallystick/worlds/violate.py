"""Ways of breaking a promise, each planted once and with a size, so that it can be asked whether it was found."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol, TypeVar

from tallystick.model.claim import NONE
from tallystick.worlds.dice import Dice
from tallystick.worlds.filings import Line, Return
from tallystick.worlds.goods import GOODS, LIMITED, Good
from tallystick.worlds.truth import LIMIT, Delivery, Order, Truth, cell_id

_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Planted:
    """What was planted, and where a finding about it would stand."""

    kind: str
    size: float
    party: str
    cells: tuple[str, ...]
    verdicts: tuple[str, ...] = ()


class Violation(Protocol):
    """One way of breaking a promise, of one size."""

    @property
    def kind(self) -> str:
        """What it is called in scores."""

    @property
    def size(self) -> float:
        """How large it is; what that measures hangs on the kind."""

    def commit(self, truth: Truth, seed: int) -> tuple[Truth, Planted]:
        """Make it so, and say where it stands."""

    def report(self, returns: Sequence[Return], planted: Planted, seed: int) -> tuple[Return, ...]:
        """Give the returns as the violator and its partners mean to file them."""


class _NeverEntered:
    """Returns are made of what is meant to be declared, so that nothing has to be taken out of them."""

    __slots__ = ()

    def report(self, returns: Sequence[Return], planted: Planted, seed: int) -> tuple[Return, ...]:
        """Leave the returns as they are."""
        del planted, seed
        return tuple(returns)


@dataclass(frozen=True, slots=True)
class UndeclaredTransfer(_NeverEntered):
    """A delivery that the exporter, the importer or both keep out of their returns; size: items."""

    size: int = 20
    hidden_by: str = "exporter"
    """`exporter`, `importer` or `both`."""

    @property
    def kind(self) -> str:
        """What it is called in scores."""
        return f"undeclared_transfer_{self.hidden_by}"

    def commit(self, truth: Truth, seed: int) -> tuple[Truth, Planted]:
        """Add a delivery between two parties that trade, in the middle of a year."""
        dice = Dice(seed, self.kind)
        flow = _pick(dice, sorted({(one.order.exporter, one.order.importer) for one in _open(truth)}))
        good = _pick(dice, [one for one in GOODS if one.usual > 1 and one.launcher == ""], "good")
        year = _pick(dice, list(truth.scale.span()), "year")
        hiding = {"exporter": flow[:1], "importer": flow[1:], "both": flow}[self.hidden_by]
        order = _order(truth, flow, good, self.size, year)
        made = Delivery(order, date(year, 6, 15), self.size, frozenset(hiding))
        where = cell_id("transfer", *flow, good.category, year)
        return _with(truth, made), Planted(self.kind, self.size, hiding[0], (where,))


@dataclass(frozen=True, slots=True)
class UnderDeclaredHolding(_NeverEntered):
    """More is held than the pact allows, and less is declared; size: the share by which the limit is exceeded."""

    size: float = 0.5
    kind: str = "under_declared_holding"

    def commit(self, truth: Truth, seed: int) -> tuple[Truth, Planted]:
        """Let one party hold too much in every year, and mean to declare a little less than the limit."""
        party = _pick(Dice(seed, self.kind), sorted(truth.parties))
        held = [
            replace(one, quantity=round(LIMIT * (1 + self.size)), declared=round(LIMIT * _JUST_BELOW))
            if (one.party, one.category) == (party, LIMITED)
            else one
            for one in truth.holdings
        ]
        years = truth.scale.span()
        return replace(truth, holdings=tuple(held)), Planted(
            self.kind,
            self.size,
            party,
            tuple(cell_id("holding", NONE, party, LIMITED, year) for year in years),
            tuple(f"pact.most_tanks.{party}.{year}" for year in years),
        )


_JUST_BELOW: Final = 0.95


@dataclass(frozen=True, slots=True)
class EmbargoBreach(_NeverEntered):
    """Goods go to a third state, which passes them on to the embargoed one; size: items.

    The first leg is declared by both, as it is; the second by nobody.
    """

    size: int = 20
    kind: str = "embargo_breach"

    def commit(self, truth: Truth, seed: int) -> tuple[Truth, Planted]:
        """Add both legs, a quarter of a year apart, in a year under the embargo."""
        dice = Dice(seed, self.kind)
        flow = _pick(dice, sorted({(one.order.exporter, one.order.importer) for one in _open(truth)}))
        good = _pick(dice, [one for one in GOODS if one.usual > 1 and one.launcher == ""], "good")
        year = _pick(dice, [one for one in truth.scale.span() if one >= truth.embargo_from.year], "year")
        first = Delivery(_order(truth, flow, good, self.size, year), date(year, 3, 10), self.size)
        onward = (flow[1], truth.embargoed)
        passed = replace(_order(_with(truth, first), onward, good, self.size, year), origin=flow[0])
        second = Delivery(passed, date(year, 6, 10), self.size, frozenset(onward))
        where = cell_id("transfer", *onward, good.category, year)
        verdict = f"embargo.no_imports.{truth.embargoed}.{year}"
        return _with(_with(truth, first), second), Planted(
            self.kind, self.size, flow[1], (where,), (verdict,)
        )


@dataclass(frozen=True, slots=True)
class CosmeticReport:
    """A return that looks like one and is made up; size: the share of its lines that are."""

    size: float = 1.0
    kind: str = "cosmetic_report"

    def commit(self, truth: Truth, seed: int) -> tuple[Truth, Planted]:
        """Choose the exporter that makes its return up, for the year of which it has most to tell."""
        counts: dict[tuple[str, int], int] = {}
        for one in truth.deliveries:
            key = (one.order.exporter, one.day.year)
            counts[key] = counts.get(key, 0) + 1
        best = sorted(counts, key=lambda key: (-counts[key], key))[:_BUSIEST]
        party, year = _pick(Dice(seed, self.kind), best)
        return truth, Planted(self.kind, self.size, party, (f"{party}/{year}",))

    def report(self, returns: Sequence[Return], planted: Planted, seed: int) -> tuple[Return, ...]:
        """Replace lines of the return by lines with plausible partners, makes and figures."""
        party, _, year = planted.cells[0].partition("/")
        return tuple(
            replace(one, lines=tuple(self._made_up(line, one, seed) for line in one.lines))
            if (one.claimant, one.year, one.direction) == (party, int(year), "exports")
            else one
            for one in returns
        )

    def _made_up(self, line: Line, one: Return, seed: int) -> Line:
        dice = Dice(seed, self.kind)
        about = (line.to_party, line.category, line.quantity)
        if not dice.falls(self.size, *about):
            return line
        partners = sorted({each.to_party for each in one.lines})
        good = _pick(dice, list(GOODS), "good", *about)
        quantity = max(1, round(good.usual * math.exp(dice.normal("figure", *about))))
        return replace(
            line,
            to_party=_pick(dice, partners, "partner", *about),
            category=good.category,
            designation=good.designation,
            quantity=quantity,
            delivery=None,
        )


_BUSIEST: Final = 3
"""A made-up return is sought among the three fullest: one of a line or two is hardly a report."""


def _pick(dice: Dice, among: Sequence[_One], *about: object) -> _One:
    return among[int(dice.roll("pick", *about) * len(among))]


def _open(truth: Truth) -> list[Delivery]:
    return [
        one for one in truth.deliveries if truth.embargoed not in {one.order.exporter, one.order.importer}
    ]


def _order(truth: Truth, flow: Sequence[str], good: Good, quantity: int, year: int) -> Order:
    number = 1 + max(one.order.number for one in truth.deliveries)
    return Order(number, flow[0], flow[1], good, quantity, year, is_used=False)


def _with(truth: Truth, one: Delivery) -> Truth:
    return replace(truth, deliveries=(*truth.deliveries, one))
