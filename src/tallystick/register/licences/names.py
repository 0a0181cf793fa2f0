"""Names as they are compared: of end users, of certificates, of goods."""

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final

_NOT_WORDS: Final = re.compile(r"[^\w]+", re.UNICODE)
_NOT_SIGNS: Final = re.compile(r"[\W_]+", re.UNICODE)
_COMMON: Final = frozenset(
    {
        "the", "of", "and", "for", "ltd", "limited", "co", "company", "corp", "gmbh", "sa", "sarl", "llc", "plc", "inc",
        "de", "la", "le", "du", "des", "el", "al",
    }
)  # fmt: skip
"""Words that tell no two names apart."""
NEAR: Final = 0.86
"""How like each other two names must be to be shown as nearly the same: one letter in seven may differ."""


def folded(name: str) -> str:
    """Fold a name: no accents, case or punctuation, none of the words that tell nothing apart, in order."""
    plain = unicodedata.normalize("NFKD", name)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    words = [word for word in _NOT_WORDS.split(bare) if word != ""]
    kept = [word for word in words if word not in _COMMON]
    return " ".join(sorted(kept if len(kept) > 0 else words))


def folded_number(number: str) -> str:
    """Fold the number of a document: letters and digits alone, in capitals."""
    return _NOT_SIGNS.sub("", unicodedata.normalize("NFKC", number)).upper()


def are_near(one: str, other: str) -> bool:
    """Whether two folded names are near: a letter in seven may differ, or one holds the words of the other."""
    if one == "" or other == "":
        return False
    if one == other:
        return True
    words, others = set(one.split()), set(other.split())
    if min(len(words), len(others)) > 1 and (words <= others or others <= words):
        return True
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.real_quick_ratio() >= NEAR and match.quick_ratio() >= NEAR and match.ratio() >= NEAR
