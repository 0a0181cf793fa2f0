"""The time a claim speaks of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallystick.errors import ValueRefusedError
from tallystick.model.period import Period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        (" 2014 ", "2014-01-01", "2014-12-31"),
        ("2014-Q1", "2014-01-01", "2014-03-31"),
        ("2014Q4", "2014-10-01", "2014-12-31"),
        ("2014-H2", "2014-07-01", "2014-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2014-03-07", "2014-03-07", "2014-03-07"),
        ("2014-11-01/2015-01-31", "2014-11-01", "2015-01-31"),
    ],
)
def test_every_way_of_writing_a_period_is_read(text: str, start: str, end: str) -> None:
    assert Period.parse(text) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "14",
        "2014-Q5",
        "2014-H3",
        "2014-13",
        "2014-02-30",
        "2014/2015",
        "2015-01-31/2014-11-01",
        "0000",
        "2014-Q0",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueRefusedError):
        Period.parse(text)


@pytest.mark.parametrize("text", ["2024/25", "2014-Q5", "FY2024"])
def test_a_refused_period_is_told_how_a_span_is_written(text: str) -> None:
    with pytest.raises(
        ValueRefusedError, match="a span by its first and last day, 2014-07-01/2015-06-30"
    ) as caught:
        Period.parse(text)
    assert "isoformat" not in str(caught.value)


def test_a_calendar_year_is_written_as_its_number_and_nothing_else_is() -> None:
    assert str(Period.year(2014)) == "2014"
    assert Period.parse("2014-01-01/2014-12-31").is_year()
    assert not Period.parse("2014-01-02/2014-12-31").is_year()
    assert str(Period.parse("2014-Q1")) == "2014-01-01/2014-03-31"


def test_periods_are_ordered_in_time() -> None:
    assert sorted([Period.year(2015), Period.parse("2014-Q2"), Period.year(2014)]) == [
        Period.year(2014),
        Period.parse("2014-Q2"),
        Period.year(2015),
    ]


@given(st.dates(), st.dates())
def test_what_is_written_is_read_back_as_the_same(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    assert Period.parse(str(period)) == period
