"""What was met at a count and stands elsewhere in the register is told so, to whoever may know where."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.models import Item, Mark
from tallystick.register.ledger.operation import operation
from tallystick.register.stocktaking.enter import enter_find
from tallystick.register.stocktaking.models import Count, Seen
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import announced, stocked

Browser = Callable[[Role], Client]


def mark_of(item: Item) -> str:
    return Mark.objects.get(item=item).text


def find_entered(count: Count, mark: str) -> None:
    with operation("keeper", "enter find") as done:
        enter_find(done, count, Seen(described="rifle", mark=mark))


def test_a_find_whose_mark_stands_in_the_register_says_where(small: SmallState, signed_in: Browser) -> None:
    count = announced(small.armoury)
    find_entered(count, mark_of(small.pistol))
    find_entered(count, "ZZ 777")
    page = signed_in(Role.AUTHORITY).get(reverse("count", args=[count.pk])).content.decode()
    assert page.count("registered elsewhere</span>") == 1
    assert f"{small.pistol.number} {small.locker}" in page
    hidden = signed_in(Role.STORE_KEEPER).get(reverse("count", args=[count.pk])).content.decode()
    assert "ZZ 777" in hidden
    assert small.pistol.number not in hidden, "who is of the army does not learn what the police hold"


def test_a_serial_number_of_another_store_says_where_its_item_is(
    small: SmallState, signed_in: Browser
) -> None:
    count = announced(small.armoury)
    browser, address = signed_in(Role.AUTHORITY), reverse("count_enter", args=[count.pk])
    page = browser.post(address, {"there": mark_of(small.pistol)}).content.decode()
    assert f"{small.pistol.number} {small.locker}" in page
    assert not Seen.objects.exists()
    unheard = browser.post(address, {"there": "ZZ777"}).content.decode()
    assert "registered elsewhere" not in unheard


def test_lines_that_were_gone_through_say_what_the_count_came_to(
    small: SmallState, signed_in: Browser
) -> None:
    stocked(small.army, small.armoury, 3)
    count = announced(small.armoury)
    browser, address = signed_in(Role.AUTHORITY), reverse("count_enter", args=[count.pk])
    first = browser.post(address, {"there": small.rifle.number, "gone_through": "1-2"}, follow=True)
    assert "Lines looked for now: 2 of 4. Missing by this: 1." in first.content.decode()
    page = browser.post(address, {"is_whole": "on"}, follow=True).content.decode()
    assert "Lines looked for now: 4 of 4. Missing by this: 2." in page
    assert "0 numbers kept" not in page
