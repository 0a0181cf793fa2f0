"""What the constants of SIPRI's estimates rest on: the register itself, and the UN Register beside it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tallystick.model.claim import Claim, Reading
from tallystick.model.quantity import QuantityKind
from tallystick.sources.read import read

Flow = tuple[str, str, str]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sipri(shared_data: Path) -> Reading:
    return read(shared_data / "sipri_register_1995_2025" / "trade_register.csv")


@pytest.fixture(scope="module")
def returned(shared_data: Path) -> dict[Flow, dict[int, dict[str, float]]]:
    """Add up what each side returned to the UN Register: flow → year → role → number."""
    found: dict[Flow, dict[int, dict[str, float]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(float))
    )
    for one in read(shared_data / "unroca_2010_2016" / "unroca_with_reporter.csv").claims:
        claim = one.claim
        if claim.quantity.low is not None and claim.quantity.low > 0:
            found[flow_of(claim)][claim.period.start.year][claim.role] += claim.quantity.low
    return found


def flow_of(claim: Claim) -> Flow:
    return claim.from_party, claim.to_party, claim.category


def by_cell(reading: Reading) -> dict[tuple[Flow, int], list[Claim]]:
    """Lay the lines of one flow and one delivery year together; nothing that the recipient builds itself."""
    cells: dict[tuple[Flow, int], list[Claim]] = defaultdict(list)
    for one in reading.claims:
        cells[flow_of(one.claim), int(one.original["Delivery year"])].append(one.claim)
    return {
        cell: claims
        for cell, claims in cells.items()
        if all("local production" not in claim.condition for claim in claims)
    }


def share(found: Iterable[bool]) -> float:
    listed = list(found)
    return sum(listed) / len(listed)


def test_estimates_are_round_numbers_more_often_than_others(sipri: Reading) -> None:
    large: dict[str, list[bool]] = {"Yes": [], "No": [], "": []}
    for one in sipri.claims:
        number = int(one.original["Numbers delivered"])
        if number >= 20:
            large[one.original["Numbers delivered is estimate"]].append(number % 10 == 0)
    assert share(large["Yes"]) == pytest.approx(0.614, abs=0.001)
    assert share(large["No"]) == pytest.approx(0.350, abs=0.001)


def test_four_in_five_returns_lie_within_the_range_of_an_estimate(
    sipri: Reading, returned: dict[Flow, dict[int, dict[str, float]]]
) -> None:
    within = [
        sum(claim.quantity.low or 0 for claim in claims)
        <= figure
        <= sum(claim.quantity.high or 0 for claim in claims)
        for (flow, year), claims in by_cell(sipri).items()
        if all(claim.quantity.kind is QuantityKind.INTERVAL and claim.period.is_year() for claim in claims)
        for figure in returned.get(flow, {}).get(year, {}).values()
    ]
    assert (sum(within), len(within)) == (90, 114)


def test_an_estimated_year_is_right_or_next_to_right_in_twelve_of_fifteen(
    sipri: Reading, returned: dict[Flow, dict[int, dict[str, float]]]
) -> None:
    spans: dict[Flow, set[tuple[int, bool]]] = defaultdict(set)
    for (flow, year), claims in by_cell(sipri).items():
        if 2010 <= year <= 2016:
            spans[flow].add((year, all(not claim.period.is_year() for claim in claims)))
    off = [
        abs(next(iter(returned[flow])) - next(iter(years))[0])
        for flow, years in spans.items()
        if len(years) == 1 and next(iter(years))[1] and len(returned.get(flow, {})) == 1
    ]
    assert Counter(off) == {0: 9, 1: 3, 3: 1, 4: 1, 5: 1}
