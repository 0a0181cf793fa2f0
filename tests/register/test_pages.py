"""What holds of every page: nothing inline or from elsewhere, nothing changed by looking, nothing too large."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from tallystick.register.access.headers import POLICY, strict_headers
from tallystick.register.access.models import Role, User
from tallystick.register.items.models import EventKind
from tallystick.register.items.record import Happened, happen
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState
from tests.register.walk import OPEN, Address, Person, furthest, reachable, standing, text_of

pytestmark = pytest.mark.slow  # every page is opened once: ten seconds

Browser = Callable[[Role], Client]
KILOBYTE = 1_000
_INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
_ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """What came of looking at one page, and of sending it a form from elsewhere."""

    name: str
    status: int
    headers: dict[str, str]
    text: str
    written: dict[str, int]
    """Rows more than before, by table."""
    forged: int
    """The answer to a form without the page's token."""


_seen: list[Seen] = []


@pytest.fixture
def seen(small: SmallState, people: dict[Role, User]) -> list[Seen]:
    """Return what every page answers, looked at once for all tests of this file."""
    if len(_seen) == 0:
        persons = {role: Person(user) for role, user in people.items()}
        _seen.extend(_look(address, small, persons[furthest(address)]) for address in reachable())
    return _seen


def _look(address: Address, small: SmallState, person: Person) -> Seen:
    with standing(address, small) as path:
        before = _counted()
        answer = person.browser(raise_request_exception=False).get(path)
        after = _counted()
        written = {name: after[name] - before[name] for name in after if after[name] != before[name]}
        forged = person.browser(enforce_csrf_checks=True).post(path).status_code
        return Seen(
            address.name, answer.status_code, dict(answer.headers.items()), text_of(answer), written, forged
        )


def _counted() -> dict[str, int]:
    # no recorded row is written without an entry
    return {"entries": Entry.objects.count(), "users": User.objects.count()}


def pages(seen: list[Seen]) -> dict[str, str]:
    """The pages among the answers, by name."""
    return {one.name: one.text for one in seen if one.status == 200 and one.text != ""}


def test_no_page_holds_a_script_or_style_or_anything_from_elsewhere(seen: list[Seen]) -> None:
    assert len(pages(seen)) > 10
    assert [name for name, text in pages(seen).items() if _INLINE.search(text) is not None] == []
    assert [name for name, text in pages(seen).items() if _ELSEWHERE.search(text) is not None] == []


def test_the_policy_lets_nothing_run_that_stands_in_a_page_or_comes_from_elsewhere() -> None:
    said = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))
    assert said["default-src"] == "'none'"
    assert (said["script-src"], said["style-src"], said["frame-ancestors"]) == ("'self'", "'self'", "'none'")
    assert re.search(r"unsafe|https?:|\*", POLICY) is None


def test_every_answer_has_the_strict_headers(seen: list[Seen]) -> None:
    assert [one.name for one in seen if not _is_strict(one.headers)] == []


def _is_strict(headers: dict[str, str]) -> bool:
    policy = headers.get("Content-Security-Policy", "")
    # a document that was uploaded is shut in further still
    is_shut_in = policy == POLICY or ("sandbox" in policy and "default-src 'none'" in policy)
    others = (headers.get("X-Content-Type-Options"), headers.get("X-Frame-Options"))
    return is_shut_in and others == ("nosniff", "DENY") and "no-store" in headers.get("Cache-Control", "")


def test_every_page_is_under_a_hundred_kilobytes(seen: list[Seen]) -> None:
    sizes = {name: len(text.encode()) for name, text in pages(seen).items()}
    assert {name: size for name, size in sizes.items() if size > 100 * KILOBYTE} == {}


def test_every_page_says_its_language_and_direction_and_has_a_title_and_one_heading(seen: list[Seen]) -> None:
    wrong = [
        name
        for name, text in pages(seen).items()
        if '<html lang="en" dir="ltr">' not in text or "<title>" not in text or text.count("<h1") != 1
    ]
    assert wrong == []


def test_every_page_can_be_looked_at(seen: list[Seen]) -> None:
    assert [(one.name, one.status) for one in seen if one.status not in {200, 302, 405}] == []


def test_looking_at_a_page_changes_nothing(seen: list[Seen]) -> None:
    assert {one.name: one.written for one in seen if len(one.written) > 0} == {}


def test_no_form_is_taken_from_elsewhere(seen: list[Seen]) -> None:
    assert [one.name for one in seen if one.forged not in {403, 405}] == []


@pytest.mark.parametrize("name", sorted(OPEN))
@pytest.mark.usefixtures("small")
def test_not_even_the_first_pages_take_a_form_from_elsewhere(name: str) -> None:
    assert Client(enforce_csrf_checks=True).post(reverse(name)).status_code == 403


@pytest.mark.usefixtures("small")
def test_a_forged_name_of_the_computer_is_refused() -> None:
    browser = Client(headers={"host": "evil.example"})
    answer = browser.get(reverse("sign_in"))
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_cookies_are_kept_from_scripts_and_from_other_sites(people: dict[Role, User]) -> None:
    browser = Client()
    browser.post(
        reverse("sign_in"), {"username": people[Role.OPERATOR].username, "password": "a password of tests"}
    )
    session = browser.cookies["sessionid"]
    assert (session["httponly"], session["samesite"], session["max-age"]) == (True, "Strict", "")
    browser.get(reverse("home"))
    assert (browser.cookies["csrftoken"]["httponly"], browser.cookies["csrftoken"]["samesite"]) == (
        True,
        "Strict",
    )


def test_the_first_page_counts_what_waits_for_this_person_and_not_what_they_entered(
    small: SmallState, people: dict[Role, User], signed_in: Browser
) -> None:
    def counts(role: Role) -> list[int]:
        context: Any = signed_in(role).get(reverse("home")).context
        return [line.count for line in context["waiting"] if line.address == reverse("to_decide")]

    lost = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})
    for who, item in (("keeper", small.rifle), (people[Role.APPROVER].username, small.pistol)):
        with operation(who, "enter lost") as done:
            happen(done, item, lost)
    assert counts(Role.APPROVER) == [1]
    assert counts(Role.STORE_KEEPER) == []


@pytest.mark.parametrize("answer", [HttpResponse("ten bytes."), StreamingHttpResponse(["ten ", "bytes."])])
def test_an_answer_to_a_question_for_the_headers_alone_has_no_body(
    answer: HttpResponse | StreamingHttpResponse,
) -> None:
    bare = strict_headers(lambda _: answer)(RequestFactory().head("/"))
    assert b"".join(bare) == b""
    assert bare.headers.get("Content-Length", "10") == "10"
