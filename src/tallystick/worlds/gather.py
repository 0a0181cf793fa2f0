"""Many scored worlds as rates with intervals: false leads, gaps raised without cause, coverage, detection curves."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Final

from tallystick.worlds.rate import Rate
from tallystick.worlds.score import Found, Score

Shown = dict[str, float | int | None]

_RATES: Final = ("honest", "asked_urgently", "near", "measured", "doubles", "agreed")
_HOLDINGS: Final = "holder_only"
"""How the one half of a holding stands; all else is a flow."""


def gather(scores: Sequence[Score]) -> dict[str, Shown | dict[str, Shown] | dict[str, float] | int]:
    """Add up the scores of worlds.

    Returns:
        worlds: how many; worlds_with_false_lead and the rates of `Score`, each with count, of, share, low, high;
        coverage: the same by how the halves stand, of all, and of flows alone; habits: gaps raised without cause in a
        world, by habit; a gap that several habits made is shared among them.
    """
    rates = {name: _sum(getattr(one, name) for one in scores).row() for name in _RATES}
    wrong = Rate(sum(len(one.false_leads) > 0 for one in scores), len(scores))
    return {
        "worlds": len(scores),
        "worlds_with_false_lead": wrong.row(),
        **rates,
        "coverage": _coverage([one.coverage for one in scores]),
        "habits": _habits(scores),
    }


def curves(found: Iterable[Found]) -> list[dict[str, str | float | Shown]]:
    """Give for each kind and size how often it could be seen, was raised, was asked urgently, was taken further."""
    groups: defaultdict[tuple[str, float], list[Found]] = defaultdict(list)
    for one in found:
        groups[one.planted.kind, one.planted.size].append(one)
    return [
        {
            "kind": kind,
            "size": size,
            **{
                name: Rate(sum(getattr(one, name) for one in group), len(group)).row()
                for name in ("visible", "raised", "urgent", "beyond")
            },
        }
        for (kind, size), group in sorted(groups.items())
    ]


def _coverage(some: Sequence[Mapping[str, Rate]]) -> dict[str, Shown]:
    names = sorted({name for one in some for name in one})
    by_halves = {name: _sum(one[name] for one in some if name in one) for name in names}
    flows = [rate for name, rate in by_halves.items() if name != _HOLDINGS]
    whole = {"all": _sum(by_halves.values()), "flows": _sum(flows)}
    return {name: rate.row() for name, rate in (whole | by_halves).items()}


def _habits(scores: Sequence[Score]) -> dict[str, float]:
    shared: Counter[str] = Counter()
    parts: defaultdict[str, float] = defaultdict(float)
    for one in scores:
        shared.update(one.habits)
    for names, count in shared.items():
        habits = names.split(" + ")
        for habit in habits:
            parts[habit] += count / len(habits) / len(scores)
    return dict(sorted(parts.items(), key=lambda item: (-item[1], item[0])))


def _sum(rates: Iterable[Rate]) -> Rate:
    return reduce(add, rates, Rate(0, 0))
