"""How much: what each kind of statement does to an amount, and what the model is never told twice."""

import math
from dataclasses import replace

import numpy as np
import pytest

from bench import counts
from tallystick.facts.amount import Amount, Trust, exactness, places
from tallystick.facts.doubles import Doubles
from tallystick.facts.reliability import fit
from tallystick.facts.statement import Bounds, Statement
from tests.facts.known import drawn, record

pytestmark = pytest.mark.usefixtures("all_draws")  # averages over draws are held to others

KG, ITEMS = ("transfer", "kg"), ("transfer", "items")
UNKNOWN = Trust({}, {})


def known(copies: float = -20.0) -> Trust:
    """Trust exporter A and importer K by draws made by hand, alike for what is weighed and what is counted."""
    rng = np.random.default_rng(2)
    ours, theirs = (np.exp(rng.normal(math.log(sd), 0.2, 40)) ** 2 for sd in (0.2, 0.4))
    draws = drawn(
        df=[6.0] * 40,
        ours=[(0.0, float(one)) for one in ours],
        theirs=[(0.0, float(one)) for one in theirs],
        copies=copies,
    )
    return Trust({KG: draws, ITEMS: draws}, {})


def said(
    ours: float | Bounds | None,
    theirs: float | Bounds | None,
    measure: tuple[str, str] = KG,
    **observers: float,
) -> Statement:
    first, second = ((one, one) if isinstance(one, float) else one for one in (ours, theirs))
    seen = tuple((name, (value, value)) for name, value in sorted(observers.items()))
    return Statement(measure, "A", "K", first, second, seen)


def amount(statement: Statement, trust: Trust | None = None) -> Amount:
    (found,) = (known() if trust is None else trust).amounts([statement])
    return found


def ratio(one: Amount) -> float:
    return one.high / one.low


def test_amounts_come_in_the_order_of_what_is_said_and_equal_statements_are_equal() -> None:
    every = [said(5.0, 4.0), said(7.0, None, ITEMS), said(5.0, 4.0), said((1.0, 3.0), None), said(None, 2.0)]
    found = known().amounts(every)
    assert found[0] == found[2]
    assert found == known().amounts(every[::-1])[::-1]
    assert [round(one.middle) for one in found[3:]] == [2, 2]
    assert known().amounts([]) == []


def test_only_exact_measured_figures_of_the_two_sides_have_a_closed_form() -> None:
    assert said(5.0, 4.0).is_closed()
    assert said(None, 4.0).is_closed()
    assert not said(5.0, 4.0, ITEMS).is_closed()
    assert not said((4.0, 5.0), 4.0).is_closed()
    assert not said((4.0, None), None).is_closed()
    assert not said(5.0, 4.0, NOR=4.0).is_closed()


def test_the_unit_of_a_measured_amount_does_not_matter() -> None:
    for ours, theirs in ((3.0, 5.0), (3.0, 3.0), (3.0, None), (None, 5.0)):
        small = amount(said(ours, theirs))
        large = amount(said(None if ours is None else ours * 1000, None if theirs is None else theirs * 1000))
        for name in ("low", "middle", "high"):
            assert getattr(large, name) == pytest.approx(1000 * getattr(small, name))
        assert (large.log_sd, large.weight) == pytest.approx((small.log_sd, small.weight))


@pytest.mark.parametrize("measure", [KG, ITEMS])
def test_the_surer_side_has_the_greater_weight_and_a_lone_one_all_of_it(measure: tuple[str, str]) -> None:
    # variances of 0.04 and 0.16: four fifths
    assert amount(said(50.0, 30.0, measure)).weight == pytest.approx(0.8, abs=0.06)
    assert amount(said(50.0, None, measure)).weight == 1
    assert amount(said(None, 50.0, measure)).weight == 0


@pytest.mark.parametrize("measure", [KG, ITEMS])
def test_nobody_known_weighs_more_than_the_other(measure: tuple[str, str]) -> None:
    assert amount(said(50.0, 30.0, measure), UNKNOWN).weight == pytest.approx(0.5, abs=0.1)


def test_equal_measured_figures_are_one_paper_and_near_ones_two() -> None:
    equal, near, alone = (amount(said(50.0, theirs)) for theirs in (50.0, 50.001, None))
    assert (equal.p_same, near.p_same) == (1, 0)
    assert ratio(near) < ratio(alone) < ratio(equal) * 1.05


