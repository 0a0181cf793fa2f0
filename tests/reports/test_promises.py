import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from tallystick.errors import CaseError
from tallystick.model.agreement import Verdict
from tallystick.model.case import Case
from tallystick.model.record import Record
from tallystick.model.words import years
from tallystick.reports.ahead import coming, end
from tallystick.reports.marks import BY_REASON, KIND_OF, MARKS, strip
from tallystick.reports.page import render
from tests.findings.rows import table
from tests.reports.promised import ON, promised

Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def page(tables: Tables, case: Case) -> str:
    return render(tables | promised(), case)


@pytest.fixture(scope="module")
def tree(page: str) -> ElementTree.Element:
    quiet = re.sub(
        r"(<(style|script)>).*?(</\2>)", r"\1\3", page.removeprefix("<!DOCTYPE html>"), flags=re.DOTALL
    )
    return ElementTree.fromstring(quiet)  # noqa: S314 - our own page


def text(element: ElementTree.Element | None) -> str:
    assert element is not None
    words = re.sub(r"[ \n]+", " ", " ".join(element.itertext())).strip()
    return re.sub(r" (?=[,.:;)]( |$))", "", words)


def at(tree: ElementTree.Element, identifier: str) -> ElementTree.Element:
    element = tree.find(f".//*[@id='{identifier}']")
    assert element is not None, identifier
    return element


def test_without_verdicts_the_page_says_calmly_why(tables: Tables, case: Case) -> None:
    page = render(tables, case)
    assert "No agreement was judged. The case names no agreement" in page
    assert 'id="calendar"' not in page
    assert "and no verdict came with it" in render(tables, replace(case, agreements=("att",)))


def test_verdicts_without_their_day_are_refused(tables: Tables, case: Case) -> None:
    with pytest.raises(CaseError, match="not the day on which they stand"):
        render(tables | promised(), replace(case, assessed_on=None))


def test_who_is_bound_on_the_day_is_counted_and_named(tree: ElementTree.Element) -> None:
    words = text(at(tree, "a-mines"))
    assert "Binding. 4 bound; 1 contested whether bound; 1 consented, and not in force for it yet; " in words
    assert "1 signed, and not bound by that alone; 1 withdrawn." in words
    assert "Bound (4): Germany, India, Kenya, Nigeria." in words
    assert "2024-09-01, Nigeria: not bound from 2024-09-01 (Art. 20)" in words
    assert "1 asked, without having consented to anything." in text(at(tree, "a-register"))


def test_a_contested_status_cites_each_view(tree: ElementTree.Element) -> None:
    box = next(one for one in at(tree, "a-mines").iter("div") if one.get("class") == "contest")
    assert text(box).startswith("Russian Federation: declared it. Contested:")
    assert [text(view) for view in box.iter("li")] == ["one view", "<another>"]


def test_what_is_unconfirmed_is_stated_with_its_source(tree: ElementTree.Element) -> None:
    words = text(at(tree, "a-mines"))
    assert "What could not be confirmed in a source 2" in words
    assert "Whether it may be suspended." in words
    assert "day by which the report is due: 05-31 (practice)" in words
    assert "Unconfirmed: no source could be read for it." in text(at(tree, "law-mines.yearly_report"))
    assert "†" in text(at(tree, "law-mines.yearly_report"))
    assert "†" not in text(at(tree, "law-register.yearly_return"))
    assert "Depositary, as at 2024-05-31 (3 acts)" in words


def test_obligations_stand_in_the_order_of_their_articles(tree: ElementTree.Element) -> None:
    rows = [
        row.get("id") for row in at(tree, "a-mines").iter("tr") if (row.get("id") or "").startswith("law-")
    ]
    assert rows == [
        "law-mines.prohibition",
        "law-mines.clearance",
        "law-mines.yearly_report",
        "law-mines.yearly_report_in_time",
    ]


