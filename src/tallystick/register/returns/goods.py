"""Where an item's category belongs in each classification, and the words for it."""

import re
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tallystick.model.category import schemes
from tallystick.register.returns.instruments import Goods

NOT_ASKED: Final = "-"
"""The category of parts and ammunition, which no return of arms asks for."""

_MAJOR: Final = re.compile(r"^(VII|VI|V|IV|III|II|I)[. ]?([ab])?$")
_SMALL: Final = re.compile(r"^(SA|LW)([1-7])?$")

WORDS: Final = {
    "I": _("Battle tanks"),
    "II": _("Armoured combat vehicles"),
    "III": _("Large-calibre artillery systems"),
    "IV": _("Combat aircraft"),
    "IV.a": _("Combat aircraft with a crew"),
    "IV.b": _("Unmanned combat aircraft"),
    "V": _("Attack helicopters"),
    "V.a": _("Attack helicopters with a crew"),
    "V.b": _("Unmanned attack helicopters"),
    "VI": _("Warships"),
    "VII": _("Missiles and missile launchers"),
    "VII.a": _("Missiles and missile launchers"),
    "VII.b": _("Man-portable air-defence systems"),
    "SA": _("Small arms"),
    "SA1": _("Revolvers and self-loading pistols"),
    "SA2": _("Rifles and carbines"),
    "SA3": _("Sub-machine guns"),
    "SA4": _("Assault rifles"),
    "SA5": _("Light machine guns"),
    "SA6": _("Other small arms"),
    "LW": _("Light weapons"),
    "LW1": _("Heavy machine guns"),
    "LW2": _("Grenade launchers, under-barrel or mounted"),
    "LW3": _("Portable anti-tank guns"),
    "LW4": _("Recoilless rifles"),
    "LW5": _("Portable anti-tank missile launchers and rockets"),
    "LW6": _("Mortars under 75 mm"),
    "LW7": _("Other light weapons"),
}
"""By the code as items carry it: the Register's categories, and the types of its form for small arms."""


def code_of(category: str) -> str | None:
    """Write an item's category as the keys of `WORDS`; None where it is none of them."""
    text = category.strip()
    major = _MAJOR.match(text)
    if major is not None:
        return major[1] if major[2] is None else f"{major[1]}.{major[2]}"
    return text if _SMALL.match(text) is not None and text in WORDS else None


def is_asked(category: str, goods: Goods) -> bool:
    """Whether a part that asks for these goods asks for this category."""
    code = code_of(category)
    if code is None:
        return False
    is_small = code.startswith(("SA", "LW"))
    return goods is Goods.ALL or is_small == (goods is Goods.SMALL)


def codes(goods: Goods) -> list[str]:
    """List every way in which items write the categories that a part asks for."""
    asked = [code for code in WORDS if is_asked(code, goods)]
    return [
        written for code in asked for written in sorted({code, code.replace(".", ""), code.replace(".", " ")})
    ]


def words_of(category: str) -> Any:  # noqa: ANN401  # lazy text
    """Give the words for a category as people read them; a code that is not known is itself."""
    return WORDS.get(code_of(category) or "", category)


def att_code(category: str) -> str:
    """Write a category as the Arms Trade Treaty's reporting template does: `III`, `VII.b`, `VIII.SA3`."""
    code = code_of(category) or category
    return f"VIII.{code}" if code.startswith(("SA", "LW")) else code


@cache
def tally_category(category: str) -> str:
    """Give the category of the vocabulary that stands for an item's category.

    Raises:
        KeyError: the category is none that a return asks for.
    """
    code = code_of(category)
    if code is None:
        raise KeyError(category)
    if code.startswith("SA"):
        return "small_arms"
    if code.startswith("LW"):
        return "light_weapons"
    known = schemes()
    # the Register has no VII without a letter: missiles and launchers other than man-portable ones are (a)
    return known.get(("un_register", code)) or known["un_register", f"{code}.a"]
