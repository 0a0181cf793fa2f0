"""Users are made and changed by administrators, and each change stands in the chain."""

import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tallystick.register.access.checks import breaks
from tallystick.register.access.models import Role, User
from tallystick.register.access.users import CHANGE, MAKE, add_user, change_user, first_password, stamp
from tallystick.register.items.models import Item
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service, Site, Store
from tests.register.conftest import SmallState

Browser = Callable[[Role], Client]
AWA = {"username": "awa", "full_name": "Awa Example", "role": "operator", "language": "fr", "is_active": "on"}


def made(browser: Client, small: SmallState) -> str:
    answer = browser.post(
        reverse("add_user"), AWA | {"services": [str(small.army.pk)], "clearances": "restricted"}
    )
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.context["first"])


def test_a_new_user_is_told_in_the_chain_without_the_password(small: SmallState, signed_in: Browser) -> None:
    first = made(signed_in(Role.ADMINISTRATOR), small)
    entry = Entry.objects.order_by("-number")[0]
    told = json.loads(entry.rows)[0]
    assert (entry.verb, entry.actor, told["row"], told["id"]) == (MAKE, "administrator", "access.user", "awa")
    assert (told["is"]["clearances"], told["is"]["services"]) == (["restricted"], [str(small.army.pk)])
    assert first not in entry.rows


def test_the_first_password_must_be_changed_before_anything_else(
    small: SmallState, signed_in: Browser
) -> None:
    first = made(signed_in(Role.ADMINISTRATOR), small)
    browser = Client()
    browser.post(reverse("sign_in"), {"username": "awa", "password": first})
    assert browser.get(reverse("items")).headers["Location"] == reverse("password")
    new = "a long word of my own"
    given = {"old_password": first, "new_password1": new, "new_password2": new}
    assert browser.post(reverse("password"), given).headers["Location"] == reverse("home")
    assert browser.get(reverse("items")).status_code == 200


def test_nobody_changes_their_own_role(people: dict[Role, User], signed_in: Browser) -> None:
    own = people[Role.ADMINISTRATOR]
    given = {"seen": stamp(own), "full_name": "x", "role": "approver", "language": "en", "is_active": "on"}
    answer = signed_in(Role.ADMINISTRATOR).post(reverse("change_user", args=[own.pk]), given)
    assert "Nobody changes their own role" in answer.content.decode()
    assert User.objects.get(pk=own.pk).role == Role.ADMINISTRATOR


def test_the_last_administrator_cannot_be_made_something_else(people: dict[Role, User]) -> None:
    own = people[Role.ADMINISTRATOR]
    own.role = Role.AUDITOR
    with pytest.raises(ValidationError, match="last administrator"), operation("another", CHANGE) as done:
        change_user(done, own, [], [])
    assert User.objects.get(pk=own.pk).role == Role.ADMINISTRATOR


def test_a_user_who_may_no_longer_sign_in_is_out_at_the_next_click(
    people: dict[Role, User], signed_in: Browser
) -> None:
    operator = signed_in(Role.OPERATOR)
    assert operator.get(reverse("items")).status_code == 200
    person = people[Role.OPERATOR]
    given = {"seen": stamp(person), "full_name": "x", "role": "operator", "language": "en"}
    signed_in(Role.ADMINISTRATOR).post(reverse("change_user", args=[person.pk]), given)
    assert operator.get(reverse("items")).status_code == 302


def test_a_password_set_anew_ends_every_session_of_the_user(
    people: dict[Role, User], signed_in: Browser
) -> None:
    operator = signed_in(Role.OPERATOR)
    answer = signed_in(Role.ADMINISTRATOR).post(reverse("reset_user", args=[people[Role.OPERATOR].pk]))
    assert answer.context["first"] in answer.content.decode()
    assert operator.get(reverse("items")).status_code == 302


def test_sessions_elsewhere_end_on_request_and_the_present_one_stays(signed_in: Browser) -> None:
    here, elsewhere = signed_in(Role.OPERATOR), signed_in(Role.OPERATOR)
    here.post(reverse("end_sessions"))
    assert (here.get(reverse("home")).status_code, elsewhere.get(reverse("home")).status_code) == (200, 302)