def test_equal_counts_may_be_two_right_ones() -> None:
    trust = known(copies=0.0)
    copied, right = exactness(trust.of(ITEMS), np.zeros(1, np.intp), np.zeros(1, np.intp))
    assert copied[0] + (1 - copied[0]) * right[0] ** 2 == pytest.approx(0.5)
    equal, apart = amount(said(50.0, 50.0, ITEMS), trust), amount(said(50.0, 49.0, ITEMS), trust)
    assert 0 < equal.p_same < 1
    assert apart.p_same == 0
    assert equal.middle == 50
    assert equal.high - equal.low <= 4


def test_counted_amounts_are_whole_and_measured_ones_are_not_rounded() -> None:
    counted, measured = amount(said(7.0, 4.0, ITEMS)), amount(said(7.0, 4.0))
    assert all(end.is_integer() for end in (counted.low, counted.middle, counted.high))
    assert not measured.low.is_integer()


def test_a_range_leaves_more_doubt_than_a_figure_within_it() -> None:
    for measure in (KG, ITEMS):
        assert ratio(amount(said(30.0, None, measure))) < ratio(amount(said((10.0, 90.0), None, measure)))


def test_ranges_have_their_amount_where_they_meet() -> None:
    meeting = amount(said((100.0, 200.0), (180.0, 400.0)))
    assert 150 < meeting.middle < 230


def test_who_has_no_cells_is_taken_for_anybody() -> None:
    assert places(["A", "K", "nobody"], ("A", "K", "-")).tolist() == [0, 1, 2]
    stranger = Statement(KG, "nobody", "K", (5.0, 5.0), None)
    assert amount(stranger) == amount(said(5.0, None))


def test_the_stand_in_student_t_has_the_ends_of_the_range() -> None:
    for one in (amount(said(500.0, 300.0, ITEMS)), amount(said((100.0, 200.0), None))):
        assert one.df == 4
        reach = 2.131846786 * one.log_sd
        assert math.log(one.low) == pytest.approx(one.log_mean - reach, abs=0.01)
        assert math.log(one.high) == pytest.approx(one.log_mean + reach, abs=0.01)


def watching(shift: float, cells: int = 40) -> Trust:
    """Trust halves that agree, and an observer who differs from them by `shift` throughout."""
    halves = record(cells)
    seen = Doubles(
        halves.exporter,
        np.zeros(cells, np.intp),
        halves.x,
        halves.x - shift + np.random.default_rng(6).normal(0, 0.1, cells),
        halves.exporters,
        ("NOR",),
        np.zeros(cells),
    )
    return Trust({KG: fit(halves)}, {KG: fit(seen)})


def test_an_observer_who_agrees_makes_an_amount_surer() -> None:
    trust = watching(0.0)
    alone, seen = (amount(one, trust) for one in (said(50.0, None), said(50.0, None, NOR=50.0)))
    assert ratio(seen) < ratio(alone)
    assert seen.middle == pytest.approx(50, rel=0.1)


def test_an_observer_who_differs_moves_an_amount_his_way() -> None:
    trust = watching(0.0)
    agrees, differs = (amount(said(50.0, 50.0, NOR=other), trust) for other in (50.0, 80.0))
    assert agrees.middle < differs.middle < 80
    assert ratio(differs) > ratio(agrees)


def test_where_all_halves_and_all_observers_differ_nobody_is_taken_to_be_right() -> None:
    """If all halves are a third of what is seen (collusion, or all under-report), the range holds both readings."""
    trust = watching(-math.log(3))
    halves, seen = (amount(one, trust) for one in (said(50.0, 50.0), said(50.0, 50.0, NOR=150.0)))
    assert halves.high < 100
    assert seen.low < 70
    assert seen.high > 110
    assert ratio(seen) > ratio(halves)


def test_two_observers_are_surer_than_one() -> None:
    trust = watching(0.0)
    one, two = (
        amount(each, trust) for each in (said(None, None, NOR=50.0), said(None, None, NOR=50.0, PAN=50.0))
    )
    assert ratio(two) < ratio(one)
    # of halves that say nothing neither weighs more
    assert (one.weight, one.observed) == (0.5, 1)


