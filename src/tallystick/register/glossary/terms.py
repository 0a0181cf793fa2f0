"""Read the terms of a language."""

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_SHELF: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the field."""

    key: str
    """The same in every language: `end_user`."""
    term: str
    says: str
    """What it means, in one sentence."""


@cache
def terms(language: str) -> tuple[Term, ...]:
    """Give the terms of a language, in the order of its letters.

    Raises:
        FileNotFoundError: no glossary is written in this language.
    """
    said = tomllib.loads((_SHELF / f"{language}.toml").read_text("utf-8"))
    found = (Term(key, term, says) for key, (term, says) in said.items())
    return tuple(sorted(found, key=lambda one: (_plain(one.term), one.key)))


def _plain(term: str) -> str:
    # accents and the Arabic article do not count in the order of a list
    bare = "".join(
        one for one in unicodedata.normalize("NFKD", term.casefold()) if not unicodedata.combining(one)
    )
    return bare.removeprefix("ال")