def test_a_role_changed_in_the_database_itself_is_found(small: SmallState) -> None:  # noqa: ARG001  # an origin
    with operation("setter", MAKE) as done:
        add_user(done, User(username="awa", full_name="Awa", role=Role.OPERATOR))
    assert list(breaks()) == []
    User.objects.filter(username="awa").update(role=Role.ADMINISTRATOR)
    assert list(breaks()) == ["access.user awa: role is not what the last entry about this user says"]
    User.objects.create_user("ghost", "x", role=Role.ADMINISTRATOR)
    assert "access.user ghost: no entry made this user" in list(breaks())


def test_a_first_password_holds_nothing_that_is_copied_wrongly_and_is_long_enough() -> None:
    made = [first_password() for _ in range(200)]
    assert set("".join(made)) <= set("abcdefghjkmnpqrstuvwxyz23456789")
    assert {len(one) for one in made} == {20}
    assert len(set(made)) == 200


def test_the_form_of_users_says_that_services_and_sites_add_up(signed_in: Browser) -> None:
    page = signed_in(Role.ADMINISTRATOR).get(reverse("add_user")).content.decode()
    assert "either lets in. For one site alone, tick the site and no service." in page


def confined(browser: Client, people: dict[Role, User], services: list[Any], sites: list[Any]) -> Client:
    people[Role.OPERATOR].services.set(services)
    people[Role.OPERATOR].sites.set(sites)
    return browser


def registered(browser: Client, service: Service, store: Store | None, serial: str) -> HttpResponse:
    given = {
        "kind": "small_arm", "category": "SA4", "make": "Quite", "model": "Other", "service": service.pk,
        "serial": serial, "reading": "whole", "happened_on": "2024-03-01",
    }  # fmt: skip
    return cast(
        "HttpResponse",
        browser.post(reverse("register_item"), given | ({} if store is None else {"store": store.pk})),
    )


def test_whoever_is_confined_to_one_site_registers_into_it_and_nowhere_else(
    small: SmallState, people: dict[Role, User], signed_in: Browser
) -> None:
    browser = confined(signed_in(Role.OPERATOR), people, [], [small.barracks])
    with operation("setter", "add store") as done:
        other = done.save(
            Store(code="A2", name="Other", site=done.save(Site(name="South", service=small.army)))
        )
    page = browser.get(reverse("register_item")).content.decode()
    assert str(small.army) in page
    assert str(small.police) not in page
    made = registered(browser, small.army, small.armoury, "Q1")
    assert browser.get(made.headers["Location"]).status_code == 200
    for store, said in ((None, "in your own sites alone"), (other, "Select a valid choice")):
        assert said in registered(browser, small.army, store, "Q2").content.decode()


def test_an_item_seen_by_its_site_keeps_the_service_of_another_when_it_is_described(
    small: SmallState, people: dict[Role, User], signed_in: Browser
) -> None:
    browser = confined(signed_in(Role.OPERATOR), people, [], [small.barracks])
    Item.objects.filter(pk=small.pistol.pk).update(store=small.armoury)
    page = browser.get(reverse("edit_item", args=[small.pistol.pk])).content.decode()
    assert f'<option value="{small.police.pk}" selected>' in page
    assert str(small.police) not in browser.get(reverse("register_item")).content.decode()


def test_what_a_site_lets_in_is_not_carried_into_the_stores_of_another_service(
    small: SmallState, people: dict[Role, User], signed_in: Browser
) -> None:
    browser = confined(signed_in(Role.OPERATOR), people, [small.police], [small.barracks])
    assert "in your own sites alone" in registered(browser, small.army, None, "Q1").content.decode()
    assert registered(browser, small.police, None, "Q2").status_code == 302
    assert registered(browser, small.army, small.armoury, "Q3").status_code == 302


def test_registering_is_not_offered_to_whom_nothing_is_given_and_the_page_says_why(
    small: SmallState, people: dict[Role, User], signed_in: Browser
) -> None:
    browser = confined(signed_in(Role.OPERATOR), people, [], [])
    link, why = f'href="{reverse("register_item")}"', "so you can register nothing yet"
    home = browser.get(reverse("home")).content.decode()
    assert link not in home
    assert link not in browser.get(reverse("items")).content.decode()
    assert all(why in browser.get(reverse(name)).content.decode() for name in ("home", "register_item"))
    confined(browser, people, [], [small.barracks])
    home = browser.get(reverse("home")).content.decode()
    assert link in home
    assert why not in home
