"""Whether two designations speak of the same goods, and by which words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from typing import Final

from tallystick.model.designation import FAMILIES, Designation, known_models

_ALIKE: Final = 0.85
"""Two names this similar that begin alike are one name spelt twice: Cougar and Cougars (0.92); Kornet and Hornet
(0.83, and another first letter) are two."""
_LEAST_SPELT: Final = 5
"""Names of four letters differ by one letter and mean different things: Puma and Pima."""
_CALIBRE_STEP_MM: Final = 1.0
"""Calibres closer than this are one calibre rounded differently: 81 and 81.4 mm."""
_KINDS: Final = frozenset(
    ("carbine", "carbines", "pistol", "pistols", "revolver", "revolvers", "rifle", "rifles")
)
"""Kinds of small arms that have no classes: "rifles" may be a rifle that the other half calls by its name alone, two
rifles of different names are two, and rifles are no pistols."""
_LONG_NUMBER: Final = re.compile(r"\d{3,}$")


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
    """Compare two designations: shared model first, then calibre, class, shared name, and differing names."""
    models = sorted(left.models & right.models)
    if len(models) > 0:
        return Comparison(Relation.SAME, f"both name {_longest(models)}")
    opposed = _opposed(left, right)
    if opposed != "":
        # An Igla launcher and an Igla missile, a Rapier shell of 82 and 120 mm: the name alone does not make them one.
        return Comparison(Relation.OPPOSED, opposed)
    shared = sorted(_shared_names(left, right))
    if len(shared) > 0:
        return Comparison(Relation.SAME, _longest(shared))
    misspelt = _misspelt(left, right)
    if misspelt == "" and _named_differently(left, right):
        return Comparison(Relation.APART, "named differently")
    return Comparison(Relation.OPEN, misspelt or _why_open(left, right))


def _longest(words: Iterable[str]) -> str:
    return min(words, key=lambda word: (-len(word), word))


def _opposed(left: Designation, right: Designation) -> str:
    if _calibres_differ(left, right):
        return f"{_mm(left)} against {_mm(right)}"
    return f"{_classes(left)} against {_classes(right)}" if _classes_differ(left, right) else ""


def _why_open(left: Designation, right: Designation) -> str:
    if left.is_blank() or right.is_blank():
        return "one side gives no designation that tells goods apart"
    return "nothing tells them apart"


def _shared_names(left: Designation, right: Designation) -> set[str]:
    """Say in words which names the two share, spelt alike or nearly, numbered on one side at most."""
    ours, theirs = left.names, right.names
    if len(_own_names(left)) > 0 and len(_own_names(right)) > 0:
        ours, theirs = ours - _KINDS, theirs - _KINDS
    shared = {f"both name {one}" for one in ours & theirs if not _numbered_apart(one, left, right)}
    for one in ours - theirs:
        shared |= {f"{one} and {other}" for other in theirs - ours if _alike(one, other)}
    for names, other in ((left.names, right), (right.names, left)):
        shared |= {
            f"{name} and {model}"
            for name in names
            for model in other.models
            if model.rstrip("0123456789") == name and not _numbered_apart(name, left, right)
        }
    return shared


def _numbered_apart(name: str, left: Designation, right: Designation) -> bool:
    """Whether both sides number this name, and differently: Leopard 1 and Leopard 2 are two tanks."""
    ours = {model for model in left.models if model.startswith(name)}
    theirs = {model for model in right.models if model.startswith(name)}
    return len(ours) > 0 and len(theirs) > 0 and ours.isdisjoint(theirs)


def _alike(one: str, other: str) -> bool:
    if one in FAMILIES or other in FAMILIES or one[0] != other[0] or min(len(one), len(other)) < _LEAST_SPELT:
        return False
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _misspelt(left: Designation, right: Designation) -> str:
    """Say which long model number may be another's misspelt: M133, which is no model, and M113, which is one.

    Short numbers are different models (T-54, T-55), and so are two that are both known or both not.
    """
    for ours in sorted(left.models):
        for theirs in sorted(right.models):
            differing = sum(a != b for a, b in zip(ours, theirs, strict=False))
            one_known = (ours in known_models()) != (theirs in known_models())
            long = _LONG_NUMBER.search(ours) is not None and _LONG_NUMBER.search(theirs) is not None
            if one_known and long and len(ours) == len(theirs) and differing == 1:
                return f"{ours} and {theirs} may be one model misspelt"
    return ""


def _named_differently(left: Designation, right: Designation) -> bool:
    """Whether both are named: by names of their own, or both by kinds, of which they share none."""
    if len(_own_names(left)) > 0 and len(_own_names(right)) > 0:
        return True
    return len(left.names & _KINDS) > 0 and len(right.names & _KINDS) > 0


def _own_names(designation: Designation) -> frozenset[str]:
    return (designation.models | designation.names) - _KINDS


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
