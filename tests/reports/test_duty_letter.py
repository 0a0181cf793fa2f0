"""Letters about duties: what is asked, what is on record, help first, and no reproach."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tallystick.errors import UsageError
from tallystick.findings.findings import findings
from tallystick.model.case import Case
from tallystick.reports.letter import Letter, draft
from tests.findings.rows import ON, answer, said, table
from tests.reports.judged import CHAD, duties, judged, later

CASE = Case(folder=Path(), title="Invented duties", about="To test letters.", contact="desk@example.org")
ASKED = f"verdict.{CHAD.removesuffix('.2019')}"


def letter(wanted: str, *verdicts: dict[str, Any], days: int = 28, **more: Any) -> Letter:
    tables = judged(*verdicts, **more)
    tables |= findings(tables, on=ON)
    return draft(tables, CASE, wanted, on=ON, days=days)


def test_a_letter_sets_out_what_is_asked_and_what_is_on_record() -> None:
    drafted = letter(ASKED, answer("breached", "not_received"))
    assert drafted.to == ("Chad",)
    assert (
        drafted.subject == "Request for clarification: the Arms Trade Treaty, Art. 13(3): annual report, Chad"
    )
    assert drafted.halves[0] == (
        "What is asked",
        "Report by 31 May on the exports and imports of the year before.",
        "Art. 13(3); United Nations, Treaty Series, vol. 3013",
    )
    assert drafted.halves[1] == ("2019, due on 2020-05-31", "Said in words.", "no paper on record")
    assert drafted.questions[0] == "Was a report made, and if so, when and to whom was it sent?"


@pytest.mark.parametrize("wanted", [ASKED, CHAD, "TCD.2019"])
def test_a_verdict_and_its_finding_make_the_same_letter(wanted: str) -> None:
    assert letter(wanted, answer("breached", "not_received")).text().count(f"Reference: {ASKED}.") == 1


def test_a_missing_report_says_nothing_of_anything_else_and_reproaches_nobody() -> None:
    drafted = letter(ASKED, answer("breached", "not_received"))
    assert drafted.sentence == (
        "This concerns reporting alone. It says nothing of what was held, transferred or destroyed."
    )
    text = drafted.text()
    assert "Whether a party complied is for the agreement's own organs to say" in text
    for word in ("breach", "violat", "fail", "accus", "non-compli"):
        assert word not in text.lower()


def test_the_agreements_own_clock_and_channel_go_before_the_users() -> None:
    verdict = answer("breached", "not_completed", agreement="ottawa", rule="clearance")
    drafted = letter("verdict.ottawa.clearance.TCD.2019", verdict, days=60)
    assert drafted.reply_by == date(2026, 3, 29)
    assert drafted.via == "the Secretary-General of the United Nations (Art. 8(2))"
    assert "Through: the Secretary-General of the United Nations (Art. 8(2))" in drafted.text()
    ours = letter(ASKED, answer("breached", "not_received"), days=60)
    assert (ours.reply_by, ours.via) == (date(2026, 4, 30), "")
    assert "Through:" not in ours.text()


def test_a_channel_is_not_introduced_twice() -> None:
    verdict = answer(
        "breached", "not_completed", agreement="ottawa", rule="clearance", evidence="exists:2005-06-07 f"
    )
    words = {
        "agreement": "ottawa",
        "title": "the Convention",
        "days": 28,
        "channel": "through the Secretary-General",
    }
    drafted = letter("verdict.ottawa.clearance.TCD.2019", verdict, clock=table("clock", words))
    assert drafted.via == "the Secretary-General"
    assert drafted.halves[-1][2] == "exists, 2005-06-07; f"


def test_help_that_a_party_asked_for_is_offered_before_anything_is_asked() -> None:
    asked = {
        "claim_id": "c1",
        "act": "request",
        "claimant": "TCD",
        "to_party": "TCD",
        "instrument": "att",
        "designation": "training of record keepers",
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 12, 31),
    }
    drafted = letter(ASKED, answer("breached", "not_received"), claim=table("claim", asked))
    assert drafted.questions[0].startswith("You asked for training of record keepers (2024).")
    assert not any("Would help" in question for question in drafted.questions)
    assert "Would help" in letter(ASKED, answer("breached", "not_received")).questions[-1]


def test_years_of_which_the_same_is_said_stand_in_one_line() -> None:
    verdicts = [
        answer("not_recorded", "not_received", year=year, force="voluntary") for year in (2016, 2017, 2019)
    ]
    drafted = letter("att.annual_report.TCD", *verdicts)
    assert drafted.halves[1][0] == "2016\u20132017, 2019"
    assert len(drafted.halves) == 2
    assert "It is not an obligation in law. This concerns reporting alone." in drafted.sentence
    assert "Would help with reporting be welcome, and of which kind?" in drafted.questions


def test_a_request_for_a_list_goes_to_whoever_receives_the_reports_and_names_no_party() -> None:
    drafted = letter(
        "att.annual_report.no_complete_list", answer("not_assessable", "no_complete_list", year=2020)
    )
    assert drafted.to == (
        "the secretariat or depositary that receives the reports under the Arms Trade Treaty",
    )
    assert drafted.questions[1] == "As of which day is that list complete?"
    assert len(drafted.halves) == 1
    assert "Chad" not in drafted.text()


def test_a_verdict_within_a_joint_finding_makes_its_letter() -> None:
    verdict = answer("not_assessable", "no_complete_list", year=2020)
    assert "no_complete_list." in letter("att.annual_report.TCD.2020", verdict).closing


def test_what_no_source_confirms_is_said_to_the_party_too() -> None:
    drafted = letter(
        ASKED, answer("breached", "not_received"), obligation=duties(unconfirmed="the paragraph")
    )
    assert drafted.halves[1] == (
        "Not confirmed by us",
        "the paragraph",
        "please correct us where we are wrong",
    )


@pytest.mark.parametrize(
    ("wanted", "verdict", "judgements"),
    [
        (CHAD, answer("met", "received"), []),
        ("verdict.att.2026-05-15", later("TCD", due_on=date(2026, 5, 15)), []),
        (ASKED, answer("breached", "not_received"), [said("settle", ASKED, 3)]),
        (ASKED, answer("met", "received"), [said("request", ASKED, 3)]),
    ],
)
def test_where_there_is_nothing_to_ask_no_letter_is_drafted(
    wanted: str, verdict: dict[str, Any], judgements: list[dict[str, Any]]
) -> None:
    with pytest.raises(UsageError, match="nothing to ask"):
        letter(wanted, verdict, judgement=table("judgement", *judgements))


def test_a_saved_letter_names_channel_and_record(tmp_path: Path) -> None:
    verdict = answer("breached", "not_completed", agreement="ottawa", rule="clearance")
    drafted = letter("verdict.ottawa.clearance.TCD.2019", verdict)
    drafted.save(tmp_path / "a.docx")
    written = Document(str(tmp_path / "a.docx"))
    assert any("Through: the Secretary-General" in one.text for one in written.paragraphs)
    assert [cell.text for cell in written.tables[0].rows[0].cells] == ["What", "On record", "Source"]
