"""Hostile text in every field of every form: never an error of the program, never markup, never kept where refused."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.test import Client
from django.urls import reverse
from lxml import etree, html
from PIL import Image

from tallystick.register.access import hostile
from tallystick.register.access.hostile import first_refused
from tallystick.register.access.models import Role, User
from tallystick.register.files.models import Document
from tests.register.conftest import SmallState
from tests.register.walk import Person, furthest, put_away, reachable, standing, text_of

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}{% debug %}"
KEPT = {
    "markup": MARKUP,
    "quotes": "x'); DROP TABLE items_item; --",
    "formula": "=cmd|' /C calc'!A0",
    "path": "../../../../etc/passwd",
    "pictures": "🔫 \U0001f1e6\U0001f1f6 ñ ﷽ Ω\u0301\u0301\u0301",
    "number": "-99999999999999999999999999",
    "float": "NaN",
    "json": '{"__proto__": {"x": 1}}',
    "long": "x" * 70_000,
    "date": "9999-99-99",
    "uuid": "00000000-0000-0000-0000-000000000000",
}
REFUSED = {
    "nul": "a\x00b",
    "override": "1234\u202e4321",
    "isolate": "a\u2067b",
    "bell": "a\x07b",
    "none": "a\uffffb",
}
FIELDS = {"input", "select", "textarea"}


@dataclass(frozen=True)
class Fields:
    """The fields that a page's forms have and the values they stand at, and what in it would run."""

    names: dict[str, str]
    files: list[str]
    scripts: int
    """That stand in the page itself."""
    handlers: int


NOTHING = Fields({}, [], 0, 0)


def fields_of(text: str) -> Fields:
    if text == "":
        return NOTHING
    names: dict[str, str] = {}
    files: list[str] = []
    scripts = handlers = 0
    for element in html.document_fromstring(text).iter(etree.Element):
        given = element.attrib
        handlers += sum(name.startswith("on") for name in given)
        scripts += element.tag == "script" and "src" not in given
        name = given.get("name")
        if given.get("type") == "file" and name is not None:
            files.append(name)
        elif element.tag in FIELDS and name is not None and name != "csrfmiddlewaretoken":
            names.setdefault(name, given.get("value") or "")
    return Fields(names, files, scripts, handlers)


@dataclass(frozen=True)
class Page:
    """A page as somebody sees it who may send its form."""

    name: str
    path: str
    person: Person
    fields: Fields

    def browser(self) -> Client:
        """A browser that knows nothing of what was done before, since that was undone."""
        return self.person.browser(raise_request_exception=False)


Walk = Callable[[str], Iterator[Page]]


@pytest.fixture
def walk(small: SmallState, people: dict[Role, User]) -> Walk:
    """Return what gives each page of an app, its object made."""
    persons = {role: Person(user) for role, user in people.items()}

    def walked(room: str) -> Iterator[Page]:
        for address in reachable():
            if address.room == room:
                person = persons[furthest(address)]
                with standing(address, small) as path:
                    yield Page(address.name, path, person, fields_of(text_of(person.browser().get(path))))

    return walked


def answered(ask: Callable[..., Any], path: str, fields: dict[str, str]) -> tuple[int, str]:
    """Ask, or send a form; whatever it did is undone."""
    with transaction.atomic():
        answer = ask(path, fields)
        found = answer.status_code, text_of(answer)
        transaction.set_rollback(True)
    return found


def laid(fields: Fields, texts: list[str], turn: int) -> dict[str, str]:
    """All fields hostile at once; with each turn each field gets the next of the texts."""
    return {name: texts[(place + turn) % len(texts)] for place, name in enumerate(fields.names)}