def test_an_obligation_says_how_many_stand_how_and_why_some_cannot_be_assessed(
    tree: ElementTree.Element,
) -> None:
    words = text(at(tree, "law-mines.yearly_report"))
    assert "here for 2023" in words
    assert (
        "● 2 received ○ 1 not recorded ? 1 contested ? 1 no complete list – 1 not asked for 2023 – 1 signed only"
        in words
    )
    assert "All years: ● 9 ○ 3 ? 3 · 4 – 2" in words
    assert "Nothing held here can show it. 2 parties" in text(at(tree, "law-mines.prohibition"))


def test_an_obligation_of_which_nothing_tells_has_no_column_and_says_so(tree: ElementTree.Element) -> None:
    words = text(at(tree, "a-mines"))
    assert "nothing on record tells of anybody: Art. 1 prohibition." in words
    heads = [text(one) for one in at(tree, "m-mines-DEU").iter("td")]
    assert len(heads) == 3


def test_parties_stand_by_name_and_those_of_the_case_first(tree: ElementTree.Element) -> None:
    rows = [row.get("id") for row in at(tree, "a-mines").iter("tr") if (row.get("id") or "").startswith("m-")]
    assert rows == ["m-mines-DEU", "m-mines-NGA", "m-mines-POL", "m-mines-RUS", "m-mines-KEN"]


def test_parties_of_which_nothing_tells_are_named_once_and_have_no_row(tree: ElementTree.Element) -> None:
    assert "Nothing on record tells of India." in text(at(tree, "a-mines"))
    assert tree.find(".//*[@id='m-mines-IND']") is None


def test_agreements_of_which_the_record_tells_stand_first(tables: Tables, case: Case) -> None:
    made = promised()
    told = made["verdict"].with_columns(
        verdict=pl.when(pl.col("agreement") == "mines").then(pl.lit("not_assessable")).otherwise("verdict"),
        reason=pl.when(pl.col("agreement") == "mines").then(pl.lit("unseen")).otherwise("reason"),
    )
    page = render(tables | made | {"verdict": told}, case)
    assert page.index('id="a-register"') < page.index('id="a-mines"')
    assert "nothing on record tells of any one of them" in page
    assert page.count('<details class="alternative" open="open"><summary>Party by party') == 1


def test_a_party_that_only_signed_has_no_row(page: str) -> None:
    assert 'id="m-mines-USA"' not in page


def test_a_strip_has_one_mark_a_year_and_says_it_in_words(tree: ElementTree.Element) -> None:
    strips = [one for one in at(tree, "m-mines-DEU").iter("span") if one.get("class") == "strip"]
    assert text(strips[0]).replace(" ", "") == "●○○●●·"
    assert strips[0].get("title") == "received 2019, 2022–2023; not recorded 2020–2021; not due 2024"
    assert text(strips[1]).replace(" ", "") == "L·"


def test_a_year_in_which_a_party_was_not_bound_is_marked_so(tree: ElementTree.Element) -> None:
    (shown,) = (one for one in at(tree, "m-mines-NGA").iter("span") if one.get("class") == "strip")
    assert "".join(shown.itertext()) == "–––?○·"
    assert (
        shown.get("title") == "not recorded 2023; cannot be assessed 2022; not due 2024; not bound 2019–2021"
    )


def test_what_is_shown_is_the_latest_period_that_has_fallen_due(tree: ElementTree.Element) -> None:
    assert at(tree, "v-mines.yearly_report.DEU.2023") is not None
    assert tree.find(".//*[@id='v-mines.yearly_report.DEU.2024']") is None
    poland = [text(cell) for cell in at(tree, "m-mines-POL").iter("td")]
    assert poland[1].endswith("2021"), "its last year is not the column's, and is named"


def test_a_cell_opens_to_its_trace(tree: ElementTree.Element) -> None:
    cells = [link.get("href") for link in at(tree, "m-mines-DEU").iter("a")]
    assert cells[0] == "#v-mines.clearance.DEU.2019"
    words = text(at(tree, "v-mines.yearly_report.DEU.2023"))
    assert words == (
        "Art. 13(2) yearly report, 2023 Said of received. Due 2024-04-30. By: report due 05-31 (unconfirmed). "
        "On record: mines_report/2023/DEU/any. mines.yearly_report.DEU.2023"
    )
    assert "On record: completed 2020-02-01." in text(at(tree, "v-mines.clearance.DEU.2019"))


