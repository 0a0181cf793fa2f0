"""From halves to a range: what it must hold, when it widens, and what is never made up."""

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.stats import t as student

from tallystick.facts.amount import Trust
from tallystick.facts.estimate import Laid, estimates
from tallystick.facts.existence import OPEN, p_alone
from tallystick.facts.halves import Share, gap_of, halves_of
from tallystick.facts.statement import Bounds
from tallystick.model.cause import LIKELY
from tallystick.model.claim import Act, Claim, Filing, Role
from tallystick.model.fact import FALSE_SHARE
from tallystick.model.period import Period
from tallystick.rules.limit import exceedance
from tests.laws.tallies import document, exported, filed, imported, laid, laid_claims, only, rows


@cache
def fact(*claims: Claim, filings: tuple[Filing, ...] = ()) -> dict[str, Any]:
    return only(laid(document(*claims, filings=filings)), "fact")


def sent(quantity: str, **more: Any) -> Claim:
    return exported("SWE", "FIN", quantity, **more)


def got(quantity: str, **more: Any) -> Claim:
    return imported("SWE", "FIN", quantity, **more)


def width(one: dict[str, Any]) -> float:
    return float(one["high"] - one["low"])


STANDING: list[tuple[tuple[Claim, ...], str]] = [
    ((sent("12"), got("12")), "agreed"),
    ((sent("10-20"), got("12")), "agreed"),
    ((sent("12"), got("9")), "conflicting"),
    ((sent("12"), got("nil")), "conflicting"),
    ((sent("12", designation="Casspir"), got("9", designation="Bushmaster")), "explained"),
    ((sent("12"),), "exporter_only"),
    ((got("12"),), "importer_only"),
    ((sent("withheld"),), "exporter_only"),
    ((sent("nil"),), "exporter_only"),
    ((sent("12"), got("withheld")), "withheld_one"),
    ((sent("unknown"), got("12")), "withheld_one"),
    ((sent("withheld"), got("withheld")), "withheld_one"),
    ((sent("nil"), got("nil")), "nil_both"),
    ((replace(sent("12"), claimant="NOR", role=Role.OBSERVER),), "observer_only"),
    ((replace(got("12"), from_party="-", role=Role.HOLDER, act=Act.HOLDING),), "holder_only"),
]
GAPS = [
    ("12", "12", 0),
    ("12", "9", 3),
    ("10-20", "15", 0),
    ("10-20", "30-40", 10),
    (">=10", "5", 5),
    ("<100", "150", 51),
]
APART = 3
"""Years from case to case: what is held of a cell alone hangs on none that is not of the year beside it."""


def in_years_apart(cases: Iterable[tuple[Claim, ...]]) -> list[dict[str, Any]]:
    """Lay many cases together, each in a year of its own, and give the fact of each."""
    moved = [
        replace(claim, period=Period.year(1950 + APART * place))
        for place, case in enumerate(cases)
        for claim in case
    ]
    return sorted(rows(laid_claims(*moved), "fact"), key=lambda row: str(row["cell_id"]).split(".")[-2])


def test_each_way_the_halves_may_stand_has_its_word() -> None:
    found = in_years_apart(claims for claims, _ in STANDING)
    assert [row["halves"] for row in found] == [halves for _, halves in STANDING]


def test_a_nil_filing_is_a_half_and_a_silence_is_none() -> None:
    assert fact(sent("12"), filings=(filed("FIN", "nil", "imports"),))["halves"] == "conflicting"
    assert fact(sent("12"), filings=(filed("FIN", "lines", "imports"),))["halves"] == "exporter_only"
    assert fact(sent("12"), filings=(filed("FIN", "not_held"),))["halves"] == "exporter_only"


def test_the_gap_is_the_distance_between_the_halves_ranges() -> None:
    either_way = [(one, other) for ours, theirs, _ in GAPS for one, other in ((ours, theirs), (theirs, ours))]
    found = in_years_apart((sent(one), got(other)) for one, other in either_way)
    assert [row["gap"] for row in found] == [gap for *_, gap in GAPS for _ in range(2)]


