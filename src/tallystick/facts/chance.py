"""How pairs of lines fit that are surely not one movement: what a fit has to be better than.

Two kinds of such pairs. Left-over lines of any two flows, as if quantities had been dealt anew among flows; and lines
of one and the same side in two years running, which are two deliveries of a steady supply.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final, TypeVar

from tallystick.facts.arcs import Model, in_category
from tallystick.facts.fit import Fit, fit_of, fit_of_licence
from tallystick.facts.match import relation
from tallystick.facts.residual import Residual
from tallystick.model.claim import Act

_MOST_PAIRS: Final = 10_000
"""Pairs compared for each model: a fit that one pair in a thousand shows by chance is then known to a third."""

Pair = tuple[Residual, Residual]
Thing = TypeVar("Thing")


def by_chance(residuals: Sequence[Residual]) -> dict[Model, Counter[Fit]]:
    """Count how pairs that are no match fit, by the model whose pairs they stand for."""
    wanting = sorted((one for one in residuals if one.left > 0), key=Residual.order)
    moved = [one for one in wanting if one.key.act != Act.AUTHORISATION]
    licensed = [one for one in wanting if one.key.act == Act.AUTHORISATION]
    return {
        Model.HEARD: _count(Model.HEARD, _within(*_sides(moved))),
        Model.STEADY: _count(Model.STEADY, _steady(moved)),
        Model.CATEGORY: _count(Model.CATEGORY, _across(*_sides(moved))),
        Model.LICENCE: _count(Model.LICENCE, _within(licensed, moved)),
    }


def _count(model: Model, pairs: Iterable[Pair]) -> Counter[Fit]:
    return Counter(_fit(model, one, other) for one, other in pairs)


def _fit(model: Model, one: Residual, other: Residual) -> Fit:
    found = relation(one.part, other.part).relation
    if model is Model.LICENCE:
        return fit_of_licence(found, one.left, other.left, one.key.unit)
    fit = fit_of(found, one.left, other.left, one.key.unit)
    return in_category(fit, one.key.category, other.key.category) if model is Model.CATEGORY else fit


def _sides(residuals: Sequence[Residual]) -> tuple[list[Residual], list[Residual]]:
    ours = [one for one in residuals if one.part.side == "exporter"]
    return ours, [one for one in residuals if one.part.side == "importer"]


def _within(ours: Sequence[Residual], theirs: Sequence[Residual]) -> Iterator[Pair]:
    """Pair lines of one category and any flows."""
    here, there = _by_category(ours), _by_category(theirs)
    boxes = [(here[name], there[name]) for name in sorted(here) if name in there]
    pairs = sum(len(left) * len(right) for left, right in boxes)
    share = min(1.0, (_MOST_PAIRS / max(1, pairs)) ** 0.5)
    for left, right in boxes:
        yield from _dealt(_spread(left, share), _spread(right, share))


def _across(ours: Sequence[Residual], theirs: Sequence[Residual]) -> Iterator[Pair]:
    """Pair lines of two categories and any flows."""
    share = min(1.0, (_MOST_PAIRS / max(1, len(ours) * len(theirs))) ** 0.5)
    for one, other in _dealt(_spread(ours, share), _spread(theirs, share)):
        if one.key.category != other.key.category and one.key.unit == other.key.unit:
            yield one, other


def _dealt(ours: Iterable[Residual], theirs: Iterable[Residual]) -> Iterator[Pair]:
    """Pair every line with every other that speaks of another pair of parties: nobody would look for that movement."""
    there = list(theirs)
    for one in ours:
        flow = (one.key.from_party, one.key.to_party)
        yield from ((one, two) for two in there if (two.key.from_party, two.key.to_party) != flow)


def _by_category(residuals: Iterable[Residual]) -> dict[tuple[str, str], list[Residual]]:
    groups: dict[tuple[str, str], list[Residual]] = defaultdict(list)
    for one in residuals:
        groups[one.key.category, one.key.unit].append(one)
    return groups


def _steady(residuals: Sequence[Residual]) -> list[Pair]:
    """Pair the lines that one side has left over in two periods running."""
    ending: dict[tuple[object, ...], list[Residual]] = defaultdict(list)
    for one in residuals:
        ending[*_flow(one), one.key.end].append(one)
    pairs = [
        (before, one)
        for one in residuals
        for before in ending.get((*_flow(one), one.key.start - timedelta(days=1)), ())
    ]
    return list(_spread(pairs, min(1.0, _MOST_PAIRS / max(1, len(pairs)))))


def _flow(one: Residual) -> tuple[object, ...]:
    key = one.key
    return (one.part.side, key.act, key.from_party, key.to_party, key.category, key.unit)


def _spread(things: Sequence[Thing], share: float) -> Iterator[Thing]:
    """Choose a share, at least one, evenly from first to last: the same ones every time."""
    count = min(len(things), max(1, round(share * len(things))))
    return (things[place * len(things) // count] for place in range(count))
