"""What a case rests on is changed until it is recommended, by nobody who signs it, and is then looked at anew."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.assessing import put_measure
from tallystick.register.licences.changing import kept_by
from tallystick.register.licences.entering import (
    put_application,
    put_end_use,
    put_line,
    put_party,
    put_question,
    verify_party,
)
from tallystick.register.licences.exempting import Happening, draft_request, put_request, put_step
from tallystick.register.licences.gaps import open_gaps, waive
from tallystick.register.licences.leads import leads
from tallystick.register.licences.licensing import Terms, grant
from tallystick.register.licences.models import (
    Answer,
    Application,
    CaseLine,
    CaseParty,
    Check,
    CheckPoint,
    EndUseDocument,
    Exemption,
    Kind,
    Mitigation,
    Stage,
    State,
    Verb,
)
from tallystick.register.licences.needs import for_grant, is_confirmed
from tallystick.register.licences.steps import handled_by
from tests.register.conftest import SmallState
from tests.register.licence_case import (
    APPLICANT,
    FIRST,
    OFFICER,
    SECOND,
    confirmed,
    does,
    drafted,
    ready,
    reviewed,
    seen_on,
    signed,
    state_of,
)

pytestmark = pytest.mark.slow  # a story over many steps each; together they take seconds

Browser = Callable[[Role], Client]
TOO_LATE = "until it is recommended"


def changed(document: EndUseDocument, actor: str = OFFICER, **columns: object) -> EndUseDocument:
    row = EndUseDocument.objects.select_related("application").get(pk=document.pk)
    for name, value in columns.items():
        setattr(row, name, value)
    with operation(actor, "enter end-user document") as done:
        return put_end_use(done, row, None, seen=None)


def brought_to(small: SmallState, state: State) -> Application:
    """Bring a case, in which everything is there, to one of the states after its recommendation."""
    case = ready(small)
    does(case, OFFICER, Verb.RECOMMEND, reason="all is there", recommends="grant")
    steps = {
        State.COUNTERSIGNED_1: (FIRST, Verb.COUNTERSIGN_1),
        State.COUNTERSIGNED_2: (SECOND, Verb.COUNTERSIGN_2),
    }
    for leads_to, (actor, verb) in steps.items():
        if state_of(case) == state:
            return case
        does(case, actor, verb)
        assert state_of(case) == leads_to
    if state == State.GRANTED:
        today = timezone.localdate()
        with operation(OFFICER, "grant licence") as done:
            grant(done, case, Terms(today, today + timedelta(days=30)))
    return case


LATER = (State.RECOMMENDED, State.COUNTERSIGNED_1, State.COUNTERSIGNED_2, State.GRANTED)


@pytest.mark.parametrize("state", LATER)
def test_a_document_on_end_use_is_neither_changed_nor_added_once_the_case_is_recommended(
    small: SmallState, state: State
) -> None:
    case = brought_to(small, state)
    document = case.end_use_documents.get()
    # as a page has it that was opened before
    document.application.state = State.UNDER_REVIEW
    document.names_end_user = "Militia of Morvane"
    for row in (document, EndUseDocument(application=case, kind="other", number="7")):
        with pytest.raises(ValidationError, match=TOO_LATE), operation("other", "enter") as done:
            put_end_use(done, row, None, seen=None)
    assert case.end_use_documents.get().names_end_user == "Army of Morvane"


@pytest.mark.parametrize("state", LATER)
def test_nobody_is_verified_once_the_case_is_recommended(small: SmallState, state: State) -> None:
    case = brought_to(small, state)
    party = case.parties.get(role="end_user")
    party.verified_how = "said so himself"
    with pytest.raises(ValidationError, match=TOO_LATE), operation("other", "verify") as done:
        verify_party(done, party, seen=None)


def test_a_case_that_was_sent_back_is_changed_again(small: SmallState) -> None:
    case = brought_to(small, State.COUNTERSIGNED_2)
    does(case, FIRST, Verb.SEND_BACK, reason="look at the number")
    assert changed(case.end_use_documents.get(), number="EUC-9").number == "EUC-9"


def test_whoever_changed_a_document_countersigns_at_no_level(small: SmallState) -> None:
    case = ready(small)
    document = case.end_use_documents.get()
    changed(document, FIRST, note="a translation is on its way")
    changed(document, SECOND, note="it came")
    assert {OFFICER, FIRST, SECOND} <= handled_by(case)
    does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="grant")
    with pytest.raises(ValidationError, match="cannot countersign"):
        does(case, FIRST, Verb.COUNTERSIGN_1)
    does(case, "third-signer", Verb.COUNTERSIGN_1)
    with pytest.raises(ValidationError, match="cannot countersign"):
        does(case, SECOND, Verb.COUNTERSIGN_2)
    does(case, "fourth-signer", Verb.COUNTERSIGN_2)


def test_whoever_kept_what_the_issuer_answered_does_not_countersign(small: SmallState) -> None:
    case = ready(small)
    answer = case.end_use_documents.get().confirmations.get()
    with operation(FIRST, "issuing authority answers") as done:
        done.save(kept_by(done, answer))
    assert FIRST in handled_by(case)
    assert OFFICER in handled_by(case), "who asked"


def test_whoever_changed_the_application_its_goods_or_parties_does_not_countersign(small: SmallState) -> None:
    case = drafted(small)
    with operation("first-clerk", "change application") as done:
        put_application(done, case, seen=None)
    with operation("second-clerk", "enter line of application") as done:
        put_line(done, case, case.lines.get(), seen=None)
    with operation("third-clerk", "enter party in case") as done:
        put_party(done, case, case.parties.get(role="end_user"), seen=None)
    with operation("fourth-clerk", "verify party in case") as done:
        verify_party(done, case.parties.get(role="end_user"), seen=None)
    assert {"first-clerk", "second-clerk", "third-clerk", "fourth-clerk", APPLICANT} <= handled_by(case)
    with operation("fifth-clerk", "enter line of application") as done:
        put_line(done, case, case.lines.get(), seen=None)
    assert "second-clerk" in handled_by(case), "a later one does not hide an earlier one"


def test_whoever_met_a_risk_or_worked_on_the_exemption_does_not_countersign(small: SmallState) -> None:
    case = ready(small, Kind.IMPORT, needs_exemption=True)
    measure = {"question": "7.4", "measure": "escort", "agreed_with": "the carrier"}
    with operation("measurer", "enter measure against risk") as done:
        put_measure(done, Mitigation(assessment=case.assessments.get(), **measure))
    with operation("preparer", "prepare exemption request") as done:
        request = put_request(done, filled(case), seen=None)
    with operation("sender", "exemption request goes on") as done:
        put_step(done, request, Happening(Stage.SENT, date(2024, 3, 1)))
    assert {"measurer", "preparer", "sender"} <= handled_by(case)


def filled(case: Application) -> Exemption:
    request = draft_request(case)
    for name in ("ground_explained", "shipments", "storage", "period", "end_user_confirmed"):
        setattr(request, name, "said")
    return request


def test_a_certificate_of_exemption_is_not_put_right_while_the_case_is_signed(small: SmallState) -> None:
    case = ready(small, Kind.IMPORT, needs_exemption=True)
    ends = timezone.localdate() + timedelta(days=9)
    happened = (
        Happening(Stage.SENT, date(2024, 3, 1)),
        Happening(Stage.GRANTED, date(2024, 4, 1), certificate="EX-1", valid_until=ends),
    )
    with operation(OFFICER, "exemption request goes on") as done:
        request = put_request(done, filled(case), seen=None)
        issued = [put_step(done, request, one) for one in happened][-1]
    longer = Happening(
        Stage.GRANTED, issued.happened_on, certificate="EX-1", valid_until=ends + timedelta(days=900), note="misread",
        corrects=issued,
    )  # fmt: skip
    does(case, OFFICER, Verb.RECOMMEND, reason="all is there", recommends="grant")
    with pytest.raises(ValidationError, match=TOO_LATE), operation("other", "goes on") as done:
        put_step(done, request, longer)
    with pytest.raises(ValidationError, match=TOO_LATE), operation("other", "prepare") as done:
        put_request(done, request, seen=None)


def test_no_measure_is_added_from_a_page_that_was_opened_before_the_recommendation(small: SmallState) -> None:
    case = ready(small)
    assessment = case.assessments.select_related("application").get()
    assert assessment.application.state == State.UNDER_REVIEW
    does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="grant")
    with pytest.raises(ValidationError, match="assessed under review"), operation(OFFICER, "measure") as done:
        put_measure(done, Mitigation(assessment=assessment, question="7.4", measure="escort"))


def test_who_signed_and_then_changed_something_holds_the_licence_up(small: SmallState) -> None:
    case = brought_to(small, State.COUNTERSIGNED_2)
    document = case.end_use_documents.get()
    with operation(FIRST, "check end-user document") as done:
        said = {"answer": Answer.YES, "reason": "looked again", "checked_by": FIRST, "checked_at": done.at}
        done.save(Check(end_use=document, point=CheckPoint.PAPER, **said))
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="cannot countersign"), operation(OFFICER, "grant") as done:
        grant(done, case, Terms(today, today))


SAID_BY_PAPER: dict[str, object] = {
    "number": "EUC-9", "issuer": "Another Ministry", "issuer_party": "QMU", "signatory": "Somebody Else",
    "names_end_user": "Militia of Morvane", "expires_on": date(2040, 1, 1), "issued_on": date(2024, 2, 5),
    "kind": "end_user_statement",
}  # fmt: skip


@pytest.mark.parametrize("name", SAID_BY_PAPER)
def test_a_document_that_says_something_else_is_checked_and_confirmed_again(
    small: SmallState, name: str
) -> None:
    case = ready(small)
    document = changed(case.end_use_documents.get(), OFFICER, **{name: SAID_BY_PAPER[name]})
    assert not is_confirmed(document)
    told = for_grant(case)
    assert f"{document} was changed after its issuing authority had been asked: ask again." in told
    lapsed = [one for one in told if one.endswith("– not checked since the document was changed")]
    assert len(lapsed) == len(CheckPoint)
    assert "The issuer has not confirmed it independently." in leads(document, date(2024, 3, 1))
    with pytest.raises(ValidationError, match="ask again"):
        does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="grant")


def test_another_file_makes_another_document(small: SmallState) -> None:
    case = ready(small)
    file = ContentFile(b"%PDF-1.4\n%%EOF\n", name="certificate.pdf")
    with operation(OFFICER, "enter end-user document") as done:
        document = put_end_use(done, case.end_use_documents.get(), file, seen=None)
    assert not is_confirmed(document)


def test_a_note_about_a_document_leaves_its_checks_and_confirmation_standing(small: SmallState) -> None:
    case = ready(small)
    changed(case.end_use_documents.get(), note="the original is in the safe", language="French")
    assert for_grant(case) == []


def test_a_document_that_is_changed_back_is_still_checked_again(small: SmallState) -> None:
    case = ready(small)
    document = case.end_use_documents.get()
    changed(document, number="EUC-9")
    changed(document, number=document.number)
    assert len(for_grant(case)) == len(CheckPoint) + 1


def test_a_reason_to_go_on_without_a_check_lapses_when_the_document_is_changed(small: SmallState) -> None:
    case = reviewed(small)
    document = EndUseDocument(
        application=case, kind="end_user_certificate", number="EUC-1", issuer="Ministry"
    )
    with operation(OFFICER, "enter end-user document") as done:
        put_end_use(done, document, None, seen=None)
    with operation(OFFICER, "go on without") as done:
        waive(done, case, [gap.point for gap in open_gaps(case)], "the embassy is closed")
    assert open_gaps(case) == []
    changed(document, names_end_user="Militia of Morvane")
    assert len(open_gaps(case)) == len(CheckPoint)


def returned(small: SmallState) -> tuple[Application, EndUseDocument]:
    """Bring a case back to the applicant after its document was compared with its goods."""
    case = ready(small)
    with operation(OFFICER, "ask applicant") as done:
        put_question(done, case, "How many are spare?")
    assert state_of(case) == State.RETURNED
    return case, case.end_use_documents.get()


def unchecked(case: Application) -> list[str]:
    return [one for one in for_grant(case) if "not checked" in one]


OTHER_GOODS: dict[str, object] = {
    "quantity": 900, "model": "R2", "category": "SA5", "unit": "boxes", "description": "machine guns",
    "is_withdrawn": True,
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_GOODS)
def test_a_document_is_compared_again_with_goods_that_were_changed_after_it_was_checked(
    small: SmallState, name: str
) -> None:
    case, document = returned(small)
    line = case.lines.get()
    setattr(line, name, OTHER_GOODS[name])
    with operation(APPLICANT, "enter line of application") as done:
        put_line(done, case, line, seen=None)
    assert [one.partition(" – ")[2] for one in unchecked(case)] == [
        "not checked since the goods or the end user were changed"
    ] * 2
    assert is_confirmed(case.end_use_documents.get()), (
        "its issuer was asked about the document, and not the goods"
    )
    points = {gap.point for gap in open_gaps(case) if gap.point.startswith(f"check {document.pk}")}
    assert {one.split()[3] for one in points} == {CheckPoint.CONTENT, CheckPoint.PLAUSIBLE}


def test_a_document_is_compared_again_with_a_line_that_came_later_and_with_another_end_user(
    small: SmallState,
) -> None:
    case, _document = returned(small)
    with operation(APPLICANT, "enter line of application") as done:
        put_line(done, case, CaseLine(category="SA3", description="more", quantity=1), seen=None)
    assert len(unchecked(case)) == 2
    case, _document = returned(small)
    party = case.parties.get(role="end_user")
    party.name = "Militia of Morvane"
    with operation(APPLICANT, "enter party in case") as done:
        put_party(done, case, party, seen=None)
    assert len(unchecked(case)) == 2


def test_what_a_document_says_nothing_of_leaves_the_comparison_standing(small: SmallState) -> None:
    case, _document = returned(small)
    line = case.lines.get()
    line.value, line.currency = 900, "EUR"
    carrier = CaseParty(role="carrier", name="Other Carriers", party="QMU")
    with operation(APPLICANT, "enter line of application") as done:
        put_line(done, case, line, seen=None)
        put_party(done, case, carrier, seen=None)
    assert unchecked(case) == []


def test_a_reason_to_go_on_without_the_comparison_lapses_when_the_goods_are_changed(
    small: SmallState,
) -> None:
    case = reviewed(small)
    document = EndUseDocument(
        application=case, kind="end_user_certificate", number="EUC-1", issuer="Ministry"
    )
    with operation(OFFICER, "enter end-user document") as done:
        put_end_use(done, document, None, seen=None)
        waive(done, case, [gap.point for gap in open_gaps(case)], "the embassy is closed")
        put_question(done, case, "How many are spare?")
        line = case.lines.get()
        line.quantity = 900
        put_line(done, case, line, seen=None)
    assert {gap.point.split()[3] for gap in open_gaps(case)} == {CheckPoint.CONTENT, CheckPoint.PLAUSIBLE}


def test_the_page_of_a_document_says_which_checks_were_made_with_other_goods_and_takes_none_of_them(
    small: SmallState, signed_in: Browser
) -> None:
    case, document = returned(small)
    officer, address = signed_in(Role.AUTHORITY), reverse("check_end_use", args=[document.pk])
    given = {"content-answer": "yes", "content-reason": "seen"}
    before = seen_on(officer, address)
    line = case.lines.get()
    line.quantity = 900
    with operation(APPLICANT, "enter line of application") as done:
        put_line(done, case, line, seen=None)
    assert (
        "This was changed meanwhile. Look at it again."
        in officer.post(address, given | before).content.decode()
    )
    page = officer.get(reverse("end_use", args=[document.pk])).content.decode()
    assert page.count("before the goods or the end user were changed") == 2
    assert officer.post(address, given | seen_on(officer, address)).status_code == 302
    assert len(unchecked(case)) == 1


def test_the_pages_tell_what_lapsed_and_let_it_be_done_again(small: SmallState, signed_in: Browser) -> None:
    case = ready(small)
    document = changed(case.end_use_documents.get(), number="EUC-9")
    officer, there = signed_in(Role.AUTHORITY), reverse("end_use", args=[document.pk])
    page = officer.get(reverse("case", args=[case.pk])).content.decode()
    assert "was changed after its issuing authority had been asked: ask again." in page
    assert page.count("not checked since the document was changed") == len(CheckPoint)
    assert officer.get(there).content.decode().count("before the document was changed") == len(CheckPoint) + 1
    address = reverse("check_end_use", args=[document.pk])
    given = {f"{point}-answer": "yes" for point in CheckPoint} | {
        f"{point}-reason": "seen" for point in CheckPoint
    }
    assert officer.post(address, given | seen_on(officer, address)).status_code == 302
    address = reverse("ask_issuer", args=[document.pk])
    asked = {"asked_on": "2024-01-08", "channel": "embassy", "is_independent": "on"}
    assert officer.post(address, asked | seen_on(officer, address)).status_code == 302
    question = document.confirmations.get(answer="open")
    address = reverse("issuer_answer", args=[question.pk])
    answer = {"answer": "confirmed", "answered_on": "2024-01-09"}
    assert officer.post(address, answer | seen_on(officer, address)).status_code == 302
    assert for_grant(case) == []
    question.refresh_from_db()
    assert question.keepers == ["authority"]


@pytest.mark.parametrize("name", ["check_end_use", "ask_issuer"])
def test_what_was_looked_at_before_a_change_is_not_kept_as_of_the_document_after_it(
    small: SmallState, signed_in: Browser, name: str
) -> None:
    case = ready(small)
    document, officer = case.end_use_documents.get(), signed_in(Role.AUTHORITY)
    address = reverse(name, args=[document.pk])
    given = {
        "asked_on": "2024-01-08", "channel": "embassy", "paper-answer": "yes", "paper-reason": "seen",
        **seen_on(officer, address),
    }  # fmt: skip
    changed(document, number="EUC-9")
    assert "This was changed meanwhile. Look at it again." in officer.post(address, given).content.decode()
    assert (document.confirmations.count(), document.checks.count()) == (1, len(CheckPoint))


def test_the_pages_of_a_case_that_is_recommended_offer_no_change_of_what_it_rests_on(
    small: SmallState, signed_in: Browser
) -> None:
    case = ready(small)
    document, officer = case.end_use_documents.get(), signed_in(Role.AUTHORITY)
    edit = reverse("edit_end_use", args=[document.pk])
    add = reverse("add_end_use", args=[case.pk])
    verify = reverse("verify_case_party", args=[case.parties.get(role="end_user").pk])

    def offered() -> list[bool]:
        pages = [officer.get(reverse(*at)).content.decode() for at in (("case", None, [case.pk]),)]
        pages.append(officer.get(reverse("end_use", args=[document.pk])).content.decode())
        return [one in "".join(pages) for one in (edit, add, verify)]

    assert offered() == [True, True, True]
    signed(case)
    assert offered() == [False, False, False]


DECIDED = {
    State.RECOMMENDED: ("case_countersign", "countersign_1", Role.APPROVER),
    State.COUNTERSIGNED_1: ("case_decide", "countersign_2", Role.APPROVER),
    State.COUNTERSIGNED_2: ("case_grant", "", Role.AUTHORITY),
}


@pytest.mark.parametrize("state", DECIDED)
def test_nobody_signs_or_grants_from_a_page_opened_before_the_case_was_changed(
    small: SmallState, signed_in: Browser, state: State
) -> None:
    case = brought_to(small, state)
    name, verb, role = DECIDED[state]
    browser, address = signed_in(role), reverse(name, args=[case.pk, verb] if verb else [case.pk])
    today = timezone.localdate()
    given = {"valid_from": today, "valid_until": today} | seen_on(browser, address)
    does(case, FIRST, Verb.SEND_BACK, reason="look at the number")
    confirmed(changed(case.end_use_documents.get(), note="looked at"))
    does(case, OFFICER, Verb.RECOMMEND, reason="again", recommends="grant")
    for actor, step in ((FIRST, Verb.COUNTERSIGN_1), (SECOND, Verb.COUNTERSIGN_2)):
        if state_of(case) != state:
            does(case, actor, step)
    assert state_of(case) == state, "as on the page"
    assert "Somebody else changed this after you opened it" in browser.post(address, given).content.decode()
    assert state_of(case) == state
    assert browser.post(address, given | seen_on(browser, address)).status_code == 302


def test_nobody_refuses_a_case_from_a_page_opened_before_it_was_changed(
    small: SmallState, signed_in: Browser
) -> None:
    case = signed(reviewed(small), recommends="refuse")
    officer, address = signed_in(Role.AUTHORITY), reverse("case_review", args=[case.pk, "refuse"])
    given = {"reason": "the grounds recommended"} | seen_on(officer, address)
    does(case, FIRST, Verb.SEND_BACK, reason="say more")
    signed(case, recommends="refuse")
    assert "Somebody else changed this after you opened it" in officer.post(address, given).content.decode()
    assert state_of(case) == State.COUNTERSIGNED_2
    assert officer.post(address, given | seen_on(officer, address)).status_code == 302


def test_nobody_goes_on_without_a_point_from_a_page_opened_before_the_case_was_changed(
    small: SmallState, signed_in: Browser
) -> None:
    case = reviewed(small)
    does(case, "authority", Verb.TAKE_UP)
    document = EndUseDocument(
        application=case, kind="end_user_certificate", number="EUC-1", issuer="Ministry"
    )
    with operation(OFFICER, "enter end-user document") as done:
        put_end_use(done, document, None, seen=None)
    officer, address = signed_in(Role.AUTHORITY), reverse("case_waive", args=[case.pk])
    given = {"points": [gap.point for gap in open_gaps(case)], "reason": "closed"} | seen_on(officer, address)
    changed(document, note="it looks odd")
    assert "Somebody else changed this after you opened it" in officer.post(address, given).content.decode()
    assert not case.waivers.exists()
