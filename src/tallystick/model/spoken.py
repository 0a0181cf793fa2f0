"""What phrases of parties, goods and quantities say in English."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from tallystick.model.category import category_label
from tallystick.model.claim import Act
from tallystick.model.stated import possessive
from tallystick.model.words import capitalised, exact, number, party, span
from tallystick.phrase import WORDS, English, Phrase, Tongue, Word, written

_DIGITS: Final = 1e15


def spoken_in(phrases: Iterable[Phrase], tongue: Tongue) -> str:
    """Say phrases one after another, each as a sentence."""
    return " ".join(capitalised(written(one, tongue)) for one in phrases)


def about(value: float) -> str:
    """Write a computed figure; of more than fifteen digits only its size is known."""
    return f"{value:.1e}" if value >= _DIGITS else number(value)


def _goods(category: str, act: str) -> str:
    return category_label(category).lower() + ("" if act == Act.TRANSFER else f", {act}")


ENGLISH: Final[Tongue] = English(
    MappingProxyType(
        {
            **WORDS,
            Word.PARTY: party,
            Word.OWNER: lambda code: possessive(party(code)),
            Word.GOODS: _goods,
            Word.UNIT: str,
            Word.BASIS: str,
            Word.FIGURE: exact,
            Word.ROUNDED: number,
            Word.SPAN: lambda low, high: "no figure" if low is None else span(low, high, exact),
            Word.RANGE: lambda low, high: span(low, high, about),
        }
    )
)
"""The language of this package."""
