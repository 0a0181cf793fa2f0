"""Categories of goods, and how each classification writes them."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from tallystick.model.crosswalk import crosswalk


@dataclass(frozen=True, slots=True)
class Category:
    """One category of the vocabulary, in the unit it is counted in."""

    category: str
    label: str
    unit: str
    note: str


@cache
def categories() -> Mapping[str, Category]:
    """Read the vocabulary of categories, by code."""
    return MappingProxyType({row["category"]: Category(**row) for row in _rows("categories.csv")})


@cache
def schemes() -> Mapping[tuple[str, str], str]:
    """Read which category each code of each classification stands for: (scheme, code) → category."""
    return MappingProxyType({(row["scheme"], row["code"]): row["category"] for row in _rows("schemes.csv")})


@cache
def scheme_of(instrument: str) -> str:
    """Name the classification by whose codes returns to an instrument name goods; mostly it bears the same name."""
    by_return = {name: scheme for scheme, about in crosswalk().schemes.items() for name in about.returns}
    return by_return.get(instrument, instrument)


def find_category(text: str) -> str | None:
    """Look a category up by its code, its label or what a classification calls it; never guess.

    Capitals, spaces, hyphens and underscores make no difference, as in the names of columns.
    """
    wanted = _folded(text)
    known = _labels().get(wanted)
    return known if known is not None else _published_labels().get(wanted)


def codes_of(text: str) -> Mapping[str, str]:
    """Name the classifications whose code a text is, each with its title; the UN Register's before others."""
    wanted = text.strip().casefold()
    found = {scheme for scheme, code in schemes() if code.casefold() == wanted}
    return {scheme: crosswalk().schemes[scheme].title for scheme in sorted(found, reverse=True)}


def as_code(text: str) -> str:
    """Say of which classification a text is a code, and how to say so; empty where it is of none."""
    found = codes_of(text)
    if len(found) == 0:
        return ""
    names = " and of ".join(f"the {title}" for title in found.values())
    told = " or ".join((*crosswalk().schemes[scheme].returns, scheme)[0] for scheme in found)
    return f"{text!r} is a code of {names}: add the column instrument with {told}. "


@cache
def _labels() -> Mapping[str, str]:
    """Fold codes and labels of the vocabulary."""
    known = categories().values()
    return {_folded(words): one.category for one in known for words in (one.category, one.label)}


@cache
def _published_labels() -> Mapping[str, str]:
    """Fold what each classification calls a code, up to where it defines it, if it stands for one category alone."""
    found: dict[str, set[str]] = {}
    for (scheme, code), category in schemes().items():
        words = crosswalk().schemes[scheme].words[code]
        for label in (words, re.split("[:,]", words)[0]):
            found.setdefault(_folded(label), set()).add(category)
    return {label: one for label, (one, *more) in found.items() if len(more) == 0}


def _folded(text: str) -> str:
    return "_".join(re.sub("[-_\N{NON-BREAKING HYPHEN}]", " ", text.casefold()).split())


def category_label(category: str) -> str:
    """Give the words people read for a category; a code that is neither ours nor a known publisher's is itself."""
    known = categories().get(category)
    if known is not None:
        return known.label
    published = published_category(category)
    if published is None:
        return category
    scheme, code, parts = published
    return ", ".join([_PUBLISHED[scheme].format(code=code), *parts])


def published_category(category: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Take a publisher's own category apart, kept as `sipri:engines`, `hs:440799` or `hs:440799:re_export`.

    Returns:
        the scheme, the code, and the parts of trade that stand behind it; null for what no known publisher made.
    """
    scheme, *codes = category.split(":")
    if len(codes) == 0 or scheme not in _PUBLISHED:
        return None
    code, *parts = (one.replace("_", " ") for one in codes)
    return scheme, code[:1].upper() + code[1:], tuple(parts)


_PUBLISHED: Final = {"sipri": "{code} (category of SIPRI)", "hs": "Goods of HS {code}"}
"""How a publisher's own category is named."""


def category_inline(category: str) -> str:
    """Give the same as it stands within a sentence."""
    label = category_label(category)
    return label if label == category else label[:1].lower() + label[1:]


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("tallystick.vocabulary").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
