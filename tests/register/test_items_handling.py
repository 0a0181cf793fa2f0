"""What stands under the handling mark of an item is as closed as the item itself."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.access.silo import marked_by
from tallystick.register.items.models import Decision, Event, EventKind, Item, Likely, Mark, Picture
from tallystick.register.items.record import Happened, describe, happen, register, split
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Store
from tests.register.conftest import SmallState, rifle_of
from tests.register.samples_stocktaking import lot_of

Browser = Callable[[Role], Client]


@pytest.fixture
def loss(small: SmallState) -> Event:
    """Return a loss that waits, of the army's rifle, which is marked restricted and is like another item."""
    with operation("setter", "mark restricted") as done:
        small.rifle.handling = "restricted"
        done.save(small.rifle)
        first = Happened(EventKind.REGISTERED, date(2024, 1, 11), store=small.armoury)
        register(done, *rifle_of(small.army, "AB1234"), first)
        lost = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})
        return happen(done, small.rifle, lost)


def cleared(people: dict[Role, User], role: Role) -> None:
    people[role].clearances = ["restricted"]
    people[role].save()


@pytest.mark.parametrize(("role", "name"), [(Role.APPROVER, "to_decide"), (Role.AUTHORITY, "duplicates")])
def test_a_list_names_a_restricted_item_to_who_is_cleared_alone(
    loss: Event, people: dict[Role, User], signed_in: Browser, role: Role, name: str
) -> None:
    assert loss.item.number not in signed_in(role).get(reverse(name)).content.decode()
    cleared(people, role)
    assert loss.item.number in signed_in(role).get(reverse(name)).content.decode()


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.APPROVER, "decide_event"),
        (Role.OPERATOR, "correct_event"),
        (Role.STORE_KEEPER, "correct_event"),
    ],
)
def test_an_event_of_a_restricted_item_is_not_there_for_who_is_not_cleared(
    loss: Event, signed_in: Browser, role: Role, name: str
) -> None:
    assert signed_in(role).get(reverse(name, args=[loss.pk])).status_code == 404


def test_the_mark_of_a_restricted_item_is_withdrawn_by_nobody_who_is_not_cleared(
    loss: Event, signed_in: Browser
) -> None:
    mark = loss.item.marks.get()
    assert signed_in(Role.OPERATOR).post(reverse("withdraw_mark", args=[mark.pk])).status_code == 404
    assert not Mark.objects.get(pk=mark.pk).is_withdrawn


def test_who_is_cleared_decides_and_compares_and_each_reading_is_kept(
    loss: Event, people: dict[Role, User], signed_in: Browser
) -> None:
    cleared(people, Role.APPROVER)
    cleared(people, Role.AUTHORITY)
    together = reverse("decide_together", args=[loss.entry])
    pair = reverse("duplicate", args=[Likely.objects.get().pk])
    assert signed_in(Role.APPROVER).get(reverse("decide_event", args=[loss.pk])).status_code == 200
    assert signed_in(Role.APPROVER).get(together).status_code == 200
    assert signed_in(Role.AUTHORITY).get(pair).status_code == 200
    readings = Reading.objects.order_by("pk").values_list("user__role", "subject")
    subject = f"items.item {loss.item_id}"
    assert list(readings) == [
        (Role.APPROVER, subject),
        (Role.APPROVER, subject),
        (Role.AUTHORITY, subject),
    ]


def test_a_row_stands_under_its_own_mark_or_those_of_all_it_cannot_be_without() -> None:
    assert {kind: marked_by(kind) for kind in (Item, Event, Decision, Likely, Picture, Store)} == {
        Item: ((),),
        Event: (("item",),),
        Decision: (("event", "item"),),
        Likely: (("first",), ("second",)),
        Picture: (("item",), ("document",)),
        Store: (),
    }


def test_a_part_of_a_lot_does_not_name_the_whole_to_who_may_not_see_it(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    whole = lot_of(small.army, small.armoury)
    with operation("keeper", "split lot") as done:
        part = split(done, whole, 300, happened=Happened(EventKind.SPLIT, date(2024, 3, 1)))
    with operation("authority", "describe item") as done:
        whole.handling = "restricted"
        describe(done, whole)
    address = reverse("item", args=[part.pk])
    page = signed_in(Role.STORE_KEEPER).get(address).content.decode()
    assert whole.number not in page
    assert "withheld from you" in page
    cleared(people, Role.STORE_KEEPER)
    assert signed_in(Role.STORE_KEEPER).get(address).content.decode().count(whole.number) == 2
