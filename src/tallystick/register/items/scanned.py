"""Register numbers as hand scanners give them: with the word that labels begin with, or through the wrong keyboard."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import ngettext

from tallystick.register.items.history import chunks
from tallystick.register.items.keyboard import ungarbled
from tallystick.register.items.models import Item
from tallystick.register.numbers import SCHEME, is_right

_LABEL: Final = re.compile(f"^{SCHEME}", re.IGNORECASE)
"""How the text of a label's code begins."""
_NUMBER: Final = re.compile(r"[A-Z]{3}[0-9]+-[0-9]{7,12}-[0-9]")
_LONGEST: Final = 60
"""Characters of a word that may be a label."""
_SHOWN: Final = 5
"""Undone readings that are named: the next ones are like them."""


def without_label(text: str) -> str:
    """Take away the word that the codes of labels begin with."""
    return _LABEL.sub("", text)


def bare(text: str) -> str:
    """Give a number as it is kept: in capitals, without the word that labels begin with."""
    return without_label(text.strip()).upper()


def is_number(text: str) -> bool:
    """Whether a text is a whole register number with its check digit."""
    return _NUMBER.fullmatch(text) is not None and is_right(text)


def undone(words: Iterable[str], rows: QuerySet[Item]) -> dict[str, str]:
    """Read words that a scanner wrote through the wrong keyboard, each where it can be exactly one of the items given.

    Returns:
        the number meant, by the word; a word that is a number by itself is never among them.
    """
    meant = {word: _meant(word) for word in words if len(word) <= _LONGEST and not is_number(bare(word))}
    wanted = sorted({number for several in meant.values() for number in several})
    there = {number for some in chunks(wanted) for number in _kept(rows, some)}
    found = {word: [number for number in several if number in there] for word, several in meant.items()}
    return {word: several[0] for word, several in found.items() if len(several) == 1}


def _meant(word: str) -> list[str]:
    return sorted({number for number in map(bare, ungarbled(word)) if is_number(number)})


def _kept(rows: QuerySet[Item], numbers: list[str]) -> list[str]:
    return list(rows.filter(number__in=numbers).order_by().values_list("number", flat=True))


def told(readings: Sequence[tuple[str, str]]) -> str:
    """Say what was read as what, and what to do about it."""
    sentence = ngettext(
        "%(n)s number was keyed through another keyboard than the scanner is set to, and was read so: %(readings)s.",
        "%(n)s numbers were keyed through another keyboard than the scanner is set to, and were read so: %(readings)s.",
        len(readings),
    )
    return sentence % {"n": len(readings), "readings": in_short(readings)}


def in_short(readings: Sequence[tuple[str, str]]) -> str:
    """Write what was read as what, the first of them."""
    named = "; ".join(f"{arrived} → {number}" for arrived, number in readings[:_SHOWN])
    return named if len(readings) <= _SHOWN else f"{named}; …"
