"""The transport problem with slack: quantities sent are laid against quantities received at the least cost.

    min Σ c_ab f_ab + Σ k_a s_a + Σ l_b r_b,   Σ_b f_ab + s_a = q_a,   Σ_a f_ab + r_b = q_b,   f, s, r ≥ 0

The slack s, r stays unmatched at a price. Its matrix is totally unimodular, so whole quantities have whole optima;
solved by HiGHS. Several allocations may cost the same: then the arcs listed first are preferred, so that one list of
arcs has one answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tallystick.errors import ValueRefusedError
from tallystick.phrase import says

_TIE: Final = 1e-4
"""Costs nearer to each other than this, relative to the greatest, count as equal: far above what HiGHS resolves."""
_ROUNDING: Final = 1e-6
"""Ten times what HiGHS leaves of a share."""

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Way:
    """One arc: the places of its ends among supplies and demands, and what a unit on it costs."""

    supply: int
    demand: int
    cost: float


@dataclass(frozen=True, slots=True)
class Plan:
    """An optimum: what each way carries, what stays unmatched on either side, and what that costs altogether."""

    flows: tuple[float, ...]
    unsent: tuple[float, ...]
    unreceived: tuple[float, ...]
    cost: float


def solve(
    supplies: Sequence[float],
    demands: Sequence[float],
    ways: Sequence[Way],
    unsent_cost: Sequence[float],
    unreceived_cost: Sequence[float],
) -> Plan:
    """Lay supplies against demands at the least cost; of equal optima the one that uses the first ways.

    Args:
        supplies: quantities sent, none negative.
        demands: quantities received, none negative.
        ways: the arcs, in the order of preference among equals.
        unsent_cost: for each supply what an unmatched unit costs.
        unreceived_cost: for each demand what an unmatched unit costs.

    Raises:
        ValueRefusedError: if a quantity is negative or the solver does not finish; a program fault, not a user's.
    """
    if min((*supplies, *demands), default=0.0) < 0:
        raise ValueRefusedError(f"a quantity is negative: sent {list(supplies)}, received {list(demands)}")
    open_ways = [
        (place, way) for place, way in enumerate(ways) if min(supplies[way.supply], demands[way.demand]) > 0
    ]
    flows = [0.0] * len(ways)
    if len(open_ways) > 0:
        saved = [way.cost - unsent_cost[way.supply] - unreceived_cost[way.demand] for _, way in open_ways]
        carried = _carried(supplies, demands, [way for _, way in open_ways], saved)
        for (place, _), amount in zip(open_ways, carried, strict=True):
            flows[place] = amount
    return _plan(supplies, demands, ways, flows, unsent_cost, unreceived_cost)


def _carried(
    supplies: Sequence[float], demands: Sequence[float], ways: Sequence[Way], saved: Sequence[float]
) -> list[float]:
    """Solve in shares of what each way could carry at most, so that millions and ones are equally exact."""
    # they take a quarter of a second to load, and most records have no gap that wants them
    from scipy.optimize import linprog  # noqa: PLC0415
    from scipy.sparse import coo_array  # noqa: PLC0415

    sizes = np.array([min(supplies[way.supply], demands[way.demand]) for way in ways])
    gains = np.asarray(saved) * sizes
    count = len(ways)
    rows = np.array([[way.supply, len(supplies) + way.demand] for way in ways]).T
    limits = np.array([*supplies, *demands], dtype=float)
    used = np.unique(rows)
    shares = (sizes / limits[rows]).ravel()
    matrix = coo_array(
        (shares, (np.searchsorted(used, rows).ravel(), np.tile(np.arange(count), 2))),
        shape=(len(used), count),
    )
    scale = max(float(np.abs(gains).max()), np.finfo(float).tiny)
    found = linprog(
        gains / scale + _TIE * _preference(count),
        A_ub=matrix.tocsr(),
        b_ub=np.ones(len(used)),
        bounds=(0, 1),
        method="highs",
    )
    if found.x is None:
        raise ValueRefusedError(
            says(
                "the transport problem with %(count)s ways was not solved: %(why)s",
                count=count,
                why=str(found.message),
            )
        )
    return _exact(supplies, demands, ways, [float(share) for share in found.x * sizes])


def _preference(count: int) -> Floats:
    """Rise with the place of a way; square roots, of which no few alternate to nothing as whole numbers do."""
    return np.asarray(np.sqrt(np.arange(1, count + 1) / count), dtype=np.float64)


def _exact(
    supplies: Sequence[float], demands: Sequence[float], ways: Sequence[Way], flows: Sequence[float]
) -> list[float]:
    """Take off what the solver's rounding leaves: a way carries all there is, a whole quantity, or nothing."""
    sent, received = list(supplies), list(demands)
    whole = all(quantity == round(quantity) for quantity in (*supplies, *demands))
    exact: list[float] = []
    for way, flow in zip(ways, flows, strict=True):
        most = min(sent[way.supply], received[way.demand])
        near = _ROUNDING * min(supplies[way.supply], demands[way.demand])
        amount = most if flow > most - near else 0.0 if flow < near else round(flow) if whole else flow
        sent[way.supply] -= amount
        received[way.demand] -= amount
        exact.append(float(amount))
    return exact


def _plan(
    supplies: Sequence[float],
    demands: Sequence[float],
    ways: Sequence[Way],
    flows: Sequence[float],
    unsent_cost: Sequence[float],
    unreceived_cost: Sequence[float],
) -> Plan:
    unsent, unreceived = list(supplies), list(demands)
    for way, amount in zip(ways, flows, strict=True):
        unsent[way.supply] = max(0.0, unsent[way.supply] - amount)
        unreceived[way.demand] = max(0.0, unreceived[way.demand] - amount)
    cost = sum(way.cost * amount for way, amount in zip(ways, flows, strict=True))
    cost += sum(price * left for price, left in zip(unsent_cost, unsent, strict=True))
    cost += sum(price * left for price, left in zip(unreceived_cost, unreceived, strict=True))
    return Plan(tuple(flows), tuple(unsent), tuple(unreceived), cost)
