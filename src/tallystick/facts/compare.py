"""Whether two designations speak of the same goods, and by which words."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from typing import Final

from tallystick.model.designation import Designation

_ALIKE: Final = 0.8
"""Two names this similar are one name spelt twice: Vamtec and Vamtac (0.83), Puma and Pumas (0.89)."""
_LEAST_SPELT: Final = 5
"""Shorter names differ by one letter and mean different things: Viking, but Puma and Pima."""
_CALIBRE_STEP_MM: Final = 1.0
"""Calibres closer than this are one calibre rounded differently: 81 and 81.4 mm."""


class Relation(IntEnum):
    """How two designations stand to each other, from one thing to surely two."""

    SAME = 0
    """They share a model or a name."""
    OPEN = 1
    """Nothing tells them apart; often one of them is blank."""
    APART = 2
    """They name different models."""
    OPPOSED = 3
    """Their calibres or classes of goods exclude each other."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A relation with the words it rests on."""

    relation: Relation
    detail: str


@lru_cache(maxsize=65536)
def compare(left: Designation, right: Designation) -> Comparison:
    """Compare two designations: shared model or name first, then calibre, class, and differing names."""
    shared = _shared(left, right)
    # An Igla launcher and an Igla missile share the name only; 9P516 on both sides is one thing.
    if len(shared) > 0 and not (left.models.isdisjoint(right.models) and _classes_differ(left, right)):
        # the longest is the most telling: leopard2 rather than leopard or 2a5
        return Comparison(Relation.SAME, f"both name {min(shared, key=lambda word: (-len(word), word))}")
    opposed = _opposed(left, right)
    if opposed != "":
        return Comparison(Relation.OPPOSED, opposed)
    misspelt = _misspelt(left, right)
    if misspelt == "" and _named(left) and _named(right):
        return Comparison(Relation.APART, "named differently")
    return Comparison(Relation.OPEN, misspelt or _why_open(left, right))


def _opposed(left: Designation, right: Designation) -> str:
    if _calibres_differ(left, right):
        return f"{_mm(left)} against {_mm(right)}"
    return f"{_classes(left)} against {_classes(right)}" if _classes_differ(left, right) else ""


def _why_open(left: Designation, right: Designation) -> str:
    if left.is_blank() or right.is_blank():
        return "one side gives no designation that tells goods apart"
    return "nothing tells them apart"


def _shared(left: Designation, right: Designation) -> set[str]:
    shared = set(left.models & right.models)
    shared |= {one for one in left.names & right.names if not _numbered_apart(one, left, right)}
    for one in left.names - right.names:
        shared |= {one for other in right.names - left.names if _alike(one, other)}
    # "BMP" against "BMP-1", "Sisu" against "XA-188": a name that is the other's model without its number
    for names, models in ((_words(left), right.models), (_words(right), left.models)):
        bare = {model: model.rstrip("0123456789") for model in models}
        shared |= {
            model for model, name in bare.items() if name in names and not _numbered_apart(name, left, right)
        }
    return shared


def _numbered_apart(name: str, left: Designation, right: Designation) -> bool:
    """Whether both sides number this name, and differently: Leopard 1 and Leopard 2 are two tanks."""
    ours = {model for model in left.models if model.startswith(name)}
    theirs = {model for model in right.models if model.startswith(name)}
    return len(ours) > 0 and len(theirs) > 0 and ours.isdisjoint(theirs)


_SHORT_NAME: Final = 3
"""BMP, BTR, MiG: short, but with a number behind them a model."""


def _words(designation: Designation) -> frozenset[str]:
    spoken = designation.text.casefold().replace("-", " ").split()
    return designation.names | frozenset(
        word for word in spoken if word.isalpha() and len(word) == _SHORT_NAME
    )


def _alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _LEAST_SPELT and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _misspelt(left: Designation, right: Designation) -> str:
    """Say which long model numbers differ by one digit: M113 and M133; short ones are different models: T-54, T-55."""
    for ours in sorted(left.models):
        for theirs in sorted(right.models):
            differing = sum(a != b for a, b in zip(ours, theirs, strict=False))
            if (
                len(ours) == len(theirs)
                and differing == 1
                and _LONG_NUMBER.search(ours)
                and _LONG_NUMBER.search(theirs)
            ):
                return f"{ours} and {theirs} may be one model misspelt"
    return ""


_LONG_NUMBER: Final = re.compile(r"\d{3,}$")


def _named(designation: Designation) -> bool:
    return len(designation.models | designation.names) > 0


def _calibres_differ(left: Designation, right: Designation) -> bool:
    if len(left.calibres_mm) == 0 or len(right.calibres_mm) == 0:
        return False
    return all(abs(a - b) >= _CALIBRE_STEP_MM for a in left.calibres_mm for b in right.calibres_mm)


def _classes_differ(left: Designation, right: Designation) -> bool:
    return len(left.classes) > 0 and len(right.classes) > 0 and left.classes.isdisjoint(right.classes)


def _mm(designation: Designation) -> str:
    return " and ".join(f"{size:g} mm" for size in sorted(designation.calibres_mm))


def _classes(designation: Designation) -> str:
    return " and ".join(sorted({kind.replace("_", " ") for _, kind in designation.classes}))
