"""A draft request for clarification: both halves, the question, a reply-by date, and no reproach."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from tallystick.errors import UsageError
from tallystick.findings.gap import gaps
from tallystick.model.case import Case
from tallystick.model.cause import NOT_LOOKED_FOR
from tallystick.model.claim import Claim, Filing
from tallystick.reports.letter import Letter, draft
from tests.findings.rows import table
from tests.laws.tallies import assessed, document, exported, filed, imported

CASE = Case(folder=Path(), title="Invented returns", about="To test letters.", contact="desk@example.org")
SENT = exported("SWE", "FIN", "12", designation="Leopard 2A4")
GOT = imported("SWE", "FIN", "9", designation="Leopard 2")


def letter(*claims: Claim, case: Case = CASE, days: int = 28, filings: Sequence[Filing] = ()) -> Letter:
    tables = assessed(document(*claims, filings=filings))
    return draft(
        tables | {"gap": gaps(tables)}, case, "SWE.FIN.battle_tanks.2020", on=date(2026, 3, 2), days=days
    )


def test_a_letter_goes_to_both_with_a_day_to_reply_by() -> None:
    drafted = letter(SENT, GOT)
    assert drafted.to == ("Sweden", "Finland")
    assert (drafted.on, drafted.reply_by) == (date(2026, 3, 2), date(2026, 3, 30))
    assert letter(SENT, GOT, days=60).reply_by == date(2026, 5, 1)


def test_a_letter_sets_out_both_halves_and_where_each_line_stands() -> None:
    (ours, theirs) = letter(SENT, GOT).halves
    assert ours[0].startswith("Sweden")
    assert "12" in ours[1]
    assert "Leopard 2A4" in ours[2]
    assert "line 2" in ours[2]
    assert theirs[0].startswith("Finland")
    assert "9" in theirs[1]


def test_a_half_without_a_line_is_said_to_have_none() -> None:
    assert letter(SENT).halves[1][2] == "no line on record"


def test_a_letter_names_the_causes_of_every_reading_and_no_odds() -> None:
    made = assessed(document(SENT, GOT))
    other = {"cell_id": "transfer.SWE.FIN.battle_tanks.2020.items", "side": "exporter", "quantity": 3.0}
    rows = [
        {**other, "reading": place, "cause": cause, "sibling": "-", "odds": 0.5, "detail": "-"}
        for place, cause in ((1, "none"), (2, "transit"))
    ]
    tables = made | {"gap": gaps(made), "alternative": table("alternative", *rows)}
    said = draft(tables, CASE, "SWE.FIN.battle_tanks.2020", on=date(2026, 3, 2), days=28)
    assert said.sentence.endswith("may be a matter of: another state of origin or an intermediate place.")


def test_a_letter_asks_questions_and_reproaches_nobody() -> None:
    text = letter(SENT, GOT).text()
    assert text.startswith("DRAFT")
    assert "not a finding of fault" in text
    assert "Reply by: 2026-03-30" in text
    assert "desk@example.org" in text
    assert "transfer.SWE.FIN.battle_tanks.2020.items" in text
    for cause in NOT_LOOKED_FOR:
        assert cause in text
    assert text.count("?") >= 4


def test_the_first_question_is_the_one_this_gap_asks() -> None:
    explained = letter(
        exported("SWE", "FIN", "40", designation="Leopard 2A4"),
        imported("SWE", "FIN", "23", designation="Leopard 2"),
        imported("SWE", "FIN", "17", 2021, designation="Leopard 2"),
        # without Sweden's return for 2021, a steady yearly delivery would look the same
        filings=[filed("SWE", "nil", "exports", 2021), filed("FIN", "lines", "imports", 2021)],
    )
    assert "confirm the causes" in explained.questions[0]
    assert "which is to stand" in letter(SENT, GOT).questions[0]
    assert explained.questions[1:] == letter(SENT, GOT).questions[1:]


def test_a_case_without_an_address_invents_none() -> None:
    assert "Please write to" not in letter(SENT, GOT, case=replace(CASE, contact="")).text()


def test_a_letter_is_saved_as_text_or_as_a_document_and_as_nothing_else(tmp_path: Path) -> None:
    drafted = letter(SENT, GOT)
    drafted.save(tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text("utf-8") == drafted.text()
    drafted.save(tmp_path / "new" / "a.docx")
    written = Document(str(tmp_path / "new" / "a.docx"))
    paragraphs = [paragraph.text for paragraph in written.paragraphs]
    for part in (drafted.subject, drafted.opening, drafted.sentence, *drafted.questions, drafted.closing):
        assert part in paragraphs
    assert [[cell.text for cell in row.cells] for row in written.tables[0].rows][1:] == [
        list(row) for row in drafted.halves
    ]
    assert written.core_properties.author == ""
    with pytest.raises(UsageError, match=r"\.odt"):
        drafted.save(tmp_path / "a.odt")


def test_a_half_of_which_other_lines_are_held_is_not_said_to_be_unknown() -> None:
    drafted = letter(GOT, exported("SWE", "NOR", "3"))
    assert drafted.halves[0] == ("Sweden (as exporter)", "no such line among those held", "no line on record")
    assert "are the lines held the whole return?" in drafted.questions[0]