def sent(page: Page, given: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Answers to fields sent as a form and in the address."""
    yield answered(page.browser().post, page.path, given)
    # an address is never so long: a server cuts it off
    yield answered(page.browser().get, page.path, {name: text[:500] for name, text in given.items()})


ROOMS = sorted({address.room for address in reachable()})


MIXED = [text for _, text in sorted(KEPT.items())]
TURNS = {"markup": [KEPT["markup"]], **{f"turn {turn}": MIXED for turn in range(0, len(MIXED), 3)}}
"""Markup in every field; and a mixture, so that in few turns each field meets texts of several kinds."""


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_no_field_of_any_form_breaks_the_program_or_lets_markup_through(walk: Walk, room: str) -> None:
    wrong = []
    for page in walk(room):
        for turn, (kind, texts) in enumerate(TURNS.items()):
            for status, text in sent(page, laid(page.fields, texts, 3 * turn)):
                found = fields_of(text)
                if status >= 500 or found.scripts > 0 or found.handlers > 0:
                    wrong.append((page.name, kind, status, found.scripts, found.handlers))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.usefixtures("bare_refusals")
@pytest.mark.parametrize("room", ROOMS)
def test_a_turn_of_direction_is_refused_in_every_field_of_every_form(walk: Walk, room: str) -> None:
    taken = []
    for page in walk(room):
        for field in page.fields.names:
            found = sent(page, {field: REFUSED["override"]})
            taken += [f"{page.name}: {field}" for status, _ in found if status != 400]
    assert taken == []


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer a refusal without the page that says so: thousands are tried, and one is read below."""
    monkeypatch.setattr(hostile, "_refusal", lambda *_: HttpResponseBadRequest())


@pytest.mark.usefixtures("small")
def test_the_page_of_a_refusal_names_the_character_and_not_the_text() -> None:
    answer = Client().post(reverse("sign_in"), {"username": "secret\u202eterces", "password": "x"})
    text = answer.content.decode()
    assert (answer.status_code, "U+202E RIGHT-TO-LEFT OVERRIDE" in text, "terces" in text) == (
        400,
        True,
        False,
    )


def test_letters_of_every_script_and_the_marks_that_arabic_needs_are_let_through() -> None:
    said = "سجل الأسلحة\u200f رقم ١٢٣ Côte d’Ivoire Ñandú Қазақстан 中国 ไทย \u200c \U0001f52b\r\n\tx"
    assert first_refused(said) is None


@pytest.mark.usefixtures("small")
def test_ten_megabytes_in_a_field_are_refused_and_not_read_into_a_page() -> None:
    answer = Client(raise_request_exception=False).post(reverse("sign_in"), {"username": "x" * 10_000_000})
    assert answer.status_code == 400
    assert len(answer.content) < 10_000


@pytest.mark.usefixtures("small")
def test_more_fields_than_any_form_has_are_refused() -> None:
    many = {f"f{number}": "" for number in range(10_001)}
    assert Client(raise_request_exception=False).post(reverse("sign_in"), many).status_code == 400


def test_markup_that_was_kept_is_shown_as_text_wherever_it_stands(
    small: SmallState, people: dict[Role, User]
) -> None:
    browser = Client()
    browser.force_login(people[Role.STORE_KEEPER], backend="django.contrib.auth.backends.ModelBackend")
    given = {
        "kind": "small_arm", "category": "SA3", "make": MARKUP[:80], "model": MARKUP[:80], "calibre": "9 mm",
        "country": "QMA", "service": str(small.army.pk), "quantity": 1, "serial": MARKUP[:80], "reading": "whole",
        "store": str(small.armoury.pk), "happened_on": "2024-03-01", "reference": MARKUP[:120], "note": MARKUP,
    }  # fmt: skip
    answer = browser.post(reverse("register_item"), given)
    assert answer.status_code == 302, answer.context["form"].errors
    for path in (answer.headers["Location"], reverse("items")):
        page = fields_of(text_of(browser.get(path)))
        assert (page.scripts, page.handlers) == (0, 0)
    auditor = Client()
    auditor.force_login(people[Role.AUDITOR], backend="django.contrib.auth.backends.ModelBackend")
    assert "<script>alert" not in text_of(auditor.get(reverse("log")))


@pytest.mark.parametrize("kind", sorted(REFUSED))
@pytest.mark.usefixtures("small")
def test_a_refused_character_is_refused_in_the_address_too(kind: str) -> None:
    assert Client().get(reverse("sign_in"), {"next": REFUSED[kind]}).status_code == 400


def _packed(content: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file.getvalue()


def _picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), "brown").save(file, "PNG")
    return file.getvalue()


SHEET = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
FILES = {
    "page": ("list.html", b"<!doctype html><script>alert(1)</script>"),
    "drawing": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "program": ("note.pdf", b"MZ\x90\x00program"),
    "path": ("../../../../keys/sessions", b"x"),
    "bomb": ("list.xlsx", _packed(SHEET | {"xl/bomb.xml": b"0" * 9_000_000})),
    "outside": ("list.xlsx", _packed(SHEET | {"../../outside": b"x"})),
    "entities": (
        "list.xlsx",
        _packed(
            SHEET | {"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}
        ),
    ),
    "empty": ("list.csv", b""),
    "nul": ("list.csv", b"number,mark\n\x00\x00,1\n"),
    "torn": ("a.zip", b"PK\x03\x04 and nothing"),
}


@pytest.mark.slow
def test_no_hostile_file_breaks_a_page_that_takes_files_or_is_kept_as_one_that_runs(walk: Walk) -> None:
    wrong, taking = [], set()
    for page in chain.from_iterable(map(walk, ROOMS)):
        for field, (kind, (name, data)) in product(page.fields.files, FILES.items()):
            taking.add(page.name)
            with transaction.atomic():
                given = page.fields.names | {field: SimpleUploadedFile(name, data)}
                answer = page.browser().post(page.path, given)
                kept = Document.objects.filter(media_type__regex="html|svg|xml$|script|octet")
                if answer.status_code >= 500 or kept.exists():
                    wrong.append((page.name, kind, answer.status_code))
                put_away(answer)
                transaction.set_rollback(True)
    assert len(taking) > 2
    assert wrong == []


def test_a_picture_that_is_also_a_page_comes_back_shut_in(
    small: SmallState, people: dict[Role, User]
) -> None:
    both = _picture() + b"<script>alert(1)</script>"
    keeper = Person(people[Role.STORE_KEEPER]).browser()
    given = {"picture": SimpleUploadedFile("a.html", both, "text/html"), "caption": "mark"}
    assert keeper.post(reverse("add_picture", args=[small.rifle.pk]), given).status_code == 302
    document = Document.objects.get()
    answer = keeper.get(reverse("document", args=[document.pk]), {"show": "1"})
    assert (document.media_type, answer.headers["Content-Type"]) == ("image/png", "image/png")
    assert (
        answer.headers["X-Content-Type-Options"],
        "sandbox" in answer.headers["Content-Security-Policy"],
    ) == (
        "nosniff",
        True,
    )
    put_away(answer)
