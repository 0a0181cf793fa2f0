"""Items are registered, things happen to them, and a second person decides where one is needed."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.models import Event, EventKind, Item, State
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tests.register.conftest import SmallState

Browser = Callable[[Role], Client]
LOST = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})


def test_a_registered_item_lies_in_its_store_under_a_number_with_a_check_digit(small: SmallState) -> None:
    assert small.rifle.number.startswith("QMA1-0000001-")
    assert (small.rifle.state, small.rifle.store) == (State.IN_STORE, small.armoury)


def test_a_loss_counts_only_once_a_second_person_has_accepted_it(small: SmallState) -> None:
    with operation("keeper", "enter lost") as done:
        event = happen(done, small.rifle, LOST)
    assert Item.objects.get(pk=small.rifle.pk).state == State.IN_STORE
    with operation("approver", "accept event") as done:
        decide(done, Event.objects.get(pk=event.pk), accepts=True)
    lost = Item.objects.get(pk=small.rifle.pk)
    assert (lost.state, lost.store) == (State.LOST, None)


def test_whoever_entered_a_loss_cannot_accept_it(small: SmallState) -> None:
    with operation("keeper", "enter lost") as done:
        event = happen(done, small.rifle, LOST)
    with (
        pytest.raises(ValidationError, match="cannot also decide"),
        operation("keeper", "accept event") as done,
    ):
        decide(done, event, accepts=True)


def test_the_record_is_whole_after_a_loss_that_was_accepted_and_one_that_was_refused(
    small: SmallState,
) -> None:
    with operation("keeper", "enter losses") as done:
        events = [happen(done, item, LOST) for item in (small.rifle, small.pistol)]
    with operation("approver", "decide events") as done:
        for event, accepts in zip(events, (True, False), strict=True):
            decide(done, event, accepts=accepts, reason="" if accepts else "found at the count")
    assert list(breaks()) == []
    Item.objects.filter(pk=small.pistol.pk).update(model="R9")
    assert list(breaks()) != []


def test_a_store_keeper_registers_an_item_and_finds_it_by_a_part_of_its_mark(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    given = {
        "kind": "small_arm", "category": "SA3", "make": "Invented", "model": "R2", "calibre": "9 mm", "country": "QMA",
        "service": small.army.pk, "quantity": 1, "serial": "ZK-77?1", "reading": "partial", "store": small.armoury.pk,
        "happened_on": "2024-03-01", "reference": "note 7",
    }  # fmt: skip
    answer = browser.post(reverse("register_item"), given)
    assert answer.status_code == 302, answer.context["form"].errors
    page = browser.get(reverse("items"), {"q": "zk77"}).content.decode()
    assert "QMA1-0000003" in page
    assert "QMA1-0000001" not in page


def test_a_store_keeper_sees_no_item_of_another_service(small: SmallState, signed_in: Browser) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    assert browser.get(reverse("item", args=[small.rifle.pk])).status_code == 200
    assert browser.get(reverse("item", args=[small.pistol.pk])).status_code == 404
