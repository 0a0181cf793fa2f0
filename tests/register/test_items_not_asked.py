"""Whether a number that somebody may not see stands in the register cannot be asked by registering."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role, User
from tallystick.register.items.models import Item, Likely, Mark
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState
from tests.register.test_items_pages import form_of_consignment

Browser = Callable[[Role], Client]
THERE, NOT_THERE = "AB1234", "AB1294"


@pytest.fixture
def hidden(small: SmallState) -> Item:
    """Return the army's rifle, which bears `THERE`, marked restricted."""
    with operation("setter", "mark restricted") as done:
        rifle = Item.objects.get(pk=small.rifle.pk)
        rifle.handling = "restricted"
        return done.save(rifle)


def answered(browser: Client, small: SmallState, serial: str, **given: object) -> str:
    """Send a consignment of one number; give the page that answers, without the number."""
    sent = form_of_consignment(small, serials=serial, **given)
    page = browser.post(reverse("register_consignment"), sent).content.decode()
    lines = (line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
    return "\n".join(lines).replace(serial, "NUMBER")


def test_a_consignment_says_the_same_of_a_hidden_number_and_of_one_that_nobody_bears(
    small: SmallState, hidden: Item, signed_in: Browser
) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    page = answered(browser, small, THERE)
    assert hidden.number not in page
    assert "stands in the register already" not in page
    assert page == answered(browser, small, NOT_THERE)


def test_a_consignment_says_the_same_of_a_number_of_another_service(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    assert small.pistol.service != small.army
    page = answered(browser, small, "XY9876")
    assert "under another service" not in page
    assert page == answered(browser, small, "XY9976")


def test_a_consignment_still_says_which_numbers_stand_on_items_that_the_person_may_see(
    small: SmallState, signed_in: Browser
) -> None:
    page = answered(signed_in(Role.STORE_KEEPER), small, THERE)
    assert "stands in the register already" in page
    assert small.rifle.number in page


def test_leaving_out_strikes_no_hidden_number_and_the_two_are_proposed_to_who_sees_both(
    small: SmallState, hidden: Item, signed_in: Browser, people: dict[Role, User]
) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    answered(browser, small, f"{THERE}\n{NOT_THERE}", keep="1", leave_out="on")
    assert sorted(Mark.objects.filter(text__in=[THERE, NOT_THERE]).values_list("text", flat=True)) == [
        THERE,
        THERE,
        NOT_THERE,
    ]
    pair = Likely.objects.get()
    assert hidden.pk in {pair.first_id, pair.second_id}
    assert hidden.number not in browser.get(reverse("duplicates")).content.decode()
    assert hidden.number not in signed_in(Role.AUTHORITY).get(reverse("duplicates")).content.decode()
    people[Role.AUTHORITY].clearances = ["restricted"]
    people[Role.AUTHORITY].save()
    assert hidden.number in signed_in(Role.AUTHORITY).get(reverse("duplicates")).content.decode()


def test_the_form_of_a_single_item_says_the_same_of_a_hidden_number(
    small: SmallState, hidden: Item, signed_in: Browser
) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    given = {name: value for name, value in form_of_consignment(small).items() if name != "serials"}

    def answered_to(serial: str) -> tuple[int, list[Item]]:
        answer = browser.post(reverse("register_item"), given | {"serial": serial, "reading": "partial"})
        return answer.status_code, list((answer.context or {}).get("likely", []))

    assert hidden.handling == "restricted"
    assert answered_to(f"*{THERE[-3:]}") == answered_to("*777") == (302, [])