def test_there_is_no_gap_where_a_half_gave_no_figure() -> None:
    for claims in ((sent("12"),), (sent("12"), got("withheld")), (sent("unknown"),)):
        assert fact(*claims)["gap"] is None


def test_halves_that_agree_leave_little_doubt() -> None:
    agreed = fact(sent("100"), got("100"))
    assert agreed["estimate"] == 100
    assert width(agreed) <= 25
    assert agreed["p_happened"] > 0.95


@pytest.mark.parametrize(("ours", "theirs"), [(12, 9), (7859, 168), (1, 400), (5, 6), (50, 3)])
def test_the_range_holds_both_halves_that_conflict(ours: int, theirs: int) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        found = fact(sent(str(one)), got(str(other)))
        assert found["halves"] == "conflicting"
        # an end of the range may fall just inside a half that has hardly more than one chance in twenty
        assert found["low"] <= 1.1 * min(one, other)
        assert max(one, other) <= 1.1 * found["high"]
        assert min(one, other) <= found["estimate"] <= max(one, other)


@pytest.mark.parametrize(("ours", "theirs"), [(7859, 168), (100, 25), (25, 100)])
def test_two_halves_that_conflict_are_held_to_be_somewhere_between_both(ours: int, theirs: int) -> None:
    """Nobody knows who is right: in the logarithm the estimate lies in the middle half of the way."""
    for unit in ("items", "kg"):
        found = fact(sent(str(ours), unit=unit), got(str(theirs), unit=unit))
        part = math.log(found["estimate"] / theirs) / math.log(ours / theirs)
        assert 0.25 <= part <= 0.75


def test_the_range_widens_with_disagreement() -> None:
    ratios = [
        found["high"] / found["low"] for found in (fact(sent("100"), got(one)) for one in ("100", "80", "10"))
    ]
    assert ratios == sorted(ratios)
    assert len(set(ratios)) == len(ratios)


def test_the_range_widens_with_silence() -> None:
    agreed = fact(sent("100"), got("100"))
    not_heard = fact(sent("100"))
    silent = fact(sent("100"), filings=(filed("FIN", "lines", "imports"),))
    assert width(agreed) < width(not_heard) < width(silent)
    assert agreed["p_happened"] > not_heard["p_happened"] > silent["p_happened"]


def test_a_partner_that_says_none_makes_it_doubtful_that_it_happened() -> None:
    silent = fact(sent("12"), filings=(filed("FIN", "lines", "imports"),))
    nil = fact(sent("12"), filings=(filed("FIN", "nil", "imports"),))
    assert nil["p_happened"] <= silent["p_happened"] < fact(sent("12"))["p_happened"]
    assert nil["low"] == 0
    assert nil["high"] >= 12


def test_the_better_a_partners_returns_the_more_its_nil_says() -> None:
    """Finland shows all that Norway sends it in six years, or nothing of it."""
    chances = []
    for shown in ("9", "nil"):
        rest = [
            say("NOR", "FIN", figure, year)
            for year in range(2010, 2016)
            for say, figure in ((exported, "9"), (imported, shown))
        ]
        tables = laid(document(sent("12"), got("nil"), *rest))
        chances.append(only(tables, "fact", "SWE.FIN")["p_happened"])
    assert chances[0] < 0.85 < chances[1]


def test_where_it_may_not_have_happened_the_range_begins_at_zero() -> None:
    for claims in ((sent("12"), got("nil")), (sent("nil"),)):
        found = fact(*claims)
        assert found["low"] == 0
        assert found["p_zero"] == pytest.approx(1 - found["p_happened"])


@pytest.mark.parametrize(
    "claims", [(sent("withheld"),), (got("unknown"),), (sent("withheld"), got("unknown"))]
)
def test_no_figure_is_made_up_where_none_was_given(claims: tuple[Claim, ...]) -> None:
    found = fact(*claims)
    assert (found["low"], found["estimate"], found["high"], found["family"]) == (None, None, None, "none")
    assert found["log_mean"] is None
    assert found["p_happened"] > 0.9


