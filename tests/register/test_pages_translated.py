"""Every page, and every form that was sent with nothing in it, says in a language what the language has words for."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

import pytest
from django.db import transaction

from tallystick.register.access.models import Role, User
from tests.register.conftest import SmallState
from tests.register.test_core_words import script
from tests.register.walk import Address, Person, furthest, reachable, standing, text_of

_ATTRIBUTES = ("title", "placeholder", "aria-label", "alt", "data-label")
_UNSEEN = frozenset({"script", "style", "bdi", "code", "pre"})
"""Elements that show nothing, or what somebody wrote."""
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_WRITTEN = {"ledger_mapping": frozenset({"day", "kind", "model", "no"})}
"""By address, what a sample calls its columns, to choose among."""


class Texts(HTMLParser):
    """The texts of a page that are its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._open: list[bool] = []
        """For each open element, whether its text counts."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found |= {" ".join((given.get(name) or "").split()) for name in _ATTRIBUTES}
        if tag not in _VOID:
            counts = tag not in _UNSEEN and (tag == "html" or given.get("lang") != "en")
            self._open.append(counts and all(self._open[-1:]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if all(self._open[-1:]):
            self.found.add(" ".join(data.split()).strip(" :،,."))


def said_otherwise(language: str) -> Mapping[str, str]:
    """Give the strings that a language says otherwise than English does, with what it says."""
    found: dict[str, str] = {}
    own: set[str] = set()
    for message in script("make_messages").catalogue_of(language):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        own |= set(strings)
        found |= {one: strings[0] for one in ids if one != "" and "%(" not in one}
    return {one: text for one, text in found.items() if one not in own}


def texts(page: str) -> set[str]:
    parser = Texts()
    parser.feed(page)
    return parser.found


def shown(address: Address, small: SmallState, person: Person) -> Iterator[str]:
    """Give the page of an address, and what is answered to its form with nothing in it."""
    with standing(address, small) as path:
        for method in ("get", "post"):
            with transaction.atomic():
                yield text_of(getattr(person.browser(), method)(path, follow=True))
                transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "pt", "es", "ar"])
def test_no_page_shows_english_that_its_language_has_words_for(
    language: str, small: SmallState, people: dict[Role, User]
) -> None:
    User.objects.update(language=language)
    known = said_otherwise(language)
    names = set(User.objects.values_list("username", flat=True))
    signed_in = {role: Person(user) for role, user in people.items()}
    english = [
        f"{address.name}: {text}"
        for address in reachable()
        for page in shown(address, small, signed_in[furthest(address)])
        for text in sorted(texts(page) - names - _WRITTEN.get(address.name, frozenset()))
        if text in known
    ]
    assert english == []


def test_a_text_in_english_on_a_page_is_found_and_what_somebody_wrote_is_not() -> None:
    page = (
        '<html lang="fr"><p title="Site">Store: <br><bdi>Depot</bdi><i lang="en">Item</i></p><input></html>'
    )
    assert texts(page) >= {"Site", "Store"}
    assert texts(page).isdisjoint({"Depot", "Item"})
    assert said_otherwise("fr")["Store"] == "Magasin"
