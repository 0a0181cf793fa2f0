"""When an act takes effect: the clauses' own counting, day by day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallystick.model.agreement import Joining
from tallystick.rules import load
from tallystick.rules.clause import after, bound_from, threshold, withdrawn_from
from tallystick.rules.terms import Delay
from tests.rules.invented import act

days = st.dates(date(1990, 1, 1), date(2030, 12, 31))
delays = st.builds(
    Delay,
    article=st.just("1"),
    by=st.sampled_from(["days", "months", "first_of_month", "at_once"]),
    count=st.integers(0, 200),
)
TREATIES = [name for name in load.names() if load.agreement(name).terms.joining is not None]


@pytest.mark.parametrize(
    ("day", "by", "count", "expected"),
    [
        (date(2025, 8, 31), "months", 6, date(2026, 2, 28)),
        (date(2023, 8, 31), "months", 6, date(2024, 2, 29)),
        (date(2025, 8, 20), "months", 6, date(2026, 2, 20)),
        (date(2025, 12, 31), "months", 12, date(2026, 12, 31)),
        (date(1998, 9, 16), "first_of_month", 6, date(1999, 3, 1)),
        (date(2010, 2, 16), "first_of_month", 6, date(2010, 8, 1)),
        (date(2012, 7, 31), "first_of_month", 6, date(2013, 1, 1)),
        (date(2014, 9, 25), "days", 90, date(2014, 12, 24)),
        (date(2020, 10, 24), "days", 90, date(2021, 1, 22)),
        (date(2020, 2, 29), "at_once", 0, date(2020, 2, 29)),
    ],
)
def test_a_span_ends_where_the_article_says(day: date, by: str, count: int, expected: date) -> None:
    assert after(day, Delay.model_validate({"article": "1", "by": by, "count": count})) == expected


@given(days, days, delays)
def test_a_later_act_never_takes_effect_earlier(one: date, other: date, delay: Delay) -> None:
    first, second = sorted([one, other])
    assert first <= after(first, delay) or delay.count == 0
    assert after(first, delay) <= after(second, delay)


@given(days, st.integers(0, 60))
def test_months_land_in_the_month_they_count_to(day: date, count: int) -> None:
    ends = after(day, Delay(article="1", by="months", count=count))
    assert (ends.year * 12 + ends.month) - (day.year * 12 + day.month) == count
    # only a month that lacks the day ends it earlier, and then on its last day
    assert ends.day == day.day or (ends.day < day.day and (ends + timedelta(days=1)).day == 1)


@pytest.mark.parametrize("name", TREATIES)
@settings(max_examples=20)
@given(days, days)
def test_nobody_is_bound_before_the_agreement_is_and_nobody_overtakes(
    name: str, one: date, other: date
) -> None:
    terms = load.agreement(name).terms
    began = terms.entry_into_force.in_force_on
    first, second = sorted([one, other])
    found = [bound_from(terms, act(Joining.ACCESSION, str(day))) for day in (first, second)]
    if began is None:
        assert found == [None, None]
        return
    assert all(day is not None and day >= began for day in found)
    assert found == sorted(found)  # type: ignore[type-var]


def test_a_short_span_of_ones_own_never_ends_before_the_agreement_is_in_force() -> None:
    terms = load.agreement("ottawa").terms
    quick = terms.model_copy(
        update={"joining": terms.joining and terms.joining.model_copy(update={"by": "days", "count": 30})}
    )
    assert bound_from(quick, act(Joining.ACCESSION, "1998-10-01")) == date(1999, 3, 1)
    assert bound_from(quick, act(Joining.ACCESSION, "1999-02-20")) == date(1999, 3, 22)


@pytest.mark.parametrize(
    ("name", "deposit", "expected"),
    [
        ("att", date(2014, 9, 25), date(2014, 12, 24)),
        ("att", date(2014, 9, 26), date(2014, 12, 24)),
        ("att", date(2014, 12, 24), date(2014, 12, 24)),
        ("att", date(2014, 12, 25), date(2015, 3, 25)),
        ("ottawa", date(1998, 9, 16), date(1999, 3, 1)),
        ("ottawa", date(1998, 9, 30), date(1999, 3, 1)),
        ("ottawa", date(1998, 10, 1), date(1999, 4, 1)),
        ("ccm", date(2010, 2, 16), date(2010, 8, 1)),
        ("ccm", date(2010, 3, 1), date(2010, 9, 1)),
    ],
)
def test_each_treaty_counts_by_its_own_clause(name: str, deposit: date, expected: date) -> None:
    assert bound_from(load.agreement(name).terms, act(Joining.ACCESSION, str(deposit))) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("att", date(2014, 9, 25)),
        ("ottawa", date(1998, 9, 16)),
        ("ccm", date(2010, 2, 16)),
        ("tpnw", date(2020, 10, 24)),
    ],
)
def test_the_deposit_that_set_it_going_is_the_one_stated(name: str, expected: date) -> None:
    one = load.agreement(name)
    assert threshold(one.terms, one.acts) == expected == one.terms.entry_into_force.threshold_on


IN_FORCE = [
    name
    for name in TREATIES
    # the Chemical Weapons Convention counts 180 days from its sixty-fifth deposit, and 30 from each later one
    if name != "cwc" and load.agreement(name).terms.entry_into_force.threshold_on is not None
]


@pytest.mark.parametrize("name", IN_FORCE)
def test_the_entry_into_force_stated_follows_from_the_threshold_stated(name: str) -> None:
    terms = load.agreement(name).terms
    assert terms.entry_into_force.threshold_on is not None
    assert terms.joining is not None
    assert after(terms.entry_into_force.threshold_on, terms.joining) == terms.entry_into_force.in_force_on


def test_the_days_of_withdrawal_that_the_depositary_states_are_those_the_clause_gives() -> None:
    found = 0
    for name in load.names():
        one = load.agreement(name)
        for each in one.acts:
            if each.act is Joining.WITHDRAWAL and each.in_force_on is not None:
                assert withdrawn_from(one.terms, replace(each, in_force_on=None), []) == each.in_force_on
                found += 1
    assert found == 6


def test_an_armed_conflict_holds_a_withdrawal_back_until_it_ends() -> None:
    terms = load.agreement("ottawa").terms
    left = act(Joining.WITHDRAWAL, "2020-01-15")

    def until(*conflicts: tuple[str, str | None]) -> date | None:
        ends = [None if end is None else date.fromisoformat(end) for _, end in conflicts]
        acts = [
            act(Joining.CONFLICT, begin, ends_on=end) for (begin, _), end in zip(conflicts, ends, strict=True)
        ]
        return withdrawn_from(terms, left, acts)

    assert until() == date(2020, 7, 15)
    assert until(("2020-07-01", "2021-03-01")) == date(2021, 3, 1)
    assert until(("2020-07-01", None)) is None
    # over before the six months are, or begun after them: it holds nothing back
    assert until(("2020-02-01", "2020-07-15")) == date(2020, 7, 15)
    assert until(("2020-07-16", None)) == date(2020, 7, 15)
    # another begun while the first lasted
    assert until(("2021-01-01", "2022-05-01"), ("2020-07-01", "2021-03-01")) == date(2022, 5, 1)


def test_where_the_text_does_not_wait_for_a_conflict_none_holds_it_back() -> None:
    terms = load.agreement("att").terms
    left = act(Joining.WITHDRAWAL, "2020-01-15")
    assert withdrawn_from(terms, left, [act(Joining.CONFLICT, "2020-02-01")]) == date(2020, 4, 14)
