"""A licence from before this register: one person enters it with its scan, another confirms it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role, User
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.licences.leaving import leave
from tallystick.register.licences.left import left_of
from tallystick.register.licences.models import Application, Licence, PaperLicence, State, Unit, Verb
from tallystick.register.licences.on_paper import confirm_paper, put_paper
from tallystick.register.licences.use import UseRefusedError, Wanted, check_use, find_licence
from tests.register.conftest import SmallState
from tests.register.licence_case import APPLICANT, OFFICER, SECOND, does, drafted, on_paper, seen_on, state_of

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]
YEAR = 2024


def of_2024(small: SmallState, number: str = "12/2024") -> Application:
    """Enter a licence on paper of the year in which the rifle of the army was registered."""
    first = date(YEAR, 1, 1)
    return on_paper(
        small, number, issued_on=first, valid_from=first, valid_until=date(YEAR, 12, 31), provisos="By sea only."
    )  # fmt: skip


def confirm(case: Application, actor: str = SECOND) -> Licence:
    does(case, APPLICANT, Verb.SUBMIT)
    with operation(actor, "record case") as done:
        return confirm_paper(done, case)


def test_a_paper_licence_that_another_person_confirmed_stands_from_its_own_day(small: SmallState) -> None:
    licence = confirm(of_2024(small))
    assert licence.issued_on == date(YEAR, 1, 1)
    assert licence.valid_until == date(YEAR, 12, 31)
    assert (licence.provisos, licence.holder) == ("By sea only.", "Invented Arms Works")
    assert [(one.line.quantity, one.left) for one in left_of(licence)] == [(10, 10)]
    assert state_of(licence.application) == State.GRANTED
    assert list(breaks()) == []


def test_an_old_export_is_entered_under_the_number_on_the_paper(small: SmallState) -> None:
    licence = confirm(of_2024(small))
    happened = Happened(EventKind.EXPORTED, date(YEAR, 6, 1), party="QMO", details={"licence": " 12/2024 "})
    with operation("keeper", "enter exported") as done:
        event = leave(done, [Item.objects.get(pk=small.rifle.pk)], happened)[0]
    assert event.details["licence"] == licence.number
    assert left_of(licence)[0].left == 9


def test_after_its_end_a_paper_licence_lets_nothing_go(small: SmallState) -> None:
    confirm(of_2024(small))
    one = [Wanted(1, Unit.ITEMS, 1)]
    check_use("12/2024", one, date(YEAR, 12, 31))
    for day in (date(YEAR + 1, 1, 1), timezone.localdate()):
        with pytest.raises(UseRefusedError, match="is after it"):
            check_use("12/2024", one, day)


def test_before_it_is_confirmed_there_is_no_licence(small: SmallState) -> None:
    case = of_2024(small)
    does(case, APPLICANT, Verb.SUBMIT)
    with pytest.raises(UseRefusedError, match="entered under Licences"):
        find_licence("12/2024")
    assert not Licence.objects.exists()


def test_whoever_entered_a_paper_licence_does_not_confirm_it(small: SmallState) -> None:
    case = of_2024(small)
    with pytest.raises(ValidationError, match="cannot countersign"):
        confirm(case, APPLICANT)
    PaperLicence.objects.update(entered_by="scanner")
    case = Application.objects.get(pk=case.pk)
    with pytest.raises(ValidationError, match="cannot countersign"), operation("scanner", "record") as done:
        confirm_paper(done, case)


def test_a_record_of_paper_goes_no_other_way_and_an_application_not_this_one(small: SmallState) -> None:
    paper, case = of_2024(small), drafted(small)
    for one in (paper, case):
        does(one, APPLICANT, Verb.SUBMIT)
    with pytest.raises(ValidationError, match="was decided on before"):
        does(paper, OFFICER, Verb.TAKE_UP)
    with pytest.raises(ValidationError, match="confirmed in one step"), operation(SECOND, "record") as done:
        confirm_paper(done, case)


def test_a_paper_licence_given_back_is_corrected_and_submitted_again(small: SmallState) -> None:
    case = of_2024(small)
    does(case, APPLICANT, Verb.SUBMIT)
    does(case, SECOND, Verb.GIVE_BACK, reason="the scan is of another page")
    assert state_of(case) == State.DRAFT
    confirm(case)


def test_one_paper_is_entered_once_unless_the_first_record_was_withdrawn(small: SmallState) -> None:
    first = of_2024(small)
    with pytest.raises(ValidationError, match=f"Case {first.number} is of this paper already"):
        of_2024(small, "12/2024")
    does(first, APPLICANT, Verb.WITHDRAW, reason="the wrong file")
    of_2024(small, "12/2024")


def test_a_paper_number_that_two_licences_bear_names_neither(small: SmallState) -> None:
    confirm(of_2024(small, "12"))
    confirm(on_paper(small, "12"))
    with pytest.raises(UseRefusedError, match=r"Several licences on paper .* QMA\d*-L-000001.*, QMA"):
        find_licence("12")


def test_a_paper_issued_after_this_register_was_begun_needs_a_reason(small: SmallState) -> None:
    today = timezone.localdate()
    days: dict[str, Any] = {
        "issued_on": today,
        "valid_from": today,
        "valid_until": today + timedelta(days=30),
    }
    with pytest.raises(ValidationError, match="This register was begun on"):
        on_paper(small, **days)
    on_paper(small, note="The line to the capital was down.", **days)


def test_a_paper_without_its_scan_is_refused(small: SmallState) -> None:
    paper = PaperLicence(
        application=drafted(small), number="1", issued_on=date(2018, 1, 1), valid_from=date(2018, 1, 1),
        valid_until=date(2018, 2, 1),
    )  # fmt: skip
    with pytest.raises(ValidationError) as told, operation(APPLICANT, "enter paper licence") as done:
        put_paper(done, paper, None, seen=None)
    assert sorted(told.value.message_dict) == ["file"]


def test_a_paper_dated_ahead_or_ending_before_it_begins_is_refused(small: SmallState) -> None:
    with pytest.raises(ValidationError) as told:
        on_paper(
            small,
            issued_on=timezone.localdate() + timedelta(days=1),
            valid_until=date(2018, 1, 1),
            note="-",
        )
    assert sorted(told.value.message_dict) == ["issued_on", "valid_until"]


def test_the_pages_enter_a_paper_with_its_scan_mark_it_and_let_the_approver_confirm_it(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    officer, approver = signed_in(Role.AUTHORITY), signed_in(Role.APPROVER)
    given = {
        "number": "7/2018", "issued_on": "2018-03-01", "valid_from": "2018-03-01", "valid_until": "2018-12-31",
        "case-kind": "export", "case-applicant": small.army.pk, "case-from_party": "QMA", "case-to_party": "QMO",
        "case-end_use": "Posts",
    }  # fmt: skip
    assert "This field is required." in officer.post(reverse("enter_paper"), given).content.decode()
    assert not Application.objects.exists()
    scan = SimpleUploadedFile("licence.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    answer = officer.post(reverse("enter_paper"), given | {"file": scan})
    case = Application.objects.get()
    assert answer["Location"] == reverse("case", args=[case.pk])
    line = {"category": "SA3", "description": "rifles", "quantity": 2, "unit": "items"}
    officer.post(reverse("add_case_line", args=[case.pk]), line)
    for role, party in (("exporter", "QMA"), ("consignee", "QMO"), ("end_user", "QMO")):
        whom = {"role": role, "name": f"the {role}", "party": party}
        officer.post(reverse("add_case_party", args=[case.pk]), whom)
    officer.post(reverse("case_add", args=[case.pk, "submit"]), {})
    assert "Licences on paper to confirm" in approver.get(reverse("home")).content.decode()
    assert "Cases to take up" not in officer.get(reverse("home")).content.decode()
    address = reverse("case_decide", args=[case.pk, "record"])
    assert address in approver.get(reverse("case", args=[case.pk])).content.decode()
    assert approver.post(address, seen_on(approver, address)).status_code == 302
    licence = Licence.objects.get()
    for name, args in (("licence", [licence.pk]), ("issued_licences", []), ("licences", [])):
        page = officer.get(reverse(name, args=args)).content.decode()
        assert "on paper, before this register" in page
    assert people[Role.APPROVER].username in {move.made_by for move in case.moves.all()}


def test_a_paper_that_is_submitted_is_not_changed(small: SmallState, signed_in: Browser) -> None:
    case = of_2024(small)
    does(case, APPLICANT, Verb.SUBMIT)
    given = {
        "number": "99/2024", "issued_on": "2018-03-01", "valid_from": "2018-03-01", "valid_until": "2018-12-31",
        "seen": case.paper.entry,
    }  # fmt: skip
    answer = signed_in(Role.AUTHORITY).post(reverse("edit_paper", args=[case.paper.pk]), given)
    assert "as a draft" in answer.content.decode()
    assert PaperLicence.objects.get().number == "12/2024"


def test_a_number_on_paper_is_among_those_near_to_a_mistyped_one(small: SmallState) -> None:
    confirm(on_paper(small, "EX 1234/2019"))
    with pytest.raises(UseRefusedError, match="Nearest: EX 1234/2019"):
        find_licence("EX 1243/2019")
