"""A form that is sent after the session has ended is not lost, and after signing in one comes back to the page."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role, User
from tallystick.register.access.sessions import BEGAN
from tallystick.register.access.unsent import KEY
from tallystick.register.items.models import Decision, EventKind, Item
from tallystick.register.items.record import Happened, happen
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState

Browser = Callable[[Role], Client]
BACKEND = "django.contrib.auth.backends.ModelBackend"


def left_alone() -> None:
    """Let half an hour go by without a click."""
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def a_rifle(small: SmallState) -> dict[str, object]:
    return {
        "kind": "small_arm", "category": "SA4", "make": "Invented", "model": "R1", "calibre": "7.62 × 39 mm",
        "serial": "KK 1", "reading": "whole", "service": small.army.pk, "happened_on": "2024-03-01", "quantity": "",
    }  # fmt: skip


@pytest.fixture
def late(small: SmallState, signed_in: Browser) -> Client:
    """Return a browser that sent a rifle after its session had ended."""
    browser = signed_in(Role.OPERATOR)
    left_alone()
    answer = browser.post(reverse("register_item"), a_rifle(small))
    assert answer.headers["Location"] == "/sign-in/?late=1&next=/account/again/"
    return browser


def test_who_sent_a_form_too_late_is_told_that_it_did_not_arrive(late: Client) -> None:
    assert "Nothing of it was saved." in late.get("/sign-in/?late=1&next=/account/again/").content.decode()
    assert "Nothing of it was saved." not in late.get("/sign-in/?next=/account/again/").content.decode()
    assert Item.objects.count() == 2


def test_what_was_sent_too_late_is_sent_again_after_signing_in(
    late: Client, people: dict[Role, User]
) -> None:
    late.force_login(people[Role.OPERATOR], backend=BACKEND)
    page = late.get(reverse("send_again"))
    assert "KK 1" in page.content.decode()
    again = page.context["unsent"]
    assert Item.objects.count() == 2
    assert late.post(again.address, dict(again.fields)).status_code == 302
    assert Item.objects.filter(marks__text="KK 1").count() == 1


def test_what_one_person_sent_too_late_is_not_shown_to_another_who_signs_in(
    late: Client, people: dict[Role, User]
) -> None:
    late.force_login(people[Role.AUTHORITY], backend=BACKEND)
    answer = late.get(reverse("send_again"))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("home"))


@pytest.mark.parametrize("name", ["password", "file"])
def test_no_password_and_no_file_is_kept(small: SmallState, signed_in: Browser, name: str) -> None:
    paper = SimpleUploadedFile("note.pdf", b"%PDF-1.4 note")
    address, given = {
        "password": (reverse("password"), {"new_password1": "a long new password"}),
        "file": (reverse("register_item"), a_rifle(small) | {"paper": paper}),
    }[name]
    browser = signed_in(Role.OPERATOR)
    left_alone()
    assert browser.post(address, given).headers["Location"] == f"/sign-in/?late=1&next={address}"


def test_of_a_stranger_nothing_is_kept_and_not_so_much_as_a_session_begun(small: SmallState) -> None:
    stranger = Client()
    stranger.post(reverse("register_item"), a_rifle(small))
    assert "sessionid" not in stranger.cookies


@pytest.mark.parametrize(
    ("said", "leads"),
    [("/exchange/?x=1", "/exchange/%3Fx%3D1"), ("https://evil.example/", "/exchange/ledgers/add/")],
)
@pytest.mark.usefixtures("people")
def test_one_comes_back_to_the_page_that_a_form_stood_on(said: str, leads: str) -> None:
    told = f"http://testserver{said}" if said.startswith("/") else said
    answer = Client().post(reverse("ledger_add"), {}, headers={"referer": told})
    assert answer.headers["Location"] == f"/sign-in/?late=1&next={leads}"


def test_a_form_of_a_tab_that_was_open_while_one_signed_in_in_another_is_sent_again(
    small: SmallState, people: dict[Role, User]
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people[Role.OPERATOR], backend=BACKEND)
    browser.get(reverse("register_item"))
    given = a_rifle(small) | {"csrfmiddlewaretoken": "a" * 64}
    own = browser.post(reverse("register_item"), given, headers={"origin": "http://testserver"})
    assert own.headers["Location"] == reverse("send_again")
    assert "KK 1" in browser.get(reverse("send_again")).content.decode()
    assert Item.objects.count() == 2


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {}])
def test_a_form_from_elsewhere_is_refused_and_not_offered_to_be_sent(
    small: SmallState, people: dict[Role, User], headers: dict[str, str]
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people[Role.OPERATOR], backend=BACKEND)
    assert browser.post(reverse("register_item"), a_rifle(small), headers=headers).status_code == 403
    assert KEY not in browser.session


def test_what_arrives_when_the_twelve_hours_are_over_is_kept_too(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.OPERATOR)
    session = browser.session
    session[BEGAN] = timezone.now().timestamp() - 12.1 * 3600
    session.save()
    answer = browser.post(reverse("register_item"), a_rifle(small))
    assert answer.headers["Location"] == "/sign-in/?late=1&next=/account/again/"


def test_what_a_second_person_says_is_never_kept_for_later(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    """Somebody at the open computer may have sent it, and "accept" alone says nothing of what is accepted."""
    with operation("keeper", "enter lost") as done:
        details = {"circumstances": "not found"}
        lost = happen(done, small.rifle, Happened(EventKind.LOST, date(2024, 3, 1), details=details))
    browser = signed_in(Role.APPROVER)
    left_alone()
    address = reverse("decide_event", args=[lost.pk])
    answer = browser.post(address, {"answer": "accept"})
    assert answer.headers["Location"] == f"/sign-in/?late=1&next={address}"
    browser.force_login(people[Role.APPROVER], backend=BACKEND)
    assert browser.get(reverse("send_again")).headers["Location"] == reverse("home")
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("seconds", [31 * 60, -60], ids=["too long ago", "clock set back"])
def test_what_was_sent_too_late_waits_half_an_hour(
    late: Client, people: dict[Role, User], seconds: int
) -> None:
    late.force_login(people[Role.OPERATOR], backend=BACKEND)
    session = late.session
    session[KEY] |= {"kept_at": session[KEY]["kept_at"] - seconds}
    session.save()
    assert late.get(reverse("send_again")).headers["Location"] == reverse("home")
    assert KEY not in late.session


def test_what_was_sent_again_is_not_offered_once_more(late: Client, people: dict[Role, User]) -> None:
    late.force_login(people[Role.OPERATOR], backend=BACKEND)
    again = late.get(reverse("send_again")).context["unsent"]
    late.post(again.address, dict(again.fields))
    assert late.get(reverse("send_again")).headers["Location"] == reverse("home")
