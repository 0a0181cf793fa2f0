"""Ammunition by lot: how old, in what condition, and when somebody must look again."""

from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.ledger.operation import operation
from tallystick.register.stocktaking.ammunition import due, lots, older_than
from tallystick.register.stocktaking.models import Surveillance
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import lot_of

Browser = Callable[[Role], Client]


def looked_at(lot: object, on: date, due_on: date | None, result: str = "serviceable") -> None:
    with operation("keeper", "enter surveillance") as done:
        done.save(
            Surveillance(item=lot, inspected_on=on, inspected_by="Sgt 12", result=result, next_due_on=due_on)  # type: ignore[misc]
        )


def test_a_lot_is_due_on_its_day_and_if_nobody_ever_looked(small: SmallState) -> None:
    never, looked = lot_of(small.army, small.armoury), lot_of(small.army, small.armoury)
    looked_at(looked, date(2023, 1, 1), date(2023, 6, 1))
    looked_at(looked, date(2024, 1, 1), date(2024, 6, 1), "restricted")
    before, on = (
        set(due(lots(), day).values_list("pk", flat=True)) for day in (date(2024, 5, 31), date(2024, 6, 1))
    )
    assert before == {never.pk}
    assert on == {never.pk, looked.pk}
    assert lots().get(pk=looked.pk).result == "restricted"  # type: ignore[attr-defined]  # the annotation of `lots`


def test_a_lot_of_unknown_year_is_listed_with_the_old_ones(small: SmallState) -> None:
    old, unknown = lot_of(small.army, small.armoury), lot_of(small.army, small.armoury, year=None)
    lot_of(small.army, small.armoury, year=2020)
    assert set(older_than(lots(), 40, date(2024, 5, 1)).values_list("pk", flat=True)) == {old.pk, unknown.pk}


def test_quantities_of_a_lot_are_summed_wherever_its_parts_lie(small: SmallState, signed_in: Browser) -> None:
    lot_of(small.army, small.armoury, 5000)
    lot_of(small.army, small.locker, 700)
    page = signed_in(Role.AUTHORITY).get(reverse("by_lot")).content.decode()
    assert ">5700<" in page


def test_a_surveillance_is_entered_and_a_dangerous_lot_stands_out(
    small: SmallState, signed_in: Browser
) -> None:
    lot = lot_of(small.army, small.armoury)
    browser = signed_in(Role.STORE_KEEPER)
    given = {
        "inspected_on": "2024-05-01",
        "inspected_by": "Sgt 12",
        "result": "dangerous",
        "next_due_on": "2024-04-01",
    }
    address = reverse("surveillance_add", args=[lot.pk])
    assert "next_due_on" in browser.post(address, given).context["form"].errors
    assert browser.post(address, given | {"next_due_on": ""}).status_code == 302
    page = browser.get(reverse("ammunition")).content.decode()
    assert '<span class="tag bad">dangerous, to be destroyed at once</span>' in page
    assert "no day set" in page
