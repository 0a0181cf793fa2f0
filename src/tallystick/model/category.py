"""Categories of goods, and how each classification writes them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


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
    """Give the words people read for a category; an unknown code stands for itself."""
    known = categories().get(category)
    return category if known is None else known.label


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("tallystick.vocabulary").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
