"""What goods are called, taken apart: models, names, calibres, classes of goods, and stated conditions."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

_CALIBRE: Final = re.compile(
    r"(?:cal(?:ibre|iber|\.)?\s*)?(\d{2,3}(?:[.,]\d+)?)\s*-?\s*mm\b|cal\.?\s*(\d{2,3})\b"
)
_LETTERS_FIRST: Final = re.compile(r"\b([a-z]{1,10}) ?(\d{1,4})([a-z]{0,3}\d{0,2}[a-z]{0,2})(?=\b)")
_DIGIT_FIRST: Final = re.compile(r"\b(\d[a-z]{1,2}\d{1,4})([a-z]{0,2}\d{0,2})\b")
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_NOT_A_MODEL: Final = frozenset(
    [
        "and",
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
"""Shorter words are abbreviations that occur in unlike things."""
_STOP: Final = frozenset(
    [
        "air",
        "anti",
        "armed",
        "armored",
        "armoured",
        "artillery",
        "assault",
        "associated",
        "attack",
        "battle",
        "calibre",
        "caliber",
        "carrier",
        "class",
        "combat",
        "command",
        "complete",
        "conversion",
        "defence",
        "defense",
        "different",
        "display",
        "each",
        "empty",
        "field",
        "fighting",
        "forward",
        "front",
        "fully",
        "generation",
        "ground",
        "guided",
        "heavy",
        "high",
        "including",
        "items",
        "large",
        "light",
        "live",
        "main",
        "medium",
        "military",
        "mobile",
        "model",
        "multiple",
        "naval",
        "network",
        "other",
        "parts",
        "post",
        "professional",
        "protected",
        "quality",
        "range",
        "rear",
        "record",
        "refurbished",
        "rocket",
        "rockets",
        "self",
        "propelled",
        "series",
        "ship",
        "ships",
        "special",
        "standard",
        "state",
        "stock",
        "support",
        "surface",
        "system",
        "systems",
        "technical",
        "tracked",
        "training",
        "transport",
        "turret",
        "type",
        "units",
        "used",
        "various",
        "vehicle",
        "vehicles",
        "version",
        "weapon",
        "weapons",
        "wheel",
        "wheeled",
        "with",
        "without",
        "armament",
        "overhaul",
        "repair",
        "demilitarised",
        "demilitarized",
        "barrel",
        "multi",
        "launch",
        "eurocopter",
        "lockheed",
        "martin",
        "mowag",
        "raytheon",
        "raython",
        "sikorsky",
        "sikorski",
        "sisu",
        "warship",
        "warships",
        "infantry",
        "engineering",
        "equipped",
        "equipment",
        "variant",
    ]
)
"""Words too general to tell one model from another, makers' names among them."""

_STATED: Final = {
    "demilitarised_or_collector": re.compile(
        r"demilitari[sz]|disarmed|deactivat|no armed|without (?:a )?(?:weapon|arms|armament|turret|machine|gun|block)"
        r"|without \d|w/o (?:weapon|arms|turret)|museum|collect|replica|dummy|private|display|training|school|no turret"
    ),
    "loan_repair_or_return": re.compile(
        r"repair|overhaul|refurbish|\bloan\b|leas(?:e|ed|ing)\b|returned|modernis|moderniz"
    ),
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


@lru_cache(maxsize=65536)
def parse_designation(text: str) -> Designation:
    """Take a designation apart into models, names, calibres, classes and stated conditions."""
    plain = fold(text)
    words = _spoken(plain)
    calibres = _calibres(plain)
    bare = _spoken(_CALIBRE.sub(" ", plain))
    models = _models(bare)
    known = [known_models()[model] for model in sorted(models) if model in known_models()]
    classes = frozenset(kind for word, kind in goods_words().items() if f" {word} " in f" {words} ")
    return Designation(
        text=text,
        models=models,
        names=_names(bare),
        # what the words say goes before what is known of the model: "2S1 command post" is no howitzer
        calibres_mm=calibres or frozenset(one.calibre_mm for one in known if one.calibre_mm is not None),
        classes=classes or frozenset((one.group, one.kind) for one in known),
        stated=frozenset(cause for cause, pattern in _STATED.items() if pattern.search(plain)),
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


def _models(spoken: str) -> frozenset[str]:
    letters = {
        prefix + number
        for prefix, number, _ in _LETTERS_FIRST.findall(spoken)
        if prefix not in _NOT_A_MODEL
        and prefix not in goods_words()
        and not (prefix == "mk" and int(number) < _SMALL_MARK)
    }
    return frozenset(letters | {base for base, _ in _DIGIT_FIRST.findall(spoken)})


def _names(spoken: str) -> frozenset[str]:
    return frozenset(
        word
        for word in spoken.split()
        if len(word) >= _NAME_LENGTH
        and word.isalpha()
        and word not in _STOP
        and all(word not in phrase.split() for phrase in goods_words())
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("tallystick.vocabulary").joinpath(name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
