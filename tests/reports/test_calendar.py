"""What falls due: one reminder a duty and day, the same bytes every time, and doubt said where there is any."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from icalendar import Calendar

from tallystick.errors import UsageError
from tallystick.reports.calendar import Due, due, icalendar, lines, uid
from tests.findings.rows import Tables, answer, table
from tests.reports.judged import DUE, ON, duties, judged, later, parameter


def listed(*verdicts: dict[str, Any], parties: tuple[str, ...] = (), **more: Any) -> list[Due]:
    return due(judged(*verdicts, **more), ON, parties)


def test_parties_of_one_duty_and_day_are_one_reminder() -> None:
    (row,) = listed(later("TCD"), later("FRA"))
    assert (row.due_on, row.parties) == (DUE, ("FRA", "TCD"))
    assert row.verdict_ids == ("att.annual_report.FRA.2025", "att.annual_report.TCD.2025")
    assert row.duty == "Arms Trade Treaty, Art. 13(3): annual report for 2025"
    assert row.who == "Chad, France"


def test_a_report_and_its_being_in_time_are_one_day_of_work() -> None:
    (row,) = listed(later("TCD", rule="annual_report_in_time"), later("TCD"))
    assert row.rules == ("annual_report", "annual_report_in_time")
    assert row.asks.startswith("Report by 31 May")
    assert len(row.verdict_ids) == 2


def test_a_report_asked_for_in_two_places_is_one_day_of_work_too() -> None:
    elsewhere = duties().with_columns(
        article=pl.when(pl.col("rule") == "annual_report_in_time")
        .then(pl.lit("decision 4"))
        .otherwise("article")
    )
    (row,) = listed(later("TCD", rule="annual_report_in_time"), later("TCD"), obligation=elsewhere)
    assert row.cited == "Arms Trade Treaty, Art. 13(3)"


def test_a_title_begins_a_line_with_a_capital() -> None:
    words = table("clock", {"agreement": "att", "title": "the amended Protocol"})
    (row,) = listed(later("TCD"), clock=words)
    assert row.title == "Amended Protocol"


def test_other_days_and_other_duties_stand_apart_in_the_order_of_days() -> None:
    clearance = later("TCD", agreement="ottawa", rule="clearance", due_on=date(2026, 4, 1))
    rows = listed(later("TCD"), later("FRA", due_on=date(2027, 5, 31)), clearance)
    assert [(row.due_on, row.rules[0]) for row in rows] == [
        (date(2026, 4, 1), "clearance"),
        (DUE, "annual_report"),
        (date(2027, 5, 31), "annual_report"),
    ]
    assert rows[0].duty == "Ottawa Convention, Art. 5(1): clearance"


@pytest.mark.parametrize(
    ("row", "count"),
    [
        (later("TCD", due_on=ON), 1),
        (later("TCD", due_on=ON - timedelta(days=1)), 0),
        (later("TCD", due_on=None), 0),
        (later("TCD", reason="declared_none"), 0),
        (answer("met", "received", due_on=DUE), 0),
        (answer("breached", "not_received", due_on=DUE), 0),
    ],
)
def test_only_what_is_still_to_come_is_listed(row: dict[str, Any], count: int) -> None:
    assert len(listed(row)) == count


def test_parties_and_a_last_day_narrow_the_list() -> None:
    verdicts = (later("TCD"), later("FRA"), later("FRA", due_on=date(2027, 5, 31)))
    assert {row.parties for row in listed(*verdicts, parties=("FRA",))} == {("FRA",)}
    assert [row.due_on for row in due(judged(*verdicts), ON, until=DUE)] == [DUE]


def test_many_parties_are_counted_and_few_are_named() -> None:
    (row,) = listed(*(later(code) for code in ("AFG", "AGO", "ALB", "AND", "ARG", "ARM", "AUS")))
    assert row.who == "7 parties"


@pytest.mark.parametrize(
    ("values", "unconfirmed"),
    [
        ([parameter()], ()),
        ([parameter(unconfirmed=True)], ("day by which it is due (Art. 13(3))",)),
        ([parameter(unconfirmed=True, article="-")], ("day by which it is due",)),
        # the value that holds for the period counts, and no older or newer one
        ([parameter(unconfirmed=True), parameter(date(2020, 1, 1))], ()),
        (
            [parameter(), parameter(date(2025, 12, 31), unconfirmed=True)],
            ("day by which it is due (Art. 13(3))",),
        ),
        ([parameter(), parameter(date(2026, 1, 1), unconfirmed=True)], ()),
        ([parameter(parameter="something_else", unconfirmed=True)], ()),
        ([parameter(agreement="ottawa", unconfirmed=True)], ()),
    ],
)
def test_a_day_that_rests_on_what_no_source_confirms_is_marked(
    values: list[dict[str, Any]], unconfirmed: tuple[str, ...]
) -> None:
    (row,) = listed(later("TCD"), parameter=table("parameter", *values))
    assert row.unconfirmed == unconfirmed


def test_lines_name_each_day_once() -> None:
    clearance = later("TCD", agreement="ottawa", rule="clearance")
    doubtful = table("parameter", parameter(unconfirmed=True))
    assert list(lines(listed(later("TCD"), clearance, parameter=doubtful))) == [
        "2026-05-31",
        "  Arms Trade Treaty, Art. 13(3): annual report for 2025 (binding). Chad.",
        "    Report by 31 May on the exports and imports of the year before.",
        "    Unconfirmed: day by which it is due (Art. 13(3)).",
        "  Ottawa Convention, Art. 5(1): clearance (binding). Chad.",
        "    Clear all mined areas within ten years.",
    ]


@pytest.mark.parametrize("tables", [{}, judged()])
def test_where_nothing_is_due_that_is_said(tables: Tables) -> None:
    assert list(lines(due(tables, ON))) == ["Nothing that is known falls due."]


def test_a_verdict_by_a_rule_that_is_not_on_record_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"'pledge' of 'att'.*assess the case again"):
        listed(later("TCD", rule="pledge"))


def written(*verdicts: dict[str, Any], is_filtered: bool = False, **more: Any) -> bytes:
    rows = listed(*verdicts, **more)
    return icalendar(rows, ON, name="Due", is_filtered=is_filtered)


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_an_event_lasts_the_day_it_is_due_and_reminds_a_month_before() -> None:
    (event,) = events(written(later("TCD"), later("FRA")))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (DUE, DUE + timedelta(days=1))
    assert str(event["dtstart"].params["VALUE"]) == "DATE"
    assert event.decoded("dtstamp").isoformat() == "2026-03-01T00:00:00+00:00"
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-30)
    assert (
        str(event["summary"]) == "Due: Arms Trade Treaty, Art. 13(3): annual report for 2025 (Chad, France)"
    )


def test_an_event_says_that_it_is_a_reminder_and_names_article_source_and_doubt() -> None:
    doubtful = table("parameter", parameter(unconfirmed=True))
    (event,) = events(written(later("TCD"), parameter=doubtful))
    said = str(event["description"])
    for words in (
        "Arms Trade Treaty, Art. 13(3) (binding). United Nations, Treaty Series, vol. 3013.",
        "A reminder, worked out from the record as it stood on 2026-03-01; the agreement's own text decides.",
        "Rests on what no source confirms: day by which it is due (Art. 13(3)). Check it before you rely on the day.",
        "Trace: tallystick why att.annual_report.TCD.2025",
        "For: Chad.",
    ):
        assert words in said
    assert "no source confirms" not in str(events(written(later("TCD")))[0]["description"])


def test_a_file_is_the_same_every_time_and_its_lines_are_folded() -> None:
    verdicts = [later("CIV"), later("TCD"), later("FRA")]
    data = written(*verdicts)
    assert data == written(*reversed(verdicts))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert "Côte d'Ivoire" in str(events(data)[0]["description"])


def test_an_extension_moves_a_partys_event_and_does_not_double_it() -> None:
    first, moved = (
        listed(later("TCD", rule="annual_report_in_time", due_on=day), parties=("TCD",))[0]
        for day in (date(2026, 4, 1), date(2030, 4, 1))
    )
    assert (
        uid(first, is_filtered=True)
        == uid(moved, is_filtered=True)
        == "att.annual_report_in_time.TCD.2025@tallystick"
    )


def test_a_partys_own_file_does_not_replace_everybodys_events() -> None:
    verdicts = (later("TCD"), later("FRA"), later("CIV"))
    everybody = {str(event["uid"]) for event in events(written(*verdicts))}
    two = written(*verdicts, parties=("TCD", "FRA"), is_filtered=True)
    one = written(*verdicts, parties=("TCD",), is_filtered=True)
    assert everybody == {"att.annual_report.2026-05-31@tallystick"}
    assert str(events(two)[0]["uid"]) == "att.annual_report.2026-05-31.FRA-TCD@tallystick"
    assert str(events(one)[0]["uid"]) == "att.annual_report.TCD.2025@tallystick"


def test_an_empty_calendar_is_still_a_calendar() -> None:
    assert events(icalendar([], ON, name="Due")) == []
