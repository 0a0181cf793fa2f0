"""The trace of a verdict: calm words, the text as dated, and each step up to the one that decided."""

import json
from datetime import date
from typing import Any

import pytest

from tallystick.model.agreement import Verdict
from tallystick.model.record import Record
from tallystick.model.words import ORGANS, VERDICT_SAID, article, verdict_said, years
from tallystick.reports.asked import question, value
from tallystick.reports.verdict_trace import VerdictTrace, verdict_lines
from tallystick.rules.reasons import REASONS
from tests.findings.rows import Tables, answer, said, table
from tests.reports.judged import CHAD, duties, full, judged

TABLES = judged(
    answer("breached", "not_received"),
    complete_list=table(
        "complete_list",
        {
            "instrument": "att_annual",
            "period_start": date(2015, 1, 1),
            "period_end": date(2022, 12, 31),
            "as_of": date(2024, 1, 1),
            "source": "list of the secretariat",
        },
    ),
)


def text(tables: Tables = TABLES, **more: Any) -> str:
    return "\n".join(verdict_lines(full(**more), Record.of(tables)))


def test_the_lines_say_what_was_asked_of_whom_when_and_what_decided() -> None:
    for words in (
        CHAD,
        "Not recorded as received: the complete list as of 2024-01-01 does not have it.",
        "Asked: Report by 31 May",
        "By: the Arms Trade Treaty, Art. 13(3) (binding)",
        "Party: Chad; bound since 2015-06-23: ratification on 2015-03-25",
        "Period: 2019. Due: 2020-05-31. Assessed as of 2026-03-01.",
        "annual report due: 05-31, from 2014-12-24; day by which it is due; Art. 13(3) [the Treaty]",
        "a report is on record: no",
        "complete list as of: 2024-01-01 (list of the secretariat)",
        "2. Is a report on record? no",
        "3. Does a complete list, as of the day it was due or later, lack the report? yes: this decided",
        "none on record: no filing, milestone or figure",
        "primary source: United Nations, Treaty Series, vol. 3013",
        "judged by version 0123456789ab of att",
    ):
        assert words in text()
    assert text().endswith(ORGANS)


def test_no_verdict_accuses_anybody() -> None:
    written = {
        (verdict, reason): text(verdict=verdict, reason=reason, sentence=REASONS[reason]).lower()
        for verdict in Verdict
        for reason in REASONS
    }
    accusing = ("breach", "violat", "fail", "default", "non-compli", "refus", "guilt")
    assert [(said, word) for said, lines in written.items() for word in accusing if word in lines] == []


def test_every_verdict_has_words_and_the_reason_refines_them() -> None:
    assert set(VERDICT_SAID) == {one.value for one in Verdict}
    assert verdict_said("breached", "not_received") == "Not recorded as received"
    assert verdict_said("breached", "exceeds") == "Not met, as the record stands"


def test_the_reason_is_not_said_twice() -> None:
    assert text().count("Not recorded as received") == 1
    assert "Not met, as the record stands. The figures." in text(reason="exceeds", sentence="The figures.")


def test_what_no_source_confirms_is_marked_where_it_stands() -> None:
    parameter = full()["parameters"][0] | {"unconfirmed": True}
    assert "unconfirmed" not in text()
    assert "[the Treaty] (unconfirmed: no source could be read for it)" in text(parameters=[parameter])
    assert "unconfirmed: para. 9" in text(unconfirmed=["para. 9"])


def test_a_parameter_without_a_value_for_the_period_is_said_to_have_none() -> None:
    none = {"name": "grace", "what": "days let pass", "value": None}
    assert "grace: none yet for this period; days let pass" in text(parameters=[none])


def test_an_agreements_own_step_is_asked_in_its_own_words() -> None:
    written = text(steps={"0 too_early": True}, reasons={"too_early": "The first report is on {first_year}."})
    assert "1. Does this hold: “The first report is on …”? yes: this decided" in written


def test_a_duty_that_falls_due_once_is_dated_from_its_first_day() -> None:
    assert "Period: since 2015-06-23." in text(period=["2015-06-23", "2015-06-23"])
    assert "Period: since 2015-06-23." in text(period=["2015-06-23", "2025-06-23"])


def test_steps_after_the_one_that_decided_are_not_asked() -> None:
    written = text(steps={"0 status_contested": False, "1 received": True, "2 not_received": True})
    assert "2. Is a report on record? yes: this decided" in written
    assert "lack the report" not in written


def test_a_step_that_cannot_be_told_decides_there() -> None:
    written = text(steps={"0 received": None, "1 not_received": True})
    assert "1. Is a report on record? cannot be told: this decided" in written
    assert "lack the report" not in written


def test_where_no_step_holds_it_cannot_be_told() -> None:
    assert "No step held" in text(steps={"0 received": False})


def test_an_agreements_own_step_stands_by_its_name_and_a_second_question_differs() -> None:
    assert question("within_grace") == "Does this hold: “within grace”?"
    assert question("late", "It came {days_late} days late.") == "Does this hold: “It came … days late”?"
    assert question("status_contested", again=True) != question("status_contested")
    assert {reason for reason in REASONS if question(reason).startswith("Does this hold")} == {
        "cannot_be_told"
    }


