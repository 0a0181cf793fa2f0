"""The register's own numbers, with a check digit, so that a number keyed wrongly is refused."""

from typing import Final

from tallystick.register.folder import own_folder
from tallystick.register.items.models import Item

_DIGITS: Final = 7
"""Ten million items, before numbers grow by a digit."""


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
    digits = str(count).zfill(_DIGITS)
    return f"{party}{code}-{digits}-{check_digit(code + digits)}"


def next_numbers(many: int) -> list[str]:
    """Give the next numbers of this register, in order; call it inside an operation, which holds the chain."""
    own, count = own_folder().settings, how_many()
    return [written(count + one, own.party, own.code) for one in range(1, many + 1)]


def how_many() -> int:
    """Say how many items this register has numbered, by its last number: no row is counted."""
    own = own_folder().settings
    prefix = f"{own.party}{own.code}-"
    known = Item.objects.filter(number__fits=f"{prefix}*").order_by("-number")
    last = known.values_list("number", flat=True).first()
    return 0 if last is None else int(last.removeprefix(prefix).split("-")[0])


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