def test_an_old_period_names_the_value_that_held_then(tree: ElementTree.Element) -> None:
    assert "By: report due 04-30." in text(at(tree, "v-mines.yearly_report.POL.2021"))


def test_a_deadline_to_come_stands_in_its_cell(tree: ElementTree.Element) -> None:
    assert "due 2025-03-01" in text(at(tree, "m-mines-NGA"))


def test_the_calendar_has_duties_answers_and_changes_by_day(tree: ElementTree.Element) -> None:
    rows = [text(row) for row in at(tree, "calendar").iter("tr")][1:]
    assert [row.split(" ")[0] for row in rows] == [
        "2024-06-17",
        "2024-09-01",
        "2024-11-01",
        "2025-03-01",
        "2025-04-30",
    ]
    assert "Answer expected" in rows[0]
    assert "Australia, United States" in rows[0]
    assert "Art. 13(2): yearly report for 2024" in rows[4]
    assert rows[4].endswith("Germany, India, Kenya, Nigeria")


def test_an_agreement_says_what_is_due_next_and_not_who_leaves(tree: ElementTree.Element) -> None:
    words = text(at(tree, "a-mines"))
    assert (
        "Next: 2025-03-01, Art. 5: clearance (Nigeria); 2025-04-30, Art. 13(2): yearly report for 2024 (4 parties)."
        in words
    )


def test_the_calendar_ends_eighteen_months_on() -> None:
    assert end(date(2024, 6, 1)) == date(2025, 12, 1)
    assert end(date(2024, 8, 31)) == date(2026, 2, 28)
    later = promised()["verdict"].with_columns(
        due_on=pl.when(pl.col("rule") == "clearance").then(date(2025, 12, 2)).otherwise("due_on")
    )
    found = coming(Record.of(promised() | {"verdict": later}), ON)
    assert not any(one.what.startswith("clearance") for one in found)


def test_every_verdict_has_a_mark_and_no_two_marks_look_alike() -> None:
    assert set(KIND_OF) == {one.value for one in Verdict}
    assert set(KIND_OF.values()) | set(BY_REASON.values()) == set(MARKS)
    assert len({mark.glyph for mark in MARKS.values()}) == len(MARKS)
    assert all(len(mark.glyph) == 1 for mark in MARKS.values())


def test_neighbouring_years_are_joined() -> None:
    assert years([2003, 1994, 1995, 1996]) == "1994–1996, 2003"
    assert strip({2020: "kept"}, range(2019, 2021)).runs == [("unbound", "–"), ("kept", "●")]


def test_a_what_if_shows_what_it_would_change(tables: Tables, case: Case) -> None:
    changed = table(
        "verdict_change",
        {
            "verdict_id": "mines.clearance.KEN.2021",
            "verdict_before": "-",
            "verdict_after": "breached",
            "reason_after": "not_completed",
        },
    )
    page = render(tables | promised() | {"verdict_change": changed}, case)
    assert "What the supposed law would change" in page
    assert "<td>no such duty</td><td>Not recorded as completed</td>" in page


def test_without_flows_those_that_filed_are_the_parties_of_the_case(tables: Tables, case: Case) -> None:
    only = promised() | {"filing": tables["filing"], "document": tables["document"]}
    page = render(only, replace(case, folder=Path("invented")))
    own, _, others = page[page.index('id="a-mines"') :].partition("of which the case does not speak")
    assert 'id="m-mines-DEU"' in own
    assert 'id="m-mines-KEN"' in others


def test_the_limits_say_what_silence_means(tree: ElementTree.Element) -> None:
    words = text(at(tree, "limits"))
    assert "Silence counts only under a complete list" in words
    assert "is never evidence of excess" in words
    assert "for the agreement's own organs to say" in words
