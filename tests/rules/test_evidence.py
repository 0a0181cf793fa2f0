"""What is on record about a duty: filings, complete lists and milestones, and only what had happened by the day."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tallystick.rules import load, participation, run
from tallystick.rules.clock import Span
from tests.findings.rows import Tables
from tests.rules.invented import Texts, answers, judged, listed, pact, record, returned

ON = date(2013, 1, 1)
WHOLE = listed(2001, 2012, date(2012, 6, 30))


def of(at: Path, tables: Tables, rule: str = "report", on: date = ON) -> dict[int, tuple[str, str]]:
    return answers(judged(pact(at), tables, on), rule)


def test_an_old_period_is_judged_by_the_old_text(tmp_path: Path) -> None:
    verdicts = judged(pact(tmp_path), record(), ON).filter(rule="report")
    due = {row["period_start"].year: row["due_on"] for row in verdicts.iter_rows(named=True)}
    assert (due[2008], due[2009]) == (date(2009, 4, 30), date(2010, 4, 30))
    assert (due[2010], due[2011]) == (date(2011, 5, 31), date(2012, 5, 31))


def test_the_register_was_asked_for_by_30_april_and_later_by_31_may() -> None:
    one = load.agreement("un_register")
    verdicts = run.judge([one], {"status": participation.statuses([one])}, Span(on=date(2005, 1, 1)))
    sweden = verdicts.filter(party="SWE", rule="annual_return").iter_rows(named=True)
    due = {row["period_start"].year: row["due_on"] for row in sweden}
    assert due[1992] == date(1993, 4, 30)
    assert due[1996] == date(1997, 4, 30)
    assert due[1997] == date(1998, 5, 31)
    assert due[2003] == date(2004, 5, 31)


def test_before_its_first_value_a_parameter_is_unknown_and_so_is_the_answer(tmp_path: Path) -> None:
    late = Texts(parameters=Texts().parameters.replace("since = 2000-01-01", "since = 2005-01-01"))
    found = answers(judged(pact(tmp_path, late), record([returned(2002)], [WHOLE]), ON))
    assert found[2002] == ("met", "received")
    assert found[2004] == ("undetermined", "cannot_be_told")
    assert found[2005] == ("breached", "not_received")


def test_a_silence_counts_only_under_a_complete_list_as_of_the_due_day_or_later(tmp_path: Path) -> None:
    found = of(tmp_path, record([returned(2009)], [listed(2008, 2011, date(2011, 5, 31))]))
    assert found[2007] == ("not_assessable", "no_complete_list")  # the list does not reach so far back
    assert found[2008] == ("breached", "not_received")
    assert found[2009] == ("met", "received")
    assert found[2010] == ("breached", "not_received")  # as of the very day
    assert found[2011] == ("not_assessable", "no_complete_list")  # as of a year before it was due
    assert found[2012] == ("not_due", "due_later")


def test_a_list_that_was_made_later_is_not_known_yet(tmp_path: Path) -> None:
    tables = record([], [listed(2001, 2009, date(2011, 1, 1))])
    assert of(tmp_path, tables, on=date(2010, 12, 31))[2008] == ("not_assessable", "no_complete_list")


def test_the_list_of_another_instrument_says_nothing(tmp_path: Path) -> None:
    tables = record([], [WHOLE | {"instrument": "other_report"}])
    assert of(tmp_path, tables)[2008] == ("not_assessable", "no_complete_list")


@pytest.mark.parametrize("content", ["lines", "nil", "withheld", "not_held"])
@pytest.mark.parametrize("visibility", ["public", "parties_only"])
def test_a_report_is_a_report_whatever_it_holds_and_whoever_may_read_it(
    tmp_path: Path, content: str, visibility: str
) -> None:
    tables = record([returned(2008, content=content, visibility=visibility)], [WHOLE])
    assert of(tmp_path, tables)[2008] == ("met", "received")


def in_time(at: Path, *filings: dict[str, Any], on: date = ON) -> tuple[str, str]:
    return of(at, record(filings, [WHOLE]), "report_in_time", on)[2008]


@pytest.mark.parametrize(
    ("filings", "answer"),
    [
        ([returned(2008, filed_on=date(2009, 4, 30))], ("met", "received_in_time")),
        ([returned(2008, filed_on=date(2009, 5, 1))], ("breached", "received_late")),
        ([returned(2008)], ("not_assessable", "day_of_receipt_unknown")),
        ([], ("not_assessable", "left_to_the_report")),
        # a correction does not make a report late, nor does its day tell when the first came
        (
            [
                returned(2008, filed_on=date(2009, 4, 1), superseded_by="f2008.1"),
                returned(2008, 1, filed_on=date(2010, 1, 1), supersedes="f2008.0"),
            ],
            ("met", "received_in_time"),
        ),
        (
            [
                returned(2008, superseded_by="f2008.1"),
                returned(2008, 1, filed_on=date(2010, 1, 1), supersedes="f2008.0"),
            ],
            ("not_assessable", "day_of_receipt_unknown"),
        ),
        # nor does a correction without a day hide when the first came
        (
            [
                returned(2008, filed_on=date(2009, 4, 1), superseded_by="f2008.1"),
                returned(2008, 1, supersedes="f2008.0"),
            ],
            ("met", "received_in_time"),
        ),
        # two independent versions, one of an unknown day: that one may have come first
        (
            [returned(2008), returned(2008, 1, filed_on=date(2010, 1, 1))],
            ("not_assessable", "day_of_receipt_unknown"),
        ),
    ],
)
def test_whether_a_report_came_in_time(
    tmp_path: Path, filings: list[dict[str, Any]], answer: tuple[str, str]
) -> None:
    assert in_time(tmp_path, *filings) == answer


def test_a_late_report_is_a_report(tmp_path: Path) -> None:
    tables = record([returned(2008, filed_on=date(2012, 1, 1))], [WHOLE])
    assert of(tmp_path, tables)[2008] == ("met", "received")
    # and on a day before it came, none was there
    again = tmp_path / "earlier"
    again.mkdir()
    assert of(again, tables, on=date(2011, 12, 31))[2008] == ("not_assessable", "no_complete_list")


@pytest.mark.parametrize(
    ("begins", "ends", "covered"),
    [
        (date(2008, 1, 1), date(2008, 6, 30), set()),
        (date(2008, 1, 2), date(2008, 12, 31), set()),
        (date(2007, 7, 1), date(2009, 6, 30), {2008}),
        (date(2007, 1, 1), date(2008, 12, 31), {2007, 2008}),
    ],
)
def test_only_whole_years_fulfil_a_yearly_duty(
    tmp_path: Path, begins: date, ends: date, covered: set[int]
) -> None:
    found = of(tmp_path, record([returned(2008, period_start=begins, period_end=ends)]))
    assert {year for year, (verdict, _) in found.items() if verdict == "met"} == covered


def test_another_partys_report_is_not_this_ones(tmp_path: Path) -> None:
    assert of(tmp_path, record([returned(2008, claimant="NOR")], [WHOLE]))[2008] == (
        "breached",
        "not_received",
    )


def test_one_verdict_a_rule_party_and_year() -> None:
    shelf = [load.agreement(name) for name in load.names()]
    # a day on which a party has just left: it was bound this year and is not any more
    span = Span(on=date(2026, 2, 3), first_year=2024)
    verdicts = run.judge(shelf, {"status": participation.statuses(shelf)}, span)
    assert verdicts["verdict_id"].is_duplicated().sum() == 0
    finland = verdicts.filter(party="FIN", agreement="ottawa", rule="annual_report")
    assert answers(finland, "annual_report")[2026] == ("not_bound", "left_before_due")


def test_the_lines_of_a_stated_report_do_not_hide_the_day_it_came(tmp_path: Path) -> None:
    one = pact(tmp_path)
    stated = returned(2015, filed_on=date(2016, 5, 2), stated=True)
    lines = returned(2015, 1, stated=False)
    verdicts = judged(one, record([stated, lines]), date(2020, 1, 1))
    assert answers(verdicts, "report_in_time")[2015] == ("met", "received_in_time")
