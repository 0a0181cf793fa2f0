"""A draft request for clarification: both halves, the question, a reply-by date, and no reproach."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from tallystick.claims.handling import for_audience
from tallystick.errors import UsageError
from tallystick.facts.reconcile import reconcile
from tallystick.findings.gap import gaps
from tallystick.model.case import Case
from tallystick.model.cause import NOT_LOOKED_FOR
from tallystick.model.claim import Act, Claim, Filing, Grade, Role
from tallystick.reports.letter import Letter, draft
from tests.findings.rows import table
from tests.laws.tallies import assessed, collected, document, exported, filed, imported

CELL = "transfer.SWE.FIN.battle_tanks.2020.items"
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
    assert said.sentence.endswith(
        "3 in Sweden's half may be a matter of: another state of origin or an intermediate place."
    )
    assert said.questions[0] == (
        "Sweden and Finland: are the 3 in Sweden's half a matter of another state of origin or an intermediate place?"
    )


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


LATE = (
    exported("SWE", "FIN", "40", designation="Leopard 2A4"),
    imported("SWE", "FIN", "23", designation="Leopard 2"),
    imported("SWE", "FIN", "17", 2021, designation="Leopard 2"),
)
"""Seventeen of forty came in the year after."""
# without Sweden's return for 2021, a steady yearly delivery would look the same
WHOLE = (filed("SWE", "nil", "exports", 2021), filed("FIN", "lines", "imports", 2021))


def test_the_first_question_is_the_one_this_gap_asks() -> None:
    explained = letter(*LATE, filings=WHOLE)
    assert "which is to stand" in letter(SENT, GOT).questions[0]
    assert explained.questions[1:] == letter(SENT, GOT).questions[1:]


def test_a_letter_sets_out_where_the_counterpart_stands_and_asks_whose_it_is() -> None:
    drafted = letter(*LATE, filings=WHOLE)
    (beside,) = drafted.halves[2:]
    assert beside[:2] == ("Finland (as importer) of battle tanks, Sweden to Finland, 2021", "17")
    assert beside[2].startswith("17 × Leopard 2 (")
    assert beside[2].endswith("line 4)")
    assert (
        "From the record alone: 17 in Sweden's half may be what Finland counts in 2021 (" in drafted.sentence
    )
    place = beside[2].partition("(")[2].removesuffix(")")
    asked = f"Finland: are the 17 in Sweden's half what it counts in 2021 (17; {place})?"
    assert drafted.questions[0] == asked
    assert "the causes above" not in drafted.text()


def test_a_lone_half_is_asked_of_with_the_line_of_another_category() -> None:
    """Brazil's tanks are Germany's armoured vehicles: nobody is asked about a line that is on record."""
    drafted = letter(
        exported("SWE", "FIN", "17", category="armoured_combat_vehicles", designation="Gepard"),
        imported("SWE", "FIN", "17", designation="Gepard 1A2"),
        filings=[filed("SWE", "lines", "exports"), filed("FIN", "lines", "imports")],
    )
    assert drafted.halves[2][:2] == (
        "Sweden (as exporter) of armoured combat vehicles, Sweden to Finland, 2020",
        "17",
    )
    first, then = drafted.questions[:2]
    assert first.startswith(
        "Sweden: are the 17 in Finland's half what it counts as armoured combat vehicles (17;"
    )
    assert "was this sent" in then


def test_a_counterpart_of_which_the_figure_is_larger_is_asked_of_in_part() -> None:
    drafted = with_cause(
        "year_end", "transfer.SWE.FIN.battle_tanks.2021.items", *LATE[:2], imported("SWE", "FIN", "30", 2021)
    )
    assert "are the 17 in Sweden's half part of what it counts in 2021 (30;" in drafted.questions[0]


def test_of_several_lines_the_question_gives_the_sum_and_the_table_the_places() -> None:
    after = [imported("SWE", "FIN", each, 2021, designation=each) for each in ("17", "13")]
    drafted = with_cause("year_end", "transfer.SWE.FIN.battle_tanks.2021.items", *LATE[:2], *after)
    assert "what it counts in 2021 (30 in 2 lines named above)?" in drafted.questions[0]
    assert drafted.halves[2][2].count("line ") == len(after)


def test_who_may_have_repeated_a_return_is_asked_so_and_the_other_whether_it_received_it() -> None:
    """The same line a year later: only its own party knows whether it was copied."""
    drafted = with_cause(
        "repeated_return",
        "transfer.SWE.FIN.battle_tanks.2019.items",
        exported("SWE", "FIN", "40", 2019),
        exported("SWE", "FIN", "40"),
        filings=[filed("FIN", "lines", "imports")],
    )
    assert drafted.halves[2][0] == "Sweden (as exporter) of battle tanks, Sweden to Finland, 2019"
    assert drafted.questions[0].startswith("Sweden: does this line repeat its line for 2019 (40; ")
    assert drafted.questions[1].startswith("Finland: was this received")
    assert drafted.text().count("repeat the return") == 0


@pytest.mark.parametrize(
    ("cause", "asked"),
    [
        (
            "different_goods",
            "Finland: were the 17 in Sweden's half that its own does not record (as named) received?",
        ),
        ("repeated_line", "Sweden: does one line stand twice in its return, with 17?"),
        ("revision", "Sweden and Finland: which version of the return is to stand?"),
        ("authorisation", "Sweden: how much of what was licensed was delivered, and when?"),
        ("repeated_return", "Sweden: does this line repeat the return of the year before?"),
        (
            "loan_repair_or_return",
            "Finland: does its return leave out goods like the 17 in Sweden's half (loan, repair or return)?",
        ),
    ],
)
def test_each_cause_has_a_question_to_the_party_that_can_tell(cause: str, asked: str) -> None:
    drafted = with_cause(cause, "-", *LATE[:2])
    assert asked in drafted.questions
    assert all(drafted.questions.count(one) == 1 for one in drafted.questions)


def test_a_licence_is_named_with_the_question_how_much_was_delivered() -> None:
    licence = exported("SWE", "FIN", "60", act=Act.AUTHORISATION)
    drafted = with_cause(
        "authorisation", "authorisation.SWE.FIN.battle_tanks.2020.items", licence, LATE[1], side="importer"
    )
    assert drafted.questions[0].startswith(
        "Sweden: how much of what was licensed was delivered, and when? On record is a licence (60; "
    )
    assert drafted.halves[2][0].endswith("2020, authorisation")


def with_cause(
    cause: str, sibling: str, *claims: Claim, side: str = "exporter", filings: Sequence[Filing] = ()
) -> Letter:
    """Draft a letter on a flow of which seventeen have one cause."""
    made = assessed(document(*claims, filings=filings))
    row = {"cell_id": CELL, "side": side, "quantity": 17.0, "probability": 0.9, "detail": "as named"}
    tables = made | {"explained": table("explained", row | {"cause": cause, "sibling": sibling})}
    return draft(tables | {"gap": gaps(tables)}, CASE, CELL, on=date(2026, 3, 2), days=28)


def test_a_letter_to_the_public_names_no_line_that_only_the_parties_may_see() -> None:
    """Finland's line of the year after is for the parties: neither its figure nor its place is given."""
    *halves, after = LATE
    tables = collected(document(*halves, replace(after, handling="parties_only"), filings=WHOLE))
    for audience, is_told in (("restricted", True), ("public", False)):
        seen = for_audience(tables, audience)
        made = seen | reconcile(seen)
        drafted = draft(made | {"gap": gaps(made)}, CASE, CELL, on=date(2026, 3, 2), days=28)
        assert any(figure == "17" for _, figure, _ in drafted.halves) is is_told
        assert any("the 17 in" in one for one in drafted.questions) is is_told
        assert ("line 4" in drafted.text()) is is_told


def test_the_bounds_made_of_an_estimate_are_not_given_as_the_observers_figure() -> None:
    """Norway writes 80 and marks it as an estimate: 40-160 is how that is read here."""
    seen = exported(
        "SWE", "FIN", "40-160", grade=Grade.ESTIMATED, instrument="sipri_register", filing_id="NOR"
    )
    observed = replace(seen, claimant="NOR", role=Role.OBSERVER)
    (row,) = letter(SENT, GOT, observed).halves[2:]
    assert row[:2] == ("Norway (observing)", "an estimate, taken here as 40–160")
    assert row[2].startswith("an estimate, taken here as 40–160 (")
    (row,) = letter(SENT, GOT, replace(observed, grade=Grade.DECLARED)).halves[2:]
    assert row[1] == "40–160"


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
