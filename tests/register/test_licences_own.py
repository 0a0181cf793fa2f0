"""Certificates that this state issues, enquiries about them, and what other states are told of its licences."""

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
from tallystick.register.licences.certifying import (
    Reply,
    found_by,
    issue,
    leads_of,
    prepared_by,
    put_certificate,
    put_own_line,
    reply,
    state_of,
    withdraw,
)
from tallystick.register.licences.informing import Told, keep_answer, keep_question
from tallystick.register.licences.models import (
    Enquiry,
    Informing,
    Kind,
    Licence,
    Ours,
    OwnCertificate,
    OwnLine,
    OwnState,
)
from tests.register.conftest import SmallState
from tests.register.licence_case import OFFICER, SECOND, issued, seen_on

Browser = Callable[[Role], Client]


def today() -> date:
    return timezone.localdate()


def scan() -> "ContentFile[bytes]":
    return ContentFile(b"%PDF-1.4\n%%EOF\n", name="certificate.pdf")


def prepared(small: SmallState, days: int = 90, **columns: object) -> OwnCertificate:
    given = {
        "service": small.army, "signatory": "Permanent Secretary", "exporter": "Works of Morvane",
        "exporter_party": "QMO", "end_use": "Border posts", "valid_until": today() + timedelta(days=days),
    }  # fmt: skip
    with operation(OFFICER, "prepare own certificate") as done:
        row = put_certificate(done, OwnCertificate(**(given | columns)))
        line = OwnLine(category="SA3", description="rifles", quantity=40)
        put_own_line(done, row, line)
    return row


def put_out(row: OwnCertificate, on: date | None = None) -> OwnCertificate:
    with operation(SECOND, "issue own certificate") as done:
        return issue(done, row, today() if on is None else on, scan())


def enquired(number: str, **columns: object) -> Enquiry:
    given = {
        "asked_by": "Export control desk", "asked_by_party": "QMO", "asked_on": today(), "channel": "embassy, by note",
        "is_independent": True, "number": number, "entered_by": OFFICER,
    }  # fmt: skip
    with operation(OFFICER, "enter enquiry") as done:
        return done.save(Enquiry(**(given | columns)))


def answered(enquiry: Enquiry, answer: Ours, explained: str = "") -> Enquiry:
    with operation(OFFICER, "answer enquiry") as done:
        return reply(done, enquiry, Reply(answer, today(), explained))


def test_a_certificate_is_prepared_by_one_person_and_issued_by_another(small: SmallState) -> None:
    row = prepared(small)
    assert (row.number, state_of(row, today())) == ("QMA1-E-000001-2", OwnState.PREPARED)
    with pytest.raises(ValidationError, match="does not issue it"), operation(OFFICER, "issue") as done:
        issue(done, row, today(), scan())
    with pytest.raises(ValidationError, match="scan of what was signed"), operation(SECOND, "issue") as done:
        issue(done, row, today(), None)
    put_out(row)
    assert state_of(row, today()) == OwnState.ISSUED
    assert state_of(row, today() + timedelta(days=91)) == OwnState.EXPIRED


def test_whoever_changed_a_certificate_or_its_goods_does_not_issue_it(small: SmallState) -> None:
    by_line, by_name = prepared(small), prepared(small)
    with operation(SECOND, "change line") as done:
        line = by_line.lines.get()
        line.quantity = 7
        put_own_line(done, by_line, line)
    with operation(SECOND, "change certificate") as done:
        by_name.exporter = "Somebody Else"
        put_certificate(done, by_name)
    for row in (by_line, by_name):
        with pytest.raises(ValidationError, match="does not issue it"), operation(SECOND, "issue") as done:
            issue(done, OwnCertificate.objects.get(pk=row.pk), today(), scan())
        assert prepared_by(row) == {OFFICER, SECOND}


def test_what_was_issued_is_not_changed(small: SmallState) -> None:
    row = put_out(prepared(small))
    row.exporter = "Somebody Else"
    for change in (
        lambda done: put_certificate(done, row),
        lambda done: put_own_line(done, row, OwnLine(category="SA3", description="more", quantity=1)),
        lambda done: issue(done, row, today(), scan()),
    ):
        with pytest.raises(ValidationError, match="is not changed"), operation(SECOND, "change") as done:
            change(done)


