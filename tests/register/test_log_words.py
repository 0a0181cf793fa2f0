"""What the register says in the reader's language where it is stored in English."""

import ast
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import ngettext, override, pgettext

from tallystick.model.party import find_party
from tallystick.register.access.models import Role, User
from tallystick.register.exchange.fields import Words, near_shown, value_of
from tallystick.register.exchange.models import DayOrder
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service
from tallystick.register.tracing.clock import BUNDLED, SOURCES
from tallystick.register.verbs import VERBS, verb_shown

ROOM = Path(__file__).resolve().parents[2] / "src" / "tallystick" / "register"
_PLACES = {"operation": 1, "kept": 3, "acted": 2, "_kept": 2, "_of_store": 2, "_done": 1}
"""Where a call has its verb, by the name of what is called."""


def _verbs(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    # most files do nothing, and to parse them all takes half a second
    tree = ast.parse(text if any(f"{name}(" in text for name in _PLACES) else "")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _PLACES:
            place = _PLACES[node.func.id]
            if len(node.args) > place:
                said = (part for part in ast.walk(node.args[place]) if isinstance(part, ast.Constant))
                if not isinstance(node.args[place], ast.JoinedStr):
                    yield from (part.value for part in said if isinstance(part.value, str))


def test_every_verb_of_an_operation_can_be_said_in_other_languages() -> None:
    paths = (path for path in ROOM.rglob("*.py") if "migrations" not in path.parts)
    said = {verb for path in paths for verb in _verbs(path)}
    assert len(said) > 100
    assert sorted(said - set(VERBS)) == []


@pytest.mark.parametrize(
    ("verb", "shown"),
    [
        ("register item", "inscrire un objet"),
        ("submit case", "dossier : soumettre"),
        ("enter seized", "objet : saisi"),
        ("enter seized of many", "plusieurs objets : saisi"),
        ("something of old", "something of old"),
    ],
)
def test_what_was_done_is_shown_in_the_language_of_the_reader(verb: str, shown: str) -> None:
    with override("fr"):
        assert verb_shown(verb) == shown


@pytest.mark.parametrize("language", ["fr", "pt", "es", "ar"])
def test_a_sentence_with_a_plural_is_translated_too(language: str) -> None:
    with override(language):
        assert ngettext("Kept.", "%(count)s were kept.", 1) != "Kept."


def test_near_words_are_named_in_the_language_of_the_reader() -> None:
    with override("fr"):
        assert near_shown("pistole", ["pistol"]) == "Les plus proches : pistol."


def test_where_a_bundled_time_comes_from_can_be_said_in_other_languages() -> None:
    bundled = tomllib.loads(BUNDLED.read_text("utf-8"))["clock"]
    held = {source for clock in bundled for source in clock["source"].values()}
    assert sorted(held - set(SOURCES)) == []


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("URSS", "SUN"),
        ("Union soviétique", "SUN"),
        ("Tchécoslovaquie", "CSK"),
        ("République démocratique allemande", "DDR"),
        ("Alemania Oriental", "DDR"),
        ("República Democrática Alemã", "DDR"),
        ("ألمانيا الغربية", "DEU"),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_ledger_names_a_former_state_as_its_people_do(word: str, code: str) -> None:
    assert value_of("country", word, Words({}), DayOrder.YEAR) == code


@pytest.mark.parametrize(
    ("year", "code"),
    [(1980, "YUG"), (2005, "SCG")],
)
def test_a_name_of_several_states_is_told_by_the_year_in_french_too(year: int, code: str) -> None:
    assert find_party("Yougoslavie") is None
    assert find_party("Yougoslavie", on=date(year, 1, 1)) == code


@pytest.mark.parametrize(("language", "word"), [("ar", "الدولة"), ("fr", "État")])
def test_a_column_of_countries_has_the_word_for_a_country(language: str, word: str) -> None:
    with override(language):
        assert pgettext("a country", "State") == word


@pytest.mark.usefixtures("small")
def test_the_log_says_what_was_done_in_french(signed_in: Callable[[Role], Client]) -> None:
    with operation("authority", "add service") as done:
        done.save(Service(name="Coast Guard"))
    User.objects.update(language="fr")
    page = signed_in(Role.AUDITOR).get(reverse("log")).content.decode()
    assert "ajouter un service" in page
