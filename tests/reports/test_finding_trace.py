"""The trace of a finding: clock, channel, history, and what it rests on."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from tallystick.findings.findings import findings
from tallystick.model.record import Record
from tallystick.reports.finding_trace import finding_trace, subject_of
from tallystick.reports.subject import Kind, Subject
from tests.findings.rows import ON, answer, said, table
from tests.reports.judged import CHAD, judged

ASKED = f"verdict.{CHAD}"


class Written:
    """A trace that says one thing."""

    def lines(self) -> Iterable[str]:
        return ["the verdict", "  its reason"]

    def as_json(self) -> str:
        return '{"verdict": "said"}'


def record(*verdicts: dict[str, Any], judgements: Iterable[dict[str, Any]] = ()) -> Record:
    tables = judged(*verdicts, judgement=table("judgement", *judgements))
    return Record.of({**tables, **findings(tables, on=ON)})


def text(found: Record, name: str, **more: Any) -> str:
    return "\n".join(finding_trace(found, name, **more).lines())


def test_the_lines_say_what_to_do_next_and_what_would_settle_it() -> None:
    written = text(record(answer("breached", "not_completed")), ASKED)
    for words in (
        ASKED,
        "Severity: medium. Next step: ask.",
        "Ask: Chad: what stands in the way",
        "What would settle it: A declaration of completion",
        "Answer: open; nothing was asked yet. Questions go through a channel of your choice.",
        "2020-05-31 opened",
    ):
        assert words in written
    assert written.endswith("A finding is a lead, never an accusation.")


def test_the_sentence_is_not_repeated_in_the_history() -> None:
    found = record(answer("breached", "not_completed"))
    assert text(found, ASKED).count("Said in words.") == 1


def test_the_clock_and_channel_of_the_agreement_are_told() -> None:
    verdict = answer("breached", "not_completed", agreement="ottawa", rule="clearance")
    name = "verdict.ottawa.clearance.TCD.2019"
    written = text(record(verdict, judgements=[said("request", name, 10)]), name)
    assert "asked on 2026-01-10, expected by 2026-02-07" in written
    assert "through the Secretary-General of the United Nations (8(2))" in written
    assert "Answer: overdue" in written


def test_what_people_said_stands_in_the_history_in_order() -> None:
    spoken = [said("contest", ASKED, 12), said("request", ASKED, 10)]
    written = text(record(answer("breached", "not_completed"), judgements=spoken), ASKED)
    asked, contested = (
        written.index(f"2026-01-{day} {what}, somebody: a")
        for day, what in ((10, "asked"), (12, "contested"))
    )
    assert asked < contested


def test_a_paper_that_an_answer_brought_is_named_by_its_file() -> None:
    paper = "f" * 64
    reply = said("reply", ASKED, 12) | {"evidence": f"{paper} note"}
    tables = judged(
        answer("breached", "not_completed"),
        judgement=table("judgement", reply),
        document=table("document", {"sha256": paper, "name": "answer.csv"}),
    )
    written = text(Record.of({**tables, **findings(tables, on=ON)}), ASKED)
    assert "somebody: a reply [answer.csv, SHA-256 ffffffffffff… note]" in written


def test_the_trace_of_what_it_rests_on_follows_indented() -> None:
    found = record(answer("breached", "not_completed"))
    assert text(found, ASKED, about=Written()).endswith(
        "  What it rests on:\n    the verdict\n      its reason"
    )


def test_what_the_answers_changed_is_told() -> None:
    written = text(record(answer("breached", "not_completed")), ASKED, changes=["Due: then before, now now."])
    assert "  What the answers changed:\n    Due: then before, now now." in written


def test_a_finding_is_about_its_cell_or_verdict_and_a_joint_one_about_none() -> None:
    found = record(
        answer("breached", "not_completed"), answer("not_assessable", "no_complete_list", year=2020)
    )
    assert subject_of(found, ASKED) == Subject(Kind.VERDICT, CHAD)
    assert subject_of(found, "verdict.att.annual_report.no_complete_list") is None
    assert subject_of(found, "gap.transfer.SWE.FIN.battle_tanks.2020.items") is None
    cells = Record.of({"cell": table("cell", {"cell_id": "transfer.SWE.FIN"})})
    assert subject_of(cells, "gap.transfer.SWE.FIN") == Subject(Kind.CELL, "transfer.SWE.FIN")


def joined(found: Record, name: str) -> list[str]:
    return [row["verdict_id"] for row in finding_trace(found, name).verdicts]


def test_a_joint_finding_lists_the_verdicts_it_puts_together_and_no_others() -> None:
    found = record(
        answer("not_assessable", "no_complete_list", year=2020),
        answer("not_assessable", "no_complete_list", "SEN", 2021),
        answer("not_assessable", "status_contested", "UKR", 2021),
        answer("not_recorded", "not_received", "FRA", 2019, force="voluntary"),
        answer("not_recorded", "not_received", "FRA", 2020, force="voluntary"),
        answer("not_assessable", "no_complete_list", "FRA", 2022),
        answer("met", "received", "FRA", 2021),
        answer("not_due", "due_later", "FRA", 2025, due_on=date(2026, 5, 1)),
        answer("not_due", "before_first_full_year", "SEN", 2025, due_on=date(2026, 5, 1)),
        answer("breached", "not_completed"),
    )
    assert joined(found, "verdict.att.annual_report.no_complete_list") == [
        "att.annual_report.FRA.2022",
        "att.annual_report.SEN.2021",
        "att.annual_report.TCD.2020",
    ]
    assert joined(found, "verdict.att.annual_report.FRA") == [
        "att.annual_report.FRA.2019",
        "att.annual_report.FRA.2020",
    ]
    assert joined(found, "verdict.att.2026-05-01") == ["att.annual_report.FRA.2025"]
    assert joined(found, "verdict.att.UKR.status_contested") == ["att.annual_report.UKR.2021"]
    assert joined(found, ASKED) == []


def test_of_many_verdicts_some_are_listed_and_the_rest_counted() -> None:
    verdicts = [answer("not_assessable", "no_complete_list", year=year) for year in range(2000, 2020)]
    written = text(record(*verdicts), "verdict.att.annual_report.no_complete_list")
    assert written.count("Chad, cannot be assessed") == 12
    assert "and 8 others" in written


def test_the_trace_as_json_is_the_same_data() -> None:
    found = record(answer("breached", "not_completed"))
    data = json.loads(finding_trace(found, ASKED, Written(), ["Something."]).as_json())
    assert data["finding"]["finding_id"] == ASKED
    assert [event["what"] for event in data["events"]] == ["opened"]
    assert data["about"] == {"verdict": "said"}
    assert data["changes"] == ["Something."]
