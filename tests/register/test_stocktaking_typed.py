"""What is keyed or scanned from a sheet is read as it was meant, or handed back with what it may be."""

import pytest

from tallystick.register.numbers import written
from tallystick.register.stocktaking.typed import Keyed, Page, Refused, ranges, read

TWELVE = written(12, "QMA", "1")
KNOWN = {written(one, "QMA", "1") for one in range(1, 200)}


def reading(text: str) -> list[Keyed | Page | Refused]:
    return read(text, "QMA", "1", KNOWN.intersection)


def only(text: str) -> Keyed | Page | Refused:
    (found,) = reading(text)
    return found


@pytest.mark.parametrize(
    "text",
    [
        TWELVE,
        f"tallystick:{TWELVE}",
        f"  {TWELVE.lower()}  ",
        TWELVE.replace("-", "–"),  # as a word processor turns it
        f"12-{TWELVE[-1]}",
        f"QMA1-12-{TWELVE[-1]}",
        f"١٢-{chr(0x660 + int(TWELVE[-1]))}",
        TWELVE.replace("-", " "),
        TWELVE.replace("-", ""),
        TWELVE.replace("-0", " 0"),
        f"１２-{TWELVE[-1]}",  # noqa: RUF001  # wide digits of some keyboards
    ],
)
def test_a_number_is_read_however_it_was_written(text: str) -> None:
    found = only(text)
    assert isinstance(found, Keyed)
    assert (found.number, found.quantity) == (TWELVE, None)


@pytest.mark.parametrize("text", [f"{TWELVE} = 4500", f"{TWELVE} x 4500", f"{TWELVE} 4500", f"{TWELVE}=4500"])
def test_a_quantity_behind_a_lot_is_read(text: str) -> None:
    assert only(text) == Keyed(text.upper(), TWELVE, 4500)


def test_one_wrong_digit_or_two_swapped_are_refused_with_the_number_that_was_meant() -> None:
    start, digits, check = TWELVE.split("-")
    for at, sign in enumerate(digits):
        wrong = digits[:at] + str((int(sign) + 1) % 10) + digits[at + 1 :]
        found = only(f"{start}-{wrong}-{check}")
        assert isinstance(found, Refused)
        assert TWELVE in found.near
    nines = written(198, "QMA", "1")
    found = only(nines.replace("198", "148"))
    assert isinstance(found, Refused)
    assert nines in found.near
    swapped = only(f"{start}-0000021-{check}")
    assert isinstance(swapped, Refused)
    assert TWELVE in swapped.near


def test_only_numbers_that_are_there_are_proposed() -> None:
    wrong = f"QMA1-0000013-{TWELVE[-1]}"
    (found,) = read(wrong, "QMA", "1", {TWELVE}.intersection)
    assert found == Refused(wrong, (TWELVE,))
    (found,) = read(wrong, "QMA", "1", set[str]().intersection)
    assert found == Refused(wrong)


def test_a_serial_number_with_a_space_is_no_shortened_register_number() -> None:
    assert only(f"12 {TWELVE[-1]}") == Refused(f"12 {TWELVE[-1]}")
    assert only("QMA1-0000012 4500") == Refused("QMA1-0000012 4500")


@pytest.mark.parametrize(
    "text", ["AB1234", "QMA1", "12", "=4500", "tallystick:", "QMA1-000001²-3", "-", "x" * 5000]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert all(isinstance(one, Refused) for one in reading(text))


def test_the_code_of_a_page_says_which_lines_of_which_count_were_looked_for() -> None:
    assert only("tallystick:QMA1-C000001-2/19-36") == Page("QMA1-C000001-2/19-36", 19, 36, "QMA1-C000001-2")


def test_empty_lines_are_passed_over() -> None:
    assert reading("\n  \n\r\n") == []


def test_ranges_of_lines_are_read_as_people_write_them() -> None:
    found = ranges("1-18, 37 – 54؛ 7")  # a dash as a word processor turns it
    assert [(one.first, one.last) for one in found if isinstance(one, Page)] == [(1, 18), (37, 54), (7, 7)]
    assert ranges("") == []
    assert [type(one) for one in ranges("18-1, all, 0-5")] == [Refused] * 3
