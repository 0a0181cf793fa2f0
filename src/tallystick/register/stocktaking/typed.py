"""Read what was keyed or scanned from a count sheet: register numbers with their check digits, and pages' QR codes."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from tallystick.register.items.keyboard import ungarbled
from tallystick.register.numbers import DIGITS, neighbours, plain, written

_NUMBER: Final = re.compile(
    # without its beginning a number needs its dash: with a space it may as well be a serial number
    r"(?:(?P<party>[A-Z]{3})(?P<code>\d{1,3})[-\s]*(?P<whole>\d{7,12})[-\s]*(?P<last>\d)"
    r"|(?:(?P<of>[A-Z]{3})(?P<own>\d+)-)?(?P<digits>\d{1,12})-(?P<check>\d))"
    r"(?:\s*[=X×\s]\s*(?P<quantity>\d{1,9}))?"
)
_QUANTITY: Final = re.compile(r"(?P<number>\S+?)(?P<rest>\s*[=xX×\s]\s*[0-9]{1,9})")
_LONGEST: Final = 120
"""Characters of a line that may be a code: that of a page has forty."""
_RANGE: Final = re.compile(r"(?:(?P<count>[A-Z]{3}\d+-C\d+-\d)/)?(?P<first>\d+)(?:-(?P<last>\d+))?")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A register number, with a quantity where one was written behind it."""

    text: str
    number: str
    quantity: int | None = None
    is_undone: bool = False
    """Whether `text` is what a scanner wrote through the wrong keyboard."""
    is_serial: bool = False
    """Whether `text` is the serial number of the item, and the list has no other that bears it."""

    @property
    def meant(self) -> str:
        """Write what was read."""
        return self.number if self.quantity is None else f"{self.number} = {self.quantity}"


@dataclass(frozen=True, slots=True)
class Page:
    """Lines of a sheet that were all looked for."""

    text: str
    first: int
    last: int
    count: str = ""
    """The number of the count, where a page's QR code was scanned."""
    is_undone: bool = False
    """As of `Keyed`."""

    @property
    def meant(self) -> str:
        """Write what was read."""
        return f"{self.count}/{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that is no number: a digit is wrong, or something else was written. `near` is what may be meant."""

    text: str
    near: tuple[str, ...] = ()
    is_serial: bool = False
    """Whether `near` bear it as their serial number."""
    elsewhere: tuple[str, ...] = ()
    """Items in other places that bear it as a mark, and where: as far as the person may know."""


There = Callable[[list[str]], Collection[str]]
"""Keeps those of some numbers, of items and of counts, that there are."""


def read(text: str, party: str, code: str, there: There) -> list[Keyed | Page | Refused]:
    """Read lines as they were keyed; empty ones are passed over.

    A number may be shortened to its last part: `12-3` is `QMA1-0000012-3` in the register of QMA1. What can be read in
    no other way is read as what a scanner wrote through the wrong keyboard, where that is one number that exists.

    Args:
        text: one number, or the text of one QR code, a line.
        party: of this register, for shortened numbers.
        code: of this register.
        there: says which of some numbers there are.
    """
    found = []
    for arrived in (line.strip() for line in text.splitlines()):
        line = plain(arrived)
        if line == "":
            continue
        one = _line(line, party, code, there)
        found.append(_undone(arrived, party, code, there) or one if isinstance(one, Refused) else one)
    return found


def _undone(arrived: str, party: str, code: str, there: There) -> Keyed | Page | None:
    """Read what a scanner wrote through the wrong keyboard; None unless exactly one thing can be meant."""
    if len(arrived) > _LONGEST:
        return None
    # a quantity behind it was keyed by a person, and right
    scanned = _QUANTITY.fullmatch(arrived)
    tails = {(arrived, "")} if scanned is None else {(arrived, ""), (scanned["number"], scanned["rest"])}
    lines = {plain(f"{meant}{rest}") for head, rest in sorted(tails) for meant in ungarbled(head)}
    read_so = [_line(line, party, code, _nothing) for line in sorted(lines)]
    numbers = {
        one: one.number if isinstance(one, Keyed) else one.count
        for one in read_so
        if not isinstance(one, Refused)
    }
    kept = there(sorted(set(numbers.values())))
    meant = {replace(one, text=arrived, is_undone=True) for one, number in numbers.items() if number in kept}
    return meant.pop() if len(meant) == 1 else None


def _nothing(numbers: list[str]) -> Collection[str]:  # noqa: ARG001  # as `There` has it
    return ()


def _line(line: str, party: str, code: str, there: There) -> Keyed | Page | Refused:
    page = _RANGE.fullmatch(line)
    if page is not None and page["count"] is not None:
        return Page(line, int(page["first"]), int(page["last"] or page["first"]), page["count"])
    found = _NUMBER.fullmatch(line)
    if found is None:
        return Refused(line)
    of_party, of_code = found["party"] or found["of"] or party, found["code"] or found["own"] or code
    digits, check = found["whole"] or found["digits"], found["last"] or found["check"]
    number = written(int(digits), of_party, of_code)
    if not number.endswith(f"-{check}"):
        meant = f"{of_party}{of_code}-{digits.zfill(DIGITS)}-{check}"
        return Refused(line, tuple(sorted(there(neighbours(meant)))))
    return Keyed(line, number, None if found["quantity"] is None else int(found["quantity"]))


def ranges(text: str) -> list[Page | Refused]:
    """Read the lines that were gone through: `1-20, 41-60`, as at the foot of each page."""
    found: list[Page | Refused] = []
    for part in re.split(r"[,;،؛\s]+", re.sub(r"\s*-\s*", "-", plain(text))):
        if part == "":
            continue
        page = _RANGE.fullmatch(part)
        is_range = page is not None and 1 <= int(page["first"]) <= int(page["last"] or page["first"])
        if page is None or not is_range:
            found.append(Refused(part))
        else:
            found.append(
                Page(part, int(page["first"]), int(page["last"] or page["first"]), page["count"] or "")
            )
    return found
