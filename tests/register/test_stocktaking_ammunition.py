"""Ammunition by lot: how old, in what condition, and when somebody must look again."""

from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.condition import conditions
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, split
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.forms.licences import ExportForm
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


def part_of(lot: Item, rounds: int, on: date = date(2024, 1, 11)) -> Item:
    with operation("keeper", "split lot") as done:
        return split(done, lot, rounds, happened=Happened(EventKind.SPLIT, on))


def test_a_part_that_nobody_looked_at_is_what_the_whole_was_found_to_be(small: SmallState) -> None:
    whole = lot_of(small.army, small.armoury)
    part = part_of(part_of(whole, 300), 250)
    looked_at(whole, date(2024, 2, 1), date(2026, 2, 1), "dangerous")
    assert conditions([part])[part.pk].is_unfit
    listed = lots().get(pk=part.pk)
    assert (listed.result, listed.due_on) == ("dangerous", date(2026, 2, 1))  # type: ignore[attr-defined]  # as above
    looked_at(part, date(2024, 3, 1), None, "serviceable")
    assert not conditions([part])[part.pk].is_unfit
    assert lots().get(pk=part.pk).due_on is None  # type: ignore[attr-defined]  # as above


def test_what_was_found_dangerous_is_issued_for_a_stated_reason_alone(
    small: SmallState, signed_in: Browser
) -> None:
    whole = lot_of(small.army, small.armoury)
    looked_at(whole, date(2024, 2, 1), None, "dangerous")
    part, browser = part_of(whole, 250), signed_in(Role.STORE_KEEPER)
    address = reverse("happened", args=[part.pk, "issued"])
    sentence = f"On 2024-02-01 surveillance found of {part.number}: dangerous, to be destroyed at once."
    assert sentence in browser.get(address).content.decode()
    given = {"happened_on": "2024-05-01", "holder": "Private A"}
    assert sentence in browser.post(address, given).context["form"].errors["note"][0]
    many = {"item": [str(part.pk)], "kind": "issued", "keep": "1"} | given
    assert sentence in browser.post(reverse("happened_to_many"), many).context["form"].errors["note"][0]
    assert browser.post(address, given | {"note": "for the demolition team"}).status_code == 302
    assert part.events.get(kind="issued").note == "for the demolition team"
    # nobody knew on the day before
    other = reverse("happened", args=[part_of(whole, 10).pk, "issued"])
    assert browser.post(other, given | {"happened_on": "2024-01-31"}).status_code == 302


def test_what_was_found_dangerous_leaves_the_country_for_a_stated_reason_alone(small: SmallState) -> None:
    lot = lot_of(small.army, small.armoury)
    looked_at(lot, date(2024, 2, 1), None, "dangerous")
    given = {"items": [str(lot.pk)], "used_on": "2024-05-01", "reference": "WB 7"}
    asked = [ExportForm(Item.objects.all(), given | {"note": note}) for note in ("", "to be destroyed there")]
    assert [list(form.errors) for form in asked] == [["note"], []]


def test_the_last_found_condition_stands_on_the_pages_of_a_lot(small: SmallState, signed_in: Browser) -> None:
    whole = lot_of(small.army, small.armoury, 5000)
    part = part_of(whole, 10)
    Item.objects.filter(pk__in=[whole.pk, part.pk]).update(condition="as registered")
    browser = signed_in(Role.STORE_KEEPER)
    pages = [reverse(name, args=[one.pk]) for name in ("lot", "item") for one in (whole, part)]
    assert all("as registered" in browser.get(page).content.decode() for page in pages)
    looked_at(whole, date(2024, 2, 1), None, "serviceable")
    looked_at(whole, date(2024, 3, 1), None, "dangerous")
    for page in pages:
        said = browser.get(page).content.decode().partition("<h2>")[0]
        assert '<span class="tag bad">dangerous, to be destroyed at once</span>' in said
        assert "as registered" not in said
    assert "2024-02-01" in browser.get(reverse("lot", args=[part.pk])).content.decode()


def test_whoever_enters_surveillance_is_told_on_the_first_page_what_is_due(
    small: SmallState, signed_in: Browser
) -> None:
    first, told = reverse("home"), "Surveillance due"
    lot = lot_of(small.army, small.armoury)
    looked_at(lot, date(2024, 1, 11), date(2999, 1, 1))
    part_of(lot, 10)
    assert told not in signed_in(Role.STORE_KEEPER).get(first).content.decode()
    lot_of(small.army, small.armoury)
    looked_at(lot_of(small.army, small.armoury), date(2024, 1, 11), date(2024, 6, 1))
    lot_of(small.police, small.locker)
    lines = {one.title: one for one in signed_in(Role.STORE_KEEPER).get(first).context["waiting"]}
    assert (lines[told].count, lines[told].is_overdue) == (2, True)
    assert lines[told].address == f"{reverse('ammunition')}?only=due"
    assert told not in signed_in(Role.AUDITOR).get(first).content.decode()


def test_a_ring_of_parts_from_elsewhere_is_walked_once(small: SmallState) -> None:
    one = lot_of(small.army, small.armoury)
    other = part_of(one, 10)
    Item.objects.filter(pk=one.pk).update(split_from=other)
    assert conditions([one, other]) == {}
