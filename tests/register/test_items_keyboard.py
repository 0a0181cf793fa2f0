"""What a hand scanner wrote through the wrong keyboard is read as it was meant, and what is right is left alone."""

import re
from collections.abc import Callable
from html import escape, unescape

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tallystick.register.access.models import Role
from tallystick.register.items.keyboard import KEYBOARDS, Keyboard, ungarbled
from tallystick.register.ledger.operation import operation
from tallystick.register.numbers import written
from tallystick.register.stocktaking.enter import enter_find
from tallystick.register.stocktaking.models import Seen, Swept
from tallystick.register.stocktaking.typed import Keyed, Page, Refused, read
from tests.register.conftest import SmallState
from tests.register.samples_stocktaking import announced

NUMBER = written(21, "QMA", "1")
AMERICAN = (
    "1234567890-=qwertyuiopasdfghjkl;zxcvbnm,./",
    "!@#$%^&*()_+QWERTYUIOPASDFGHJKL:ZXCVBNM<>?",
)
NUMBERS = st.builds(
    written,
    st.integers(1, 99_999_999),
    st.from_regex("[A-Z]{3}", fullmatch=True),
    st.integers(1, 99).map(str),
)
SHAPE = re.compile(r"[A-Z]{3}[0-9]+-[0-9]+-[0-9]")
BOARDS = st.sampled_from(KEYBOARDS)


def through(text: str, keyboard: Keyboard) -> str:
    """What an American scanner writes into a computer with this keyboard."""
    signs = dict(zip("".join(AMERICAN), keyboard.plain + keyboard.shift, strict=True)) | dict(keyboard.joined)
    return "".join(signs[sign] for sign in text)


def back_through(text: str, keyboard: Keyboard) -> str:
    """What a scanner that is set to this keyboard writes into an American computer."""
    keys = dict(zip(keyboard.plain + keyboard.shift, "".join(AMERICAN), strict=True))
    return "".join(keys[sign] for sign in text)


@pytest.mark.parametrize(
    "arrived",
    [
        'A?Q&)àààààé&)"',  # French
        'A?Q&)ÀÀÀÀÀÉ&)"',  # French, Caps Lock on Linux
        "a,q1°0000021°3",  # French, Caps Lock on Windows
        "QMA1ß0000021ß3",  # German
        "QMA1'0000021'3",  # Swiss, Spanish, Portuguese, Italian
        "A:Q!6)))))@!6#",  # a French scanner on an American keyboard
        "QMA1/0000021/3",  # a German scanner on an American keyboard
        "\u064e\u2019\u06501-0000021-3",  # Arabic
    ],
)
def test_a_number_is_read_back_from_each_keyboard_that_garbles_it(arrived: str) -> None:
    [found] = read(arrived, "QMA", "1", {"QMA1-0000021-3"}.intersection)
    assert found == Keyed(arrived, "QMA1-0000021-3", is_undone=True)


@given(NUMBERS, st.sampled_from(KEYBOARDS[:2]))
def test_a_number_whose_figures_were_keyed_without_shift_is_read(number: str, keyboard: Keyboard) -> None:
    keys = dict(zip("1234567890", keyboard.plain, strict=False))
    arrived = "".join(keys.get(sign, sign) for sign in number)
    [found] = read(arrived, "QMA", "1", {number}.intersection)
    assert isinstance(found, Keyed)
    assert found.number == number
    start = number.split("-", maxsplit=1)[0]
    [short] = read(arrived[len(start) + 1 :], start[:3], start[3:], {number}.intersection)
    assert isinstance(short, Keyed)
    assert short.number == number


def test_the_code_of_a_sheet_is_read_back_too() -> None:
    assert "TALLYSTICK:QMA1-C000001-2/19-36" in ungarbled('tqllystickMA?Q&)Cààààà&)é!&ç)"-')


@given(number=NUMBERS, keyboard=BOARDS, prefixed=st.booleans())
def test_every_number_is_read_back_from_every_keyboard_and_as_no_other(
    number: str, keyboard: Keyboard, *, prefixed: bool
) -> None:
    label = f"tallystick:{number}" if prefixed else number
    for arrived in (through(label, keyboard), label if keyboard.joined else back_through(label, keyboard)):
        [found] = read(arrived, "QMA", "1", {number}.intersection)
        assert isinstance(found, Keyed)
        assert found.number == number


@given(NUMBERS)
def test_no_number_that_is_right_is_ever_read_as_another(number: str) -> None:
    others = set(ungarbled(number)) | {written(one, "QMA", "1") for one in range(1, 50)}
    [found] = read(number, "QMA", "1", (others - {number}).intersection)
    assert isinstance(found, Keyed)
    assert (found.number, found.is_undone) == (number, False)
    assert not any(SHAPE.fullmatch(one) for one in ungarbled(number))


