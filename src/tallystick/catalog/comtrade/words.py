"""How Comtrade writes flows, products, classifications, units and flags.

Codes and their meanings are those of the UN Comtrade reference tables (flow, quantity unit, classification) and
of the Statistics Division's paper "Quantity and Weight Data in UN Comtrade" (2009): what a reporter does not give
in the unit that the World Customs Organization recommends may be estimated from standard unit values, and the
flag says which figure was: 0 neither, 2 the quantity, 4 the net weight, 6 both. Values are never estimated.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.model.claim import Role
from tallystick.model.period import Period
from tallystick.phrase import listed, quoted, says

_WHOLE_SUFFIX: Final = re.compile(r"^(\d+)\.0$")
"""Codes that went through a spreadsheet or a data frame come as `440799.0`."""
_CODE: Final = re.compile(r"^\d{1,6}$")
_MONTH: Final = re.compile(r"^(\d{4})(0[1-9]|1[0-2])$")
_YEAR: Final = re.compile(r"^\d{4}$")

ALL_PRODUCTS: Final = "TOTAL"


@dataclass(frozen=True, slots=True)
class Flow:
    """Which way the goods went, and as what part of the reporter's trade."""

    role: Role
    part: str = ""
    """Empty for the whole; a part of it that Comtrade shows again by itself has its own category."""


FLOWS: Final = {
    "export": Flow(Role.EXPORTER),
    "import": Flow(Role.IMPORTER),
    "re-export": Flow(Role.EXPORTER, "re_export"),
    "re-import": Flow(Role.IMPORTER, "re_import"),
}
"""Exports hold the re-exports and imports the re-imports (IMTS 2010, chapter II): the whole is what a partner's
whole mirrors. Added to the whole, the part would count twice; so it is kept in a cell of its own."""

EDITIONS: Final = {"H0": 1992, "H1": 1996, "H2": 2002, "H3": 2007, "H4": 2012, "H5": 2017, "H6": 2022}
"""Editions of the Harmonized System, by Comtrade's code, with the year each took effect."""

UNITS: Final = {
    "no quantity": None,
    "number of items": "items",
    "weight in kilograms": "kg",
    "volume in cubic meters": "m3",
    "volume in cubic metres": "m3",
}
"""The units for which the vocabulary has a word; figures in others are reported and left out."""

_FLAGS: Final = {"0": (False, False), "2": (True, False), "4": (False, True), "6": (True, True)}
"""Whether the quantity, and whether the net weight, was estimated by the publisher."""


def plain(text: str) -> str:
    """Take the `.0` off a code that was once taken for a number."""
    match = _WHOLE_SUFFIX.match(text)
    return text if match is None else match[1]


@cache
def parse_flow(text: str) -> Flow:
    """Read the direction of trade, in the singular or the plural."""
    word = text.casefold().removesuffix("s")
    if word not in FLOWS:
        raise _unknown(text, FLOWS)
    return FLOWS[word]


@cache
def parse_product(text: str) -> str:
    """Read a code of two, four or six digits; a leading zero that a spreadsheet took away is put back."""
    code = plain(text)
    if code.upper() == ALL_PRODUCTS:
        return ALL_PRODUCTS
    if _CODE.match(code) is None:
        raise ValueRefusedError(
            says("%(text)s is not a code of two, four or six digits", text=quoted(text[:40]))
        )
    return code.zfill(len(code) + len(code) % 2)


@cache
def parse_scheme(text: str) -> str:
    """Read the classification: an edition of the Harmonized System, named by the year it took effect."""
    if text.upper() not in EDITIONS:
        raise ValueRefusedError(
            says(
                "%(text)s is not an edition of the Harmonized System; known: %(known)s."
                " Download the table in HS, as reported.",
                text=quoted(text[:40]),
                known=listed(EDITIONS),
            )
        )
    return f"hs{EDITIONS[text.upper()]}"


@cache
def parse_time(text: str) -> Period:
    """Read a year (`2009`) or a month (`200903`)."""
    written = plain(text)
    if (month := _MONTH.match(written)) is not None:
        return Period.parse(f"{month[1]}-{month[2]}")
    if _YEAR.match(written) is None:
        raise ValueRefusedError(
            says("%(text)s is neither a year (2009) nor a month (200903)", text=quoted(text[:40]))
        )
    return Period.parse(written)


@cache
def parse_flag(text: str) -> tuple[bool, bool]:
    """Read whether the quantity, and whether the net weight, was estimated by the publisher."""
    if plain(text) not in _FLAGS:
        raise _unknown(text, _FLAGS)
    return _FLAGS[plain(text)]


def _unknown(text: str, known: Iterable[str]) -> ValueRefusedError:
    return ValueRefusedError(
        says("%(text)s is not known; written here are %(known)s", text=quoted(text[:40]), known=listed(known))
    )
