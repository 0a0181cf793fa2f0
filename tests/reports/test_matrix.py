"""What stands in the table of parties: a limit left open or exceeded is on record, and never passed over."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from tallystick.reports.law import Law
from tallystick.reports.matrix import Column, answers, column, lay_out
from tests.findings.rows import answer, table

ON = date(2018, 3, 1)
LAW = Law(
    agreement="att",
    rule="annual_report",
    article="Art. 3",
    label="most imported",
    asks="Import no more than twelve.",
    force="binding",
    each_year=True,
    reports="",
    parameters=(),
)


def made(*told: tuple[str, str, int]) -> Column:
    rows: list[dict[str, Any]] = [
        answer(verdict, reason, "SVK", year, due_on=None) for verdict, reason, year in told
    ]
    verdicts: pl.DataFrame = table("verdict", *rows)
    return column(LAW, answers(verdicts, ON)["att", "annual_report"])


@pytest.mark.parametrize(
    ("verdict", "reason", "mark"),
    [
        ("undetermined", "figures_do_not_settle", "left open by the record"),
        ("breached", "exceeds", "above a limit, as the record stands"),
        ("breached", "not_received", "not recorded"),
        ("met", "no_excess_shown", "received, completed, or nothing against it"),
    ],
)
def test_what_the_record_tells_of_a_limit_has_a_column_and_its_own_mark(
    verdict: str, reason: str, mark: str
) -> None:
    one = made((verdict, reason, 2016))
    assert not one.is_mute
    assert one.answers["SVK"].mark.label == mark
    assert [line.party for line in lay_out("att", [one], set()).lines] == ["SVK"]


def test_what_cannot_be_assessed_for_anybody_has_no_column() -> None:
    assert made(("not_assessable", "no_figure", 2016)).is_mute


def test_a_year_that_is_not_over_is_not_the_one_shown() -> None:
    one = made(("undetermined", "figures_do_not_settle", 2017), ("not_assessable", "no_figure", 2018))
    assert one.year == 2017
    assert one.answers["SVK"].row["year"] == 2017
    # the last day of a year is not over on that day, and over on the next
    assert made(("met", "no_excess_shown", 2016), ("met", "no_excess_shown", 2017)).year == 2017
