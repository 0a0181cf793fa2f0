"""Signing in: lock-out, the second factor, sessions that end."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp import oath

from tallystick.register.access import second_factor
from tallystick.register.access.models import Role, SealedDevice, User
from tallystick.register.access.sealing import unsealed
from tallystick.register.access.sessions import BEGAN
from tallystick.register.folder import own_folder

Browser = Callable[[Role], Client]
PASSWORD = "a password of tests"  # noqa: S105  # of tests
NEW = "quite new words 99"


def tried(browser: Client, name: str, word: str = "wrong", **headers: str) -> int:
    return browser.post(reverse("sign_in"), {"username": name, "password": word}, headers=headers).status_code


@pytest.mark.usefixtures("people")
def test_after_five_failures_the_right_password_waits_too_and_the_page_says_until_when() -> None:
    def until(failed: datetime) -> str:
        return timezone.localtime(failed + timedelta(minutes=15)).strftime("%Y-%m-%d %H:%M")

    # a minute may end on the way
    begun = timezone.now()
    assert [tried(Client(), "operator", **{"User-Agent": str(number)}) for number in range(5)][:4] == [
        200
    ] * 4
    answer = Client().post(reverse("sign_in"), {"username": "operator", "password": PASSWORD})
    assert answer.status_code == 429
    assert until(begun) in answer.content.decode() or until(timezone.now()) in answer.content.decode()


@pytest.mark.usefixtures("people")
def test_a_name_that_nobody_has_looks_like_a_wrong_password() -> None:
    def pages(name: str) -> list[tuple[int, str]]:
        answers = [Client().post(reverse("sign_in"), {"username": name, "password": "x"}) for _ in range(6)]
        return [(one.status_code, one.content.decode().replace(name, "NAME")) for one in answers]

    def plain(answers: list[tuple[int, str]]) -> list[tuple[int, int]]:
        # tokens against forged forms differ in letters and not in length
        return [(status, len(text)) for status, text in answers]

    assert plain(pages("operator")) == plain(pages("nobodyxx"))


def test_an_administrator_lifts_a_lock_out(people: dict[Role, User], signed_in: Browser) -> None:
    for _ in range(6):
        tried(Client(), "operator")
    operator = people[Role.OPERATOR]
    browser = signed_in(Role.ADMINISTRATOR)
    assert "Locked out" in browser.get(reverse("user", args=[operator.pk])).content.decode()
    browser.post(reverse("lift_lock", args=[operator.pk]))
    assert tried(Client(), "operator", PASSWORD) == 302


@pytest.mark.usefixtures("people")
def test_the_session_gets_a_new_id_when_somebody_signs_in() -> None:
    browser = Client()
    session = browser.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    tried(browser, "operator", PASSWORD)
    assert browser.session.session_key != before


@pytest.mark.parametrize("hours", [12.1, -1.0], ids=["too long", "clock set back"])
def test_a_session_ends_after_twelve_hours_and_when_the_clock_was_set_back(
    signed_in: Browser, hours: float
) -> None:
    browser = signed_in(Role.OPERATOR)
    session = browser.session
    session[BEGAN] = timezone.now().timestamp() - hours * 3600
    session.save()
    assert browser.get(reverse("home")).status_code == 302


@pytest.mark.parametrize(
    "place", ["//evil.example/", "https://evil.example", "/\\evil.example", "javascript:1"]
)
@pytest.mark.usefixtures("people")
def test_signing_in_leads_nowhere_else(place: str) -> None:
    given = {"username": "operator", "password": PASSWORD, "next": place}
    assert Client().post(reverse("sign_in"), given).headers["Location"] == "/"
    told = Client().post(reverse("set_language"), {"language": "fr", "next": place})
    assert told.headers["Location"] == "/"


# The second factor.


def ask(monkeypatch: pytest.MonkeyPatch, roles: tuple[str, ...] | None) -> None:
    """Let the register ask these roles for a code; None is all of them."""
    folder = own_folder()
    asked = replace(folder, settings=replace(folder.settings, second_factor=roles))
    monkeypatch.setattr(settings, "FOLDER", asked)


@pytest.fixture
def everybody_needs_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask everybody for a code, at one moment: a device shows another code every half minute."""
    now = time.time()
    for place in (time, oath):
        monkeypatch.setattr(place, "time", lambda: now)
    ask(monkeypatch, None)


def code_of(key: str, later: int = 0) -> str:
    """Give the code that the operator's device shows, of its sealed key."""
    return f"{oath.totp(bytes.fromhex(unsealed(key, 'operator')), t0=-30 * later):06d}"


@pytest.fixture
def enrolled(everybody_needs_a_code: None, signed_in: Browser) -> tuple[Client, list[str]]:  # noqa: ARG001
    """Return a browser of an operator who just enrolled a device, and the backup codes."""
    browser = signed_in(Role.OPERATOR)
    page = browser.get(reverse("second_factor"))
    assert "data:image/png" in page.content.decode()
    answer = browser.post(
        reverse("second_factor"), {"code": code_of(browser.session[second_factor.ENROLLING])}
    )
    return browser, answer.context["codes"]


@pytest.mark.usefixtures("everybody_needs_a_code")
def test_without_a_code_every_page_leads_to_the_second_factor(signed_in: Browser) -> None:
    browser = signed_in(Role.OPERATOR)
    assert browser.get(reverse("items")).headers["Location"] == "/second-factor/?next=/items/"
    answer = browser.post(reverse("register_item"), {})
    assert answer.headers["Location"] == "/second-factor/?next=/account/again/"