def test_a_figure_beside_a_withheld_one_is_a_lone_figure() -> None:
    lone, beside = fact(sent("12")), fact(sent("12"), got("withheld"))
    assert beside["estimate"] == 12
    assert width(beside) >= width(fact(sent("12"), got("12")))
    # nothing can be laid against it, so nothing is left over
    assert (beside["explained"], beside["remainder"]) == (0, None)
    assert lone["remainder"] is None


def test_nil_of_both_is_nothing_for_all_we_know() -> None:
    found = fact(sent("nil"), got("nil"))
    assert (found["low"], found["estimate"], found["high"], found["family"]) == (0, 0, 0, "point")
    assert found["p_happened"] < 0.05


def test_goods_that_are_counted_come_in_whole_numbers() -> None:
    counted = fact(sent("7"), got("4"))
    assert all(float(counted[name]).is_integer() for name in ("low", "estimate", "high"))
    weighed = fact(sent("1.5", unit="kg"), got("1.5", unit="kg"))
    assert not float(weighed["low"]).is_integer()


def test_the_range_of_a_lone_line_begins_lower_since_it_may_be_false_altogether() -> None:
    """One in 21: below the 5th percentile of all lies that, and a hundredth of what there may be if there is any."""
    lone = fact(sent("1500.5", unit="kg"))
    of = student(lone["df"], lone["log_mean"], lone["log_sd"])
    assert np.log([lone["low"], lone["high"]]) == pytest.approx(of.ppf([0.01, 0.95]))
    assert 0.05 < lone["p_zero"] + lone["p_happened"] * of.cdf(math.log(lone["low"])) < 0.06
    # of things that are counted one is the least there can be
    assert fact(sent("1"))["low"] == 1
    # denied by a partner, it may well not have happened
    assert fact(sent("1500.5", unit="kg"), got("nil", unit="kg"))["low"] == 0


def test_what_observers_alone_say_does_not_hang_on_whose_deal_it_is() -> None:
    """So that a register of tens of thousands of deliveries takes as many sums as it has different figures."""
    seen = (("SIPRI", (3.0, 3.0)),)
    silent = {**only(laid(document(sent("5"))), "cell"), "from_low": None, "from_high": None}
    silent |= dict.fromkeys(("from_state", "to_state"), "no_record")
    one, other = (estimated(silent | {"from_party": name}, 0.0, observers=seen) for name in ("SWE", "NOR"))
    assert one == other
    assert one["low"] < 3 <= one["high"]


def test_one_silence_is_not_its_own_witness() -> None:
    """Nothing else is known of the importer: it leaves out as much as it shows."""
    assert fact(sent("50"), got("nil"))["p_happened"] == pytest.approx(p_alone(0.5), abs=0.005)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (("<100",), (0, 99)), (("0-5",), (0, 5)), ((">=10",), (10, None)), ((">=10", ">=5"), (10, None)),
        (("<100", "<20"), (0, 19)),
    ],
)  # fmt: skip
def test_of_what_is_bounded_on_one_side_alone_the_bound_is_all_that_is_held(
    said: tuple[str, ...], ends: tuple[float, float | None]
) -> None:
    """How much within it nobody says: a middle would be that of the grid, which ends somewhere."""
    found = fact(*(claim(one) for claim, one in zip((sent, got), said, strict=False)))
    assert (found["low"], found["high"]) == ends
    assert (found["family"], found["estimate"], found["log_mean"]) == ("range", None, None)
    assert fact(sent(">=10"), got("<100"))["estimate"] is not None


@pytest.mark.parametrize(("ours", "theirs"), [("10-20", "30-40"), (">=10", "5"), ("<100", "150")])
def test_the_range_reaches_into_both_halves_that_are_ranges_themselves(ours: str, theirs: str) -> None:
    ends = {
        "10-20": (10, 20),
        "30-40": (30, 40),
        ">=10": (10, math.inf),
        "5": (5, 5),
        "<100": (0, 99),
        "150": (150, 150),
    }
    for one, other in ((ours, theirs), (theirs, ours)):
        found = fact(sent(one), got(other))
        for low, high in (ends[one], ends[other]):
            assert found["low"] <= high
            assert found["high"] >= low