def test_a_certificate_without_goods_or_days_is_not_issued(small: SmallState) -> None:
    row = prepared(small, days=-1)
    with operation(OFFICER, "enter line") as done:
        line = row.lines.get()
        line.is_withdrawn = True
        done.save(line)
    with pytest.raises(ValidationError) as told, operation(SECOND, "issue") as done:
        issue(done, row, today(), scan())
    assert told.value.messages == ["No goods are entered yet.", "It would end before it begins."]


def test_a_certificate_is_withdrawn_once_with_a_reason_and_not_before_it_was_issued(
    small: SmallState,
) -> None:
    row = put_out(prepared(small))
    for on, reason, match in (
        (today(), " ", "Say why"),
        (today() - timedelta(days=1), "lost", "between that of its issue and today"),
    ):
        with pytest.raises(ValidationError, match=match), operation(SECOND, "withdraw") as done:
            withdraw(done, row, on, reason)
    with operation(SECOND, "withdraw") as done:
        withdraw(done, row, today(), "the contract was ended")
    assert state_of(row, today()) == OwnState.WITHDRAWN
    with pytest.raises(ValidationError, match="already"), operation(SECOND, "withdraw") as done:
        withdraw(done, row, today(), "again")


def test_a_certificate_is_found_however_its_number_is_written(small: SmallState) -> None:
    row = prepared(small)
    assert found_by(" qma1 e 000001/2 ") == row
    assert found_by("QMA1-E-000002-6") is None


def test_is_this_yours_is_answered_yes_only_of_what_is_in_force(small: SmallState) -> None:
    row = prepared(small)
    for number in ("EUC 1", row.number):
        with pytest.raises(ValidationError, match="no certificate of that number that is in force"):
            answered(enquired(number), Ours.OURS)
    put_out(row)
    told = answered(enquired(row.number.lower()), Ours.OURS)
    assert (told.certificate, told.answered_by) == (row, OFFICER)
    with pytest.raises(ValidationError, match="answered already"):
        answered(told, Ours.OURS)


def test_every_answer_but_a_plain_yes_says_on_what_it_rests(small: SmallState) -> None:
    put_out(prepared(small))
    for answer in (Ours.NOT_OURS, Ours.NOT_KNOWN):
        with pytest.raises(ValidationError, match="on what it rests"):
            answered(enquired("EUC 1"), answer)
        assert answered(enquired("EUC 1"), answer, "The files before 2019 burnt.").certificate is None


def test_an_answer_that_the_register_does_not_bear_out_is_refused(small: SmallState) -> None:
    row = put_out(prepared(small))
    with pytest.raises(ValidationError, match="was in force and is no longer"):
        answered(enquired(row.number), Ours.LAPSED, "it ended")
    with pytest.raises(ValidationError, match="that was issued"):
        answered(enquired("EUC 1"), Ours.DIFFERS, "another signatory")
    shown = enquired(row.number, signatory="Minister of Trade")
    with pytest.raises(ValidationError, match="What was shown differs"):
        answered(shown, Ours.OURS)
    assert answered(shown, Ours.DIFFERS, "No Minister of Trade signed it.").certificate == row
    with operation(SECOND, "withdraw") as done:
        withdraw(done, row, today(), "the contract was ended")
    assert answered(enquired(row.number), Ours.LAPSED, "it was withdrawn").certificate == row


def test_what_differs_from_what_was_issued_is_told_line_by_line(small: SmallState) -> None:
    row = put_out(prepared(small))
    assert leads_of(enquired(row.number, signatory="permanent secretary"), today()) == []
    shown = enquired(
        "QMA1-E-000001-2", signatory="Minister of Trade", exporter="Other Works", issued_on=date(2024, 1, 1),
        asked_by_party="QRE", is_independent=False,
    )  # fmt: skip
    assert leads_of(shown, today()) == [
        "signed by: shown Minister of Trade, issued Permanent Secretary.",
        "exporter: shown Other Works, issued Works of Morvane.",
        f"issued on: shown 2024-01-01, issued {today()}.",
        "It was issued for an exporter of QMO, and QRE asks.",
        "The address to answer to stands in the enquiry alone: find the office's address elsewhere.",
        "Other enquiries about this number: 1.",
    ]
    assert leads_of(enquired("QMA1-E-000011-6"), today()) == [
        "This register has no certificate of that number. Nearest: QMA1-E-000001-2."
    ]
    assert leads_of(enquired("EUC 77"), today())[0].startswith("This register has no certificate")


