"""People bring a case through the pages, each with their own role; and nobody sees what is not theirs."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access import page as guarded
from tallystick.register.access.models import Role, User
from tallystick.register.items.models import Event
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.licences import urls
from tallystick.register.licences.forms.licences import UseForm
from tallystick.register.licences.gaps import open_gaps
from tallystick.register.licences.models import (
    Application,
    CheckPoint,
    EndUseDocument,
    Licence,
    Refusal,
    Use,
    Verb,
)
from tallystick.register.licences.questions import QUESTIONS
from tallystick.register.licences.views.cases import address_of
from tests.register.conftest import SmallState
from tests.register.licence_case import OFFICER, bound, drafted, issued, ready, reviewed, seen_on, signed
from tests.register.samples_licences import SAMPLES

Browser = Callable[[Role], Client]


LOOKED_AT = {"case_countersign", "case_decide", "case_grant", "case_waive", "check_end_use", "ask_issuer"}


def sent(browser: Client, name: str, args: list[object], given: Mapping[str, object]) -> None:
    """Open a page that is decided on, send it and see that it was taken."""
    address = reverse(name, args=args)
    seen = seen_on(browser, address) if name in LOOKED_AT else {}
    answer = browser.post(address, {**given, **seen})
    shown = {} if answer.status_code == 302 else answer.context
    told = [one.errors for one in (shown["form"], *shown["shown"].parts)] if shown else []
    assert answer.status_code == 302, (name, told)


PARTIES = [
    ("exporter", "Invented Arms Works", "QMA"),
    ("consignee", "Depot of Morvane", "Morvane"),
    ("end_user", "Army of Morvane", "qmo"),
]


def applied(operator: Client, small: SmallState) -> Application:
    bound()
    given = {
        "kind": "export", "applicant": small.army.pk, "from_party": "QMA", "to_party": "Morvane", "end_use": "Posts",
    }  # fmt: skip
    sent(operator, "apply_for", [], given)
    case = Application.objects.get()
    goods = {
        "category": "SA3", "description": "rifles", "make": "Invented", "model": "R1", "quantity": 2, "unit": "items",
    }  # fmt: skip
    sent(operator, "add_case_line", [case.pk], goods)
    for role, name, party in PARTIES:
        sent(operator, "add_case_party", [case.pk], {"role": role, "name": name, "party": party})
    sent(operator, "case_add", [case.pk, "submit"], {})
    return case


def examined(officer: Client, case: Application) -> None:
    sent(officer, "case_review", [case.pk, "take_up"], {})
    document = {
        "kind": "end_user_certificate", "number": "EUC 5", "issuer": "Ministry", "issuer_party": "QMO",
        "names_end_user": "Army of Morvane", "issued_on": "2024-01-05", "translation": "not_needed",
    }  # fmt: skip
    sent(officer, "add_end_use", [case.pk], document)
    pk = EndUseDocument.objects.get().pk
    sent(officer, "check_end_use", [pk], {"format-answer": "yes", "format-reason": "as on five others"})
    sent(
        officer, "ask_issuer", [pk], {"asked_on": "2024-01-08", "channel": "embassy", "is_independent": "on"}
    )
    confirmation = EndUseDocument.objects.get().confirmations.get()
    answer = {
        "answer": "confirmed",
        "answered_on": "2024-01-09",
        "answered_by": "Registry",
        "seen": confirmation.entry,
    }
    sent(officer, "issuer_answer", [confirmation.pk], answer)
    risk: dict[str, str] = {}
    for question in QUESTIONS:
        prefix = question.code.replace(".", "-")
        risk |= {f"{prefix}-answer": "no", f"{prefix}-reason": "looked into", f"{prefix}-sources": "report"}
    sent(officer, "assess", [case.pk], risk)
    for party in case.parties.all():
        seen = {"verified_how": "trade register", "seen": party.entry}
        sent(officer, "verify_case_party", [party.pk], seen)
    points = [gap.point for gap in open_gaps(case)]
    assert len(points) == len(CheckPoint) - 1, "each point but the one that was checked"
    sent(
        officer,
        "case_waive",
        [case.pk],
        {"points": points, "reason": "The issuer confirmed the whole of it."},
    )
    sent(
        officer,
        "case_recommend",
        [case.pk],
        {"recommends": "grant", "reason": "all is there", "line-1-granted": 2},
    )


def second_approver(small: SmallState) -> Client:
    user = User.objects.create_user("second", "a password of tests", full_name="Second", role=Role.APPROVER)
    user.services.add(small.army)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_case_goes_through_the_pages_from_application_to_the_export_of_an_item(
    monkeypatch: pytest.MonkeyPatch, small: SmallState, signed_in: Browser
) -> None:
    operator, officer, approver = (signed_in(role) for role in (Role.OPERATOR, Role.AUTHORITY, Role.APPROVER))
    case = applied(operator, small)
    examined(officer, case)
    sent(approver, "case_countersign", [case.pk, "countersign_1"], {})
    with monkeypatch.context() as lately:
        lately.setattr(guarded, "decides_from", lambda _user, now: now + timedelta(hours=1))
        for address in (
            reverse("case", args=[case.pk]),
            reverse("case_decide", args=[case.pk, "countersign_2"]),
        ):
            assert "You may decide from" in approver.get(address).content.decode()
    assert "You may decide from" not in approver.get(reverse("case", args=[case.pk])).content.decode()
    refused = approver.post(reverse("case_decide", args=[case.pk, "countersign_2"]), {"reason": ""})
    assert "given by two persons" in refused.content.decode()
    sent(second_approver(small), "case_decide", [case.pk, "countersign_2"], {})
    today = timezone.localdate()
    sent(officer, "case_grant", [case.pk], {"valid_from": today, "valid_until": today + timedelta(days=90)})
    licence = Licence.objects.get()
    keeper = signed_in(Role.STORE_KEEPER)
    assert (
        small.pistol.number not in keeper.get(reverse("export_items", args=[licence.pk, 1])).content.decode()
    )
    chosen = {"items": [small.rifle.pk], "used_on": today, "reference": "B/L 9"}
    sent(keeper, "export_items", [licence.pk, 1], chosen)
    assert Event.objects.get(kind="exported").details == {"licence": licence.number}
    page = keeper.get(reverse("licence", args=[licence.pk])).content.decode()
    assert small.rifle.number in page


def test_a_use_beyond_the_licence_is_refused_on_the_page_and_kept(
    small: SmallState, signed_in: Browser
) -> None:
    licence = issued(small)
    browser = signed_in(Role.OPERATOR)
    given = {"line": licence.lines.get().pk, "quantity": 11, "unit": "items", "used_on": timezone.localdate()}
    answer = browser.post(reverse("use_licence", args=[licence.pk]), given)
    page = answer.content.decode()
    assert "has 10 left; 11 were to be used. The attempt is kept with the licence." in page
    assert "Nothing was saved" not in page, "the attempt was"
    assert Use.objects.get().is_refused
    sent(browser, "use_licence", [licence.pk], given | {"quantity": 10})
    page = browser.get(reverse("licence", args=[licence.pk])).content.decode()
    assert "exhausted" in page
    assert "Attempts at a use were refused: 1." in page


def test_two_forms_opened_at_once_do_not_use_a_licence_twice(small: SmallState, signed_in: Browser) -> None:
    licence = issued(small)
    one, other = signed_in(Role.OPERATOR), signed_in(Role.STORE_KEEPER)
    for browser in (one, other):
        assert (
            "10 left of 10 items" in browser.get(reverse("use_licence", args=[licence.pk])).content.decode()
        )
    given = {"line": licence.lines.get().pk, "quantity": 7, "unit": "items", "used_on": timezone.localdate()}
    answers = [
        browser.post(reverse("use_licence", args=[licence.pk]), given).status_code for browser in (one, other)
    ]
    assert answers == [302, 200]


def test_a_use_like_one_that_counts_is_kept_once_a_person_says_that_it_is_another(
    small: SmallState, signed_in: Browser
) -> None:
    licence, browser = issued(small), signed_in(Role.OPERATOR)
    line, today = licence.lines.get().pk, timezone.localdate()
    given = {"line": line, "quantity": 2, "unit": "items", "used_on": today, "reference": "WB-77"}
    address = reverse("use_licence", args=[licence.pk])
    sent(browser, "use_licence", [licence.pk], given)
    form = browser.post(address, given | {"reference": "wb-77"}).context["form"]
    assert list(form.errors) == ["is_so"]
    for other in ({"reference": "WB-78"}, {"quantity": 1}, {"used_on": today - timedelta(days=1)}):
        assert not UseForm(licence, given | other).errors
    first = licence.uses.get()
    assert not UseForm(licence, given | {"corrects": first.pk}).errors, "it takes the other's place"
    [(said, sentence)] = form.fields["is_so"].choices
    assert "was kept already" in sentence
    sent(browser, "use_licence", [licence.pk], given | {"reference": "wb-77", "is_so": said})
    assert licence.uses.count() == 2
    for use in licence.uses.all():
        sent(
            browser,
            "use_licence",
            [licence.pk],
            given | {"quantity": 4, "corrects": use.pk, "reference": use.pk},
        )
    assert not UseForm(licence, given).errors, "both were corrected"


def test_an_applicant_sees_neither_risk_nor_leads_nor_refusals_of_the_case(
    small: SmallState, signed_in: Browser
) -> None:
    case = ready(small)
    shown = signed_in(Role.OPERATOR).get(reverse("case", args=[case.pk])).content.decode()
    examined_page = signed_in(Role.AUDITOR).get(reverse("case", args=[case.pk])).content.decode()
    for words in ("Risk assessment", "Earlier refusals", "Each line is a lead"):
        assert words not in shown
        assert words in examined_page


def test_nobody_sees_the_case_of_another_service(small: SmallState, signed_in: Browser) -> None:
    case = drafted(small)
    Application.objects.filter(pk=case.pk).update(applicant=small.police)
    browser = signed_in(Role.OPERATOR)
    assert browser.get(reverse("case", args=[case.pk])).status_code == 404
    line = case.lines.get()
    assert browser.post(reverse("edit_case_line", args=[line.pk]), {}).status_code == 404
    assert case.number not in browser.get(reverse("licences")).content.decode()
    assert case.number in signed_in(Role.AUTHORITY).get(reverse("licences")).content.decode()


def test_a_refusal_one_is_not_cleared_for_is_counted_and_not_named(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    case = reviewed(small)
    with operation(OFFICER, "enter refusal told of") as done:
        done.save(
            Refusal(
                told_by="QMU",
                end_user="Army of Morvane",
                folded="army morvane",
                grounds="a secret",
                goods="mines",
            )
        )
    browser = signed_in(Role.AUTHORITY)
    page = browser.get(reverse("case", args=[case.pk])).content.decode()
    assert "you are not cleared to read it" in page
    assert "mines" not in page
    people[Role.AUTHORITY].clearances = ["restricted"]
    people[Role.AUTHORITY].save()
    assert "mines" in browser.get(reverse("case", args=[case.pk])).content.decode()


def test_an_edit_of_a_line_that_another_changed_meanwhile_is_shown_beside_it_and_a_person_decides(
    small: SmallState, signed_in: Browser
) -> None:
    case = drafted(small)
    line = case.lines.get()
    given = {
        "category": "SA3", "description": "rifles", "quantity": 3, "unit": "items", "seen": line.entry,
    }  # fmt: skip
    browser = signed_in(Role.OPERATOR)
    sent(browser, "edit_case_line", [line.pk], given)
    answer = browser.post(reverse("edit_case_line", args=[line.pk]), given | {"quantity": 4})
    assert answer.status_code == 409
    assert [(one.stands, one.yours) for one in answer.context["versions"] if one.differs] == [("3", "4")]
    sent(
        browser,
        "edit_case_line",
        [line.pk],
        given | {"quantity": 4, "seen": answer.context["form"].data["seen"]},
    )
    assert case.lines.get().quantity == 4


def test_an_unknown_state_is_refused_with_the_nearest_names(small: SmallState, signed_in: Browser) -> None:
    given = {
        "kind": "export",
        "applicant": small.army.pk,
        "from_party": "QMA",
        "to_party": "Gremany",
        "end_use": "-",
    }
    page = signed_in(Role.OPERATOR).post(reverse("apply_for"), given).content.decode()
    assert "No state is known by “Gremany”" in page
    assert "Germany" in page


def test_the_list_is_narrowed_by_state_kind_end_user_and_overdue(
    small: SmallState, signed_in: Browser
) -> None:
    late, other = reviewed(small), drafted(small)
    Application.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    browser = signed_in(Role.AUTHORITY)
    for query, there in (
        ({}, {late, other}),
        ({"overdue": "on"}, {late}),
        ({"state": "draft"}, {other}),
        ({"kind": "import"}, set()),
        ({"end_user_party": "qmo"}, {late, other}),
        ({"end_user_party": "QMU"}, set()),
    ):
        page = browser.get(reverse("licences"), query).content.decode()
        assert {case for case in (late, other) if case.number in page} == there, query
    assert "Cases under your review" not in browser.get(reverse("home")).content.decode()


def test_the_lists_ask_the_database_the_same_whatever_their_length(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.AUTHORITY)

    def asked_for(name: str) -> int:
        with CaptureQueriesContext(connection) as held:
            browser.get(reverse(name))
        return len(held)

    issued(small)
    before = {name: asked_for(name) for name in ("licences", "issued_licences")}
    for _ in range(3):
        drafted(small)
        issued(small)
    assert {name: asked_for(name) for name in before} == before


def test_what_waits_is_told_to_whom_it_waits_for(small: SmallState, signed_in: Browser) -> None:
    applied(signed_in(Role.OPERATOR), small)
    assert "Cases to take up" in signed_in(Role.AUTHORITY).get(reverse("home")).content.decode()
    assert "Cases to take up" not in signed_in(Role.APPROVER).get(reverse("home")).content.decode()


def test_every_page_with_a_key_has_a_sample() -> None:
    named = {one.name for one in urls.urlpatterns if "<" in str(one.pattern)}
    assert named == set(SAMPLES)


DECIDED = {"case_decide", "act_on_licence", "issue_certificate", "withdraw_certificate", "decide_mending"}
"""Pages of whoever signs at the second level, who is another person."""
SENT_ALONE = {"copy_case", "amend_case"}
"""Pages that are sent and never opened."""


@pytest.mark.slow
def test_every_page_opens_changes_nothing_and_takes_a_form_of_nonsense_without_falling(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.AUTHORITY)
    for name, sample in SAMPLES.items():
        address = reverse(name, kwargs=sample(small))
        entries = Entry.objects.count()
        expected = 403 if name in DECIDED else 405 if name in SENT_ALONE else 200
        assert browser.get(address).status_code == expected, name
        assert Entry.objects.count() == entries, name
        assert browser.post(address, {"junk": "1"}).status_code in {403 if name in DECIDED else 200, 302}, (
            name
        )


def test_a_case_offers_each_person_only_the_steps_that_are_theirs(
    small: SmallState, signed_in: Browser
) -> None:
    case = signed(ready(small), "refuse")
    address = reverse("case", args=[case.pk])
    roles = (Role.AUTHORITY, Role.OPERATOR, Role.APPROVER)
    pages = {role: signed_in(role).get(address).content.decode() for role in roles}
    offered = {
        role: {verb for verb in Verb if address_of(case, verb) in page} for role, page in pages.items()
    }
    assert offered[Role.AUTHORITY] == {Verb.REFUSE, Verb.WITHDRAW, Verb.SEND_BACK}
    assert offered[Role.OPERATOR] == {Verb.WITHDRAW}
    assert offered[Role.APPROVER] == {Verb.SEND_BACK}