def test_what_is_undone_is_only_what_exists_and_whose_check_digit_fits() -> None:
    [nowhere] = read('A?Q&)àààààé&)"', "QMA", "1", {written(13, "QMA", "1")}.intersection)
    assert isinstance(nowhere, Refused)
    [wrong] = read("A?Q&)àààààé&)'", "QMA", "1", {NUMBER}.intersection)
    assert isinstance(wrong, Refused)


def test_a_text_that_could_be_two_numbers_is_refused() -> None:
    # a scanner that is set to German and one set to Spanish differ in Y and Z alone
    both = {written(21, "QYA", "1"), written(21, "QZA", "1")}
    [found] = read("QYA1/0000021/3", "QMA", "1", both.intersection)
    assert isinstance(found, Refused)
    [certain] = read("QYA1/0000021/3", "QMA", "1", {written(21, "QZA", "1")}.intersection)
    assert isinstance(certain, Keyed)


def test_a_quantity_behind_a_garbled_lot_is_read() -> None:
    [found] = read('A?Q&)àààààé&)" = 4500', "QMA", "1", {NUMBER}.intersection)
    assert isinstance(found, Keyed)
    assert (found.number, found.quantity, found.is_undone) == (NUMBER, 4500, True)


def test_a_garbled_sheet_is_read_where_it_is_of_this_count() -> None:
    arrived = through("tallystick:QMA1-C000001-2/19-36", KEYBOARDS[0])
    assert read(arrived, "QMA", "1", {"QMA1-C000001-2"}.intersection) == [
        Page(arrived, 19, 36, "QMA1-C000001-2", is_undone=True)
    ]
    assert isinstance(read(arrived, "QMA", "1", {"QMA1-C000002-1"}.intersection)[0], Refused)


@pytest.fixture
def keeper(signed_in: Callable[[Role], Client]) -> Client:
    """Return the browser of a store keeper of the army."""
    return signed_in(Role.STORE_KEEPER)


@pytest.fixture
def garbled(small: SmallState) -> str:
    """Return how the label of the army's rifle arrives on a French keyboard."""
    return through(f"tallystick:{small.rifle.number}", KEYBOARDS[0])


def test_a_sheet_scanned_through_the_wrong_keyboard_is_kept_and_the_keeper_is_told(
    small: SmallState, keeper: Client, garbled: str
) -> None:
    count = announced(small.armoury)
    elsewhere = through(small.pistol.number, KEYBOARDS[2])
    sheet = through(f"tallystick:{count.number}/1-1", KEYBOARDS[0])
    there = f"{garbled}\n{elsewhere}\n{sheet}"
    page = keeper.post(
        reverse("count_enter", args=[count.pk]), {"there": there}, follow=True
    ).content.decode()
    assert f"{escape(garbled)} → {small.rifle.number}" in page
    assert f"{sheet} → {count.number}/1-1" in unescape(page)
    assert {(one.item_id, one.typed) for one in Seen.objects.all()} == {
        (small.rifle.pk, garbled),
        (small.pistol.pk, elsewhere),
    }
    assert Swept.objects.get().last == 1


def test_a_label_scanned_into_the_search_finds_its_item(
    small: SmallState, keeper: Client, garbled: str
) -> None:
    for text, is_told in ((garbled, True), (f"tallystick:{small.rifle.number}", False)):
        answer = keeper.get(reverse("items"), {"q": text})
        assert [row.pk for row in answer.context["rows"]] == [small.rifle.pk]
        assert ("another keyboard" in answer.content.decode()) is is_told


def test_labels_scanned_for_many_are_read_and_another_services_is_not(
    small: SmallState, keeper: Client, garbled: str
) -> None:
    address = reverse("happened_to_many")
    answer = keeper.post(address, {"kind": "issued", "numbers": f"{garbled}\n{small.rifle.number}"})
    assert answer.context["items"] == [small.rifle]
    assert f"→ {small.rifle.number}" in answer.content.decode()
    theirs = through(small.pistol.number, KEYBOARDS[0])
    refused = keeper.post(address, {"kind": "issued", "numbers": theirs})
    assert "numbers" in refused.context["choice"].errors
    assert small.pistol.number not in refused.content.decode()


def test_a_find_is_identified_by_its_scanned_label(small: SmallState, keeper: Client, garbled: str) -> None:
    count = announced(small.armoury)
    with operation("keeper", "enter find") as done:
        find = enter_find(done, count, Seen(described="rifle"))
    given = {"number": garbled, "reason": "its label was inside the stock"}
    assert (
        keeper.post(reverse("count_settle", args=[count.pk, find.pk, "identified"]), given).status_code == 302
    )
    assert Seen.objects.get(is_withdrawn=False).item == small.rifle
