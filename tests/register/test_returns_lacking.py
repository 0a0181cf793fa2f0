"""What a return lacks is listed before it is submitted, and said in its files: neither nil nor left unsaid."""

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.models import EventKind
from tallystick.register.ledger.operation import operation
from tallystick.register.returns import versions
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.lacking import lacking
from tallystick.register.returns.lines import tables
from tallystick.register.returns.models import Filing, State
from tallystick.register.returns.questions import open_to_people
from tallystick.register.returns.sheets import sheets
from tallystick.register.returns.tallies import unclaimed
from tests.register.conftest import SmallState
from tests.register.samples_returns import begun, moved, submitted, weapon

Browser = Callable[[Role], Client]
NOT_KNOWN = "Nothing was found in the register. Whether there was none is not known."


def said_of(filing: Filing) -> dict[str, tuple[str, ...]]:
    """Give what stands under the title of each sheet."""
    laid = sheets(filing, tables(filing), "parties_only", None)
    return {sheet.title: sheet.said for sheet in laid}


def seized(small: SmallState, **columns: object) -> None:
    moved(
        weapon(small.army, **columns), EventKind.SEIZED, date(2024, 5, 1), store=small.armoury, place="road"
    )


def test_a_return_that_lacks_something_is_submitted_only_by_a_tick_beside_the_list(
    small: SmallState, signed_in: Browser
) -> None:
    seized(small)
    filing, browser = begun(Instrument.POA), signed_in(Role.AUTHORITY)
    address = reverse("return_submit", args=[filing.pk])
    shown = browser.get(address).content.decode()
    assert "Not known: Marked" in shown
    assert "Not known: II.17: Which rules hold for the safe keeping of stocks?" in shown
    assert "Not known: Seized" not in shown
    assert browser.post(address, {"filed_on": "2025-05-30"}).status_code == 200
    filing.refresh_from_db()
    assert filing.state == State.WORKING
    assert browser.post(address, {"filed_on": "2025-05-30", "all_the_same": "on"}).status_code == 302
    filing.refresh_from_db()
    assert filing.state == State.SUBMITTED


def test_a_question_that_is_answered_is_no_longer_listed(small: SmallState) -> None:  # noqa: ARG001  # its register
    filing = begun(Instrument.ECOWAS)
    before = lacking(filing)
    with operation("authority", "answer questions of return") as done:
        given = {one.name: "None." for one in open_to_people(filing)}
        filing = versions.answer(done, filing, given, filing.entry)
    assert len(before) - len(lacking(filing)) == len(given) == 5


@pytest.mark.usefixtures("small")
def test_a_return_that_lacks_nothing_asks_for_no_tick(signed_in: Browser) -> None:
    shown = signed_in(Role.AUTHORITY).get(reverse("return_submit", args=[begun().pk])).content.decode()
    assert "all_the_same" not in shown


def test_every_sheet_of_a_return_that_is_not_submitted_says_draft(
    small: SmallState, signed_in: Browser
) -> None:
    seized(small)
    filing = begun(Instrument.POA)
    assert {said[0] for said in said_of(filing).values()} == {"draft"}
    address = reverse("return_file", args=[filing.pk, "tally", "parties_only"])
    assert "-draft-" in signed_in(Role.AUTHORITY).get(address)["Content-Disposition"]
    sent = submitted(filing)
    assert not any("draft" in said for said in said_of(sent).values())
    assert "-draft-" not in signed_in(Role.AUTHORITY).get(address)["Content-Disposition"]


def test_a_section_without_lines_says_that_it_is_not_known_on_the_page_and_on_paper(
    small: SmallState, signed_in: Browser
) -> None:
    seized(small)
    filing = submitted(begun(Instrument.POA))
    said = said_of(filing)
    assert (said["Marked"], said["Seized"]) == ((NOT_KNOWN,), ())
    answers = sheets(filing, tables(filing), "parties_only", None)[-1]
    assert {row[-1] for row in answers.rows} == {"not known", "0"}
    page = signed_in(Role.AUTHORITY).get(reverse("return", args=[filing.pk]), {"part": "marked"})
    assert NOT_KNOWN in page.content.decode()


def test_a_section_whose_lines_a_reader_may_not_see_is_not_said_to_be_empty(
    small: SmallState, signed_in: Browser
) -> None:
    seized(small, handling="restricted")
    filing = begun(Instrument.POA)
    address = reverse("return_file", args=[filing.pk, "xlsx", "parties_only"])
    book = openpyxl.load_workbook(io.BytesIO(signed_in(Role.AUDITOR).get(address).content))
    assert [book["2 Seized"].cell(row, 1).value for row in (2, 3)] == ["draft", "left out of this version"]
    assert book["3 Found"].cell(3, 1).value == NOT_KNOWN


def test_what_the_tally_file_has_no_word_for_is_named_beside_it(
    small: SmallState, signed_in: Browser
) -> None:
    seized(small)
    filing = begun(Instrument.POA)
    left = [part.name for part in unclaimed(filing.instrument)]
    assert {"found", "surrendered", "marked", "answers"} <= set(left)
    assert {"seized", "destroyed", "losses"}.isdisjoint(left)
    page = signed_in(Role.AUTHORITY).get(reverse("return", args=[filing.pk])).content.decode()
    assert "Not in the tally file: Found · Surrendered · " in page
    assert unclaimed(Instrument.ATT_ANNUAL) == unclaimed(Instrument.UN_REGISTER) == []
