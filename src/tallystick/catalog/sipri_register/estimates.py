"""What SIPRI gives as an estimate: numbers become ranges, and years become spans of years."""

import re
from enum import StrEnum
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity, QuantityKind
from tallystick.phrase import quoted, says
from tallystick.sources.figure import parse_figure

UNIT: Final = "items"

UNKNOWN: Final = Quantity(QuantityKind.UNKNOWN, None, None, UNIT)
"""What a blank number says: SIPRI leaves blank what it does not yet know."""

FACTOR: Final = 2
"""An estimated number n stands for n/2 to 2n. SIPRI estimates in round numbers: of those of 20 and more, six in ten
are multiples of ten (a third of the others), and the numbers it prefers (10, 25, 50, 100, 250) lie a factor of 2 to
2.5 apart, so that an estimate says little below that. Beside the UN Register for 2010-2016, 90 of 114 returns on the
same flow, category and year lie within this range, and 77 within half as much again or a third less."""

YEARS_AROUND: Final = 1
"""An estimated year stands for itself and the years beside it. Where the UN Register for 2010-2016 knows one year of a
flow and SIPRI one estimated year, they are the same in nine of fifteen cases, and neighbours in three more."""

_YEAR: Final = re.compile(r"^[12]\d{3}$")


class Flag(StrEnum):
    """What the columns "… is estimate" say."""

    YES = "Yes"
    NO = "No"
    BLANK = ""
    """SIPRI left it open, mostly in the newest deliveries. A blank does not say that a figure is firm."""

    def is_open(self) -> bool:
        """Whether the figure may be an estimate."""
        return self is not Flag.NO


_FLAGS: Final = {flag.value: flag for flag in Flag}


def parse_flag(text: str) -> Flag:
    """Read `Yes`, `No`, or nothing."""
    if text not in _FLAGS:
        raise ValueRefusedError(
            says("%(text)s is not known; written here are Yes, No, or nothing", text=quoted(text[:40]))
        )
    return _FLAGS[text]


def parse_year(text: str) -> int:
    """Read a calendar year."""
    if _YEAR.match(text) is None:
        raise ValueRefusedError(says("%(text)s is not a calendar year", text=quoted(text[:40])))
    return int(text)


def parse_number(text: str, flag: Flag, designation: str) -> Quantity:
    """Read a number delivered: exact, or a range where it is or may be an estimate.

    Raises:
        ValueRefusedError: for what is no whole number; half a weapon is not delivered.
    """
    figure = parse_figure(text, UNIT, designation)
    if figure.kind is QuantityKind.EXACT and figure.low is not None and flag.is_open():
        number = int(figure.low)
        return Quantity(QuantityKind.INTERVAL, float(-(-number // FACTOR)), float(FACTOR * number), UNIT)
    return figure


def delivery_period(year: int, flag: Flag, ordered: int | None) -> Period:
    """Give the year of delivery, or the span it may lie in; nothing is delivered before the year of its order.

    Args:
        year: the year of delivery as written.
        flag: whether it is an estimate.
        ordered: the year of the order where that is firm.
    """
    if not flag.is_open():
        return Period.year(year)
    first = year - YEARS_AROUND if ordered is None else max(year - YEARS_AROUND, min(ordered, year))
    return Period(Period.year(first).start, Period.year(year + YEARS_AROUND).end)
