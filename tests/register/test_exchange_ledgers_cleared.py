"""What taking in a ledger tells of restricted items: nothing to who is not cleared, and nothing is lost by it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.exchange.intake import Difference, Outcome, difference_of, taken_in
from tallystick.register.exchange.models import ImportedRow, Intake, Mapping
from tallystick.register.files.keeping import keep
from tallystick.register.handling import OPEN
from tallystick.register.items.models import Item, Likely
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState
from tests.register.test_exchange_ledgers import Write, card, ledger, mapping  # noqa: F401  # fixtures

Browser = Callable[[Role], Client]
NOT_TOLD = "Somebody who is cleared for more must take in this line."
TWIN = card("9", Série="AB 1234")
"""A line with the serial number, make and model of the rifle of the small state."""


def restrict(item: Item) -> Item:
    with operation("setter", "mark restricted") as done:
        found = Item.objects.get(pk=item.pk)
        found.handling = "restricted"
        return done.save(found)


def says(found: Difference) -> tuple[list[str], dict[Outcome, int], int]:
    return [one.said for one in found.told], found.counts, found.twins


def uploaded(rows: list[tuple[str, ...]], write: Write, mapping: Mapping) -> Intake:  # noqa: F811
    content = write(*rows, name="uploaded.csv").read_bytes()
    with operation("setter", "keep ledger") as done:
        document = keep(done, SimpleUploadedFile("uploaded.csv", content), handling="restricted")
    return Intake.objects.create(document=document, mapping=mapping, started_by="setter")


def clear(people: dict[Role, User], *marks: str) -> None:
    people[Role.AUTHORITY].clearances = list(marks)
    people[Role.AUTHORITY].save()


def test_a_line_that_is_a_restricted_item_is_told_as_any_new_line_and_proposed_to_who_is_cleared(
    mapping: Mapping,  # noqa: F811
    ledger: Write,  # noqa: F811
    small: SmallState,
    people: dict[Role, User],
    signed_in: Browser,
) -> None:
    restrict(small.rifle)
    of_twin = difference_of(ledger(TWIN), mapping, cleared=OPEN)
    of_none = difference_of(ledger(card("9", Série="ZZ 9876")), mapping, cleared=OPEN)
    assert says(of_twin) == says(of_none)
    assert difference_of(ledger(TWIN), mapping, cleared=[*OPEN, "restricted"]).twins == 1
    assert taken_in(ledger(TWIN), mapping, "kim", cleared=OPEN).told[0].said == ""
    pair = Likely.objects.get(is_open=True)
    assert small.rifle.pk in {pair.first_id, pair.second_id}
    browser, address = signed_in(Role.AUTHORITY), reverse("duplicates")
    assert small.rifle.number not in browser.get(address).content.decode()
    clear(people, "restricted")
    assert small.rifle.number in browser.get(address).content.decode()


@pytest.mark.parametrize("number", ["R1", "R2"], ids=["unchanged", "changed"])
def test_whether_a_line_says_something_new_of_a_restricted_item_is_not_told_and_it_is_left_to_who_is_cleared(
    mapping: Mapping,  # noqa: F811
    ledger: Write,  # noqa: F811
    number: str,
) -> None:
    taken_in(ledger(card("1")), mapping, "kim")
    item = restrict(ImportedRow.objects.get(key="1").item)
    path = ledger(card("1", Modèle=number))
    for found in (
        difference_of(path, mapping, cleared=OPEN),
        taken_in(path, mapping, "kim", cleared=OPEN),
    ):
        assert says(found) == ([NOT_TOLD], dict.fromkeys(Outcome, 0) | {Outcome.UNREADABLE: 1}, 0)
    assert Item.objects.get(pk=item.pk).model == "R1"
    taken_in(path, mapping, "sam", cleared=[*OPEN, "restricted"])
    assert Item.objects.get(pk=item.pk).model == number


def test_what_the_register_holds_of_a_restricted_item_is_not_said_against_a_line(
    mapping: Mapping,  # noqa: F811
    ledger: Write,  # noqa: F811
    small: SmallState,
    signed_in: Browser,
) -> None:
    assert small.rifle.number != ""
    taken_in(ledger(card("1")), mapping, "kim")
    item = restrict(ImportedRow.objects.get(key="1").item)
    with operation("setter", "describe item") as done:
        item.model = "SECRET"
        done.save(item)
    intake, browser = uploaded([card("1", Modèle="R7")], ledger, mapping), signed_in(Role.AUTHORITY)
    browser.post(reverse("ledger_compare", args=[intake.pk]))
    for name in ("ledger", "ledger_unreadable"):
        page = browser.get(reverse(name, args=[intake.pk])).content.decode()
        assert NOT_TOLD in page
        assert "SECRET" not in page


def test_a_report_made_for_who_is_cleared_is_not_shown_to_who_is_not_and_naming_an_item_keeps_a_reading(
    mapping: Mapping,  # noqa: F811
    ledger: Write,  # noqa: F811
    small: SmallState,
    people: dict[Role, User],
    signed_in: Browser,
) -> None:
    restrict(small.rifle)
    intake, browser = uploaded([TWIN], ledger, mapping), signed_in(Role.AUTHORITY)
    address = reverse("ledger", args=[intake.pk])
    clear(people, "restricted")
    browser.post(reverse("ledger_compare", args=[intake.pk]))
    assert small.rifle.number in browser.get(address).content.decode()
    assert Reading.objects.filter(subject=f"items.item {small.rifle.pk}").exists()
    clear(people)
    page = browser.get(address).content.decode()
    assert small.rifle.number not in page
    assert reverse("duplicates") not in page.partition("<main")[2]
    assert "This was compared for somebody who is cleared for more than you are." in page
    assert reverse("ledger_take", args=[intake.pk]) not in page
    browser.post(reverse("ledger_compare", args=[intake.pk]))
    page = browser.get(address).content.decode()
    assert "This was compared for" not in page
    assert "Take it in" in page
