"""The right of reply: clocks, answers, contests, settlements, and what stays when a finding is no longer raised."""

from datetime import date
from typing import Any

import pytest

from tallystick.findings.findings import findings
from tallystick.findings.history import _SAME_DAY
from tallystick.model.finding import WHAT_OF
from tallystick.model.judgement import KINDS
from tests.findings.rows import ON, Tables, answer, clock, said, table

ASKED = "verdict.att.annual_report.TCD.2019"


def made(
    *judgements: dict[str, Any], on: date = ON, days: int = 28, agreement: str = "att", **more: Any
) -> Tables:
    tables: Tables = {
        "verdict": table("verdict", answer("breached", "not_completed", agreement=agreement)),
        "clock": clock(),
        "judgement": table("judgement", *judgements),
        **more,
    }
    return findings(tables, on=on, days=days)


def one(*judgements: dict[str, Any], **more: Any) -> dict[str, Any]:
    (row,) = made(*judgements, **more)["finding"].to_dicts()
    return row


@pytest.mark.parametrize(
    ("judgements", "state"),
    [
        ([], "open"),
        ([("note", 1)], "open"),
        ([("request", 10)], "asked"),
        ([("request", 10), ("reply", 12)], "answered"),
        ([("reply", 12)], "answered"),
        ([("request", 10), ("reply", 12), ("settle", 13)], "settled"),
        ([("settle", 13), ("note", 14)], "settled"),
        ([("contest", 5)], "contested"),
        # a contest stays visible until somebody settles it
        ([("contest", 5), ("request", 6), ("reply", 7)], "contested"),
        ([("contest", 5), ("settle", 6)], "settled"),
        # and a settlement holds until somebody speaks again
        ([("settle", 6), ("contest", 7)], "contested"),
        ([("settle", 6), ("request", 7)], "asked"),
        ([("settle", 6), ("reply", 7)], "answered"),
        # on one day, the question stands before its answer and the settlement after both
        ([("settle", 6), ("reply", 6), ("request", 6), ("contest", 6)], "settled"),
    ],
)
def test_how_far_question_and_answer_have_come(judgements: list[tuple[str, int]], state: str) -> None:
    spoken = [said(kind, ASKED, day, 2) for kind, day in judgements]
    row = one(*spoken)
    assert (row["reply_state"], row["judgements"]) == (state, len(judgements))


@pytest.mark.parametrize(("on", "state"), [(date(2026, 2, 7), "asked"), (date(2026, 2, 8), "overdue")])
def test_a_request_is_overdue_on_the_day_after_the_answer_was_expected(on: date, state: str) -> None:
    row = one(said("request", ASKED, 10), on=on)
    assert (row["asked_on"], row["reply_due_on"]) == (date(2026, 1, 10), date(2026, 2, 7))
    assert row["reply_state"] == state


def test_a_reminder_does_not_set_the_clock_back_and_a_new_question_after_an_answer_does() -> None:
    reminded = one(said("request", ASKED, 10), said("request", ASKED, 20))
    assert reminded["asked_on"] == date(2026, 1, 10)
    again = one(said("request", ASKED, 10), said("reply", ASKED, 15), said("request", ASKED, 20))
    assert again["asked_on"] == date(2026, 1, 20)


def test_the_clock_and_channel_are_the_agreements_own_where_it_has_them() -> None:
    about = ASKED.replace("att", "ottawa")
    row = one(said("request", about, 10), days=5, agreement="ottawa")
    assert row["reply_due_on"] == date(2026, 2, 7)
    assert row["channel"] == "the Secretary-General of the United Nations (8(2))"


def test_the_clock_and_channel_are_the_users_where_the_agreement_has_none() -> None:
    row = one(said("request", ASKED, 10), days=5)
    assert (row["reply_due_on"], row["channel"]) == (date(2026, 1, 15), "the user's own")


def test_what_was_replaced_no_longer_counts() -> None:
    first = said("contest", ASKED, 5)
    second = said("note", ASKED, 6, supersedes=first["judgement_id"])
    row = one(first, second)
    assert (row["reply_state"], row["judgements"]) == ("open", 1)


