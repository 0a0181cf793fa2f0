"""Write a typed cell as the text a person would have typed."""

import math
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from tallystick.errors import ValueRefusedError
from tallystick.phrase import says


def as_text(value: object) -> str:
    """Write 12.0 as `12`, a day as ISO, and nothing as nothing.

    Raises:
        ValueRefusedError: for a value no declaration can hold, such as a list or a duration; it names the value.
    """
    if value is None:
        return ""
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    raise ValueRefusedError(says("a value of type %(kind)s", kind=type(value).__name__))


def _number(value: float | Decimal) -> str:
    """Write whole numbers whole; anything else with the digits that give it back."""
    if not math.isfinite(value):
        raise ValueRefusedError(says("a value that is no number"))
    return str(int(value)) if value == int(value) else str(value)


def _moment(value: datetime) -> str:
    """Write midnight as the day: spreadsheets store days as moments."""
    return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")


_WRITERS: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (str, str),
    (bool, lambda value: "true" if value else "false"),
    (int, str),
    (float, _number),
    (Decimal, _number),
    (datetime, _moment),
    (date, date.isoformat),
)
"""In this order, because a bool is an int and a datetime is a date."""
