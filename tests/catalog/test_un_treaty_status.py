"""Status pages of the UN Treaty Collection, word by word, on invented pages."""

from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from tallystick.catalog.un_treaty_status.acts import Entry, meanings_of, parse_entry
from tallystick.catalog.un_treaty_status.days import parse_day
from tallystick.catalog.un_treaty_status.notes import Note, article_of, kind_of, provisional_of, withdrawal_of
from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.model.agreement import Joining, Participation
from tallystick.model.claim import Reading
from tallystick.sources.read import read, recognise

SAMPLE = resources.files("tallystick.catalog").joinpath("un_treaty_status", "sample")


def sample(name: str) -> str:
    return SAMPLE.joinpath(f"{name}.html").read_text("utf-8")


def reading_of(folder: Path, text: str) -> Reading:
    path = folder / "page.html"
    path.write_text(text, "utf-8")
    assert recognise(path) == "un_treaty_status"
    return read(path)


def refusal_of(folder: Path, text: str) -> str:
    path = folder / "page.html"
    path.write_text(text, "utf-8")
    with pytest.raises(UnreadableError) as caught:
        read(path, "un_treaty_status")
    return str(caught.value)


def rules_of(reading: Reading) -> list[str]:
    return [issue.rule for issue in reading.issues]


def act_of(reading: Reading, party: str, act: Joining) -> Participation:
    (found,) = [one for one in reading.participation if (one.party, one.act) == (party, act)]
    return found


# ---- cells


@pytest.mark.parametrize(
    ("text", "day"), [("3 Jun 2013", date(2013, 6, 3)), ("27 June 2025", date(2025, 6, 27))]
)
def test_a_day_is_read_with_its_month_short_or_whole(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["31 Feb 2014", "3 Jux 2013", "3 Ju 2013", "2013-06-03", "0 Jun 2013"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(ValueRefusedError, match="day"):
        parse_day(text)


def test_a_code_means_what_the_heading_of_its_column_says() -> None:
    meanings = meanings_of("Approval(AA), Acceptance(A), Accession(a), Succession(d), Ratification")
    codes = {code: meaning.act for code, meaning in meanings.items()}
    assert codes == {
        "AA": Joining.APPROVAL,
        "A": Joining.ACCEPTANCE,
        "a": Joining.ACCESSION,
        "d": Joining.SUCCESSION,
        "": Joining.RATIFICATION,
    }
    assert parse_entry("2 Apr 2014 AA", meanings) == Entry(
        Joining.APPROVAL, date(2014, 4, 2), "", in_brackets=False
    )
    assert parse_entry("[ 9 Jan 2012 a]", meanings) == Entry(
        Joining.ACCESSION, date(2012, 1, 9), "", in_brackets=True
    )


def test_the_clause_of_a_heading_and_a_succession_to_signature_are_said_beside_the_act() -> None:
    provisional = meanings_of("Provisional application under article 23(n)")["n"]
    assert (provisional.act, provisional.remark) == (Joining.PROVISIONAL, "under article 23")
    signature = meanings_of("Signature, Succession to signature(d)")
    assert (signature[""].remark, signature["d"].remark) == ("", "succession to signature")
    assert signature["d"].act is Joining.SIGNATURE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2 Apr 2014 c", "code 'c' is not explained"),
        ("2 Apr 2014", "code '' is not explained"),
        ("[2 Apr 2014 P", "is not a day with its code"),
        ("2 Apr 2014 P]", "is not a day with its code"),
        ("soon", "is not a day with its code"),
        ("30 Feb 2014 P", "no calendar"),
    ],
)
def test_a_cell_that_is_no_act_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueRefusedError, match=words):
        parse_entry(text, meanings_of("Succession(d), Consent to be bound(P)"))


# ---- notes

LEFT = (
    "On 20 August 2025, the Government of the Republic of Utopia deposited with the Secretary-General a notification "
    "of withdrawal (see depositary notification C.N.421.2025.TREATIES-XXVI-5 of 26 August 2025). "
    "The withdrawal {verb} effect for Utopia on 20 February 2026 "
    "in accordance with article 20 (3) of the Convention{end}."
)


@pytest.mark.parametrize("verb", ["took", "will take"])
def test_a_withdrawal_has_a_day_of_notice_and_a_day_of_effect(verb: str) -> None:
    found = withdrawal_of(Note("8", LEFT.format(verb=verb, end="")))
    assert found is not None
    assert (found.notified_by, found.in_effect_for) == ("Republic of Utopia", "Utopia")
    assert (found.notified_on, found.in_effect_on) == (date(2025, 8, 20), date(2026, 2, 20))
    assert found.remark == "C.N.421.2025.TREATIES-XXVI-5 of 26 August 2025; article 20(3)"


