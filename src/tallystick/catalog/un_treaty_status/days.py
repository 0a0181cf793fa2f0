"""Days as the Treaty Collection writes them, whatever the language of the machine."""

import re
from datetime import date
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.phrase import Phrase, quoted, says

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAY: Final = r"\d{1,2} [A-Z][a-z]+ \d{4}"
"""A day, for patterns: `3 Jun 2013`, `27 June 2025`."""

_PARTS: Final = re.compile(r"^(\d{1,2}) ([A-Z][a-z]+) (\d{4})$")
_SHORTEST: Final = 3


def parse_day(text: str) -> date:
    """Read `3 Jun 2013` or `3 June 2013`.

    Raises:
        ValueRefusedError: for anything else, and for days no calendar has.
    """
    match = _PARTS.match(text)
    if match is not None and len(match[2]) >= _SHORTEST:
        found = [place for place, month in enumerate(_MONTHS, start=1) if month.startswith(match[2])]
        try:
            return date(int(match[3]), found[0], int(match[1]))
        except (IndexError, ValueError) as error:
            raise ValueRefusedError(no_such_day(text)) from error
    raise ValueRefusedError(says("%(text)s is not a day such as 3 Jun 2013", text=quoted(text[:40])))


def no_such_day(text: str) -> Phrase:
    """Say that what is written as a day is none."""
    return says("%(text)s is a day that no calendar has", text=quoted(text))