def test_halves_that_are_ranges_agree_on_what_they_have_in_common() -> None:
    found = fact(sent("10-20"), got("18-30"))
    assert 15 <= found["estimate"] <= 24
    assert found["low"] < 18
    assert found["high"] > 20


def test_what_only_an_observer_saw_is_not_taken_for_unlikely() -> None:
    found = fact(replace(sent("40"), claimant="NOR", role=Role.OBSERVER))
    assert found["low"] <= 40 <= found["high"]
    assert found["p_happened"] > 0.5


def test_an_observer_who_differs_widens_the_range_and_is_no_half() -> None:
    alone = fact(sent("12"))
    seen = fact(sent("12"), replace(sent("400"), claimant="NOR", role=Role.OBSERVER))
    assert (seen["halves"], seen["gap"]) == ("exporter_only", None)
    assert alone["estimate"] < seen["estimate"] < 400
    assert seen["high"] >= 400
    assert seen["p_happened"] > alone["p_happened"]


def test_an_observer_who_agrees_makes_it_surer() -> None:
    alone = fact(sent("120"))
    seen = fact(sent("120"), replace(sent("120"), claimant="NOR", role=Role.OBSERVER))
    assert seen["estimate"] == 120
    assert width(seen) < width(alone)


def estimated(
    cell: dict[str, Any], matched: float, *shares: Share, observers: tuple[tuple[str, Bounds], ...] = ()
) -> dict[str, Any]:
    """Make the fact of a cell laid by hand, without any other cell to learn from."""
    (row,) = estimates([Laid(cell, matched, shares, observers=observers)], Trust({}, {}), {})
    return row


def test_causes_and_remainder_are_counted_apart() -> None:
    cell = only(laid(document(sent("91"), got("63"))), "cell")
    row = estimated(cell, 63.0, Share("exporter", 14.0, "year_end", 0.9), Share("exporter", 14.0))
    assert (row["explained"], row["remainder"], row["halves"]) == (14, 14, "conflicting")
    assert halves_of(cell, [Share("exporter", 28.0, "year_end", 0.9)]) == "explained"
    # a cause no likelier than not is offered and takes nothing off
    unlikely = Share("exporter", 28.0, "year_end", LIKELY)
    assert halves_of(cell, [unlikely]) == "conflicting"
    assert estimated(cell, 63.0, unlikely)["remainder"] == 28
    assert gap_of(cell) == 28


def test_other_goods_moved_although_one_half_has_no_such_line() -> None:
    """A shift moves goods to a sibling cell; different goods stay in this one."""
    cell = only(laid(document(sent("208"), got("52"))), "cell")
    shifted = estimated(cell, 52.0, Share("exporter", 156.0, "year_end", 0.9))
    other = estimated(cell, 52.0, Share("exporter", 156.0, "different_goods", 0.9))
    assert (other["one_sided"], other["explained"], other["remainder"]) == (156, 0, 0)
    assert other["estimate"] == pytest.approx(208, rel=0.02)
    assert shifted["estimate"] == pytest.approx(52 + 156 / 2, rel=0.02)
    assert other["family"] == shifted["family"] == "range"


def test_what_an_observer_says_is_of_the_whole_cell() -> None:
    """Nobody knows which of several lines an observer counted, so that nothing is set beside."""
    cell = only(laid(document(sent("208"), got("52"))), "cell")
    share = Share("exporter", 156.0, "different_goods", 0.9)
    seen = estimated(cell, 52.0, share, observers=(("NOR", (208.0, 208.0)),))
    assert seen["family"] == "student_t"
    assert seen["estimate"] <= 210