def test_the_condition_of_a_withdrawal_is_kept() -> None:
    found = withdrawal_of(
        Note("8", LEFT.format(verb="will take", end=", subject to the condition set forth"))
    )
    assert found is not None
    assert found.remark.endswith("subject to the condition of that paragraph")


def test_a_withdrawn_reservation_is_no_withdrawal() -> None:
    text = "On 3 May 2001, the Government of Utopia notified the Secretary-General of its decision to withdraw it."
    assert withdrawal_of(Note("1", text)) is None


@pytest.mark.parametrize(
    ("words", "article"),
    [
        ("will provisionally apply article 1 of the Convention", "1"),
        ("will apply provisionally Article I of this Convention", "1"),
        ("will apply provisionally Article 1 (1) a) of the Convention", "1(1)(a)"),
    ],
)
def test_articles_applied_provisionally_are_written_as_one_word(words: str, article: str) -> None:
    text = f"In its notification of provisional application, Utopia notified the Secretary-General that it {words}."
    assert provisional_of(Note("1", text)) == ("Utopia", article)
    assert article_of("6", "") == "6"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("See note 1 under “Utopia” in the “Historical Information” section.", "history of the state"),
        ("Utopia had signed and ratified the Convention on 5 May 1981.", "acts of an earlier state"),
        ("The Treaty shall not apply to the Isles until further notice.", "territories"),
        ("On 30 March 2016, the Government of Utopia made a communication.", "communication"),
        ("A signature was affixed late. The signature was cancelled.", "cancelled signature"),
        ("Something else.", None),
    ],
)
def test_notes_about_anything_but_acts_are_ignored_by_name(text: str, kind: str | None) -> None:
    assert kind_of(Note("1", text)) == kind


# ---- pages


def test_a_withdrawal_stands_beside_the_acts_it_ends(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, sample("provisional"))
    left = act_of(reading, "FIN", Joining.WITHDRAWAL)
    assert (left.acted_on, left.in_force_on) == (date(2020, 3, 2), date(2020, 9, 2))
    assert act_of(reading, "FIN", Joining.RATIFICATION).note == "in brackets: no longer in effect"
    assert act_of(reading, "FIN", Joining.PROVISIONAL).articles == "1"
    assert act_of(reading, "NER", Joining.PROVISIONAL).articles == "1(1)(a)"


def test_a_withdrawal_in_a_note_about_another_party_is_reported_and_not_taken(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, sample("provisional"))
    assert "note_names_another" in rules_of(reading)
    assert [act.party for act in reading.participation if act.act is Joining.WITHDRAWAL] == ["FIN"]


def test_articles_in_a_note_about_another_party_are_reported_and_not_taken(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, sample("provisional").replace("application, Niger", "application, Chad"))
    assert act_of(reading, "NER", Joining.PROVISIONAL).articles == "-"
    assert [issue.value for issue in reading.issues if issue.rule == "note_names_another"] == [
        "Chad",
        "Norway",
    ]


def test_brackets_without_a_withdrawal_are_reported(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, sample("provisional").replace("notification of withdrawal. The", "letter. The")
    )
    assert rules_of(reading).count("brackets_differ") == 1
    assert "unread_leaving" in rules_of(reading)


def test_a_withdrawal_in_effect_without_brackets_is_reported(tmp_path: Path) -> None:
    text = sample("provisional").replace("[24 Mar\t 2011 ]", "24 Mar\t 2011")
    reading = reading_of(tmp_path, text)
    assert [issue.value for issue in reading.issues if issue.rule == "brackets_differ"] == ["FIN"]


def test_a_withdrawal_notified_and_not_yet_in_effect_needs_no_brackets(tmp_path: Path) -> None:
    text = sample("provisional").replace("Norway", "Sweden")
    reading = reading_of(tmp_path, text)
    assert act_of(reading, "SWE", Joining.WITHDRAWAL).in_force_on == date(2021, 9, 1)
    assert "brackets_differ" not in rules_of(reading)


def test_a_note_that_is_not_on_the_page_is_missed(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, sample("provisional").replace('href="#2"', 'href="#77"'))
    assert [issue.value for issue in reading.issues if issue.rule == "note_missing"] == ["77"]


def test_a_word_of_leaving_in_a_note_of_no_row_is_reported(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, sample("provisional").replace(' <sup><a onclick="ShowNoteAll()" href="#5"', "<sup><a")
    )
    assert [issue.locator for issue in reading.issues if issue.rule == "unread_leaving"] == ["note 5"]


