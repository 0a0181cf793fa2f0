"""What a person is told, and where: taken names, days to come, quantities nobody wrote, what was decided already."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tallystick.register.access.models import Role, User
from tallystick.register.fields import PartyField
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.stocktaking.close import close
from tallystick.register.stocktaking.expected import announce
from tallystick.register.stocktaking.models import Count
from tallystick.register.waiting import Waiting
from tests.register.conftest import SmallState

Browser = Callable[[Role], Client]


def test_a_lot_of_which_nobody_wrote_the_quantity_is_not_registered_as_one(
    small: SmallState, signed_in: Browser
) -> None:
    browser, address = signed_in(Role.OPERATOR), reverse("register_item")
    page = browser.get(address)
    # what the form begins with is what a browser sends of a field that was never opened
    begins = page.context["form"]["quantity"].value()
    given = {
        "kind": "ammunition", "category": "-", "make": "Invented", "model": "ball", "service": small.army.pk,
        "reading": "whole", "happened_on": "2024-03-01", "quantity": "" if begins is None else begins,
    }  # fmt: skip
    assert "the quantity is needed" in browser.post(address, given).content.decode()
    assert Item.objects.count() == 2


def test_a_day_to_come_is_refused_before_the_numbers_of_a_consignment_are_shown(
    small: SmallState, signed_in: Browser
) -> None:
    given = {
        "kind": "small_arm", "category": "SA4", "model": "R1", "service": small.army.pk, "serials": "K1",
        "handling": "parties_only", "happened_on": timezone.localdate() + timedelta(days=1),
    }  # fmt: skip
    answer = signed_in(Role.OPERATOR).post(reverse("register_consignment"), given)
    assert "not come yet" in str(answer.context["form"].errors["happened_on"])
    assert 'type="date" name="happened_on"' in answer.content.decode()


@pytest.mark.parametrize("accepts", [True, False])
def test_what_was_decided_already_is_shown_as_such_and_offers_no_decision(
    small: SmallState, signed_in: Browser, *, accepts: bool
) -> None:
    with operation("keeper", "enter lost") as done:
        said = {"circumstances": "on patrol"}
        event = happen(done, small.rifle, Happened(EventKind.LOST, date(2024, 3, 1), details=said))
    browser, address = signed_in(Role.APPROVER), reverse("decide_event", args=[event.pk])
    assert 'value="accept"' in browser.get(address).content.decode()
    with operation("another", "decide") as done:
        decide(done, event, accepts=accepts, reason="seen")
    for page in (browser.get(address), browser.post(address, {"answer": "accept"})):
        text = page.content.decode()
        assert "This was decided already." in text
        assert ("accepted" if accepts else "refused") + " <bdi>another</bdi>" in text
        assert 'value="accept"' not in text


def test_a_count_that_is_closed_is_not_offered_to_be_closed_again(
    small: SmallState, signed_in: Browser
) -> None:
    with operation("keeper", "announce count") as done:
        count = announce(
            done,
            Count(store=small.armoury, kind="full", counted_on=date(2024, 3, 1), team="two"),
            date(2024, 3, 1),
        )
    browser, address = signed_in(Role.APPROVER), reverse("count_close", args=[count.pk])
    assert browser.get(address).status_code == 200
    with operation("another", "close count") as done:
        close(done, Count.objects.get(pk=count.pk), "the store burnt")
    answer = browser.get(address, follow=True)
    assert answer.redirect_chain == [(reverse("count", args=[count.pk]), 302)]
    assert "closed already" in answer.content.decode()


def test_states_like_one_that_nobody_knows_are_named_in_the_language_of_the_reader() -> None:
    with translation.override("fr"), pytest.raises(ValidationError, match=r"Roumanie \(ROU\)") as refused:
        PartyField().clean("Roumaniea")
    assert "Romania (ROU)" not in str(refused.value)


@pytest.mark.parametrize(
    ("role", "page", "given"),
    [
        (Role.AUTHORITY, "service_add", {"name": "Army", "kind": "army"}),
        (
            Role.ADMINISTRATOR,
            "add_user",
            {"username": "operator", "full_name": "O", "role": "operator", "language": "fr"},
        ),
    ],
)
def test_a_name_that_is_taken_is_named(
    signed_in: Browser, role: Role, page: str, given: dict[str, str]
) -> None:
    name = given.get("username") or given["name"]
    text = signed_in(role).post(reverse(page), given).content.decode()
    assert f"“{name}” stands in the register already. Give another one." in text


@pytest.mark.parametrize("role", [Role.AUTHORITY, Role.AUDITOR])
def test_the_entry_of_a_new_user_opens_though_a_user_has_no_versions_to_show(
    signed_in: Browser, role: Role
) -> None:
    given = {
        "username": "somebody",
        "full_name": "Somebody",
        "role": "auditor",
        "language": "fr",
        "is_active": "on",
    }
    signed_in(Role.ADMINISTRATOR).post(reverse("add_user"), given)
    number = Entry.objects.latest("number").number
    page = signed_in(role).get(reverse("entry", args=[number]))
    assert page.status_code == 200
    assert '<span class="mono">somebody</span>' in page.content.decode()


def test_a_sheet_on_which_nothing_was_written_is_not_said_to_be_kept(
    small: SmallState, signed_in: Browser
) -> None:
    with operation("keeper", "announce count") as done:
        count = Count(store=small.armoury, kind="full", counted_on=date(2024, 3, 1), team="two")
        announce(done, count, date(2024, 3, 1))
    address = reverse("count_enter", args=[count.pk])
    answer = signed_in(Role.STORE_KEEPER).post(address, {"there": " ", "gone_through": ""})
    assert "No number was read." in answer.content.decode()
    assert answer.status_code == 200


@pytest.mark.parametrize("page", ["ledger_add", "end_sessions"])
def test_an_address_that_forms_are_sent_to_leads_on_when_it_is_opened_as_a_page(
    signed_in: Browser, page: str
) -> None:
    answer = signed_in(Role.AUTHORITY).get(reverse(page))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Nothing was saved." in answer.content.decode()
    assert f'href="{reverse("home")}"' in answer.content.decode()


def test_what_a_user_is_cleared_for_is_said_in_words(signed_in: Browser, people: dict[Role, User]) -> None:
    person = people[Role.AUTHORITY]
    person.clearances = ["restricted", "group:panel"]
    person.save()
    page = signed_in(Role.ADMINISTRATOR).get(reverse("user", args=[person.pk])).content.decode()
    for said in ("parties only", "restricted", "group:panel"):
        assert f'<span class="tag">{said}</span>' in page


def test_a_count_that_somebody_else_announced_waits_to_be_closed_until_it_is(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    today, own = timezone.localdate(), people[Role.AUTHORITY].username
    for who, store, day in (
        ("keeper", small.armoury, today),
        (own, small.locker, today),
        ("keeper", small.locker, today + timedelta(days=9)),
    ):
        with operation(who, "announce count") as done:
            announce(done, Count(store=store, kind="full", counted_on=day, team="two"), today)
    link = f"{reverse('counts')}?only=open"
    told = [one for one in waiting_for(signed_in(Role.AUTHORITY)) if one.address == link]
    assert [one.count for one in told] == [1]
    assert [one for one in waiting_for(signed_in(Role.STORE_KEEPER)) if one.address == link] == []
    with operation("another", "close count") as done:
        close(done, Count.objects.get(announced_by="keeper", counted_on=today), "the store burnt")
    assert [one for one in waiting_for(signed_in(Role.AUTHORITY)) if one.address == link] == []


def waiting_for(browser: Client) -> list[Waiting]:
    """Give what the first page says to wait."""
    found: list[Waiting] = browser.get(reverse("home")).context["waiting"]
    return [one for one in found if one.count > 0]
