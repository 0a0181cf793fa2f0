"""The language of the account holds in every browser; before signing in that of the register, or of the browser."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tallystick.errors import UnreadableError
from tallystick.register.access.forms import UserForm
from tallystick.register.access.models import Role, User
from tallystick.register.folder import Settings, made, opened, own_folder

Browser = Callable[[Role], Client]
FRENCH, ARABIC = '<html lang="fr" dir="ltr">', '<html lang="ar" dir="rtl">'


def speak(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Let the register be one that was made with this language; none where it is empty."""
    folder = own_folder()
    said = replace(folder, settings=replace(folder.settings, language=language))
    monkeypatch.setattr(settings, "FOLDER", said)
    monkeypatch.setattr(settings, "LANGUAGE_CODE", language or "en")


def test_a_language_chosen_in_the_header_is_kept_in_the_account(
    people: dict[Role, User], signed_in: Browser
) -> None:
    signed_in(Role.OPERATOR).post(reverse("set_language"), {"language": "ar"})
    assert User.objects.get(pk=people[Role.OPERATOR].pk).language == "ar"
    assert ARABIC in signed_in(Role.OPERATOR).get(reverse("home")).content.decode()


def test_a_language_that_the_register_does_not_speak_is_not_kept(
    people: dict[Role, User], signed_in: Browser
) -> None:
    signed_in(Role.OPERATOR).post(reverse("set_language"), {"language": "xx"})
    assert User.objects.get(pk=people[Role.OPERATOR].pk).language == "en"


def test_the_language_of_whoever_used_the_browser_before_does_not_matter(signed_in: Browser) -> None:
    browser = signed_in(Role.OPERATOR)
    browser.cookies["django_language"] = "es"
    browser.post(reverse("account"), {"language": "ar"})
    assert ARABIC in browser.get(reverse("home")).content.decode()


@pytest.mark.parametrize(
    ("register", "cookie", "asked", "spoken"),
    [
        ("fr", "", "en-GB,en", "fr"),
        ("fr", "ar", "en-GB,en", "ar"),
        ("fr", "xx", "en-GB,en", "fr"),
        ("", "", "pt-BR,pt;q=0.9", "pt"),
        ("", "", "de", "en"),
        ("", "es", "pt", "es"),
    ],
)
@pytest.mark.usefixtures("db")
def test_before_signing_in_the_browser_is_asked_only_where_no_language_of_the_register_is_set(
    monkeypatch: pytest.MonkeyPatch, register: str, cookie: str, asked: str, spoken: str
) -> None:
    speak(monkeypatch, register)
    browser = Client(headers={"accept-language": asked})
    if cookie != "":
        browser.cookies["django_language"] = cookie
    answer = browser.get(reverse("sign_in"))
    assert f'<html lang="{spoken}"' in answer.content.decode()
    assert answer.headers["Content-Language"] == spoken
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.usefixtures("db")
def test_a_new_user_is_proposed_the_language_of_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    speak(monkeypatch, "pt")
    assert UserForm().instance.language == "pt"
    assert User.objects.create_user("awa", full_name="Awa Example", role=Role.OPERATOR).language == "pt"


def test_a_folder_may_leave_its_language_unsaid_and_names_no_unknown_one(tmp_path: Path) -> None:
    made(tmp_path / "one", Settings(name="Register", party="QMA"))
    assert opened(tmp_path / "one").settings.language == ""
    with pytest.raises(UnreadableError, match="'xx' is none of"):
        made(tmp_path / "two", Settings(name="Register", party="QMA", language="xx"))
