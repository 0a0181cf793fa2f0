"""Parse the figure of a declaration."""

import re
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.model.quantity import Quantity
from tallystick.phrase import quoted, says

_ZERO: Final = re.compile(r"^0+(\.0+)?$")

_TOO_LONG: Final = re.compile(r"(?<![.\d])\d{16,}")
"""Figures are computed with 15 safe digits; what is longer would be kept as another number."""


def parse_figure(text: str, unit: str, designation: str) -> Quantity:
    """Read a quantity; a 0 beside a described item is withheld, without one it is nil.

    Raises:
        ValueRefusedError: for anything the model does not read, and for whole parts of more than 15 digits.
    """
    if _TOO_LONG.search(text) is not None:
        raise ValueRefusedError(
            says("%(text)s has more than 15 digits before the point", text=quoted(text[:40]))
        )
    return Quantity.written_zero(designation, unit) if is_zero(text) else Quantity.parse(text, unit)


def is_zero(text: str) -> bool:
    """Whether a figure is a written 0, as against the word nil."""
    return _ZERO.match(text) is not None
