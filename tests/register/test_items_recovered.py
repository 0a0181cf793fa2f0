"""Weapons that come into the state's hands: seized, found and surrendered are three things, and each is asked about."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.checks import breaks
from tallystick.register.items.choosing import TO_MANY
from tallystick.register.items.happened_form import labelled
from tallystick.register.items.happenings import RECOVERING
from tallystick.register.items.models import Event, EventKind, Item, State
from tallystick.register.items.record import Happened, happen, register
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
