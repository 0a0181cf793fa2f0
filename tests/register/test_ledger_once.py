"""A page that is sent twice does its thing once, and the second press shows what the first one made."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role
from tallystick.register.items.models import Item
from tallystick.register.ledger import once
from tallystick.register.ledger.models import Entry, Origin
from tallystick.register.ledger.once import SentBeforeError, SentOnce, SentOtherwiseError
from tallystick.register.ledger.operation import operation
from tallystick.register.settings import ROOM
from tallystick.register.stores.models import Service
from tests.register.conftest import SmallState
from tests.register.licence_case import issued

Browser = Callable[[Role], Client]
_WORD: Final = re.compile(r'<input type="hidden" name="once" value="([^"]+)">')
SERVICE: Final = {"name": "Customs", "kind": "customs", "note": ""}


def words(page: str) -> list[str]:
    """The one-time words of a page."""
    return _WORD.findall(page)


def texts(answer: Any) -> list[str]:
    """What a page that was gone on to says at its head."""
    return [str(one) for one in answer.context["messages"]]


@pytest.fixture
def added(signed_in: Browser) -> Callable[..., Any]:
    """Return what sends the page of a new service: `added(name="Coast guard")`."""
    browser, address = signed_in(Role.AUTHORITY), reverse("service_add")
    [word] = words(browser.get(address).content.decode())
    return lambda **said: browser.post(address, SERVICE | {"once": word} | said, follow=True)


def test_a_second_press_shows_what_the_first_one_made_and_makes_nothing(added: Callable[..., Any]) -> None:
    first = added()
    entries = Entry.objects.count()
    second = added()
    assert (Service.objects.filter(name="Customs").count(), Entry.objects.count()) == (1, entries)
    assert second.redirect_chain == first.redirect_chain
    assert texts(second) == ["This was already kept."]


def test_each_time_a_page_is_shown_it_is_a_new_one(signed_in: Browser) -> None:
    pages = [signed_in(Role.AUTHORITY).get(reverse("service_add")).content.decode() for _ in range(2)]
    assert len({word for page in pages for word in words(page)}) == 2


def test_an_item_without_a_number_is_registered_once_by_two_presses(
    small: SmallState, signed_in: Browser
) -> None:
    browser, address = signed_in(Role.OPERATOR), reverse("register_item")
    [word] = words(browser.get(address).content.decode())
    given = {
        "kind": "small_arm",
        "category": "SA3",
        "model": "R1",
        "service": small.army.pk,
        "store": small.armoury.pk,
        "handling": "parties_only",
        "reading": "whole",
        "happened_on": "2024-05-01",
        "quantity": 1,
        "once": word,
    }
    before = set(Item.objects.values_list("pk", flat=True))
    answers = [browser.post(address, given) for _ in range(2)]
    [made] = Item.objects.exclude(pk__in=before)
    assert [one["Location"] for one in answers] == [reverse("item", args=[made.pk])] * 2


def test_what_was_changed_on_a_page_gone_back_to_is_asked_about_and_then_kept(
    added: Callable[..., Any],
) -> None:
    added()
    asked = added(name="Coast guard")
    assert not Service.objects.filter(name="Coast guard").exists()
    assert "sent once already" in str(asked.context["form"].non_field_errors())
    [word] = words(asked.content.decode())
    added(name="Coast guard", once=word)
    assert Service.objects.filter(name="Coast guard").exists()


def test_what_was_refused_leaves_the_page_to_be_sent_again(added: Callable[..., Any]) -> None:
    assert added(name="Army").context["form"].errors
    assert texts(added()) == ["Kept."]


@pytest.fixture
def sent(own: Origin, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> Callable[..., HttpResponse]:  # noqa: ARG001  # entries are its
    """Return what lets a view answer a request of one session, as the middleware has it."""
    monkeypatch.setattr(once, "_PAUSE_SECONDS", 0.0)
    session = SessionStore()
    session.create()

    def send(
        view: Callable[[HttpRequest], HttpResponse], session: SessionStore = session, **said: Any
    ) -> HttpResponse:
        request = rf.post("/", {"once": "word", **said})
        request.session = SessionStore(session.session_key)
        # what another request does from now on, this one has not read
        request.session.get("message")
        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]  # as the middleware does
        return SentOnce(view)(request)

    return send


def adding(name: str) -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        with operation("keeper", "add service") as done:
            done.save(Service(name=name, kind="customs"))
        return HttpResponse()

    return view


def test_the_second_of_two_presses_at_once_sees_the_first_although_it_began_before_it(
    sent: Callable[..., HttpResponse],
) -> None:
    def both(request: HttpRequest) -> HttpResponse:
        # while this one waits for the chain, the other is answered
        sent(adding("first"))
        return adding("second")(request)

    with pytest.raises(SentBeforeError):
        sent(both)
    assert list(Service.objects.values_list("name", flat=True)) == ["first"]


def test_a_second_press_that_looks_after_the_first_was_done_is_led_on_as_well(
    sent: Callable[..., HttpResponse],
) -> None:
    def refusing(_request: HttpRequest) -> HttpResponse:
        sent(adding("first"))
        return HttpResponse("Service with this Name already exists.")

    assert sent(refusing).status_code == 302


def test_an_operation_that_fails_does_not_use_up_the_page(sent: Callable[..., HttpResponse]) -> None:
    def failing(_request: HttpRequest) -> HttpResponse:
        with suppress(RuntimeError), operation("keeper", "add service") as done:
            done.save(Service(name="first", kind="customs"))
            raise RuntimeError
        with operation("keeper", "add nothing"):
            pass
        return HttpResponse()

    sent(failing)
    sent(adding("second"))
    assert Service.objects.get().name == "second"


def test_several_operations_of_one_press_all_happen(sent: Callable[..., HttpResponse]) -> None:
    def both(request: HttpRequest) -> HttpResponse:
        adding("first")(request)
        return adding("second")(request)

    sent(both)
    assert Service.objects.count() == 2


def test_another_file_under_the_same_words_is_something_else(sent: Callable[..., HttpResponse]) -> None:
    sent(adding("first"), file=SimpleUploadedFile("list.csv", b"1"))
    assert sent(adding("second"), file=SimpleUploadedFile("list.csv", b"1")).status_code == 302
    with pytest.raises(SentOtherwiseError):
        sent(adding("second"), file=SimpleUploadedFile("list.csv", b"1, 2"))


def test_a_page_stays_used_whatever_another_request_leaves_in_the_session(
    sent: Callable[..., HttpResponse],
) -> None:
    def slow(request: HttpRequest) -> HttpResponse:
        sent(adding("first"), once="other")
        request.session["message"] = "what it read, before the other was done"
        request.session.save()
        return HttpResponse()

    sent(slow, once="")
    assert sent(adding("second"), once="other").status_code == 302
    assert Service.objects.get().name == "first"


def test_a_word_is_of_one_session_and_is_forgotten_when_that_has_ended(
    sent: Callable[..., HttpResponse],
) -> None:
    sent(adding("first"))
    stranger = SessionStore()
    stranger.create()
    sent(adding("second"), session=stranger)
    assert Service.objects.count() == 2
    stranger.set_expiry(-1)
    stranger.save()
    sent(adding("third"), once="another")
    assert not Session.objects.filter(pk=stranger.session_key).exists()
    assert Session.objects.count() == 4


def test_a_refused_attempt_is_kept_once_by_two_presses_and_the_second_says_to_look(
    small: SmallState, signed_in: Browser
) -> None:
    licence = issued(small)
    browser, address = signed_in(Role.OPERATOR), reverse("use_licence", args=[licence.pk])
    [word] = words(browser.get(address).content.decode())
    line = licence.lines.get().pk
    given = {"line": line, "quantity": 11, "unit": "items", "used_on": timezone.localdate(), "once": word}
    browser.post(address, given)
    second = browser.post(address, given, follow=True)
    assert licence.uses.count() == 1
    assert second.redirect_chain == [(address, 302)]
    assert texts(second) == [_LOOK]


_LOOK: Final = "This page was sent once already. Look at what was kept before you send it again."
_TAKING_IN: Final = ["exchange/exchange.html", "exchange/ledger.html", "items/many.html"]
"""A bundle is taken in once whatever is sent, and so are words of a ledger; what is chosen is done on the next page."""
_UNGUARDED: Final = frozenset({"password", "second_factor", "sign_in", "account", "enrol"})
"""Pages in `access/` whose forms make nothing new: signing in, one's own password."""
_FORM: Final = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)


def test_every_page_with_a_form_to_fill_in_is_sent_with_a_word() -> None:
    room = ROOM / "templates"
    bare = [
        str(path.relative_to(room))
        for path in sorted(room.rglob("*.html"))
        for form in _FORM.findall(path.read_text())
        if "form.html" in form and "{% once %}" not in form
    ]
    assert sorted({*bare} - {f"access/{name}.html" for name in _UNGUARDED}) == _TAKING_IN
