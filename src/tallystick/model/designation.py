"""What goods are called, taken apart: models, names, calibres, classes of goods, and stated conditions."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from tallystick.model.party import find_party

_CALIBRE: Final = re.compile(
    r"(?:cal(?:ibre|iber|\.)?\s*)?(\d{2,3}(?:[.,]\d+)?)\s*-?\s*mm\b|cal\.?\s*(\d{2,3})\b"
)
_NO_MODEL: Final = re.compile(r"\b\d ?x ?\d\b|\(\d+\)|\b\d+ ?-? ?(?:tons?|pcs?)\b")
"""Drives (4x4), counts in brackets and tonnages look like models and are none."""
_LETTERS_FIRST: Final = re.compile(r"\b([a-z]{1,10}) ?(\d{1,4})([a-z]{0,3}\d{0,2}[a-z]{0,2})(?=\b)")
_DIGIT_FIRST: Final = re.compile(r"\b(\d[a-z]{1,2}\d{1,4})([a-z]{0,2}\d{0,2})\b")
_VARIANT: Final = re.compile(r"^(?:\d?a|m)\d$")
"""A2 of M113 A2, 2A5 of Leopard 2A5, M1 of T-72 M1: marks that many models share."""
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_NOT_A_MODEL: Final = frozenset(
    [
        "and",
        "baseline",
        "block",
        "cal",
        "class",
        "for",
        "from",
        "including",
        "mark",
        "mod",
        "model",
        "no",
        "of",
        "or",
        "pc",
        "pcs",
        "pieces",
        "ser",
        "stock",
        "tail",
        "the",
        "ton",
        "tons",
        "type",
        "unit",
        "units",
        "used",
        "variant",
        "version",
        "with",
        "x",
    ]
)
"""Words that stand before a number without making it a model: `block 52`, `mod 1`, `including 6`."""
_SMALL_MARK: Final = 20
"""`Mk 2` is a version that many models have; `Mk 41` is a launcher of its own. Below this, `mk` is no model."""
_NAME_LENGTH: Final = 4
"""Shorter words are abbreviations that occur in unlike things, but for the families below."""
FAMILIES: Final = frozenset(
    (
        "akm", "amx", "aug", "bmp", "btr", "fal", "fnc", "lmv", "mig", "pkm", "rbs", "rpd", "rpk", "sks", "svd", "tow",
        "uzi", "vab", "vbl",
    )
)  # fmt: skip
"""Short names of models and of their families: "BTR" beside "BRDM" says something, and "BMP" beside "BMP-1" too."""
_NEGATED: Final = re.compile(r"\b(?:anti|without|no|w o|machine) \w+")
"""A machine gun is no gun of large calibre, an anti-tank missile no tank, "without gun" none at all."""
_NO_GOODS: Final = re.compile(r"\b(?:ministry|government|armed forces)\b")
"""A recipient where a designation should be: nothing in it tells goods apart."""

_STATED: Final = {
    "demilitarised_or_collector": re.compile(
        r"demilitari[sz]|disarmed|deactivat|no armed|without (?:a )?(?:weapon|arms|armament|turret|machine|gun|block)"
        r"|without \d|w/o (?:weapon|arms|turret)|museum|collect(?:or|ion)|replica|dummy"
        r"|driver training|driving school|training (?:tank|vehicle)|\bschool\b|display unit|no turret"
    ),
    "loan_repair_or_return": re.compile(r"\brepair|\bloan\b|\bleas(?:e|ed|ing)\b"),
}
"""Conditions that a designation itself states and that often take goods out of one party's count."""


@dataclass(frozen=True, slots=True)
class Designation:
    """A designation taken apart; empty sets where the words say nothing of that sort."""

    text: str
    models: frozenset[str]
    names: frozenset[str]
    calibres_mm: frozenset[float]
    classes: frozenset[tuple[str, str]]
    stated: frozenset[str]

    def is_blank(self) -> bool:
        """Whether nothing in it tells goods apart."""
        return len(self.models | self.names) == 0 and len(self.calibres_mm) == 0 and len(self.classes) == 0


@cache
def goods_words() -> Mapping[str, tuple[str, str]]:
    """Read which words name a class of goods: word → (group, class)."""
    return {row["word"]: (row["group"], row["class"]) for row in _rows("goods.csv")}


