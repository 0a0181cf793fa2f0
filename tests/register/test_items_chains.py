"""Corrections of corrections, what is used up, and finding one's own among many."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.history import Told, counting, needs_second, pending
from tallystick.register.items.models import Event, EventKind, Item, ItemKind
from tallystick.register.items.pending import pending_events
from tallystick.register.items.record import Happened, decide, describe, happen, register_all
from tallystick.register.items.search import by_mark
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState, rifle_of

Browser = Callable[[Role], Client]
ON = date(2024, 5, 1)


def entered(item: Item, happened: Happened, *, is_accepted: bool = False) -> Event:
    with operation("keeper", "enter event") as done:
        event = happen(done, item, happened)
    if is_accepted:
        with operation("second", "accept event") as done:
            decide(done, event, accepts=True)
    return event


def issued(holder: str, corrects: Event) -> Happened:
    return Happened(EventKind.ISSUED, ON, holder=holder, corrects=corrects)


def test_events_that_correct_each_other_in_a_ring_are_read_to_an_end() -> None:
    one, two, item = UUID(int=1), UUID(int=2), UUID(int=9)
    at = datetime(2024, 5, 1, tzinfo=UTC)
    ring = [
        Told(pk, item, "moved", ON, at, 0, None, "", None, corrects, None)
        for pk, corrects in ((one, two), (two, one))
    ]
    assert (counting(ring), pending(ring)) == ([], [])
    first = Event(pk=one, kind=EventKind.MOVED)
    first.corrects = Event(pk=two, kind=EventKind.MOVED, corrects=first)
    assert not needs_second(first)


def test_a_fourth_correction_of_a_loss_is_listed_as_waiting(small: SmallState) -> None:
    lost = Happened(EventKind.LOST, ON, details={"circumstances": "not at the count"})
    event = entered(small.rifle, lost, is_accepted=True)
    for holder in ("H1", "H2", "H3"):
        event = entered(small.rifle, issued(holder, event), is_accepted=True)
    last = entered(small.rifle, issued("H4", event))
    assert Item.objects.get(pk=small.rifle.pk).pending == 1
    assert list(pending_events()) == [last]


def test_what_a_later_correction_outdid_waits_no_longer(small: SmallState) -> None:
    lost = Happened(EventKind.LOST, ON, details={"circumstances": "not at the count"})
    first = entered(small.rifle, lost, is_accepted=True)
    second = entered(small.rifle, issued("H1", first))
    third = entered(small.rifle, issued("H2", second))
    entered(small.rifle, issued("H3", third), is_accepted=True)
    waits = entered(small.rifle, replace(lost, on=date(2024, 6, 1)))
    assert list(pending_events()) == [waits]


def test_no_weapon_is_used_up(small: SmallState) -> None:
    moved = entered(small.rifle, Happened(EventKind.MOVED, ON, store=small.armoury))
    for corrected in (None, moved):
        with pytest.raises(ValidationError, match="only parts and ammunition"):
            entered(small.rifle, Happened(EventKind.EXPENDED, ON, quantity=1, corrects=corrected))


def test_no_new_description_makes_a_weapon_something_that_is_counted(
    small: SmallState, signed_in: Browser
) -> None:
    given = {"kind": "ammunition", "category": "-", "model": "R1", "service": small.army.pk}
    given |= {"handling": "parties_only", "seen": small.rifle.entry}
    answer = signed_in(Role.OPERATOR).post(reverse("edit_item", args=[small.rifle.pk]), given)
    assert "only parts and ammunition" in answer.content.decode()
    small.rifle.kind = ItemKind.PART
    with pytest.raises(ValidationError), operation("keeper", "describe item") as done:
        describe(done, small.rifle)
    assert Item.objects.get(pk=small.rifle.pk).kind == ItemKind.SMALL_ARM


def test_the_weapons_of_others_do_not_crowd_out_ones_own(small: SmallState, signed_in: Browser) -> None:
    first = Happened(EventKind.REGISTERED, date(2024, 1, 11), store=small.locker)
    with operation("setter", "register consignment") as done:
        register_all(done, [(*rifle_of(small.police, f"AB0{number:03}"), first) for number in range(3)])
    own = Item.objects.filter(service=small.army)
    assert by_mark(own, "AB", most=1) == [small.rifle.pk]
    page = signed_in(Role.OPERATOR).get(reverse("items"), {"q": "AB"}).content.decode()
    assert small.rifle.number in page


def test_no_column_that_describes_a_lot_is_forgotten_where_a_part_is_taken_out_of_it() -> None:
    own = {"id", "entry", "number", "quantity", "split_from", "note"}
    columns = {field.name for field in Item._meta.concrete_fields if field.editable}
    assert columns - own == set(Item.DESCRIBING)


def lost(on: date, quantity: int | None = None) -> Happened:
    return Happened(EventKind.LOST, on, quantity=quantity, details={"circumstances": "not at the count"})


def test_a_weapon_whose_loss_waits_is_not_lost_once_more(small: SmallState) -> None:
    first = entered(small.rifle, lost(ON))
    with pytest.raises(ValidationError, match="waits for a second person already"):
        entered(small.rifle, lost(date(2024, 5, 2)))
    # another thing may be said of it, and what was said is corrected by a later entry
    entered(small.rifle, Happened(EventKind.STOLEN, ON, details={"circumstances": "a broken lock"}))
    entered(small.rifle, replace(lost(ON), corrects=first))
    with pytest.raises(ValidationError, match="waits for a second person already"):
        entered(small.rifle, lost(ON))


def test_the_page_of_a_loss_leads_to_the_one_that_waits(small: SmallState, signed_in: Browser) -> None:
    browser, address = signed_in(Role.OPERATOR), reverse("happened", args=[small.rifle.pk, "lost"])
    assert "waits for a second person" not in browser.get(address).content.decode()
    first = entered(small.rifle, lost(ON))
    given = {"happened_on": "2024-05-01", "circumstances": "not at the count"}
    page = browser.post(address, given).content.decode()
    assert f'href="{reverse("item", args=[small.rifle.pk])}#{first.pk}"' in page
    assert "The same waits for a second person already." in page
    assert small.rifle.events.filter(kind="lost").count() == 1


def test_of_a_lot_another_loss_is_another_day_or_number(small: SmallState) -> None:
    lot, marks = rifle_of(small.army, "L1", kind=ItemKind.AMMUNITION, category="-", quantity=500)
    with operation("setter", "register items") as done:
        register_all(done, [(lot, marks, Happened(EventKind.REGISTERED, ON, store=small.armoury))])
    entered(lot, lost(ON, 10))
    entered(lot, lost(ON, 20))
    entered(lot, lost(date(2024, 5, 2), 10))
    with pytest.raises(ValidationError, match="waits for a second person already"):
        entered(lot, lost(ON, 10))


def test_what_was_refused_may_be_entered_again(small: SmallState) -> None:
    first = entered(small.rifle, lost(ON))
    with operation("second", "refuse event") as done:
        decide(done, first, accepts=False, reason="it lies in the workshop")
    assert entered(small.rifle, lost(ON)).pk != first.pk
