"""The time a claim speaks of: a year, half-year, quarter, month, day or a span of days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from tallystick.errors import ValueRefusedError
from tallystick.phrase import quoted, says

_YEAR = re.compile(r"^(\d{4})$")
_PART = re.compile(r"^(\d{4})-?([QH])(\d)$")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MONTHS_IN = {"Q": 3, "H": 6}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        if self.end < self.start:
            raise ValueRefusedError(
                says(
                    "a period cannot end (%(end)s) before it begins (%(start)s)",
                    end=str(self.end),
                    start=str(self.start),
                )
            )

    @classmethod
    def year(cls, year: int) -> Self:
        """Make a calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2014`, `2014-Q1`, `2014-H2`, `2014-03`, `2014-03-07` or `2014-01-01/2014-06-30`.

        Raises:
            ValueRefusedError: if the text is none of these.
        """
        text = text.strip()
        try:
            if match := _YEAR.match(text):
                return cls.year(int(match[1]))
            if match := _PART.match(text):
                return cls._part(int(match[1]), match[2], int(match[3]))
            if match := _MONTH.match(text):
                return cls._months(int(match[1]), int(match[2]), 1)
            if _DAY.match(text):
                return cls(date.fromisoformat(text), date.fromisoformat(text))
            if text.count("/") == 1:
                first, last = text.split("/")
                return cls(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            raise _no_period(text) from error
        raise _no_period(text)

    @classmethod
    def _part(cls, year: int, letter: str, number: int) -> Self:
        length = _MONTHS_IN[letter]
        return cls._months(year, (number - 1) * length + 1, length)

    @classmethod
    def _months(cls, year: int, first: int, length: int) -> Self:
        last = first + length - 1
        return cls(date(year, first, 1), date(year, last, monthrange(year, last)[1]))

    def is_year(self) -> bool:
        """Whether this is exactly one calendar year."""
        return self == Period.year(self.start.year)

    def short(self) -> str:
        """Write it in the shortest way in which a tally file may: a half-year, quarter, month or day by its name."""
        year, first = self.start.year, self.start.month
        if self.start == self.end:
            return str(self.start)
        if self == Period._months(year, first, 1):
            return f"{year}-{first:02}"
        for letter, months in _MONTHS_IN.items():
            if first % months == 1 and self == Period._months(year, first, months):
                return f"{year}-{letter}{first // months + 1}"
        return str(self)

    def __str__(self) -> str:
        """Write it as a tally file does; a calendar year is just its number."""
        if self.is_year():
            return str(self.start.year)
        return f"{self.start}/{self.end}"


def _no_period(text: str) -> ValueRefusedError:
    return ValueRefusedError(
        says(
            "%(text)s is not a period; write 2014, 2014-Q1, 2014-03, 2014-03-07,"
            " or a span by its first and last day, 2014-07-01/2015-06-30",
            text=quoted(text),
        )
    )
