"""What really happens in a simulated world: orders, deliveries and holdings between invented states."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tallystick.model.claim import NONE
from tallystick.model.party import invented_states
from tallystick.worlds.goods import GOODS, KEPT, LIMITED, Good

LIMIT: Final = 300
"""Battle tanks that a party to the invented pact may hold; `parameters.toml` says the same, and a test compares."""

_MOST: Final = 400
_ORDER_SPREAD: Final = 1.1
"""Log-sd of orders of one make: the middle nine in ten span a factor of 37, as skewed as the UN Register's figures."""
_PRODUCERS: Final = 3
"""One state in so many makes heavy weapons."""
_NEAR: Final = 0.15
"""Keeps neighbours from drawing all trade: distances are counted from here on a square of side 1."""
_USED: Final = 0.2
_EMBARGO_AFTER: Final = 2
"""Years of trade before the embargo, so that late booking and repeated returns can put earlier deliveries under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large a world is."""

    parties: int = 14
    first_year: int = 2011
    years: int = 5
    orders: int = 90
    """Orders placed in all; each is delivered over one to three years."""

    def span(self) -> range:
        """Give the calendar years."""
        return range(self.first_year, self.first_year + self.years)


@dataclass(frozen=True, slots=True)
class Order:
    """One contract: licensed once, delivered in parts."""

    number: int
    exporter: str
    importer: str
    good: Good
    quantity: int
    licensed_in: int
    is_used: bool
    origin: str = NONE
    """The state it came from first, where that is not the exporter."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What crossed a border on one day."""

    order: Order
    day: date
    quantity: int
    hidden_by: frozenset[str] = frozenset()
    """Parties that mean to leave it out of their returns; nobody, in a world of honest parties."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a party holds of a category at the end of a year, and what it means to declare."""

    party: str
    category: str
    year: int
    quantity: int
    declared: int


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that is so in one world."""

    scale: Scale
    parties: tuple[str, ...]
    deliveries: tuple[Delivery, ...]
    holdings: tuple[Holding, ...]
    embargoed: str
    embargo_from: date

    def figures(self) -> Mapping[str, int]:
        """Give the true quantity of every cell in which something happened, by the cell's name."""
        found: Counter[str] = Counter()
        for one in self.deliveries:
            order = one.order
            found[cell_id("transfer", order.exporter, order.importer, order.good.category, one.day.year)] += (
                one.quantity
            )
        for held in self.holdings:
            found[cell_id("holding", NONE, held.party, held.category, held.year)] += held.quantity
        return dict(sorted(found.items()))


def cell_id(act: str, exporter: str, importer: str, category: str, year: int) -> str:
    """Name a cell as table `cell` does."""
    return f"{act}.{exporter}.{importer}.{category}.{year}.items"


def simulate(seed: int, scale: Scale) -> Truth:
    """Simulate the deliveries and holdings of a world in which nobody breaks a promise."""
    chance = np.random.default_rng([seed, scale.parties, scale.orders])
    parties = tuple(invented_states())[: scale.parties]
    mass = np.exp(chance.normal(0.0, 1.0, scale.parties))
    embargoed = int(np.argsort(mass)[scale.parties // 2])
    starts_on = date(scale.first_year + min(_EMBARGO_AFTER, scale.years - 1), 1, 1)
    orders = _orders(parties, mass, scale, chance)
    deliveries = tuple(
        one
        for order in orders
        for one in _parts(order, scale, chance)
        if order.importer != parties[embargoed] or one.day < starts_on
    )
    return Truth(
        scale,
        parties,
        deliveries,
        _holdings(parties, deliveries, scale, chance),
        parties[embargoed],
        starts_on,
    )


def _orders(
    parties: Sequence[str], mass: NDArray[np.float64], scale: Scale, chance: Generator
) -> list[Order]:
    """Draw orders by a gravity law: heavy states trade more, near ones more with each other."""
    odds = _odds(mass, chance)
    flat = odds.ravel() / odds.sum()
    drawn = np.sort(chance.choice(flat.size, size=scale.orders, p=flat))
    return [
        _order(number, [parties[i] for i in place[1:]], GOODS[place[0]], scale, chance)
        for number, place in enumerate(zip(*np.unravel_index(drawn, odds.shape), strict=True))
    ]


def _odds(mass: NDArray[np.float64], chance: Generator) -> NDArray[np.float64]:
    """Weigh every make, exporter and importer: only producers export, each make comes from one or two of them."""
    n = mass.size
    places = chance.uniform(0.0, 1.0, (n, 2))
    distance = np.linalg.norm(places[:, None, :] - places[None, :, :], axis=2)
    gravity = mass[:, None] * mass[None, :] / (_NEAR + distance)
    np.fill_diagonal(gravity, 0.0)
    producers = np.argsort(-mass)[: max(2, n // _PRODUCERS)]
    makes = np.zeros((len(GOODS), n))
    for number in range(len(GOODS)):
        makes[number, chance.choice(producers, size=min(2, producers.size), replace=False)] = (1.0, 0.5)
    odds: NDArray[np.float64] = makes[:, :, None] * gravity[None, :, :]
    return odds


def _order(number: int, flow: Sequence[str], good: Good, scale: Scale, chance: Generator) -> Order:
    quantity = round(good.usual * math.exp(chance.normal(0.0, _ORDER_SPREAD)))
    year = int(chance.integers(scale.first_year - 1, scale.first_year + scale.years))
    return Order(
        number, flow[0], flow[1], good, min(_MOST, max(1, quantity)), year, bool(chance.random() < _USED)
    )


def _parts(order: Order, scale: Scale, chance: Generator) -> Iterator[Delivery]:
    """Deliver an order over one to three years, from the year of the licence or the next."""
    years = int(chance.integers(1, 4)) if order.quantity > _PRODUCERS else 1
    first = order.licensed_in + int(chance.integers(0, 2))
    for number, quantity in enumerate(chance.multinomial(order.quantity, [1 / years] * years)):
        day = date(first + number, 1, 1) + timedelta(days=int(chance.integers(0, 365)))
        if quantity > 0 and day.year in scale.span():
            yield Delivery(order, day, int(quantity))


def _holdings(
    parties: Sequence[str], deliveries: Sequence[Delivery], scale: Scale, chance: Generator
) -> tuple[Holding, ...]:
    """Add up what comes in, and retire what would go beyond the limit; some parties stand right at it."""
    came: Counter[tuple[str, str, int]] = Counter()
    for one in deliveries:
        came[one.order.importer, one.order.good.category, one.day.year] += one.quantity
    holdings: list[Holding] = []
    for party in parties:
        for category in KEPT:
            held = round(LIMIT * chance.uniform(0.1, 1.0))
            for year in scale.span():
                held = round(held * chance.uniform(0.94, 1.0)) + came[party, category, year]
                held = min(held, LIMIT) if category == LIMITED else held
                holdings.append(Holding(party, category, year, held, held))
    return tuple(holdings)