def test_a_certificate_not_in_force_is_told_as_such(small: SmallState) -> None:
    row = prepared(small)
    assert leads_of(enquired(row.number), today())[0] == f"{row.number} is prepared and was never issued."
    put_out(row)
    late = row.valid_until + timedelta(days=1)
    assert f"{row.number} was valid until {row.valid_until}." in leads_of(Enquiry.objects.get(), late)
    with operation(SECOND, "withdraw") as done:
        withdraw(done, row, today(), "-")
    assert f"{row.number} was withdrawn on {today()}." in leads_of(Enquiry.objects.get(), today())


def asked(licence: Licence, party: str = "QMO", **columns: object) -> Informing:
    given = {"asked_on": today(), "asked_by": "Ministry", "question": "Which carrier?"} | columns
    with operation(OFFICER, "asked about authorization") as done:
        return keep_question(done, Informing(licence=licence, party=party, **given))


def test_what_a_state_was_told_of_an_authorization_is_kept_or_why_it_was_told_nothing(
    small: SmallState,
) -> None:
    row = asked(issued(small))
    for told, match in (
        (Told(today(), " ", ""), "by which law, practice or policy"),
        (Told(today() - timedelta(days=1), "-", ""), "between that of the question and today"),
    ):
        with pytest.raises(ValidationError, match=match), operation(OFFICER, "tell") as done:
            keep_answer(done, row, told, None)
    with operation(OFFICER, "tell") as done:
        keep_answer(done, row, Told(today(), "", "Customs law, section 4: no carrier is named."), None)
    assert Informing.objects.get().answered_on == today()
    with pytest.raises(ValidationError, match="answered already"), operation(OFFICER, "tell") as done:
        keep_answer(done, row, Told(today(), "By sea.", ""), None)


def test_article_7_6_is_about_authorizations_of_exports(small: SmallState) -> None:
    with pytest.raises(ValidationError, match="authorizations of exports"):
        asked(issued(small, Kind.IMPORT))
    with pytest.raises(ValidationError, match="between that of its issue"):
        asked(issued(small), asked_on=today() - timedelta(days=1))


def test_the_pages_issue_a_certificate_and_answer_an_enquiry(small: SmallState, signed_in: Browser) -> None:
    officer, approver = signed_in(Role.AUTHORITY), signed_in(Role.APPROVER)
    given = {
        "kind": "end_user_certificate", "service": small.army.pk, "signatory": "Permanent Secretary",
        "exporter": "Works of Morvane", "exporter_party": "Morvane", "end_use": "Posts",
        "valid_until": today() + timedelta(days=30),
    }  # fmt: skip
    assert officer.post(reverse("add_own_certificate"), given).status_code == 302
    row = OwnCertificate.objects.get()
    goods = {"category": "SA3", "description": "rifles", "quantity": 40, "unit": "items"}
    assert officer.post(reverse("add_own_line", args=[row.pk]), goods).status_code == 302
    assert "Own certificates to issue" in approver.get(reverse("home")).content.decode()
    sent = {"issued_on": today(), "file": scan()}
    address = reverse("issue_certificate", args=[row.pk])
    assert 'type="file" name="file" required' in approver.get(address).content.decode(), "it is told before"
    assert approver.post(address, sent | seen_on(approver, address)).status_code == 302
    enquiry = {
        "asked_by": "Desk", "asked_by_party": "QMO", "asked_on": today(), "channel": "note", "is_independent": "on",
        "number": row.number,
    }  # fmt: skip
    assert officer.post(reverse("add_enquiry"), enquiry).status_code == 302
    asked_row = Enquiry.objects.get()
    assert "Enquiries about own certificates" in officer.get(reverse("home")).content.decode()
    page = officer.get(reverse("enquiry", args=[asked_row.pk])).content.decode()
    assert "Permanent Secretary" in page
    said = {"answer": "ours", "answered_on": today(), "seen": asked_row.entry}
    assert officer.post(reverse("answer_enquiry", args=[asked_row.pk]), said).status_code == 302
    assert Enquiry.objects.get().answer == Ours.OURS
    assert "QMO" in officer.get(reverse("own_certificate", args=[row.pk])).content.decode()


