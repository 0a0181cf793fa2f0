"""What leaves the register: forms that read back, files that `tallystick add` reads, and halves laid side by side."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from tallystick.model.document import Addition, Entry
from tallystick.pipeline import cases, order
from tallystick.register.items.models import Event, EventKind, ItemKind
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.ledger.operation import operation
from tallystick.register.returns import tallies, versions
from tallystick.register.returns.before import Flow, lay
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.lines import tables
from tallystick.register.returns.models import Emptiness, Filing, Profile, Reason, Visibility
from tallystick.register.returns.sheets import Sheet, sheets
from tallystick.register.returns.wording import said
from tallystick.register.returns.written import docx as word
from tallystick.register.returns.written import xlsx as excel
from tests.register.conftest import SmallState
from tests.register.samples_returns import PARTNER_TALLY, begun, exported, moved, partner_file, weapon

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds


def opened(filing: Filing) -> Filing:
    """Mark every line of a return public."""
    filing.visibility = Visibility.PUBLIC
    marks = {line.key: "public" for table in tables(filing) for line in table.lines}
    with operation("authority", "mark lines of return") as done:
        return versions.mark(done, filing, marks, {}, filing.entry)


def title(laid: list[Sheet]) -> dict[object, object]:
    """Give what the first form of a return says, by its field."""
    return {row[0]: row[1] for row in laid[0].rows}


def submitted(filing: Filing) -> Filing:
    with operation("authority", "submit return") as done:
        versions.declare(done, filing, "imports", "nil")
        return versions.submit(done, filing, date(2025, 5, 30), ["public", "parties_only", "restricted"])


def test_the_annual_report_reads_back_from_excel_in_the_fields_of_the_template(small: SmallState) -> None:
    exported(small.army, 2, country="QMU")
    filing = submitted(opened(begun()))
    content = excel(sheets(filing, tables(filing), "public", Profile(authority="Ministry")), filing.filed_on)
    book = openpyxl.load_workbook(io.BytesIO(content))
    first = dict(book.worksheets[0].iter_rows(min_row=3, max_col=2, values_only=True))
    assert first["Reporting state"] == "Maldren (QMA)"
    assert [first[name] for name in ("Report: Exports", "Nil report: Exports")] == ["yes", "no"]
    assert [first[name] for name in ("Report: Imports", "Nil report: Imports")] == ["no", "yes"]
    exports = list(book["2 Exports"].iter_rows(values_only=True))
    assert exports[1][:3] == ("Category of arms (I–VIII)", "Authorised or actual", "Number of items")
    assert exports[2] == (
        "VIII.SA4 Assault rifles",
        "actual",
        2,
        None,
        "Morvane (QMO)",
        "Murvale (QMU)",
        "Invented R1 7.62 × 39 mm",
        None,
    )


def test_the_front_page_says_what_was_counted_and_a_nil_has_a_form_of_its_own(small: SmallState) -> None:
    exported(small.army, 1)
    filing = begun()
    filing.export_means, filing.cut_off_on = ["physical", "title"], date(2025, 3, 31)
    filing = submitted(filing)
    laid = sheets(filing, tables(filing), "parties_only", None)
    first = title(laid)
    assert first["What an export is"] == "items crossed the border; title passed"
    assert (first["What an import is"], first["Cut-off date of the figures"]) == ("not said", "2025-03-31")
    assert laid[2].title == "Nil report: Imports"
    assert laid[2].rows[-1] == ("Statement", "There was nothing to report.")


def test_of_a_part_without_rows_the_front_page_says_what_a_person_said_of_it(small: SmallState) -> None:  # noqa: ARG001
    filing = begun(Instrument.UN_REGISTER)
    [said, left, silent] = [table.part for table in tables(filing) if table.part.may_be_nil][:3]
    with operation("authority", "declare nil") as done:
        versions.declare(done, filing, said.name, Emptiness.NIL)
        versions.declare(done, filing, left.name, Emptiness.LEFT_OUT)
    first = title(sheets(filing, tables(filing), "parties_only", None))
    words = [first[str(part.title)] for part in (said, left, silent)]
    assert words == ["nil", "left out", "nothing found, nothing declared"]


def test_a_questionnaire_on_paper_tells_what_binds_from_what_is_encouraged(small: SmallState) -> None:  # noqa: ARG001
    filing = begun(Instrument.ATT_INITIAL)
    [_first, answers] = sheets(filing, tables(filing), "parties_only", None)
    assert answers.columns == ("Section", "Article", "Question", "Answer")
    assert answers.rows[0][:2] == ("A", "2(1)")
    filing = begun(Instrument.POA)
    assert sheets(filing, tables(filing), "parties_only", None)[-1].columns[0] == "Article"


def test_light_weapons_leave_as_such_and_what_is_counted_twice_as_one_claim(small: SmallState) -> None:
    mortar: dict[str, Any] = {
        "kind": ItemKind.LIGHT_WEAPON,
        "category": "III",
        "model": "M82",
        "calibre": "82 mm",
    }
    item = weapon(small.army, **mortar)
    moved(item, EventKind.SURRENDERED, date(2024, 5, 1), store=small.armoury, place="road")
    exported(small.army, 1, **mortar)
    filing = begun(Instrument.ECOWAS)
    rows = csv.DictReader(io.StringIO(tallies.tally(filing, tables(filing), None)))
    told = [(row["act"], row["category"], row["quantity"]) for row in rows if row["category"] != "small_arms"]
    assert told == [("transfer", "light_weapons", "1"), ("holding", "light_weapons", "1")]
    filing = begun(Instrument.SDG)
    rows = csv.DictReader(io.StringIO(tallies.tally(filing, tables(filing), None)))
    assert list(rows) == [], (
        "how far tracing came is no claim of its own, and what was surrendered was not seized"
    )
    laid = sheets(filing, tables(filing), "parties_only", None)
    found = next(sheet for sheet in laid if sheet.title == "Surrendered")
    assert found.rows[0][:3] == ("surrendered", "III Light weapons of 75 mm and more", 1)


def test_the_public_version_leaves_out_what_is_for_parties_only_and_says_so(small: SmallState) -> None:
    filing = opened(begun())
    exported(small.army, 1)
    public, parties = (
        sheets(filing, tables(filing), audience, None) for audience in ("public", "parties_only")
    )
    assert public[1].rows == ()
    assert title(public)["Information for parties only"] == "left out of this version"
    assert len(parties[1].rows) == 1


def test_what_is_withheld_stands_in_no_version_and_the_return_says_that_something_was(
    small: SmallState,
) -> None:
    exported(small.army, 1, handling="restricted")
    filing = begun()
    laid = sheets(filing, tables(filing), "parties_only", None)
    assert laid[1].rows == ()
    assert title(laid)["Information withheld"] == "yes"
    assert len(tallies.tally(filing, tables(filing), "parties_only").splitlines()) == 1


def test_a_cell_is_never_a_formula_and_never_breaks_the_file(small: SmallState) -> None:
    exported(small.army, 1, make="=1+1", model="R1\x0b")
    filing = opened(begun())
    laid = sheets(filing, tables(filing), "public", None)
    book = openpyxl.load_workbook(io.BytesIO(excel(laid, None)))
    cell = book["2 Exports"].cell(4, 7)
    assert (cell.data_type, str(cell.value)[:8]) == ("s", "=1+1 R1\ufffd")
    assert "=1+1" in docx.Document(io.BytesIO(word(laid, None))).tables[1].cell(1, 6).text


def test_the_word_file_has_a_table_for_each_form(small: SmallState) -> None:
    exported(small.army, 1)
    filing = opened(begun(Instrument.UN_REGISTER))
    document = docx.Document(io.BytesIO(word(sheets(filing, tables(filing), "public", None), None)))
    assert len(document.tables) == 7
    small_exports = document.tables[3]
    assert [cell.text for cell in small_exports.rows[1].cells][:3] == [
        "SA4 Assault rifles",
        "Morvane (QMO)",
        "1",
    ]


def test_the_tally_and_filing_files_go_through_the_pipeline_as_they_stand(
    small: SmallState, tmp_path: Path
) -> None:
    exported(small.army, 2)
    filing = submitted(opened(begun()))
    files = {"tally.csv": tallies.tally(filing, tables(filing), "public")}
    files["filings.csv"] = tallies.filings(filing, tables(filing))
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8", newline="")
    case = tmp_path / "case"
    cases.new(case)
    entry = Entry(addition=Addition(added_on=date(2025, 6, 1), added_by="A. Clerk"))
    read = dict(cases.add(case, [tmp_path / name for name in files], entry))
    assert [issue.message for reading in read.values() for issue in reading.issues] == []
    told = order.read_case(case)
    [claim] = told["claim"].to_dicts()
    assert (claim["from_party"], claim["to_party"], claim["category"]) == ("QMA", "QMO", "small_arms")
    assert (claim["quantity_low"], claim["basis"], claim["instrument"]) == (2, "delivered", "att_annual")
    by_direction = {row["direction"]: row for row in told["filing"].to_dicts()}
    assert by_direction["imports"]["content"] == "nil"
    assert by_direction["exports"]["content"] == "lines"
    assert claim["filing_id"] == by_direction["exports"]["filing_id"]


def test_a_nil_that_nobody_declared_stands_in_no_file(small: SmallState) -> None:
    exported(small.army, 1)
    filing = begun()
    rows = list(csv.DictReader(io.StringIO(tallies.filings(filing, tables(filing)))))
    assert [(row["direction"], row["content"]) for row in rows] == [("exports", "lines")]


def laid_beside(filing: Filing, quantity: int, text: str = PARTNER_TALLY) -> tuple[Flow, ...]:
    kept = partner_file(quantity, text)
    return lay(filing, [(kept.document.name, kept.document.path)], ["public", "parties_only"]).flows


def test_before_filing_a_delivery_at_the_year_end_is_said_to_be_the_likely_cause(small: SmallState) -> None:
    exported(small.army, 3)
    exported(small.army, 2, on=date(2025, 1, 4))
    quantities = PARTNER_TALLY + PARTNER_TALLY.splitlines()[1].replace("2024,{quantity}", "2025,nil") + "\n"
    [flow] = laid_beside(begun(), 5, quantities)
    assert (flow.own.low, flow.theirs.low, flow.partner) == (3, 5, "QMO")
    assert [(cause.word, cause.quantity) for cause in flow.causes] == [("year_end", 2)]
    assert flow.rows[0].document == "morvane.csv"
    assert said(flow).startswith("Morvane reports 5, you report 3; most likely the cause is: the year-end (")


def test_before_filing_the_same_figure_is_agreed_and_opens_to_ones_own_rows(small: SmallState) -> None:
    exported(small.army, 2)
    [flow] = laid_beside(begun(), 2)
    assert flow.is_agreed
    assert said(flow) == "Morvane and you report the same: 2."
    assert [part for part, _key in flow.keys] == ["exports"]


def test_before_filing_a_partners_import_that_the_register_does_not_know_is_said(small: SmallState) -> None:
    exported(small.army, 1, "QMU")
    [flow] = laid_beside(begun(), 4)
    assert said(flow) == "Morvane reports 4; you report none."


def test_before_filing_a_file_that_cannot_be_read_is_named_and_hides_no_other(small: SmallState) -> None:
    exported(small.army, 1)
    files = [
        (name, partner_file(1, text).document.path)
        for name, text in (
            ("bad.csv", PARTNER_TALLY.replace("{quantity}", "many")),
            ("good.csv", PARTNER_TALLY),
            ("worse.csv", "nothing,of\nthis,kind\n"),
        )
    ]
    laid = lay(begun(), files, ["public", "parties_only"])
    assert [flow.theirs.low for flow in laid.flows] == [1]
    assert [one.text.split("”")[0] for one in laid.refused] == [
        "“bad.csv", "“worse.csv"
    ]  # fmt: skip
    assert "tallystick-" not in "".join(one.text + one.english for one in laid.refused), (
        "no place of the machine"
    )


def test_before_filing_a_later_version_stands_alone(small: SmallState) -> None:
    exported(small.army, 2)
    first = submitted(opened(begun()))
    with operation("authority", "make new version of return") as done:
        second = versions.revise(done, first, Reason.CORRECTION, "one was missing")
    kept = partner_file(2)
    laid = lay(second, [(kept.document.name, kept.document.path)], ["parties_only"])
    assert (laid.flows[0].own.low, laid.remarks) == (2, ())
    assert "att_annual/2024/QMA/exports/v1" in tallies.filings(second, tables(second))


def test_before_filing_the_same_file_twice_is_one_witness(small: SmallState) -> None:
    exported(small.army, 2)
    path = partner_file(5).document.path
    [flow] = lay(begun(), [("a.csv", path), ("a.csv", path)], ["parties_only"]).flows
    assert (flow.own.low, flow.theirs.low) == (2, 5)


NOTE = "1 event waits for a second person and is not counted."


def with_a_note(small: SmallState, notes_for: str) -> Filing:
    """Return a return on exports of which one waits for a second person."""
    exported(small.army, 2)
    item = weapon(small.army)
    with operation("clerk", "enter exported") as done:
        happen(
            done, item, Happened(EventKind.EXPORTED, date(2024, 5, 1), party="QMO", details={"licence": "L1"})
        )
    filing = opened(begun())
    filing.notes_for = notes_for
    with operation("authority", "change return") as done:
        return done.save(filing)


@pytest.mark.parametrize(
    ("notes_for", "audiences"),
    [("", set()), ("parties_only", {"parties_only"}), ("public", {"public", "parties_only"})],
)
def test_notes_go_to_those_whom_a_person_lets_read_them_and_no_further(
    small: SmallState, notes_for: str, audiences: set[str]
) -> None:
    filing = with_a_note(small, notes_for)
    for audience in ("public", "parties_only"):
        laid = sheets(filing, tables(filing), audience, None)
        assert (NOTE in laid[1].said) is (audience in audiences)
        left = title(laid).get("Notes beside the figures")
        assert left == (None if audience in audiences else "left out of this version")
    filing.visibility = Visibility.PARTIES_ONLY
    assert NOTE not in sheets(filing, tables(filing), "public", None)[1].said


def test_notes_stand_in_excel_and_word_and_stay_with_what_was_submitted(small: SmallState) -> None:
    filing = submitted(with_a_note(small, "public"))
    with operation("approver", "decide") as done:
        decide(done, Event.objects.get(decision=None, kind=EventKind.EXPORTED), accepts=True)
    laid = sheets(filing, tables(filing), "public", None)
    book = openpyxl.load_workbook(io.BytesIO(excel(laid, filing.filed_on)))
    assert NOTE in [row[0] for row in book["2 Exports"].iter_rows(values_only=True)]
    paragraphs = docx.Document(io.BytesIO(word(laid, filing.filed_on))).paragraphs
    assert NOTE in [one.text for one in paragraphs]
    with operation("authority", "make new version") as done:
        later = versions.revise(done, filing, Reason.AMENDMENT, "accepted since")
    assert later.notes_for == "public"
    assert NOTE not in sheets(later, tables(later), "public", None)[1].said
