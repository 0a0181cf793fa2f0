"""Before filing: what a partner's declaration covers, and lines whose category is not known."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.returns.before import Laid, lay
from tallystick.register.returns.category_words import accepted, kind_of, near
from tallystick.register.returns.covered import Covered, Scope
from tallystick.register.returns.models import Filing, PartnerFile
from tallystick.register.returns.partner_files import copied
from tallystick.register.returns.wording import besides, said
from tests.register.conftest import SmallState
from tests.register.samples_returns import PARTNER_TALLY, begun, exported, partner_file

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]


def laid_beside(text: str, quantity: int = 5) -> Laid:
    kept = partner_file(quantity, text)
    return lay(begun(), [(kept.document.name, kept.document.path)], ["public", "parties_only"])


def test_a_declaration_of_another_year_is_said_to_be_none_for_this_one(small: SmallState) -> None:
    exported(small.army, 3)
    [flow] = laid_beside(PARTNER_TALLY.replace("2024", "2025")).flows
    assert said(flow) == "You report 3; no declaration of imports by Morvane was given for 2024."
    assert (flow.is_laid, flow.causes) == (False, ()), "there is no difference that could have a cause"


def test_a_filing_file_alone_speaks_of_its_year(small: SmallState) -> None:
    exported(small.army, 3)
    text = "claimant,instrument,period,direction,content\nQMO,att_annual,2024,imports,{content}\n"
    [silent] = laid_beside(text.replace("{content}", "lines")).flows
    assert said(silent) == "You report 3; the declarations of Morvane that you gave do not mention it."


def test_lines_whose_category_is_not_known_are_counted_and_no_silence(
    small: SmallState, signed_in: Browser
) -> None:
    exported(small.army, 3)
    text = PARTNER_TALLY.replace("small_arms", "assault_riffles")
    partner_file(5, text + text.splitlines()[1].replace("Invented R1", "Invented R2") + "\n")
    page = signed_in(Role.AUTHORITY).get(reverse("return_before", args=[begun().pk])).content.decode()
    unlaid = (
        "You report 3; 2 lines of Morvane for 2024 could not be laid beside it: "
        "their category, or a state in them, is not known."
    )
    assert unlaid in page
    assert "2 lines were not laid: no category is called “assault_riffles”." in page
    assert "Nearest: SA4 (Assault rifles)." in page
    assert "Hand-held, under-barrel and mounted grenade launchers" in page, "the accepted words are listed"
    assert "kept under the category as written" not in page
    assert "do not mention it" not in page


def test_the_codes_of_the_register_are_understood_and_what_was_not_laid_is_said_beside_what_was(
    small: SmallState,
) -> None:
    exported(small.army, 3)
    text = PARTNER_TALLY.replace("small_arms", "SA4")
    laid = laid_beside(text + text.splitlines()[1].replace("SA4", "guns") + "\n", quantity=2)
    [flow] = laid.flows
    assert (flow.category, flow.theirs.low, [one.word for one in laid.unlaid]) == ("small_arms", 2, ["guns"])
    assert besides(flow) == ["1 more line could not be laid beside it."]


MIXED = (
    "Kinds of one category are laid together. You name: SA4 (Assault rifles). "
    "Morvane names: SA1 (Revolvers and self-loading pistols), SA4 (Assault rifles)."
)


def test_kinds_that_are_laid_together_are_named_by_each_side_and_by_each_row(
    small: SmallState, signed_in: Browser
) -> None:
    exported(small.army, 3)
    text = PARTNER_TALLY.replace("small_arms", "SA1").replace("Invented R1", '"Pistol\nof two lines"')
    text += PARTNER_TALLY.splitlines()[1].replace("small_arms", "VIII.SA4") + "\n"
    [flow] = laid_beside(text, quantity=2).flows
    assert (sorted(flow.kinds), sorted(flow.their_kinds)) == (["SA4"], ["SA1", "SA4"])
    assert {row.designation.split()[0]: row.kind for row in flow.rows} == {"Pistol": "SA1", "Invented": "SA4"}
    assert besides(flow) == [MIXED]
    filing = Filing.objects.get()
    page = signed_in(Role.AUTHORITY).get(reverse("return_before", args=[filing.pk])).content.decode()
    assert MIXED in page
    assert '<span class="mono">SA1</span>' in page


@pytest.mark.parametrize("word", ["SA4", "small_arms"])
def test_the_same_kind_and_none_at_all_need_no_word(small: SmallState, word: str) -> None:
    exported(small.army, 3)
    [flow] = laid_beside(PARTNER_TALLY.replace("small_arms", word)).flows
    assert besides(flow) == []


def test_a_figure_beside_a_line_that_withholds_its_own_is_a_least_figure(small: SmallState) -> None:
    exported(small.army, 3)
    line = PARTNER_TALLY.splitlines()[1].replace("{quantity}", "withheld").replace("Invented R1", "Glock 17")
    [flow] = laid_beside(f"{PARTNER_TALLY}{line}\n", quantity=7).flows
    assert said(flow) == "Morvane reports at least 7, you report 3; no likely cause was found."
    assert besides(flow) == ["Morvane withholds the number of 1 line."]
    withheld = {row.designation: row.is_withheld for row in flow.rows}
    assert withheld == {"Invented R1": False, "Glock 17": True}


def test_before_filing_nothing_but_a_file_that_cannot_be_read_leaves_a_page_that_says_so(
    small: SmallState, signed_in: Browser
) -> None:
    assert small.army.name == "Army"
    partner_file(1, "nothing,of\nthis,kind\n")
    page = signed_in(Role.AUTHORITY).get(reverse("return_before", args=[begun().pk])).content.decode()
    assert "“morvane.csv”" in page
    assert "None of these declarations" not in page


@pytest.mark.parametrize(("quantity", "is_kept"), [("many", False), ("5", True)])
def test_a_declaration_that_cannot_be_read_is_refused_before_it_is_kept(
    small: SmallState, signed_in: Browser, quantity: str, *, is_kept: bool
) -> None:
    exported(small.army, 1)
    filing, browser = begun(), signed_in(Role.AUTHORITY)
    text = PARTNER_TALLY.replace("{quantity}", quantity).replace("small_arms", "SA4")
    sent = {"title": "Morvane", "handling": "public", "file": ContentFile(text.encode(), name="morvane.csv")}
    answer = browser.post(reverse("partner_add", args=[filing.pk]), sent)
    kept = PartnerFile.objects.count()
    assert (answer.status_code, kept) == ((302, 1) if is_kept else (200, 0))
    assert is_kept or "“morvane.csv”, line 2, column “quantity”: " in answer.content.decode()
    if is_kept:
        [flow] = lay(filing, [("a.csv", PartnerFile.objects.get().document.path)], ["public"]).flows
        assert flow.theirs.low == 5


def test_withdrawing_a_declaration_leads_back_to_the_return_it_was_laid_beside(
    small: SmallState, signed_in: Browser
) -> None:
    assert small.army.name == "Army"
    filing, browser = begun(), signed_in(Role.AUTHORITY)
    there = reverse("return_before", args=[filing.pk])
    for sent, leads in (({"filing": str(filing.pk)}, there), ({"filing": "x"}, reverse("returns"))):
        answer = browser.post(reverse("partner_withdraw", args=[partner_file(1).pk]), sent)
        assert answer["Location"] == leads


def test_the_same_goods_of_unequal_numbers_are_not_said_to_be_different_goods(small: SmallState) -> None:
    exported(small.army, 3, make="FN Herstal", model="FAL")
    [flow] = laid_beside(PARTNER_TALLY.replace("Invented R1", "FAL rifle"), quantity=8).flows
    assert "different_goods" not in {cause.word for cause in flow.causes}


def claimed(**columns: object) -> dict[str, object]:
    """Give a row of table claim: Morvane says what it had from this state."""
    given = {
        "claimant": "QMO", "role": "importer", "from_party": "QMA", "to_party": "QMO", "category": "small_arms",
        "act": "transfer", "period_start": date(2024, 3, 1), "period_end": date(2024, 3, 31),
    }  # fmt: skip
    return given | columns


def filed(**columns: object) -> dict[str, object]:
    """Give a row of table filing."""
    given = {
        "claimant": "QMO", "direction": "imports", "content": "lines", "categories": "-", "stated": True,
        "superseded_by": "-", "period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31),
    }  # fmt: skip
    return given | columns


ASKED = Scope("QMO", "imports", "small_arms", 2024)


@pytest.mark.parametrize(
    ("claims", "filings", "covers"),
    [
        ([claimed()], [], 1),
        ([claimed(from_party="QPA")], [], 1),
        ([claimed(role="exporter", from_party="QMO", to_party="QMA")], [], 0),
        ([claimed(period_start=date(2023, 1, 1), period_end=date(2023, 12, 31))], [], 0),
        ([claimed(claimant="QPA")], [], 0),
        ([], [filed()], 1),
        ([], [filed(direction="any", categories="light_weapons small_arms", content="nil")], 1),
        ([], [filed(direction="exports")], 0),
        ([], [filed(content="not_held")], 0),
        ([], [filed(categories="warships")], 0),
        ([], [filed(superseded_by="another")], 0),
        ([], [filed(stated=False)], 0),
        ([], [filed(period_start=date(2025, 1, 1), period_end=date(2025, 12, 31))], 0),
    ],
)
def test_a_declaration_covers_the_periods_of_its_lines_and_of_its_filings(
    claims: list[dict[str, object]], filings: list[dict[str, object]], covers: int
) -> None:
    assert Covered("QMA", claims, filings).covers(ASKED) == bool(covers)


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        ({}, 0),
        ({"category": "guns"}, 1),
        ({"category": "sipri:engines"}, 0),
        ({"category": "guns", "from_party": "QPA"}, 0),
        ({"from_party": "?Maldrenn"}, 1),
        ({"category": "guns", "act": "holding"}, 0),
        ({"category": "guns", "role": "exporter", "from_party": "QMO", "to_party": "QMA"}, 0),
        ({"category": "guns", "period_start": date(2023, 1, 1), "period_end": date(2023, 2, 1)}, 0),
    ],
)
def test_only_lines_that_may_be_about_a_flow_are_counted_as_not_laid(
    columns: dict[str, object], lines: int
) -> None:
    assert Covered("QMA", [claimed(**columns)], []).unlaid(ASKED) == lines


def test_a_state_that_filed_what_is_not_here_is_one_of_the_partners() -> None:
    assert Covered("QMA", [], [filed(content="not_held")]).parties == {"QMO"}


def test_words_of_the_vocabulary_are_left_as_they_are_and_no_word_is_guessed() -> None:
    assert kind_of("small_arms") is None
    assert kind_of("rifle") is None
    understood = {
        "VIIb": "VII.b",
        "iii": "III",
        "LW6": "LW6",
        "VIII.SA4": "SA4",
        "assault_rifles": "SA4",
    }
    assert {word: kind_of(word) for word in understood} == understood
    assert near("xyzzy") == []
    assert {"small_arms", "SA4", "LW2"} <= {word.code for word in accepted()}


def test_an_excel_file_is_understood_and_every_line_stays_where_it_was(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (["A title"], [], ["Claimant", "Category"], ["QMO", "SA4"], ["QMO", "SA4 carbine"]):
        page.append(row)
    book.save(tmp_path / "given.xlsx")
    (tmp_path / "copies").mkdir()
    [copy] = copied([("given.xlsx", tmp_path / "given.xlsx")], tmp_path / "copies")
    read = openpyxl.load_workbook(copy.path).worksheets[0]
    assert copy.kinds == {"sheet 'Sheet', row 4": "SA4"}
    assert [read.cell(row, 2).value for row in range(1, 6)] == [
        None,
        None,
        "Category",
        "small_arms",
        "SA4 carbine",
    ]


def test_a_copy_with_nothing_to_be_understood_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    given = tmp_path / "given.csv"
    given.write_bytes('\ufeffclaimant;category\r\nQMO;"small_arms"\r\n\r\nQMO;LW9\r\n'.encode())
    (tmp_path / "copies").mkdir()
    twice = list(copied([("a.csv", given), ("a.csv", given)], tmp_path / "copies"))
    assert [copy.path.name for copy in twice] == ["a.csv", "2 a.csv"]
    assert {copy.path.read_bytes() for copy in twice} == {given.read_bytes()}