@pytest.mark.parametrize(
    ("content", "written"),
    [
        (None, "nothing on record"),
        (True, "yes"),
        (0, "0"),
        (1200, "1\u202f200"),
        ("2019-01-01", "2019-01-01"),
    ],
)
def test_values_are_written_for_people(content: object, written: str) -> None:
    assert value("figures", content) == written
    assert value("first_year", 2015) == "2015"


@pytest.mark.parametrize(
    ("chance", "written"),
    [
        (0.610642101295156, "0.6106"),
        (0.94996, "0.95"),
        (0.0, "0"),
        (1.0, "1"),
        (5e-44, "under 0.0001"),
        (0.99999, "over 0.9999"),
    ],
)
def test_a_probability_is_written_no_more_exactly_than_it_is_known(chance: float, written: str) -> None:
    assert value("over_low", chance) == written


def test_evidence_names_the_paper_and_where_it_stands() -> None:
    filing = {
        "filing_id": "att_annual/2019/TCD",
        "claimant": "TCD",
        "period_start": date(2019, 1, 1),
        "period_end": date(2019, 12, 31),
        "direction": "any",
        "content": "lines",
        "filed_on": date(2020, 9, 30),
    }
    milestone = {
        "agreement": "att",
        "party": "TCD",
        "kind": "extension",
        "happened_on": date(2014, 6, 27),
        "until": date(2016, 1, 1),
        "said_by": "TCD",
        "source": "a letter",
    }
    tables = TABLES | {
        "filing": table("filing", filing),
        "milestone": table("milestone", milestone),
        "claim": table("claim", {"claim_id": "c1", "filing_id": "att_annual/2019/TCD"}),
        "sighting": table("sighting", {"claim_id": "c1", "document": "d1", "locator": "line 7"}),
        "document": table("document", {"sha256": "d1", "name": "chad.csv"}),
        "cell": table("cell", {"cell_id": "transfer.FRA.TCD"}),
        "fact": table("fact", {"cell_id": "transfer.FRA.TCD", "halves": "conflicting", "estimate": 12.0}),
    }
    names = ["att_annual/2019/TCD", "extension:2014-06-27", "transfer.FRA.TCD", "gone"]
    written = text(tables, evidence=names)
    assert "filing att_annual/2019/TCD: Chad, 2019, any; lines; received on 2020-09-30" in written
    assert "chad.csv, line 7" in written
    assert "extension, 2014-06-27, until 2016-01-01: Chad [a letter]" in written
    assert "cell transfer.FRA.TCD: halves differ; 12" in written
    assert "gone: named by the verdict; not among the tables here" in written


def test_bounds_and_the_share_of_false_ones_are_given_where_there_are_any() -> None:
    assert "Probability" not in text()
    written = text(p_breach=[0.25, 0.5], q_breach=0.125)
    assert "25\u202f% to 50\u202f%" in written
    assert "at least as sure of it: 12\u202f%" in written


def test_nothing_is_due_from_one_who_is_not_bound() -> None:
    inputs = full()["inputs"] | {"act": "signature", "bound": "false", "until": "2015-06-23"}
    written = text(verdict="not_bound", reason="signed_only", inputs=inputs)
    assert "Nothing is due from it." in written
    assert "2020-05-31" not in written
    assert "Party: Chad; not bound, until 2015-06-23 (first day after)" in written


def test_a_resolution_asks_and_does_not_bind() -> None:
    asked = table("status", {"agreement": "att", "party": "TCD", "bound": "true", "act": "addressed"})
    written = text(
        TABLES | {"status": asked},
        inputs=full()["inputs"] | {"act": "addressed"},
        period=["2026-01-01", "2026-12-31"],
    )
    assert "asked of it since 2026-03-01, and no duty in law" in written


def test_a_status_that_is_not_on_record_is_said_to_be_missing() -> None:
    assert "status not on record here (judged as bound: true)" in text({})


def test_another_version_of_the_law_is_told() -> None:
    assert "the shelf holds version" not in text()
    assert "the shelf holds version 0123456789ab now" in text(
        TABLES | {"obligation": duties(version="older")}
    )


def test_what_people_said_of_the_verdict_or_its_finding_stands_in_its_trace() -> None:
    spoken = table("judgement", said("contest", CHAD, 3), said("reply", f"verdict.{CHAD}", 4))
    written = text(TABLES | {"judgement": spoken})
    assert "2026-01-03 somebody (contest): a contest" in written
    assert "2026-01-04 somebody (reply): a reply" in written


def test_the_trace_as_json_holds_everything() -> None:
    data = json.loads(VerdictTrace(full(), Record.of(TABLES)).as_json())
    assert data["decided_by"] == "2 not_received"
    assert data["status"]["since"] == "2015-06-23"
    assert {name: data[name] for name in full()} == full()


def test_articles_and_years_are_cited_as_people_do() -> None:
    told = {
        "13(3)": "Art. 13(3)",
        "X(4)": "Art. X(4)",
        "III": "Art. III",
        "para. 9": "para. 9",
        "Conference": "Conference",
    }
    assert {text: article(text) for text in told} == told
    assert article("-") == ""
    assert years([2003, 1994, 1995, 1996]) == "1994\u20131996, 2003"
