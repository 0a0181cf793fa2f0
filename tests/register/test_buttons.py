"""A button says what it does."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.models import Event, EventKind
from tallystick.register.items.record import Happened, happen
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState

Browser = Callable[[Role], Client]
_BUTTON = re.compile(r"<button([^>]*)>([^<]*)</button>")


def buttons(page: str) -> list[tuple[str, str]]:
    """Attributes and words of the buttons in the content of a page, in order."""
    return _BUTTON.findall(page.partition("<main")[2])


@pytest.mark.parametrize(
    ("role", "name", "word"),
    [
        (Role.OPERATOR, "register_item", "Register an item"),
        (Role.STORE_KEEPER, "store_add", "Add a store"),
        (Role.STORE_KEEPER, "count_add", "Announce a count"),
        (Role.AUTHORITY, "service_add", "Add a service"),
        (Role.AUTHORITY, "trace_keys", "Accept a key"),
        (Role.ADMINISTRATOR, "add_user", "Add a user"),
        (Role.AUDITOR, "password", "Change the password"),
    ],
)
def test_the_button_of_a_form_names_its_deed(signed_in: Browser, role: Role, name: str, word: str) -> None:
    assert [said for _attributes, said in buttons(signed_in(role).get(reverse(name)).content.decode())] == [
        word
    ]


@pytest.fixture
def lost(small: SmallState) -> Event:
    """Return a loss that waits for a second person."""
    said = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})
    with operation("keeper", "enter lost") as done:
        return happen(done, small.rifle, said)


def test_the_second_person_accepts_by_one_button_and_refuses_by_another(
    lost: Event, signed_in: Browser
) -> None:
    page = signed_in(Role.APPROVER).get(reverse("decide_event", args=[lost.pk])).content.decode()
    assert buttons(page)[1:] == [
        (' name="answer" value="accept"', "Accept"),
        (' name="answer" value="refuse"', "Refuse"),
    ]
    assert 'type="radio"' not in page


def test_the_key_enter_alone_decides_nothing(lost: Event, signed_in: Browser) -> None:
    # a browser presses the first button of a form, and none where that one is disabled
    page = signed_in(Role.APPROVER).get(reverse("decide_event", args=[lost.pk])).content.decode()
    assert buttons(page)[0] == (" disabled hidden", "")


def test_a_decision_sent_without_a_button_is_none(lost: Event, signed_in: Browser) -> None:
    answer = signed_in(Role.APPROVER).post(reverse("decide_event", args=[lost.pk]), {"reason": "read"})
    assert "Nothing was saved yet." in answer.content.decode()
    assert not hasattr(Event.objects.get(pk=lost.pk), "decision")