def test_a_device_is_enrolled_by_its_first_code(enrolled: tuple[Client, list[str]]) -> None:
    browser, codes = enrolled
    assert len(set(codes)) == second_factor.CODES
    assert browser.get(reverse("items")).status_code == 200
    assert User.objects.get(username="operator").has_second_factor


@pytest.mark.usefixtures("everybody_needs_a_code")
def test_a_wrong_code_enrols_nothing(signed_in: Browser) -> None:
    browser = signed_in(Role.OPERATOR)
    browser.get(reverse("second_factor"))
    right = code_of(browser.session[second_factor.ENROLLING])
    for wrong in (f"{(int(right) + 500_000) % 1_000_000:06d}", "abcdef", "", "²²²²²²"):
        assert browser.post(reverse("second_factor"), {"code": wrong}).status_code == 200
    assert not SealedDevice.objects.exists()


def again(name: str) -> Client:
    browser = Client()
    tried(browser, name, PASSWORD)
    return browser


@pytest.mark.usefixtures("enrolled")
def test_the_code_that_was_used_opens_nothing_a_second_time() -> None:
    device = SealedDevice.objects.get()
    browser = again("operator")
    used = code_of(device.key)
    assert browser.post(reverse("second_factor"), {"code": used}).status_code == 200
    assert browser.get(reverse("items")).status_code == 302


@pytest.mark.usefixtures("enrolled")
def test_the_next_code_of_the_device_opens_the_register() -> None:
    browser = again("operator")
    answer = browser.post(
        reverse("second_factor"),
        {"code": code_of(SealedDevice.objects.get().key, 1), "next": "//evil.example"},
    )
    assert answer.headers["Location"] == "/"
    assert browser.get(reverse("items")).status_code == 200


def test_a_backup_code_opens_once(enrolled: tuple[Client, list[str]]) -> None:
    code = enrolled[1][0]
    first, second = again("operator"), again("operator")
    assert first.post(reverse("second_factor"), {"code": code.upper()}).status_code == 302
    assert second.post(reverse("second_factor"), {"code": code}).status_code == 200


@pytest.mark.usefixtures("enrolled")
def test_wrong_codes_make_the_right_one_wait() -> None:
    browser = again("operator")
    for _ in range(3):
        SealedDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(hours=1))
        browser.post(reverse("second_factor"), {"code": "000000"})
    right = {"code": code_of(SealedDevice.objects.get().key, 1)}
    answer = browser.post(reverse("second_factor"), right)
    assert "no code is looked at until" in answer.content.decode()


def test_a_sensitive_page_asks_for_a_code_that_is_old(
    enrolled: tuple[Client, list[str]], people: dict[Role, User]
) -> None:
    browser, _codes = enrolled
    User.objects.filter(pk=people[Role.OPERATOR].pk).update(role=Role.ADMINISTRATOR)
    assert browser.get(reverse("add_user")).status_code == 200
    session = browser.session
    session["second_factor_at"] = time.time() - 16 * 60
    session.save()
    assert browser.get(reverse("add_user")).headers["Location"] == "/second-factor/?next=/users/add/"
    assert browser.get(reverse("users")).status_code == 200
    session["second_factor_at"] = time.time() - 2 * second_factor.SENT_MINUTES * 60
    session.save()
    answer = browser.post(reverse("add_user"), {"full_name": "Somebody New"})
    assert answer.headers["Location"] == "/second-factor/?next=/account/again/"
    assert "Somebody New" in browser.get(reverse("send_again")).content.decode()


@pytest.mark.usefixtures("enrolled")
def test_an_administrator_forgets_a_lost_device_and_its_sessions_end(
    enrolled: tuple[Client, list[str]],
    people: dict[Role, User],
    monkeypatch: pytest.MonkeyPatch,
    signed_in: Browser,
) -> None:
    ask(monkeypatch, ("operator",))
    signed_in(Role.ADMINISTRATOR).post(reverse("forget_device", args=[people[Role.OPERATOR].pk]))
    assert not SealedDevice.objects.exists()
    assert enrolled[0].get(reverse("home")).headers["Location"].startswith(reverse("sign_in"))


def test_who_enrolled_a_device_is_asked_for_its_code_though_the_role_is_not(
    enrolled: tuple[Client, list[str]],  # noqa: ARG001  # a device is there
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(monkeypatch, ())
    assert again("operator").get(reverse("items")).headers["Location"] == "/second-factor/?next=/items/"


def test_wrong_passwords_in_an_open_session_count_towards_the_lock_and_end_it(
    people: dict[Role, User], signed_in: Browser
) -> None:
    browser, given = signed_in(Role.OPERATOR), {"new_password1": NEW, "new_password2": NEW}
    answers = [
        browser.post(reverse("password"), given | {"old_password": f"guess {at}"}).status_code
        for at in range(5)
    ]
    assert answers == [200, 200, 200, 200, 429]
    assert browser.get(reverse("home")).status_code == 302
    assert not User.objects.get(pk=people[Role.OPERATOR].pk).check_password(NEW)


def test_a_device_is_enrolled_only_shortly_after_signing_in(signed_in: Browser) -> None:
    browser = signed_in(Role.OPERATOR)
    assert browser.get(reverse("second_factor")).status_code == 200
    session = browser.session
    session[BEGAN] = timezone.now().timestamp() - 16 * 60
    session.save()
    answer = browser.get(reverse("second_factor"))
    assert answer.headers["Location"].startswith(reverse("sign_in"))
    assert browser.get(reverse("home")).status_code == 302