def test_an_enquiry_entered_with_a_wrong_number_is_put_right_until_it_is_answered(
    small: SmallState, signed_in: Browser
) -> None:
    row, officer = prepared(small), signed_in(Role.AUTHORITY)
    asked_row = enquired("QMA1-E-000001-9")
    address, shown = (reverse(name, args=[asked_row.pk]) for name in ("edit_enquiry", "enquiry"))
    assert address in officer.get(shown).content.decode()
    given = {
        "asked_by": "Desk", "asked_by_party": "QMO", "asked_on": today(), "channel": "note", "number": row.number,
        "seen": asked_row.entry, "file": scan(),
    }  # fmt: skip
    assert officer.post(address, given)["Location"] == shown
    mended = Enquiry.objects.get()
    assert (mended.number, mended.pk, mended.entered_by) == (row.number, asked_row.pk, asked_row.entered_by)
    copy = mended.document
    assert copy is not None
    assert officer.post(address, given | {"file": ""}).status_code == 409, "it was changed meanwhile"
    officer.post(address, given | {"file": "", "number": "EUC 1", "seen": mended.entry})
    again = Enquiry.objects.get()
    assert (again.number, again.document) == ("EUC 1", copy)
    answered(again, Ours.NOT_OURS, "no such office")
    late = officer.post(address, given | {"file": "", "seen": Enquiry.objects.get().entry})
    assert "It was answered already." in str(late.context["form"].non_field_errors())
    assert address not in officer.get(shown).content.decode()


def test_a_service_sees_its_own_certificates_alone(small: SmallState, signed_in: Browser) -> None:
    prepared(small)
    other = prepared(small, service=small.police)
    keeper = signed_in(Role.STORE_KEEPER)
    page = keeper.get(reverse("own_certificates")).content.decode()
    assert "QMA1-E-000001-2" in page
    assert other.number not in page
    assert keeper.get(reverse("own_certificate", args=[other.pk])).status_code == 404


def test_the_page_of_a_licence_shows_what_a_state_was_told(small: SmallState, signed_in: Browser) -> None:
    licence, officer = issued(small), signed_in(Role.AUTHORITY)
    question = {"party": "QRE", "asked_on": today(), "asked_by": "Ministry", "question": "Which carrier?"}
    assert officer.post(reverse("add_informing", args=[licence.pk]), question).status_code == 302
    row = Informing.objects.get()
    told = {"answered_on": today(), "given": "Invented Carriers", "seen": row.entry}
    assert officer.post(reverse("answer_informing", args=[row.pk]), told).status_code == 302
    page = officer.get(reverse("licence", args=[licence.pk])).content.decode()
    assert "Invented Carriers" in page
    assert "neither importing nor of transit" in page


def test_a_certificate_is_issued_as_it_was_looked_at_and_no_other(
    small: SmallState, signed_in: Browser
) -> None:
    row, approver = prepared(small), signed_in(Role.APPROVER)
    address = reverse("issue_certificate", args=[row.pk])
    page = approver.get(address).content.decode()
    for shown in (
        "rifles",
        "40 items",
        "Border posts",
        "Army",
        "Works of Morvane",
        "Permanent Secretary",
    ):
        assert shown in page, "what is issued stands where it is issued"
    changes = (
        lambda done: put_own_line(done, row, row.lines.get(place=1)),
        lambda done: put_own_line(done, row, OwnLine(category="SA3", description="more", quantity=9)),
        lambda done: put_certificate(done, OwnCertificate.objects.get(pk=row.pk)),
    )
    for change in changes:
        sent = {"issued_on": today(), **seen_on(approver, address)}
        with operation(OFFICER, "change certificate") as done:
            change(done)
        told = approver.post(address, sent | {"file": scan()}).content.decode()
        assert "Somebody else changed this after you opened it" in told
        assert "Nothing was saved yet" in told
    assert approver.post(address, {"issued_on": today(), "file": scan()}).status_code == 200, (
        "no stamp at all"
    )
    assert OwnCertificate.objects.get().issued_on is None
    sent = {"issued_on": today(), "file": scan(), **seen_on(approver, address)}
    assert approver.post(address, sent).status_code == 302
    assert OwnCertificate.objects.get().issued_on == today()