def test_counts_that_differ_from_the_pages_own_are_reported(tmp_path: Path) -> None:
    assert "count_differs" not in rules_of(reading_of(tmp_path, sample("provisional")))
    reading = reading_of(tmp_path, sample("provisional").replace("Parties : 3", "Parties : 4"))
    assert [(issue.field, issue.value) for issue in reading.issues if issue.rule == "count_differs"] == [
        ("Parties", "3")
    ]
    silent = reading_of(tmp_path, sample("provisional").replace("Signatories : 3. ", ""))
    assert [issue.field for issue in silent.issues if issue.rule == "count_differs"] == ["Signatories"]


def test_protocols_accepted_later_are_acts_of_their_own(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, sample("protocols"))
    assert act_of(reading, "FRA", Joining.RATIFICATION).articles == "protocol_I"
    later = act_of(reading, "FRA", Joining.CONSENT)
    assert (later.acted_on, later.articles) == (date(2002, 7, 18), "protocol_III")
    assert act_of(reading, "GHA", Joining.ACCESSION).articles == "-"
    settled = [issue.value for issue in reading.issues if issue.rule == "protocols_unsettled"]
    assert settled == ["Niger", "GHA"]


@pytest.mark.parametrize(
    ("mark", "words"), [("yes", "is not a mark"), ("x (31 February 2002)", "no calendar")]
)
def test_a_mark_that_is_none_refuses_the_page(tmp_path: Path, mark: str, words: str) -> None:
    assert words in refusal_of(tmp_path, sample("protocols").replace("x (18 July 2002)", mark))


def test_a_declaration_is_dated_only_where_the_page_dates_it(tmp_path: Path) -> None:
    text = sample("declarations")
    reading = reading_of(tmp_path, text)
    declared = act_of(reading, "CHL", Joining.PROVISIONAL)
    assert (declared.acted_on, declared.articles) == (date(2001, 9, 10), "1(1)")
    assert [issue.value for issue in reading.issues if issue.rule == "undated_act"] == ["Austria"]
    undated = reading_of(
        tmp_path, text.replace("Unless otherwise indicated", "The declarations are listed here")
    )
    assert [issue.value for issue in undated.issues if issue.rule == "undated_act"] == ["Chile", "Austria"]


def test_a_declaration_that_names_a_year_of_its_own_is_not_dated_by_the_consent(tmp_path: Path) -> None:
    text = sample("declarations").replace("declares that it will", "declared in 1998 that it will")
    reading = reading_of(tmp_path, text)
    assert [issue.value for issue in reading.issues if issue.rule == "undated_act"] == ["Chile", "Austria"]


def test_declarations_and_territories_that_are_not_read_are_counted(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, sample("declarations"))
    unread = {issue.rule: issue.value for issue in reading.issues if issue.rule.endswith("_unread")}
    assert unread == {"declarations_unread": "1", "territories_unread": "1"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("6. Invented", "16. Invented", "chapter XXVI-16, which stands for no agreement known here"),
        ("6. Invented", "Invented", "has no number within the chapter in its head"),
        ("CHAPTER XXVI", "DISARMAMENT", "has no chapter in its head"),
        ("STATUS AS AT : 05", "AS OF 05", "has no date in its head"),
        ("AS AT : 05-04-2021", "AS AT : 31-02-2021", "no calendar"),
        ("9 Apr\t 2013 AA", "9 Apr\t 2013 c", "code 'c' is not explained"),
        ("9 Apr\t 2013 AA", "2013", "is not a day with its code"),
        ("On 2 March 2020", "On 31 February 2020", "no calendar"),
    ],
)
def test_a_page_that_is_not_what_it_should_be_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert words in refusal_of(tmp_path, sample("provisional").replace(old, new))


def test_the_chapters_that_are_known_are_named_with_the_nearest(tmp_path: Path) -> None:
    said = refusal_of(tmp_path, sample("provisional").replace("6. Invented", "16. Invented"))
    assert "XXVI-8 (att)" in said
    assert "Nearest: XXVI-6 (ccm)" in said


def test_a_column_of_another_kind_is_reported(tmp_path: Path) -> None:
    text = sample("provisional").replace("Provisional application(n)", "Remarks")
    assert "unused_field" in rules_of(reading_of(tmp_path, text))


def test_a_table_of_the_same_columns_that_is_no_web_page_is_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "status.csv"
    path.write_text("participant,signature\nGhana,2014-01-01\n", "utf-8")
    with pytest.raises(UnreadableError, match="of no source that is known here"):
        recognise(path)