@cache
def aliases() -> Mapping[str, str]:
    """Read other ways of writing a model or name: as written → as compared."""
    return {row["written"]: row["stands_for"] for row in _rows("aliases.csv")}


@dataclass(frozen=True, slots=True)
class KnownModel:
    """What is common knowledge of a model: its class of goods and, for a gun, its calibre."""

    group: str
    kind: str
    calibre_mm: float | None


@cache
def known_models() -> Mapping[str, KnownModel]:
    """Read the models whose class and calibre need no saying: "BM-21" is a 122 mm rocket launcher."""
    return {
        row["model"]: KnownModel(
            row["group"], row["class"], float(row["calibre_mm"]) if row["calibre_mm"] else None
        )
        for row in _rows("models.csv")
    }


@cache
def plain_words() -> frozenset[str]:
    """Read the words too general to tell one model from another."""
    text = resources.files("tallystick.vocabulary").joinpath("plain_words.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=65536)
def parse_designation(text: str) -> Designation:
    """Take a designation apart into models, names, calibres, classes and stated conditions."""
    plain = fold(text)
    stated = frozenset(cause for cause, pattern in _STATED.items() if pattern.search(plain))
    if _NO_GOODS.search(plain) or find_party(text) is not None:
        return Designation(text, frozenset(), frozenset(), frozenset(), frozenset(), stated)
    bare = _spoken(_NO_MODEL.sub(" ", _CALIBRE.sub(" ", plain)))
    models = _models(bare)
    known = [known_models()[model] for model in sorted(models) if model in known_models()]
    return Designation(
        text=text,
        models=models,
        names=_names(bare),
        # what the words say goes before what is known of the model: "2S1 command post" is no howitzer
        calibres_mm=_calibres(plain)
        or frozenset(one.calibre_mm for one in known if one.calibre_mm is not None),
        classes=_classes(_spoken(plain)) or frozenset((one.group, one.kind) for one in known),
        stated=stated,
    )


def fold(text: str) -> str:
    """Lower-case, accents off, dashes alike."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\N{EN DASH}", "-").replace("\N{EM DASH}", "-"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def _spoken(plain: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    words = [_ROMAN.get(word, word) if place > 0 else word for place, word in enumerate(words)]
    joined = " ".join(words)
    for written, meant in aliases().items():
        joined = re.sub(rf"\b{written}\b", meant, joined)
    return re.sub(r"\bleopard ?(\d) ?a ?(\d)", r"leopard \1a\2", joined)


def _calibres(plain: str) -> frozenset[float]:
    found = (first or second for first, second in _CALIBRE.findall(plain))
    return frozenset(float(number.replace(",", ".")) for number in found)


def _classes(spoken: str) -> frozenset[tuple[str, str]]:
    """Find the classes that words name, the longest phrases first: "rocket launcher" is no missile launcher."""
    left = f" {_NEGATED.sub(' ', spoken)} "
    found: set[tuple[str, str]] = set()
    for phrase in sorted(goods_words(), key=lambda words: (-len(words), words)):
        if f" {phrase} " in left:
            found.add(goods_words()[phrase])
            left = left.replace(f" {phrase} ", "  ")
    return frozenset(found)


def _models(spoken: str) -> frozenset[str]:
    letters = {
        prefix + number
        for prefix, number, _ in _LETTERS_FIRST.findall(spoken)
        if prefix not in _NOT_A_MODEL
        and prefix not in goods_words()
        and not (prefix == "mk" and int(number) < _SMALL_MARK)
    }
    found = letters | {base for base, _ in _DIGIT_FIRST.findall(spoken)}
    marks = {model for model in found if _VARIANT.match(model)}
    # M1 alone is a tank; beside T-72 it is a mark of the T-72
    return frozenset(found - marks if len(found) > len(marks) else found)


def _names(spoken: str) -> frozenset[str]:
    return frozenset(
        word
        for word in spoken.split()
        if word in FAMILIES
        or (
            len(word) >= _NAME_LENGTH
            and word.isalpha()
            and word not in plain_words()
            and all(word not in phrase.split() for phrase in goods_words())
        )
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("tallystick.vocabulary").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
