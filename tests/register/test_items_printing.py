"""Lists and receipts to print: what they say, whom they tell it, and that they can be scanned back."""

from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.record import Happened, happen, happen_all
from tallystick.register.items.views import printing
from tallystick.register.ledger.operation import operation
from tallystick.register.paper import lists
from tallystick.register.paper.lists import PER_PAGE, Head, Listed, list_of_items, receipt
from tallystick.register.paper.paper import matrix
from tests.register.conftest import SmallState
from tests.register.test_items_pages import consigned
from tests.register.test_paper import codes, contents, pages

pytestmark = pytest.mark.slow  # papers are laid out and read back; together they take seconds

Browser = Callable[[Role], Client]
HEAD = Head("Register of Arms", date(2024, 5, 2), store="A1 Armoury", holder="P-17", reference="n 7")


def listed(many: int) -> list[Listed]:
    return [Listed(f"QMA1-{one:07d}-0", "Invented R1", f"AB{one}", "") for one in range(1, many + 1)]


class Spied:
    """What a page handed to the paper."""

    def __init__(self) -> None:
        self.head: Head | None = None
        self.lines: list[Listed] = []
        self.rest: tuple[object, ...] = ()

    def __call__(self, head: Head, lines: list[Listed], *rest: object, **named: object) -> bytes:
        self.head, self.lines, self.rest = head, lines, (*rest, *named.values())
        return b"%PDF"

    @property
    def numbers(self) -> list[str]:
        return [line.number for line in self.lines]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Spied:
    """Return what is put on paper, without setting it."""
    spied = Spied()
    monkeypatch.setattr(printing, "list_of_items", spied)
    monkeypatch.setattr(printing, "receipt", spied)
    return spied


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_receipt_is_the_same_bytes_each_time_and_its_codes_are_the_numbers(language: str) -> None:
    made = receipt(HEAD, listed(2), language, is_return=False)
    assert made == receipt(HEAD, listed(2), language, is_return=False)
    assert made != receipt(HEAD, listed(2), language, is_return=True)
    [page] = contents(made)
    assert [code for _place, code in codes(page)] == [
        matrix(f"tallystick:{line.number}") for line in listed(2)
    ]


def test_a_long_list_goes_over_several_pages_and_loses_no_line() -> None:
    made = list_of_items(HEAD, listed(PER_PAGE + 1), "en")
    assert pages(made) == 2
    assert [len(codes(page)) for page in contents(made)] == [PER_PAGE, 1]
    assert pages(list_of_items(HEAD, [], "en")) == 1


def test_every_line_and_the_signatures_stand_on_the_page() -> None:
    assert lists._TOP + PER_PAGE * lists._STEP < 283  # where the signatures stand


