"""One row is followed back through the chain."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.models import Item
from tallystick.register.ledger.history import history
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Store
from tests.register.conftest import SmallState


def test_each_version_of_a_row_says_who_changed_what(small: SmallState) -> None:
    for keeper in ("first keeper", "second keeper"):
        with operation(keeper, "change store") as done:
            store = Store.objects.get(pk=small.armoury.pk)
            store.custodian = keeper
            done.save(store)
    newest, middle, oldest = history(Store.objects.get(pk=small.armoury.pk))
    assert (newest.entry.actor, newest.changed) == (
        "second keeper",
        (("custodian", "first keeper", "second keeper"),),
    )
    assert (middle.entry.actor, middle.changed) == ("first keeper", (("custodian", "", "first keeper"),))
    assert (oldest.entry.verb, oldest.changed) == ("set up", ())


def test_the_page_of_an_entry_withholds_what_the_reader_is_not_cleared_for(
    small: SmallState, signed_in: Callable[[Role], Client]
) -> None:
    with operation("keeper", "restrict item") as done:
        rifle = Item.objects.get(pk=small.rifle.pk)
        rifle.handling = "restricted"
        done.save(rifle)
    first = Entry.objects.order_by("number")[0]
    shown = signed_in(Role.AUDITOR).get(reverse("entry", args=[first.number])).content.decode()
    assert "XY9876" in shown
    assert "AB1234" not in shown
    assert "Withheld from you" in shown


def test_an_auditor_reads_who_changed_a_row_and_an_operator_does_not(
    small: SmallState, signed_in: Callable[[Role], Client]
) -> None:
    address = reverse("row_history", args=["items.item", small.rifle.pk])
    assert "set up" in signed_in(Role.AUDITOR).get(address).content.decode()
    assert signed_in(Role.OPERATOR).get(address).status_code == 403
