"""What states are called on a page: by the language that it is in."""

import pytest
from django.utils import translation

from tallystick.register.states import state_name
from tallystick.register.templatetags.register_words import party


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Germany"),
        ("fr", "Allemagne"),
        ("es", "Alemania"),
        ("pt", "Alemanha"),
        ("ar", "ألمانيا"),
    ],
)
def test_a_state_is_named_in_the_language_of_the_page(language: str, name: str) -> None:
    with translation.override(language):
        assert state_name("DEU") == name
        assert party("DEU") == f"<bdi>{name} (DEU)</bdi>"


def test_what_has_no_name_in_a_language_is_named_as_in_english() -> None:
    with translation.override("fr"):
        assert state_name("QMU") == "Murvale"
        assert state_name("HKG").startswith("China, Hong Kong")
        assert state_name("XX") == "XX"
        assert party("") == ""
