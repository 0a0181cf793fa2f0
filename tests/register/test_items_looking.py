"""One box finds an item by its number in any shape and its mark in any spelling; the list says what it leaves out."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.models import EventKind, Item, Mark, MarkKind
from tallystick.register.items.record import Happened, add_mark, decide, happen
from tallystick.register.ledger.operation import operation
from tallystick.register.numbers import is_right, keyed, neighbours, written
from tests.register.conftest import SmallState
from tests.register.test_items_pages import consigned, fresh

Browser = Callable[[Role], Client]
LOST = Happened(EventKind.LOST, date(2024, 2, 1), details={"circumstances": "not at the count"})


@pytest.fixture
def search(signed_in: Browser) -> Callable[..., tuple[list[str], str]]:
    """Return what looks for some words: the numbers listed, and the page."""
    browser = signed_in(Role.AUTHORITY)

    def listed(q: str, **by: str) -> tuple[list[str], str]:
        answer = browser.get(reverse("items"), {"q": q} | by)
        return [row.number for row in answer.context["rows"]], answer.content.decode()

    return listed


Search = Callable[..., tuple[list[str], str]]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("QMA1-0000012-3", ("QMA1-0000012-3", True)),
        ("qma1 0000012 3", ("QMA1-0000012-3", True)),
        ("QMA100000123", ("QMA1-0000012-3", True)),
        ("00000123", ("QMA1-0000012-3", True)),
        ("12-3", ("QMA1-0000012-3", True)),
        ("tallystick:QMA1–0000012–3", ("QMA1-0000012-3", True)),  # dashes as they are pasted
        ("QMB2-12", ("QMB2-0000012-", False)),
        ("0000012", ("QMA1-0000012-", False)),
        ("AB1234", None),
    ],
)
def test_a_number_is_read_from_whatever_shape_it_was_keyed_in(
    text: str, read: tuple[str, bool] | None
) -> None:
    assert keyed(text, "QMA", "1") == read


def test_neighbours_of_a_number_are_right_and_one_slip_away() -> None:
    number = written(60, "QMA", "1")
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert number in neighbours(wrong)
    assert all(is_right(one) for one in neighbours(wrong))


def test_a_number_is_found_with_other_dashes_or_none_and_without_its_beginning(
    small: SmallState, search: Search
) -> None:
    number = small.rifle.number
    for text in (
        number.replace("-", " "),
        number.replace("-", ""),
        number[5:],
        number[5:].replace("-", ""),
        "1",
    ):
        assert search(text)[0] == [number]


def test_a_wrong_check_digit_is_said_and_the_nearest_numbers_are_listed(
    small: SmallState, search: Search
) -> None:
    number = small.rifle.number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    found, page = search(wrong)
    assert number in found
    assert f"{wrong}: the check digit does not fit" in page
    assert "the check digit" not in search(number)[1]


def test_a_serial_number_is_found_in_any_spelling_and_where_it_was_half_read(
    small: SmallState, search: Search
) -> None:
    [half, other] = consigned(small, ["KO 12?45", "MC 5550"])
    for text in ("MC5550", "МС 5550", "mc-sss0", "5550"):  # noqa: RUF001  # of another script
        found, page = search(text)
        assert found == [other.number]
        assert "reads so" not in page
    found, page = search("KO 12745")
    assert found == [half.number]
    assert "No number and no mark reads so" in page
    assert "Find by a half-read mark" in search("WW 99999")[1]


def test_the_list_names_the_serial_number_and_how_many_there_are(small: SmallState, search: Search) -> None:
    found, page = search("")
    assert found == [small.rifle.number, small.pistol.number]
    assert "AB1234" in page
    assert "2 items." in page


def test_an_item_is_told_by_its_makers_number_before_any_other_mark(
    small: SmallState, search: Search
) -> None:
    with operation("keeper", "add mark") as done:
        for kind in (MarkKind.PROOF, MarkKind.OTHER):
            add_mark(done, small.rifle, Mark(kind=kind, text="AA 1"))
    page = search(small.rifle.number)[1]
    assert "AB1234" in page
    assert "AA 1" not in page


def test_what_is_gone_is_listed_only_where_it_is_asked_for(small: SmallState, search: Search) -> None:
    with operation("keeper", "enter lost") as done:
        event = happen(done, small.rifle, LOST)
    with operation("approver", "accept event") as done:
        decide(done, event, accepts=True)
    found, page = search("")
    assert found == [small.pistol.number]
    assert "otherwise gone is not listed" in page
    assert search("", where="gone")[0] == [small.rifle.number]
    assert search("", state="lost")[0] == [small.rifle.number]
    # whoever looks for a weapon by its number wants it wherever it is
    assert search(small.rifle.number)[0] == [small.rifle.number]


def test_an_issued_item_shows_its_holder_and_the_store_only_as_where_it_came_from(
    small: SmallState, signed_in: Browser
) -> None:
    with operation("keeper", "enter issued") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 3, 1), holder="P-17"))
    browser = signed_in(Role.STORE_KEEPER)
    for page in (browser.get(reverse("items")), browser.get(reverse("item", args=[small.rifle.pk]))):
        text = page.content.decode()
        assert text.index("P-17") < text.index("from store")


def test_an_item_that_waits_for_a_second_person_offers_only_what_can_be_either_way(
    small: SmallState, signed_in: Browser
) -> None:
    def offered(item: Item) -> set[str]:
        page = signed_in(Role.STORE_KEEPER).get(reverse("item", args=[item.pk]))
        return {kind.value for kind in page.context["possible"]}

    assert {"lost", "issued", "moved", "seized"} <= offered(small.rifle)
    with operation("keeper", "enter lost") as done:
        happen(done, small.rifle, LOST)
    assert offered(fresh(small.rifle)) == {"seized", "written_off", "struck"}
    [other] = consigned(small, ["N 1"])
    details = {"method": "cut", "certificate": "C 1"}
    with operation("keeper", "enter deactivated") as done:
        happen(done, other, Happened(EventKind.DEACTIVATED, date(2024, 2, 1), details=details))
    assert "deactivated" not in offered(fresh(other))
    assert "moved" in offered(fresh(other))
