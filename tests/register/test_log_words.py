"""The log, lists of values and suggestions in the reader's language: rows, columns, colons, apostrophes, states."""

import re
from collections.abc import Callable

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tallystick.register.access.models import Role, User
from tallystick.register.exchange.fields import UnreadableValueError, Words
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import recorded_models
from tallystick.register.log.words import column, kind_words
from tests.register.conftest import SmallState


def test_a_colon_stands_as_french_has_it() -> None:
    words = Template('{% load i18n %}{% translate "Site" %}{% colon %} A')
    assert words.render(Context()) == "Site: A"
    with override("fr"):
        assert words.render(Context()) == "Site\N{NO-BREAK SPACE}: A"


def test_a_comma_stands_as_the_script_has_it() -> None:
    words = Template("{% comma %}")
    assert words.render(Context()) == ","
    with override("ar"):
        assert words.render(Context()) == "\u060c"


def test_the_log_names_rows_and_columns_in_the_readers_language(
    small: SmallState, signed_in: Callable[[Role], Client]
) -> None:
    User.objects.update(language="fr")
    browser, store = signed_in(Role.AUTHORITY), small.armoury
    with operation("setter", "edit store") as done:
        store.is_open = False
        done.save(store)
    page = browser.get(reverse("entry", args=[small.rifle.entry])).content.decode()
    assert "<dt>Type de marque</dt><dd><bdi>numéro de série du fabricant</bdi>" in page
    assert [word for word in ("is_open", "handling", "True", "manufacturer") if f">{word}<" in page] == []
    history = browser.get(reverse("row_history", args=[store.row_kind(), store.pk])).content.decode()
    assert re.search(r">En service</td>.*>oui<.*>non<", history, re.DOTALL) is not None


def test_every_kind_of_row_in_the_log_has_words_in_french() -> None:
    with override("fr"):
        named = {model.row_kind(): kind_words(model.row_kind()) for model in recorded_models()}
        year = column("year", "items.item")
    english = {model.row_kind(): str(model._meta.verbose_name) for model in recorded_models()}
    assert sorted(kind for kind, words in named.items() if words == kind) == []
    assert named["stocktaking.line"] != english["stocktaking.line"]
    assert year == "Année de fabrication"
    assert column("year", "nothing.here") == '<span class="mono ltr" lang="en">year</span>'


def test_a_ledgers_apostrophe_is_either_that_keyboards_or_that_books_have(small: SmallState) -> None:
    assert small.army.name == "Army"
    with override("fr"):
        words = Words({})
        assert words.value("category", "Fusils d'assaut") == words.value("category", "fusils d’assaut")


def test_a_ledgers_unknown_state_is_told_with_the_nearest_in_french(small: SmallState) -> None:
    assert small.army.name == "Army"
    with override("fr"), pytest.raises(UnreadableValueError, match=r"Finlande \(FIN\)"):
        Words({}).party("country", "Finlnd")
