"""Weapons that come into the state's hands: seized, found and surrendered are three things, and each is asked about."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.came_in import ways_in
from tallystick.register.items.checks import breaks
from tallystick.register.items.choosing import TO_MANY
from tallystick.register.items.happened_form import labelled
from tallystick.register.items.happenings import RECOVERING
from tallystick.register.items.models import Event, EventKind, Item, State
from tallystick.register.items.record import Happened, decide, happen, register, split
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState, rifle_of

Browser = Callable[[Role], Client]


@pytest.fixture
def stranger(small: SmallState) -> Item:
    """Return a weapon that the register knew nothing of: registered, and in no store yet."""
    with operation("setter", "register item") as done:
        return register(
            done, *rifle_of(small.police, "ZZ1"), Happened(EventKind.REGISTERED, date(2024, 2, 1))
        )


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


@pytest.mark.parametrize("kind", RECOVERING)
def test_the_page_of_a_stranger_s_weapon_offers_each_way_in_which_it_came(
    stranger: Item, signed_in: Browser, kind: EventKind
) -> None:
    page = signed_in(Role.AUTHORITY).get(reverse("item", args=[stranger.pk])).content.decode()
    assert reverse("happened", args=[stranger.pk, kind.value]) in page


def test_a_seizure_is_not_entered_before_somebody_says_for_what_and_not_known_is_an_answer(
    small: SmallState, stranger: Item, signed_in: Browser
) -> None:
    browser, address = signed_in(Role.AUTHORITY), reverse("happened", args=[stranger.pk, "seized"])
    given = {"happened_on": "2024-02-02", "store": small.locker.pk, "place": "road"}
    assert "required" in browser.post(address, given).content.decode()
    assert not stranger.events.filter(kind=EventKind.SEIZED).exists()
    browser.post(address, given | {"offence": "unknown"})
    assert stranger.events.get(kind=EventKind.SEIZED).details["offence"] == "unknown"
    assert fresh(stranger).state == State.SEIZED
    assert "not known" in browser.get(reverse("item", args=[stranger.pk])).content.decode()


def test_a_seizure_of_before_the_question_still_stands_and_is_asked_when_it_is_corrected(
    small: SmallState, stranger: Item, signed_in: Browser
) -> None:
    with operation("keeper", "enter seized") as done:
        event = happen(
            done,
            stranger,
            Happened(EventKind.SEIZED, date(2024, 2, 2), store=small.locker, details={"place": "road"}),
        )
    assert list(breaks()) == []
    page = signed_in(Role.AUTHORITY).get(reverse("correct_event", args=[event.pk])).content.decode()
    assert "for what kind of offence" in page.casefold()


def test_what_is_handed_over_keeps_the_campaign_and_asks_no_name(
    small: SmallState, stranger: Item, signed_in: Browser
) -> None:
    given = {
        "happened_on": "2024-02-02", "store": small.locker.pk, "place": "village", "campaign": "amnesty of 2024",
    }  # fmt: skip
    browser = signed_in(Role.AUTHORITY)
    browser.post(reverse("happened", args=[stranger.pk, "surrendered"]), given)
    event = Event.objects.get(item=stranger, kind=EventKind.SURRENDERED)
    assert (fresh(stranger).state, fresh(stranger).store) == (State.IN_STORE, small.locker)
    assert ("campaign or programme", "amnesty of 2024") in [
        (str(name), text) for name, text in labelled(event)
    ]


def test_a_cache_of_weapons_is_entered_on_one_document(
    small: SmallState, stranger: Item, signed_in: Browser
) -> None:
    assert set(RECOVERING) <= set(TO_MANY)
    browser, address = signed_in(Role.AUTHORITY), reverse("happened_to_many")
    given = {
        "kind": "seized", "numbers": stranger.number, "keep": "1", "happened_on": "2024-02-02",
        "store": small.locker.pk, "place": "road", "offence": "criminal",
    }  # fmt: skip
    browser.post(address, given | {"offence": ""})
    assert fresh(stranger).state == State.REGISTERED
    browser.post(address, given)
    assert stranger.events.get(kind=EventKind.SEIZED).details["offence"] == "criminal"


def entered(item: Item, kind: EventKind, on: date, **given: Any) -> Event:  # as `Happened` has it
    details = {"circumstances": "-", "place": "road"} if kind in {EventKind.LOST, *RECOVERING} else {}
    with operation("keeper", f"enter {kind}") as done:
        return happen(done, fresh(item), Happened(kind, on, details=details, **given))


@pytest.mark.parametrize("kind", RECOVERING)
def test_how_a_weapon_came_in_that_was_registered_straight_into_a_store_is_put_right(
    small: SmallState, signed_in: Browser, kind: EventKind
) -> None:
    entered(small.rifle, EventKind.ISSUED, date(2024, 3, 1), holder="P-1")
    entered(small.rifle, EventKind.RETURNED, date(2024, 4, 1), store=small.armoury)
    registration = small.rifle.events.get(kind=EventKind.REGISTERED)
    browser, address = signed_in(Role.OPERATOR), reverse("correct_event", args=[registration.pk])
    page = browser.get(address).content.decode()
    assert f"?kind={kind.value}" in page
    given = {"happened_on": "2024-01-09", "store": small.armoury.pk, "place": "road", "offence": "criminal"}
    answer = browser.post(f"{address}?kind={kind.value}", given)
    if kind == EventKind.SEIZED:
        assert "could then not have happened" in answer.content.decode(), "evidence was not issued"
        answer = browser.post(f"{address}?kind={kind.value}", given | {"released_on": "2024-02-01"})
    assert answer.status_code == 302
    stands = fresh(small.rifle)
    assert (stands.state, stands.store, stands.remaining) == (State.IN_STORE, small.armoury, 1)
    new = stands.events.get(kind=kind)
    assert (new.happened_on, new.details["place"], new.corrects) == (date(2024, 1, 9), "road", None)
    [second] = stands.events.filter(kind=EventKind.REGISTERED).exclude(pk=registration.pk)
    assert (second.store, second.corrects, second.happened_on) == (
        None,
        registration,
        registration.happened_on,
    )
    assert list(breaks()) == []
    assert browser.get(f"{reverse('correct_event', args=[second.pk])}?kind={kind.value}").status_code == 404


def test_a_weapon_seized_and_registered_straight_into_a_store_is_evidence_once_that_is_said(
    small: SmallState, signed_in: Browser
) -> None:
    registration = small.rifle.events.get()
    address = f"{reverse('correct_event', args=[registration.pk])}?kind=seized"
    given = {"happened_on": "2024-01-10", "store": small.locker.pk, "place": "road"}
    browser = signed_in(Role.AUTHORITY)
    assert "required" in browser.post(address, given).content.decode(), "for what offence"
    assert browser.post(address, given | {"offence": "criminal"}).status_code == 302
    stands = fresh(small.rifle)
    assert (stands.state, stands.store) == (State.SEIZED, small.locker)
    assert "released_on" not in stands.events.get(kind=EventKind.SEIZED).details
    assert not stands.events.filter(kind=EventKind.RETURNED).exists()


def test_a_weapon_that_was_seized_and_released_lies_where_it_was_registered(
    small: SmallState, signed_in: Browser
) -> None:
    registration = small.rifle.events.get()
    address = f"{reverse('correct_event', args=[registration.pk])}?kind=seized"
    given = {
        "happened_on": "2023-06-01", "store": small.locker.pk, "place": "road", "offence": "criminal",
        "reference": "Court 5", "released_on": "2023-05-01",
    }  # fmt: skip
    browser = signed_in(Role.AUTHORITY)
    assert browser.post(address, given).status_code == 200, "released before it was seized"
    assert browser.post(address, given | {"released_on": "2024-01-10"}).status_code == 302
    stands = fresh(small.rifle)
    assert (stands.state, stands.store) == (State.IN_STORE, small.armoury)
    released = stands.events.get(kind=EventKind.RETURNED)
    assert (released.happened_on, released.reference) == (date(2024, 1, 10), "Court 5")
    assert "released_on" not in stands.events.get(kind=EventKind.SEIZED).details


def test_how_a_thing_came_in_is_said_once_and_of_no_part_of_a_lot(small: SmallState) -> None:
    registration = small.rifle.events.get()
    assert ways_in(registration) == RECOVERING
    lost = entered(small.rifle, EventKind.LOST, date(2024, 3, 1))
    with operation("approver", "decide") as done:
        decide(done, lost, accepts=True)
    found = entered(small.rifle, EventKind.FOUND, date(2024, 4, 1), store=small.armoury)
    assert ways_in(registration) == RECOVERING, "it came back, and how it first came is not said"
    assert ways_in(found) == ()
    registration = small.pistol.events.get()
    entered(small.pistol, EventKind.IMPORTED, date(2024, 3, 1), store=small.locker, party="QMB")
    assert ways_in(registration) == ()
    with operation("setter", "register item") as done:
        lot, marks = rifle_of(small.army, "L1", kind="ammunition", category="-", quantity=9)
        first = Happened(EventKind.REGISTERED, date(2024, 2, 1), store=small.armoury)
        register(done, lot, marks, first)
        part = split(done, lot, 3, happened=Happened(EventKind.SPLIT, date(2024, 3, 1)))
    assert ways_in(lot.events.get(kind=EventKind.REGISTERED)) == RECOVERING
    assert ways_in(part.events.get()) == ()