def test_the_list_of_a_store_has_what_lies_there_and_says_what_is_withheld(
    small: SmallState, signed_in: Browser, printed: Spied
) -> None:
    [closed] = consigned(small, ["C 1"], handling="group:northern")
    [away] = consigned(small, ["M 1"])
    with operation("keeper", "enter issued") as done:
        happen(done, away, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-1"))
    address = reverse("store_list", args=[small.armoury.pk])
    assert signed_in(Role.STORE_KEEPER).get(address, {"language": "ar"}).content == b"%PDF"
    assert printed.numbers == [small.rifle.number]
    assert printed.lines[0].mark == "AB1234"
    assert printed.head is not None
    assert (printed.head.withheld, printed.rest) == (1, ("ar",))
    assert closed.number not in printed.numbers
    assert signed_in(Role.STORE_KEEPER).get(reverse("store_list", args=[small.locker.pk])).status_code == 404


def test_a_list_of_what_is_sensitive_is_kept_as_a_reading(
    small: SmallState, people: dict[Role, User], signed_in: Browser, printed: Spied
) -> None:
    [closed] = consigned(small, ["C 1"], handling="restricted")
    people[Role.AUTHORITY].clearances = ["restricted"]
    people[Role.AUTHORITY].save()
    signed_in(Role.AUTHORITY).get(reverse("store_list", args=[small.armoury.pk]))
    assert closed.number in printed.numbers
    assert Reading.objects.filter(subject=f"items.item {closed.pk}").exists()


def test_the_list_of_a_holder_has_what_that_holder_has_and_no_more(
    small: SmallState, signed_in: Browser, printed: Spied
) -> None:
    several = consigned(small, ["M1", "M2", "M3"])
    with operation("keeper", "enter issued") as done:
        for item, holder in zip(several, ("P-1", "P-1", "P-2"), strict=True):
            happen(done, item, Happened(EventKind.ISSUED, date(2024, 3, 1), holder=holder))
    with operation("keeper", "enter returned") as done:
        back = Item.objects.get(pk=several[0].pk)
        happen(done, back, Happened(EventKind.RETURNED, date(2024, 4, 1), store=small.armoury))
    browser = signed_in(Role.STORE_KEEPER)
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("holder_list"), {"holder": "P-1"})
    assert printed.numbers == [several[1].number]
    if connection.vendor == "sqlite":
        [listed] = [one["sql"] for one in asked if 'ORDER BY "items_item"."number"' in one["sql"]]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {listed}")
            assert any("items_holder" in str(row) for row in cursor.fetchall())
    page = browser.get(reverse("holder_list"), {"holder": "P-9"}, follow=True).content.decode()
    assert "No item that you may see is with this holder" in page


def test_a_receipt_names_all_that_was_issued_together_to_one_holder_and_from_which_store(
    small: SmallState, signed_in: Browser, printed: Spied
) -> None:
    several = consigned(small, ["M1", "M2", "M3"])
    with operation("keeper", "enter issued of many") as done:
        events = happen_all(
            done,
            [
                (item, Happened(EventKind.ISSUED, date(2024, 3, 1), holder=holder, reference="list 4"))
                for item, holder in zip(several, ("P-1", "P-1", "P-2"), strict=True)
            ],
        )
    browser = signed_in(Role.STORE_KEEPER)
    assert "Receipt to sign" in browser.get(reverse("item", args=[several[0].pk])).content.decode()
    browser.get(reverse("event_receipt", args=[events[0].pk]))
    assert printed.numbers == [several[0].number, several[1].number]
    assert printed.head == Head(
        "Register of Arms", date(2024, 3, 1), store=str(small.armoury), holder="P-1", reference="list 4"
    )
    assert printed.rest == ("en", False)


def test_a_receipt_of_a_return_names_who_had_it(
    small: SmallState, signed_in: Browser, printed: Spied
) -> None:
    with operation("keeper", "enter issued") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-1"))
        back = Happened(EventKind.RETURNED, date(2024, 3, 1), store=small.armoury)
        event = happen(done, small.rifle, back, step=1)
    signed_in(Role.STORE_KEEPER).get(reverse("event_receipt", args=[event.pk]))
    assert printed.head is not None
    assert (printed.head.holder, printed.head.store, printed.rest) == (
        "P-1",
        str(small.armoury),
        ("en", True),
    )


def test_nobody_signs_for_what_does_not_pass_from_hand_to_hand_or_was_corrected(
    small: SmallState, signed_in: Browser, printed: Spied
) -> None:
    browser = signed_in(Role.STORE_KEEPER)
    registration = small.rifle.events.get()
    assert browser.get(reverse("event_receipt", args=[registration.pk])).status_code == 404
    with operation("keeper", "enter issued") as done:
        wrong = happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-1"))
    with operation("keeper", "correct event") as done:
        right = Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-2", corrects=wrong)
        happen(done, Item.objects.get(pk=small.rifle.pk), right)
    assert browser.get(reverse("event_receipt", args=[wrong.pk])).status_code == 404
    browser.get(reverse("event_receipt", args=[Event.objects.get(holder="P-2").pk]))
    assert printed.numbers == [small.rifle.number]
