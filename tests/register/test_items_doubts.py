"""What is asked once more before an item is kept: slips of the hand, half-read marks, and items that it may be."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.items.comparing import may_be_one
from tallystick.register.items.doubts import fits
from tallystick.register.items.makes import makes
from tallystick.register.items.models import Item, Mark, Reading
from tests.register.conftest import SmallState
from tests.register.test_items_pages import consigned

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]


@pytest.fixture
def registering(small: SmallState, signed_in: Browser) -> Callable[..., str | None]:
    """Return what registers an item: the page where it was refused, None where it was kept."""
    browser = signed_in(Role.OPERATOR)
    usual = {
        "kind": "small_arm", "category": "SA4", "make": "Invented", "model": "R1", "service": small.army.pk,
        "serial": "KO 1", "reading": "whole", "happened_on": "2024-03-01",
    }  # fmt: skip

    def register(**given: object) -> str | None:
        answer = browser.post(reverse("register_item"), usual | given)
        return None if answer.status_code == 302 else answer.content.decode()

    return register


Registering = Callable[..., str | None]


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("KO 12?45", "KO 12745", True),
        ("KO-12745", "КО 12745", True),  # noqa: RUF001  # of another script, that is the point
        ("K012745", "KO12745", True),
        ("*2745", "KO 12745", True),
        ("KO*45", "KO 12745", True),
        ("KO 12746", "KO 12745", False),
        ("KO 12?46", "KO 12745", False),
        ("KO 1274", "KO 12745", False),
        ("KO 17245", "KO 12745", False),
        ("??91", "ZZ91", False),  # two characters fit too many
    ],
)
def test_two_readings_can_be_of_one_mark_where_nothing_that_both_read_differs(
    one: str, other: str, *, is_one: bool
) -> None:
    assert may_be_one(one, other) is is_one
    assert may_be_one(other, one) is is_one


@pytest.mark.parametrize("serial", ["KO 12?45", "КО 12745", "KO 12745", "K0I2745"])  # noqa: RUF001  # as above
def test_an_item_that_may_stand_there_is_shown_however_its_mark_was_read(
    small: SmallState, registering: Registering, serial: str
) -> None:
    [there] = consigned(small, ["KO 12745"])
    reading = "partial" if "?" in serial else "whole"
    page = registering(serial=serial, reading=reading)
    assert page is not None
    assert there.number in page
    assert Item.objects.count() == 3
    assert registering(serial=serial, reading=reading, is_other=there.number) is None


def test_a_tick_holds_for_the_items_that_were_shown_and_others_are_asked_about_anew(
    small: SmallState, registering: Registering
) -> None:
    [there] = consigned(small, ["KO 12745"])
    page = registering(serial="KO 12745") or ""
    assert f'value="{there.number}"' in page
    [new] = consigned(small, ["KO-12745"])
    page = registering(serial="KO 12745", is_other=there.number) or ""
    assert new.number in page
    [tick] = [part for part in page.split("<input") if 'name="is_other"' in part]
    assert "checked" not in tick
    both = f"{there.number} {new.number}"
    [tick] = [
        part
        for part in (registering(serial="KO 12745", is_other=both, year=1066) or "").split("<input")
        if 'name="is_other"' in part
    ]
    assert " checked" in tick
    assert registering(serial="KO 12745", is_other=both) is None


def test_an_item_whose_own_mark_was_half_read_is_shown(small: SmallState, registering: Registering) -> None:
    [there] = consigned(small, ["KO 12?45"])
    assert there.number in (registering(serial="KO 12745") or "")


def test_the_next_serial_number_and_another_model_are_no_likely_items(
    small: SmallState, registering: Registering
) -> None:
    consigned(small, ["KO 12745"])
    assert registering(serial="KO 12746") is None
    assert registering(serial="KO 12?45", reading="partial", model="Other") is None


def test_a_tick_about_other_items_is_asked_only_once_some_are_named(
    small: SmallState, signed_in: Browser, registering: Registering
) -> None:
    assert "another item" not in signed_in(Role.OPERATOR).get(reverse("register_item")).content.decode()
    assert "another item" not in (registering(quantity=2) or "another item")
    consigned(small, ["KO 12745"])
    assert "another item" in (registering(serial="KO 12745") or "")


@pytest.mark.parametrize("serial", ["ZZ?91", "ZZ*91"])
def test_a_mark_that_was_half_read_is_not_kept_as_read_whole(
    small: SmallState, signed_in: Browser, registering: Registering, serial: str
) -> None:
    assert "was not read whole" in (registering(serial=serial) or "")
    assert registering(serial=serial, reading="partial") is None
    given = {"kind": "proof", "text": serial, "reading": "whole"}
    page = signed_in(Role.OPERATOR).post(reverse("add_mark", args=[small.rifle.pk]), given).content.decode()
    assert "was not read whole" in page
    assert not Mark.objects.filter(text=serial, reading=Reading.WHOLE).exists()


def test_every_common_model_goes_with_its_category() -> None:
    assert [one.model for one in makes() if not fits(one.kind, one.category)] == []


def test_a_kind_that_does_not_go_with_its_category_is_kept_only_where_a_person_says_so(
    registering: Registering,
) -> None:
    page = registering(kind="ammunition", category="SA4", model="M43", quantity=100)
    assert page is not None
    assert "Those that do: none: part or ammunition." in page
    assert Item.objects.count() == 2
    ticked = "category ammunition SA4"
    assert registering(kind="ammunition", model="M43", quantity=100, is_so=ticked) is None


def test_a_tick_holds_for_nothing_but_what_it_was_given_for(registering: Registering) -> None:
    page = registering(kind="system", model="T-55", is_so="category ammunition SA4")
    assert page is not None
    assert "does not go with" in page
    assert "T-55 is commonly" in page
    assert registering(kind="system", model="T-55", is_so="category system SA4") is not None
    both = ["category system SA4", "model T-55  SA4"]
    assert registering(kind="system", model="T-55", is_so=both) is None


def test_a_year_before_1800_is_asked_about_and_one_to_come_is_refused(registering: Registering) -> None:
    assert "is before 1800" in (registering(year=1762) or "")
    assert registering(year=1762, is_so="year 1762") is None
    assert "has not come yet" in (registering(year=9999) or "")


def test_what_stands_in_the_register_is_not_asked_about_again_where_something_else_is_changed(
    small: SmallState, signed_in: Browser
) -> None:
    [odd] = consigned(small, ["N 1"], category="I", model="R9")
    given = {
        "kind": "small_arm", "category": "I", "make": "Invented", "model": "R9", "calibre": "7.62 × 39 mm",
        "service": small.army.pk, "handling": "parties_only", "seen": odd.entry, "condition": "worn",
    }  # fmt: skip
    browser = signed_in(Role.OPERATOR)
    assert browser.post(reverse("edit_item", args=[odd.pk]), given).status_code == 302
    seen = {"seen": Item.objects.get(pk=odd.pk).entry}
    page = browser.post(reverse("edit_item", args=[odd.pk]), given | seen | {"category": "II"})
    assert "does not go with" in page.content.decode()


def test_a_state_that_was_several_is_told_apart_by_the_year(registering: Registering) -> None:
    page = registering(country="Yugoslavia")
    assert page is not None
    assert "Yugoslavia (YUG) … – 2003-02-03; Serbia and Montenegro (SCG) 2003-02-04 – 2006-06-02" in page
    assert "(SCG)" in (registering(country="Yugoslavia", year=2003) or "")
    for number, (year, code) in enumerate(((1974, "YUG"), (2005, "SCG"))):
        assert registering(country="Yugoslavia", year=year, serial=f"Y {number}") is None
        assert Item.objects.get(marks__text=f"Y {number}").country == code
