"""Numbers of the register: how they are written, checked and read back from what a person keyed.

It knows nothing of the database; who gives the next number says which is the last.
"""

import re
import unicodedata
from typing import Final

SCHEME: Final = "tallystick:"
"""What the text of every QR code begins with."""
DIGITS: Final = 7
"""Of an item's number: ten million items, before numbers grow by a digit."""
_FEWER: Final = 6
"""Of the numbers of counts, cases, licences and requests: a million of each."""
_SIGNS: Final = "0123456789"


def check_digit(digits: str) -> str:
    """Give the check digit of a row of digits by the Damm algorithm.

    It finds every wrong digit and every swap of neighbours (Damm 2004, Total anti-symmetrische Quasigruppen).
    """
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def is_right(number: str) -> bool:
    """Whether the last digit of a register number is the check digit of the others."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return len(digits) > 1 and check_digit(digits[:-1]) == digits[-1]


def written(count: int, party: str, code: str) -> str:
    """Write a register number: `QMA1-0000012-3`, of the party's register number 1."""
    digits = str(count).zfill(DIGITS)
    return f"{party}{code}-{digits}-{check_digit(code + digits)}"


def following(last: str | None, begins: str, code: str) -> str:
    """Write the number after the last of a row: `QMA1-T-000012-3` after `QMA1-T-000011-8`.

    Args:
        last: None where there is none yet.
        begins: what every number of the row begins with: `QMA1-T-`.
        code: of this register; the check digit covers it.
    """
    count = 1 if last is None else int(last.removeprefix(begins).split("-")[0]) + 1
    digits = str(count).zfill(_FEWER)
    return f"{begins}{digits}-{check_digit(code + digits)}"


def plain(text: str) -> str:
    """Write what was keyed in capitals, with figures and dashes of one kind, without the word that codes begin with."""
    # digits of every script, dashes of every kind, and capitals: keyboards of five languages write here
    folded = (
        unicodedata.normalize("NFKC", text).strip().removeprefix(SCHEME).upper().removeprefix(SCHEME.upper())
    )
    signs = ("-" if unicodedata.category(sign) == "Pd" or sign == "−" else sign for sign in folded)
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in signs).strip()


def neighbours(number: str) -> list[str]:
    """Give the numbers that differ from a wrong one by one digit or by two neighbours swapped, in order.

    Args:
        number: with its check digit, right or wrong: `QMA1-0000012-3`.
    """
    start, digits, check = number.rsplit("-", 2)
    row = digits + check
    rows = {row[:at] + one + row[at + 1 :] for at in range(len(row)) for one in _SIGNS}
    rows |= {row[:at] + row[at + 1] + row[at] + row[at + 2 :] for at in range(len(row) - 1)}
    found = (f"{start}-{row[:-1]}-{row[-1]}" for row in rows)
    return sorted(one for one in found if is_right(one))


_KEYED: Final = re.compile(
    r"(?:(?P<party>[A-Z]{3})(?P<code>\d{1,3})-)?(?P<digits>\d{1,12})(?:-(?P<check>\d)?)?"
)
_JOINED: Final = re.compile(r"(?P<party>[A-Z]{3})(?P<code>\d{1,3})(?P<digits>\d{7})(?P<check>\d)")


def keyed(text: str, party: str, code: str) -> tuple[str, bool] | None:
    """Read a register number that was keyed in some shortened way.

    Dashes may be spaces or missing, and the beginning left out: `QMA1 0000012 3`, `QMA100000123`, `00000123`, `12-3`,
    `0000012`, `12`.

    Args:
        text: as it was keyed.
        party: of this register.
        code: of this register.

    Returns:
        the number with its check digit as keyed, and true; or without one, and false; None where it is no number.
    """
    shape = re.sub(r"[-\s]+", "-", plain(text))
    found = _JOINED.fullmatch(shape) or _KEYED.fullmatch(shape)
    if found is None:
        return None
    digits, check = found["digits"], found["check"]
    if check is None and len(digits) == DIGITS + 1:
        digits, check = digits[:-1], digits[-1]
    begins = f"{found['party'] or party}{found['code'] or code}-{digits.zfill(DIGITS)}-"
    return (begins, False) if check is None else (f"{begins}{check}", True)


_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""The quasigroup of order ten from Damm's thesis."""
