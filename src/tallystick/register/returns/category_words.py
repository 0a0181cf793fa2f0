"""Which words for a category a partner's file may bear, and which of them are near to one that is not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from django.utils import translation

from tallystick.model.category import categories, find_category
from tallystick.register.direction import listed
from tallystick.register.items.categories import WORDS, code_of
from tallystick.register.returns.goods import att_code

_SHORTEST_LIKENESS: Final = 0.6
"""The measure of difflib: `assault rifles` is near to `assalt rifles`, and no longer to `missiles`."""
_MOST: Final = 3
"""Near words that one sentence can hold."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is accepted: a code, and its name in the reader's language."""

    code: str
    name: Any

    def __str__(self) -> str:
        return f"{self.code} ({self.name})"


def accepted() -> list[Word]:
    """List the codes that are accepted, with their names, which are accepted as well: in English, as files have them.

    Those of the vocabulary stand first, then those that items of the register carry.
    """
    vocabulary = [Word(one.category, one.label) for one in categories().values()]
    return vocabulary + [Word(code, name) for code, name in WORDS.items()]


def is_known(category: str) -> bool:
    """Whether a category of a claim is one that can be laid: of the vocabulary, or a publisher's own, kept as such."""
    return category in categories() or ":" in category


def kind_of(text: str) -> str | None:
    """Give the register's code for a word that only the register knows; None for every other word.

    `SA4`, `VIII.SA4` and `Assault rifles` are `SA4`. Case, and spaces written otherwise, do not matter.
    """
    if find_category(text) is not None:
        return None
    return _codes().get(_folded(text)) or code_of(text)


def in_words(codes: Iterable[str]) -> str:
    """Name several of the register's codes: `SA1 (Revolvers and self-loading pistols), SA4 (Assault rifles)`."""
    return listed(Word(code, WORDS[code]) for code in sorted(codes))


def near(text: str) -> list[Word]:
    """Give the accepted words that are like one that is not known, the likest first."""
    by_spelling = {_folded(spelled): word for word in accepted() for spelled in (str(word.name), word.code)}
    by_spelling |= {_folded(one.label): Word(one.category, one.label) for one in categories().values()}
    found = get_close_matches(_folded(text), by_spelling, n=_MOST, cutoff=_SHORTEST_LIKENESS)
    return list(dict.fromkeys(by_spelling[spelled] for spelled in found))


@cache
def _codes() -> Mapping[str, str]:
    """Give the register's codes by their spellings: as items and as the Arms Trade Treaty's template have them."""
    with translation.override("en"):
        names = {_folded(str(name)): code for code, name in reversed(WORDS.items())}
    return names | {_folded(spelled): code for code in WORDS for spelled in (code, att_code(code))}


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