def test_halves_that_differ_as_claimants_do_are_ordinary_and_others_are_not() -> None:
    near, far, equal, ranges = known().ordinary(
        [said(50.0, 40.0), said(50.0, 2.0), said(50.0, 50.0), said((10.0, 60.0), 40.0)]
    )
    assert near > 0.5
    assert far < 0.02
    assert equal == ranges == 1
    swapped = known().ordinary([said(2.0, 50.0)])
    assert swapped == pytest.approx([far])


def test_how_ordinary_a_gap_is_does_not_depend_on_what_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    every = [said(50.0, 40.0), said(50.0, 20.0), said(7.0, 9.0, ITEMS), said(3.0, 3.0), said(50.0, 40.0)]
    alone = [known().ordinary([one])[0] for one in every]
    monkeypatch.setattr("tallystick.facts.amount._AT_A_TIME", 2)
    assert known().ordinary(every) == pytest.approx(alone)
    assert known().ordinary([]) == []


def test_a_claimant_of_few_cells_is_not_judged_by_them() -> None:
    draws = drawn(df=[6.0] * 3, ours=[(0.0, 4.0)] * 3, theirs=[(0.0, 4.0)] * 3)
    # whoever else there is hardly errs
    draws.exporter_variance[:, -1] = draws.importer_variance[:, -1] = 0.01
    few = replace(draws, exporter_cells=np.array([5, 0]), importer_cells=np.array([5, 0]))
    (own,) = Trust({KG: draws}, {}).ordinary([said(50.0, 20.0)])
    (others,) = Trust({KG: few}, {}).ordinary([said(50.0, 20.0)])
    assert own > 0.5
    assert others < 0.05


def test_of_many_draws_every_third_is_kept_at_most() -> None:
    lean = known().thinned(1000)
    assert len(lean.of(KG).df) == 40 // 3
    assert len(known().thinned(5).of(KG).df) == 5


def test_a_statement_with_an_observer_more_is_another_statement() -> None:
    plain = said(50.0, 50.0)
    assert replace(plain, observers=(("NOR", (50.0, 50.0)),)) != plain


def test_errors_that_fall_with_size_narrow_the_ranges_of_large_counts_and_make_their_gaps_less_ordinary() -> (
    None
):
    draws = known().halves[ITEMS]
    falls = Trust({ITEMS: replace(draws, slope=np.full(40, -0.1), middle_size=math.log(1000.0))}, {})
    level = Trust({ITEMS: replace(draws, middle_size=math.log(1000.0))}, {})
    few, many = said(40.0, 50.0, ITEMS), said(40_000.0, 50_000.0, ITEMS)
    same, wider, narrower = (
        math.log(ratio(amount(one, by))) for one, by in ((many, level), (few, falls), (many, falls))
    )
    assert wider == pytest.approx(same * (1000 / math.sqrt(40 * 50)) ** 0.1, rel=0.1)
    assert narrower == pytest.approx(same * (1000 / math.sqrt(40_000 * 50_000)) ** 0.1, rel=0.1)
    (less, more), (either, same_again) = (by.ordinary([many, few]) for by in (falls, level))
    assert either == pytest.approx(same_again)
    assert less < 0.9 * either < 0.9 * more


@pytest.mark.slow
@pytest.mark.parametrize("slope", counts.SLOPES.values(), ids=counts.SLOPES)
def test_ranges_of_counts_hold_nine_tenths_whatever_their_size(slope: float) -> None:
    assert counts.missed({"": counts.measure(slope, records=3)}) == []


@pytest.mark.parametrize("count", [1e6, 2e14, 999_999_999_999_999.0])
def test_very_large_counts_have_ranges_too(count: float) -> None:
    """From about 4e14 on half a thing is no difference between two logarithms."""
    of_few = amount(said(1e6, None, ITEMS))
    alone = amount(said(count, None, ITEMS))
    assert (alone.low / count, alone.high / count) == pytest.approx(
        (of_few.low / 1e6, of_few.high / 1e6), rel=1e-3
    )
    both = amount(said(count, float(math.floor(count * 1.1)), ITEMS))
    assert both.low < count < both.middle < both.high
    against = amount(said(count, 12.0, ITEMS))
    assert against.low < 12 < against.middle < count < against.high
