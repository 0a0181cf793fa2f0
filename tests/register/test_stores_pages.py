"""Stores: what lies there, who answers for them, who holds the keys, and when somebody looked."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role, User
from tallystick.register.items.holdings import entries_in, fill, holdings, withheld
from tallystick.register.items.models import EventKind
from tallystick.register.items.record import Happened, happen
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.stores.due import overdue
from tallystick.register.stores.forms import KeyForm
from tallystick.register.stores.models import Handover, Inspection, KeyHolding, Store
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import lot_of, stocked

Browser = Callable[[Role], Client]
PUBLIC = ["public", "parties_only"]


def test_what_lies_in_a_store_is_summed_up_by_model_and_an_issued_thing_does_not_lie_there(
    small: SmallState,
) -> None:
    items = stocked(small.army, small.armoury, 3, model="R2")
    lot_of(small.army, small.armoury)
    with operation("keeper", "enter issued") as done:
        happen(done, items[0], Happened(EventKind.ISSUED, date(2024, 2, 1), holder="Cpl 7"))
    found = [(line.kind, line.model, line.entries, line.pieces) for line in holdings(small.armoury, PUBLIC)]
    assert found == [("ammunition", "ball", 1, 5000), ("small_arm", "R1", 1, 1), ("small_arm", "R2", 2, 2)]
    assert entries_in([small.armoury.pk, small.locker.pk]) == {small.armoury.pk: 4, small.locker.pk: 1}


def test_one_calibre_written_in_two_ways_is_one_line_as_most_entries_have_it(small: SmallState) -> None:
    stocked(small.army, small.armoury, 2, calibre="7,62x39")
    found = [(line.calibre, line.entries, line.pieces) for line in holdings(small.armoury, PUBLIC)]
    assert found == [("7,62x39", 3, 3)]


def test_what_is_withheld_is_counted_and_not_described(small: SmallState, signed_in: Browser) -> None:
    stocked(small.army, small.armoury, 2, model="Hidden", handling="restricted")
    assert withheld(small.armoury, PUBLIC) == 2
    page = signed_in(Role.STORE_KEEPER).get(reverse("store", args=[small.armoury.pk])).content.decode()
    assert "Hidden" not in page
    assert "2 entries are withheld from you." in page


def test_fill_is_rounded_up_so_that_one_too_many_shows(small: SmallState) -> None:
    assert (fill(1000, 1000), fill(1001, 1000), fill(0, 10), fill(5, None)) == (100, 101, 0, None)
    assert small.armoury.capacity is None


def test_a_store_nobody_inspected_is_overdue_and_so_is_one_whose_day_is_past(small: SmallState) -> None:
    with operation("keeper", "enter inspection") as done:
        for on, due in ((date(2024, 1, 1), date(2024, 2, 1)), (date(2024, 3, 1), date(2024, 9, 1))):
            seen = Inspection(
                store=small.armoury, inspected_on=on, inspected_by="Maj 1", is_in_order=True, next_due_on=due
            )
            done.save(seen)
    late = [store.code for store in overdue(Store.objects.order_by("code"), date(2024, 9, 1))]
    assert late == ["P1"]
    assert [store.code for store in overdue(Store.objects.order_by("code"), date(2024, 9, 2))] == ["A1", "P1"]


def test_a_keeper_adds_a_store_of_their_own_site_and_no_other(small: SmallState, signed_in: Browser) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    given = {"code": "A2", "name": "Magazine", "capacity": 40, "is_open": "on"}
    refused = browser.post(reverse("store_add"), given | {"site": small.station.pk})
    assert "site" in refused.context["form"].errors
    assert browser.post(reverse("store_add"), given | {"site": small.barracks.pk}).status_code == 302
    assert Store.objects.get(code="A2").capacity == 40


def test_of_two_who_change_a_store_the_second_is_told(small: SmallState, signed_in: Browser) -> None:
    browser, address = signed_in(Role.STORE_KEEPER), reverse("store_change", args=[small.armoury.pk])
    opened = browser.get(address).context["form"]
    with operation("somebody else", "change store") as done:
        store = Store.objects.get(pk=small.armoury.pk)
        store.name = "Renamed"
        done.save(store)
    given = {
        "code": "A1",
        "name": "Mine",
        "site": small.barracks.pk,
        "seen": opened["seen"].value(),
        "is_open": "on",
    }
    answer = browser.post(address, given)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert all(word in shown for word in ("somebody else changed this", "Renamed", "Mine"))
    assert Store.objects.get(pk=small.armoury.pk).name == "Renamed"
    del given["seen"]
    assert browser.post(address, given).status_code == 200, "a form that saw nothing overwrites nothing"
    seen = Store.objects.get(pk=small.armoury.pk).entry
    assert browser.post(address, given | {"seen": seen}).status_code == 302, "having seen both, mine is kept"
    assert Store.objects.get(pk=small.armoury.pk).name == "Mine"


def test_a_key_in_somebodys_hands_cannot_be_handed_to_another(small: SmallState, signed_in: Browser) -> None:
    browser, address = signed_in(Role.STORE_KEEPER), reverse("key_hand_over", args=[small.armoury.pk])
    given = {"key": "outer door, 1 of 2", "holder": "Sgt 12", "handed_over_on": "2024-03-01"}
    assert browser.post(address, given).status_code == 302
    assert "This key is with Sgt 12." in browser.post(address, given | {"holder": "Cpl 7"}).content.decode()
    key = KeyHolding.objects.get()
    back = {"returned_on": "2024-02-01", "seen": key.entry}
    refused = browser.post(reverse("key_return", args=[key.pk]), back)
    assert "returned_on" in refused.context["form"].errors
    assert (
        browser.post(reverse("key_return", args=[key.pk]), back | {"returned_on": "2024-04-01"}).status_code
        == 302
    )
    assert browser.post(address, given | {"holder": "Cpl 7"}).status_code == 302


def test_a_handover_changes_the_custodian_and_says_where_the_stock_differs(
    small: SmallState, signed_in: Browser
) -> None:
    browser, address = signed_in(Role.STORE_KEEPER), reverse("hand_over", args=[small.armoury.pk])
    given = {"handed_over_on": "2024-05-01", "to_custodian": "Lt 3", "basis": "counted", "reference": "H 1"}
    given["seen"] = str(small.armoury.entry)
    assert "confirmed" in browser.post(address, given).context["form"].errors
    said = browser.post(address, given | {"confirmed": 2}, follow=True).content.decode()
    assert "Both confirm 2 entries; the register has 1." in said
    assert Store.objects.get(pk=small.armoury.pk).custodian == "Lt 3"
    seen = Store.objects.get(pk=small.armoury.pk).entry
    browser.post(address, given | {"to_custodian": "Lt 4", "basis": "not_counted", "seen": seen})
    last, first = Handover.objects.order_by("-entry")
    assert Entry.objects.get(number=first.entry).document == "H 1"
    assert (first.from_custodian, first.differs) == ("", True)
    assert (last.from_custodian, last.confirmed, last.differs) == ("Lt 3", None, False)
    assert (
        "custodian"
        not in browser.get(reverse("store_change", args=[small.armoury.pk])).context["form"].fields
    )


def test_of_two_handovers_at_once_the_second_is_shown_who_answers_for_the_store_now(
    small: SmallState, signed_in: Browser
) -> None:
    browser, address = signed_in(Role.STORE_KEEPER), reverse("hand_over", args=[small.armoury.pk])
    opened = browser.get(address).context["form"]
    given = {"handed_over_on": "2024-05-01", "basis": "not_counted"}
    given |= {name: opened[name].value() for name in ("seen", "custodian")}
    assert browser.post(address, given | {"to_custodian": "Lt 3"}).status_code == 302
    answer = browser.post(address, given | {"to_custodian": "Lt 4"})
    assert (answer.status_code, answer.context["versions"][0].stands) == (409, "Lt 3")
    assert Handover.objects.count() == 1
    again = given | {"to_custodian": "Lt 4", "seen": answer.context["form"]["seen"].value()}
    assert browser.post(address, again).status_code == 302
    assert Handover.objects.order_by("-entry")[0].from_custodian == "Lt 3"


def test_a_key_whose_return_was_entered_meanwhile_is_shown_and_not_overwritten_unseen(
    small: SmallState, signed_in: Browser
) -> None:
    with operation("keeper", "hand over key") as done:
        out = KeyHolding(
            store=small.armoury, key="outer door", holder="Sgt 12", handed_over_on=date(2024, 3, 1)
        )
        key = done.save(out)
    browser, address = signed_in(Role.STORE_KEEPER), reverse("key_return", args=[key.pk])
    opened = browser.get(address).context["form"]
    back = {"returned_on": "2024-03-02", "seen": opened["seen"].value()}
    assert browser.post(address, back).status_code == 302
    answer = browser.post(address, back | {"returned_on": "2024-03-09"})
    assert answer.status_code == 409
    assert "2024-03-02" in answer.content.decode()
    assert KeyHolding.objects.get().returned_on == date(2024, 3, 2)
    assert browser.get(address).headers["Location"] == reverse("store", args=[small.armoury.pk])


def test_of_two_who_hand_over_one_key_at_once_the_second_is_refused_while_nobody_else_can_write(
    small: SmallState, people: dict[Role, User]
) -> None:
    given = {"key": "outer door", "holder": "Sgt 12", "handed_over_on": "2024-03-01"}
    forms = [KeyForm(given, instance=KeyHolding(store=small.armoury)) for _ in range(2)]
    assert all(form.is_valid() for form in forms)
    with operation(people[Role.STORE_KEEPER], "hand over key") as done:
        forms[0].keep(done)
    with (
        pytest.raises(ValidationError, match="Enter its return first"),
        operation(people[Role.STORE_KEEPER], "hand over key") as done,
    ):
        forms[1].keep(done)
    assert KeyHolding.objects.count() == 1


def test_the_list_of_stores_leads_to_the_ammunition(signed_in: Browser) -> None:
    assert reverse("ammunition") in signed_in(Role.STORE_KEEPER).get(reverse("stores")).content.decode()


@pytest.mark.usefixtures("small")
def test_a_service_and_a_site_are_added_by_the_authority(signed_in: Browser) -> None:
    browser = signed_in(Role.AUTHORITY)
    assert browser.post(reverse("service_add"), {"name": "Customs", "kind": "customs"}).status_code == 302
    page = browser.get(reverse("services")).content.decode()
    assert "Customs" in page
    assert list(breaks()) == []