def test_what_is_said_of_a_verdict_or_cell_by_its_bare_name_belongs_to_its_finding() -> None:
    row = one(said("contest", ASKED.removeprefix("verdict."), 5))
    assert (row["finding_id"], row["reply_state"]) == (ASKED, "contested")
    cell = table("cell", {"cell_id": "transfer.A.B.c.2020.items"})
    rows = made(said("contest", "transfer.A.B.c.2020.items", 5), cell=cell)["finding"].to_dicts()
    assert [row["finding_id"] for row in rows] == [ASKED, "gap.transfer.A.B.c.2020.items"]


def test_what_is_said_of_a_name_or_claim_makes_no_finding() -> None:
    assert len(made(said("note", "Ruritania", 5), said("note", "a1b2c3", 5))["finding"]) == 1


def test_a_finding_no_longer_raised_stays_where_somebody_spoke_of_it() -> None:
    gone = "verdict.att.annual_report.MLI.2019"
    tables = made(said("request", gone, 5), said("reply", gone, 9), said("settle", gone, 10))
    (row,) = tables["finding"].filter(finding_id=gone).to_dicts()
    assert (row["reply_state"], row["judgements"], row["parties"]) == ("settled", 3, "-")
    assert row["sentence"].startswith("No longer raised")
    events = tables["finding_event"].filter(finding_id=gone)
    assert events["what"].to_list() == ["asked", "replied", "settled", "closed"]
    assert events["on"].to_list()[-1] == ON


def test_the_history_tells_who_said_what_when_in_order() -> None:
    tables = made(
        said("reply", ASKED, 9, by="Chad", text="It was sent in June.", evidence="note 7"),
        said("request", ASKED, 9),
        said("contest", ASKED, 2),
    )
    events = tables["finding_event"].to_dicts()
    assert [event["what"] for event in events] == ["opened", "contested", "asked", "replied"]
    assert [event["place"] for event in events] == [1, 2, 3, 4]
    assert events[0]["on"] == date(2020, 5, 31)
    assert (events[3]["by"], events[3]["text"], events[3]["evidence"]) == (
        "Chad",
        "It was sent in June.",
        "note 7",
    )


def test_every_kind_of_judgement_has_its_place_and_its_event() -> None:
    assert set(KINDS) == set(_SAME_DAY) == set(WHAT_OF)


def test_findings_are_looked_at_by_severity_then_by_the_day_a_reply_is_due_and_done_ones_last() -> None:
    answers = [answer("breached", "not_completed", party) for party in ("TCD", "MLI", "NER", "BEN")]
    answers.append(answer("breached", "exceeds", "TGO", p_breach_low=0.97, p_breach_high=0.99))
    answers.append(answer("breached", "exceeds", "GHA", p_breach_low=0.97, p_breach_high=0.99))
    name = "verdict.att.annual_report.{}.2019"
    judgements = [
        said("request", name.format("NER"), 20),
        said("request", name.format("TCD"), 10),
        said("settle", name.format("GHA"), 10),
    ]
    rows = made(*judgements, verdict=table("verdict", *answers))["finding"].to_dicts()
    assert [row["parties"] for row in rows] == ["TGO", "TCD", "NER", "BEN", "MLI", "GHA"]
    assert [row["place"] for row in rows] == [1, 2, 3, 4, 5, 6]


def test_without_verdicts_or_judgements_there_are_findings_all_the_same() -> None:
    assert findings({}, on=ON)["finding"].height == 0


def test_evidence_that_came_with_the_answer_makes_no_question_younger_than_its_asking() -> None:
    row = one(said("request", ASKED, 5, 1), said("reply", ASKED, 30, 1))
    assert (row["opened_on"], row["asked_on"]) == (date(2020, 5, 31), date(2026, 1, 5))
    late = table("verdict", answer("breached", "not_completed", due_on=date(2026, 2, 20)))
    row = one(said("request", ASKED, 5, 1), verdict=late)
    assert row["opened_on"] == date(2026, 1, 5)


def test_a_finding_no_longer_raised_keeps_the_clock_and_channel_under_which_it_was_asked() -> None:
    asked = said("request", "verdict.ottawa.annual_report.TCD.2019", 5, 1)
    open_row = one(
        asked | {"about": "verdict.ottawa.annual_report.TCD.2019"}, agreement="ottawa", on=date(2026, 1, 6)
    )
    gone = table("verdict", answer("met", "received", agreement="ottawa"))
    (closed,) = made(asked, verdict=gone, days=90)["finding"].to_dicts()
    assert closed["reply_state"] == "closed"
    assert (closed["reply_due_on"], closed["channel"]) == (open_row["reply_due_on"], open_row["channel"])
