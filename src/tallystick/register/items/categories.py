"""The categories of items, as the United Nations Register has them, and the words for them."""

import re
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

NOT_ASKED: Final = "-"
"""The category of parts and ammunition: no return asks for parts, and ammunition is no category of any."""

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
    "LW2": _("Hand-held, under-barrel and mounted grenade launchers"),
    "LW3": _("Portable anti-tank guns"),
    "LW4": _("Recoilless rifles"),
    "LW5": _("Portable anti-tank missile launchers and rockets"),
    "LW6": _("Mortars of calibres less than 75 mm"),
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


def category_choices() -> list[tuple[str, Any]]:
    """Offer the categories, and none."""
    return [
        ("", "---------"),
        *((code, _coded(code, words)) for code, words in WORDS.items()),
        (NOT_ASKED, _("none: part or ammunition")),
    ]


def _coded(code: str, words: Any) -> str:  # noqa: ANN401  # lazy text
    return f"{code} · {words}"
