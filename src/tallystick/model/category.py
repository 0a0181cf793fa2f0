"""Categories of goods, and how each classification writes them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final


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


def find_category(text: str) -> str | None:
    """Look a category up by its code or its label, whatever the case; never guess."""
    wanted = text.strip().casefold()
    for category in categories().values():
        if wanted in {category.category, category.label.casefold()}:
            return category.category
    return None


def category_label(category: str) -> str:
    """Give the words people read for a category; a code that is neither ours nor a known publisher's is itself."""
    known = categories().get(category)
    if known is not None:
        return known.label
    scheme, *codes = category.split(":")
    if len(codes) == 0 or scheme not in _PUBLISHED:
        return category
    code, *parts = (one.replace("_", " ") for one in codes)
    return ", ".join([_PUBLISHED[scheme].format(code=code[:1].upper() + code[1:]), *parts])


_PUBLISHED: Final = {"sipri": "{code} (category of SIPRI)", "hs": "Goods of HS {code}"}
"""How a publisher's own category is named where it is kept: `sipri:engines`, `hs:440799`, `hs:440799:re_export`."""


def category_inline(category: str) -> str:
    """Give the same as it stands within a sentence."""
    label = category_label(category)
    return label if label == category else label[:1].lower() + label[1:]


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("tallystick.vocabulary").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
