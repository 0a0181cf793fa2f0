"""The glossary says the same terms in every language."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.glossary import terms as module
from tallystick.register.glossary.terms import terms

LANGUAGES = ("en", "fr", "pt", "es", "ar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_term_in_the_order_of_the_keys(language: str) -> None:
    def keys(of: str) -> list[str]:
        return list(tomllib.loads(Path(module.__file__).with_name(f"{of}.toml").read_text("utf-8")))

    assert keys(language) == keys("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_terms_are_alike_and_each_is_explained_in_one_sentence(language: str) -> None:
    said = terms(language)
    assert len({term.term for term in said}) == len(said)
    assert [term.key for term in said if re.fullmatch(r"[^.]+\.", term.says) is None] == []


def test_arabic_terms_hold_no_latin_letter() -> None:
    assert [term for term in terms("ar") if re.search("[A-Za-z]", term.term + term.says) is not None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_terms_in_the_readers_language_beside_another(
    signed_in: Callable[[Role], Client], language: str
) -> None:
    browser = signed_in(Role.INSPECTOR)
    browser.post(reverse("set_language"), {"language": language})
    page = browser.get(reverse("glossary"), {"beside": "es"}).content.decode()
    mine = next(term for term in terms(language) if term.key == "end_user")
    assert f"<strong>{mine.term}</strong>" in page
    assert '<bdi lang="es">usuario final</bdi>' in page
    assert len(page.encode()) < 100_000
