"""The transport problem with slack: its published optimum, and what must hold of any."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.errors import ValueRefusedError
from tallystick.facts.transport import Plan, Way, solve

few = settings(max_examples=25)
amounts = st.lists(st.integers(0, 12).map(float), min_size=1, max_size=4)


def by_year(sent: dict[int, float], received: dict[int, float], price: float, reach: int = 2) -> Plan:
    """Lay years against years at a cost of one a unit and year; leaving a unit costs `price`."""
    pairs = product(enumerate(sent), enumerate(received))
    ways = [Way(a, b, abs(one - other)) for (a, one), (b, other) in pairs if abs(one - other) <= reach]
    supplies, demands = list(sent.values()), list(received.values())
    return solve(supplies, demands, ways, [price] * len(supplies), [price] * len(demands))


def test_the_published_case_costs_ten_and_leaves_two_units_unsent() -> None:
    plan = by_year({2010: 10, 2011: 5}, {2010: 4, 2011: 6, 2012: 3}, 1.5)
    assert plan.cost == pytest.approx(10.0, abs=1e-9)
    assert (sum(plan.unsent), sum(plan.unreceived)) == (2, 0)


def test_what_costs_more_than_leaving_it_is_left() -> None:
    plan = by_year({2010: 10}, {2012: 10}, 0.9)
    assert (plan.flows, plan.cost) == ((0,), 18)
    assert by_year({2010: 10}, {2012: 10}, 1.1).flows == (10,)


def test_of_equal_optima_the_first_ways_are_used() -> None:
    ways = [Way(0, 0, 1), Way(0, 1, 1), Way(1, 0, 1), Way(1, 1, 1)]
    free = {"unsent_cost": [9, 9], "unreceived_cost": [9, 9]}
    assert solve([5, 5], [5, 5], ways, **free).flows == (5, 0, 0, 5)
    assert solve([5, 5], [5, 5], ways[::-1], **free).flows == (5, 0, 0, 5)
    assert solve([5, 5], [5, 5], [ways[1], ways[0], ways[2], ways[3]], **free).flows == (5, 0, 5, 0)


@few
@given(amounts, amounts, st.data())
def test_flows_are_whole_conserved_and_never_more_than_there_is(
    supplies: list[float], demands: list[float], data: st.DataObject
) -> None:
    costs = data.draw(st.lists(st.floats(-2, 4), min_size=16, max_size=16))
    places = product(range(len(supplies)), range(len(demands)))
    ways = [Way(a, b, costs[4 * a + b]) for a, b in places]
    plan = solve(supplies, demands, ways, [1.0] * len(supplies), [1.0] * len(demands))
    assert all(flow == round(flow) >= 0 for flow in plan.flows)
    for place, quantity in enumerate(supplies):
        out = sum(flow for way, flow in zip(ways, plan.flows, strict=True) if way.supply == place)
        assert out + plan.unsent[place] == quantity
    for place, quantity in enumerate(demands):
        into = sum(flow for way, flow in zip(ways, plan.flows, strict=True) if way.demand == place)
        assert into + plan.unreceived[place] == quantity
    nothing = sum(supplies) + sum(demands)
    assert plan.cost <= nothing + 1e-9


def test_amounts_of_very_different_size_are_laid_exactly() -> None:
    ways = [Way(0, 0, -1e-9), Way(1, 1, -1.0)]
    plan = solve([3_000_000_001, 2], [3_000_000_001, 3], ways, [1e-10, 0.1], [1e-10, 0.1])
    assert plan.flows == (3_000_000_001, 2)


def test_no_ways_leave_everything() -> None:
    plan = solve([5], [3], [], [1], [2])
    assert (plan.unsent, plan.unreceived, plan.cost) == ((5,), (3,), 11)


def test_a_negative_quantity_is_refused() -> None:
    with pytest.raises(ValueRefusedError, match="negative"):
        solve([-1], [3], [], [1], [2])