def test_two_filings_of_one_side_that_bound_nothing_make_no_figure() -> None:
    """ "None" in one return and "at least five" in another leave any amount open."""
    one = filed("SWE", "lines", "exports", filing_id="one")
    other = filed("SWE", "lines", "exports", filing_id="other")
    found = fact(sent("nil", filing_id="one"), sent(">=5", filing_id="other"), filings=(one, other))
    assert found["family"] in {"none", "student_t"}
    assert (
        estimated({**only(laid(document(sent(">=5"))), "cell"), "from_low": 0.0, "from_high": None}, 0.0)[
            "estimate"
        ]
        is None
    )


@pytest.mark.parametrize("quantity", ["0-5", "<5"])
def test_a_range_that_holds_nought_says_neither_that_anything_moved_nor_that_nothing_did(
    quantity: str,
) -> None:
    """So that no embargo is broken by it; one line that says at least one moved is believed as any line is."""
    found = fact(sent(quantity))
    assert (found["p_happened"], found["low"]) == (OPEN, 0)
    assert fact(sent("1-5"))["p_happened"] == pytest.approx(1 - FALSE_SHARE)
    beside = fact(sent(quantity), got("50"))
    assert beside["p_happened"] == pytest.approx(1 - FALSE_SHARE), "it denies nothing either"


def test_a_student_t_has_the_ends_that_are_shown() -> None:
    found = fact(sent("1500.5", unit="kg"), got("1200.25", unit="kg"))
    assert found["family"] == "student_t"
    of = student(found["df"], found["log_mean"], found["log_sd"])
    below = (0.05 - found["p_zero"]) / found["p_happened"]
    assert np.log([found["low"], found["high"]]) == pytest.approx(of.ppf([below, 0.95]))
    assert found["estimate"] == pytest.approx(math.exp(found["log_mean"]))


def test_what_a_party_itself_states_above_a_limit_is_likelier_above_it_than_not() -> None:
    """The estimate and the chance of an excess are told by one distribution."""
    stated = pl.DataFrame([fact(sent("530"))]).with_columns(unit=pl.lit("items"))
    above, at = (stated.select(exceedance(pl.lit(limit), "low")).item() for limit in (525.0, 530.0))
    assert stated["estimate"].to_list() == stated["figure"].to_list() == [530]
    assert above > 0.5 > at
    assert above - at >= stated["p_figure"].item() * stated["p_happened"].item()


def test_a_figure_of_each_half_may_be_the_right_one() -> None:
    two = fact(sent("12"), got("9"))
    assert {two["figure"], two["other_figure"]} == {12, 9}
    assert two["p_figure"] >= two["p_other"] > 0.1
    one = fact(sent("12"), got("12"))
    assert (one["figure"], one["other_figure"], one["p_other"]) == (12, None, 0)
    measured = fact(sent("1500.5", unit="kg"))
    assert (measured["figure"], measured["p_figure"]) == (None, 0)
    assert fact(sent("withheld"))["p_figure"] is None


def test_an_observer_who_repeats_a_measured_half_is_no_further_witness() -> None:
    """Two measurements never come out alike to the last digit; two counts do."""
    halves = (sent("1500.5", unit="kg"), got("1200.25", unit="kg"))
    copied, own = (
        replace(sent(figure, unit="kg"), claimant="NOR", role=Role.OBSERVER)
        for figure in ("1500.5", "1500.6")
    )
    assert fact(*halves, copied) == fact(*halves)
    assert fact(*halves, own) != fact(*halves)
    counted = fact(sent("12"), replace(sent("12"), claimant="NOR", role=Role.OBSERVER))
    assert counted["p_figure"] > fact(sent("12"))["p_figure"], "a count that is seen too is surer"


def test_halves_that_are_one_paper_are_said_to_be_so() -> None:
    assert fact(sent("1500.5", unit="kg"), got("1500.5", unit="kg"))["p_same"] == 1
    assert 0 < fact(sent("12"), got("12"))["p_same"] < 1
    assert fact(sent("12"), got("9"))["p_same"] == 0
    assert fact(sent("12"))["p_same"] is None
