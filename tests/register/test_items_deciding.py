"""The second person decides on many events together: on what is ticked, and on nothing that changed unseen."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access import page
from tallystick.register.access.models import Role, User
from tallystick.register.items.models import Decision, Event, EventKind, Item, State
from tallystick.register.items.record import Happened, decide, happen, happen_all
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import stocked

Browser = Callable[[Role], Client]
CHOSEN = "decide_chosen"


def lost(items: list[Item], *said: str, actor: str = "keeper") -> list[Event]:
    """Enter the loss of items in one operation."""
    told = said if len(said) == len(items) else ["not at the count"] * len(items)
    rows = [
        (item, Happened(EventKind.LOST, date(2024, 3, 1), details={"circumstances": why}))
        for item, why in zip(items, told, strict=True)
    ]
    with operation(actor, "enter lost of many") as done:
        return happen_all(done, rows)


@pytest.fixture
def four(small: SmallState) -> list[Event]:
    """Return four losses, each entered by itself."""
    return [lost([item])[0] for item in stocked(small.army, small.armoury, 4)]


def chosen(events: list[Event]) -> str:
    return reverse(CHOSEN) + "?" + "&".join(f"event={event.pk}" for event in events)


def state_of(event: Event) -> str:
    return Item.objects.get(pk=event.item_id).state


def test_of_what_was_entered_together_only_what_is_ticked_is_decided_and_the_rest_waits(
    small: SmallState, signed_in: Browser
) -> None:
    events = lost(stocked(small.army, small.armoury, 3))
    browser, address = signed_in(Role.APPROVER), reverse("decide_together", args=[events[0].entry])
    listed = browser.get(address).context["ticks"].listed
    given = {"answer": "accept", "listed": listed}
    assert "Nothing is ticked" in browser.post(address, given).content.decode()
    assert browser.post(address, given | {"line": [str(one.pk) for one in events[:2]]}).status_code == 302
    assert [state_of(event) for event in events] == [State.LOST, State.LOST, State.IN_STORE]
    assert Decision.objects.count() == 2, "each event has a decision of its own"


def test_events_entered_apart_are_chosen_from_the_list_and_decided_together(
    four: list[Event], signed_in: Browser
) -> None:
    browser = signed_in(Role.APPROVER)
    page_of_all = browser.get(reverse("to_decide")).content.decode()
    assert all(f'name="event" value="{event.pk}"' in page_of_all for event in four)
    address = chosen(four[:3])
    listed = browser.get(address).context["ticks"].listed
    refused = {"answer": "refuse", "listed": listed, "all": "1"}
    assert "Say why it is refused" in browser.post(address, refused).content.decode()
    assert browser.post(address, refused | {"reason": "they stand in the rack"}).status_code == 302
    assert {one.reason for one in Decision.objects.all()} == {"they stand in the rack"}
    assert Decision.objects.count() == 3
    assert str(four[3].pk) in browser.get(reverse("to_decide")).content.decode()


def test_where_one_cannot_be_accepted_none_is_and_it_is_named(four: list[Event], signed_in: Browser) -> None:
    back = Happened(EventKind.MOVED, date(2024, 3, 1), store=four[1].item.store)
    with operation("keeper", "enter moved") as done:
        happen(done, four[1].item, back)
        happen(done, four[1].item, Happened(EventKind.ISSUED, date(2024, 3, 2), holder="Cpl 7"))
    browser, address = signed_in(Role.APPROVER), chosen(four)
    listed = browser.get(address).context["ticks"].listed
    answer = browser.post(address, {"answer": "accept", "listed": listed, "all": "1"}).content.decode()
    assert f"{four[1].item.number}: The item has changed since" in answer
    assert not Decision.objects.exists()


def test_what_another_person_decided_meanwhile_is_told_and_nothing_is_decided_unseen(
    four: list[Event], signed_in: Browser
) -> None:
    browser, address = signed_in(Role.APPROVER), chosen(four)
    listed = browser.get(address).context["ticks"].listed
    with operation("other", "accept event") as done:
        decide(done, four[0], accepts=True)
    answer = browser.post(address, {"answer": "accept", "listed": listed, "all": "1"}).content.decode()
    assert "The list has changed since you opened it." in answer
    assert "1 of those chosen no longer waits for you." in answer
    assert Decision.objects.count() == 1


def test_an_event_of_an_item_that_the_approver_is_not_cleared_for_is_neither_shown_nor_decided(
    small: SmallState, signed_in: Browser
) -> None:
    [open_] = lost(stocked(small.army, small.armoury, 1))
    [hidden] = lost(stocked(small.army, small.armoury, 1, model="Hidden", handling="restricted"))
    browser, address = signed_in(Role.APPROVER), chosen([open_, hidden])
    page_of_both = browser.get(address)
    assert "Hidden" not in page_of_both.content.decode()
    listed = page_of_both.context["ticks"].listed
    forged = {"answer": "accept", "listed": listed, "line": [str(open_.pk), str(hidden.pk)]}
    assert "The list has changed" in browser.post(address, forged).content.decode()
    assert not Decision.objects.exists()


def test_whoever_entered_one_of_them_decides_on_none(
    small: SmallState, four: list[Event], people: dict[Role, User], signed_in: Browser
) -> None:
    own = lost([small.rifle], actor=people[Role.APPROVER].username)
    browser, address = signed_in(Role.APPROVER), chosen([*four, *own])
    listed = browser.get(address).context["ticks"].listed
    answer = browser.post(address, {"answer": "accept", "listed": listed, "all": "1"}).content.decode()
    assert f"{small.rifle.number}: Whoever entered an event cannot also decide on it." in answer
    assert not Decision.objects.exists()


@pytest.mark.parametrize("is_together", [True, False])
def test_an_account_that_was_reset_lately_decides_on_many_no_sooner_than_on_one(
    four: list[Event], signed_in: Browser, monkeypatch: pytest.MonkeyPatch, *, is_together: bool
) -> None:
    monkeypatch.setattr(page, "decides_from", lambda _user, now: now + timedelta(hours=1))
    address = reverse("decide_together", args=[four[0].entry]) if is_together else chosen(four)
    browser = signed_in(Role.APPROVER)
    listed = browser.get(address).context["ticks"].listed
    answer = browser.post(address, {"answer": "accept", "listed": listed, "all": "1"})
    assert answer.headers["Location"] == reverse("home")
    assert not Decision.objects.exists()


def test_a_choice_of_nothing_or_of_what_is_no_event_leads_back_to_the_list(
    four: list[Event], signed_in: Browser
) -> None:
    browser = signed_in(Role.APPROVER)
    with operation("other", "accept event") as done:
        decide(done, four[0], accepts=True)
    for query in (
        "",
        f"event={uuid4()}",
        "event=------------------------------------",
        f"event={four[0].pk}",
    ):
        assert browser.get(f"{reverse(CHOSEN)}?{query}").headers["Location"] == reverse("to_decide")


def test_a_long_list_is_shown_in_pages_and_all_of_it_is_decided_at_once(
    small: SmallState, signed_in: Browser
) -> None:
    events = lost(stocked(small.army, small.armoury, 101))
    browser, address = signed_in(Role.APPROVER), reverse("decide_together", args=[events[0].entry])
    first = browser.get(address)
    assert (len(first.context["lines"]), len(first.content) < 100_000) == (100, True)
    assert len(browser.get(f"{address}?page=2").context["lines"]) == 1
    given = {"answer": "accept", "listed": first.context["ticks"].listed, "all": "1"}
    assert browser.post(address, given).status_code == 302
    assert Decision.objects.count() == 101
