"""How well two left-over lines fit each other: what their words say of each other, and what their numbers do."""

import math
from enum import StrEnum
from typing import Final

from tallystick.facts import causes
from tallystick.facts.compare import Relation
from tallystick.model.quantity import counted_units

_ROUNDED: Final = 1e-3
"""Measured amounts this near are one amount, rounded: values are often declared in thousands. Counts must be equal."""
_NEAR: Final = 1 / 1.5
"""Two in three, or nearer: more likely one delivery counted twice than a part of it."""
_LEAST_RATIO: Final = 0.25
"""How equal two left-over numbers of the same goods must be to be one movement, if not equal: a quarter may be a part
delivery, a tenth could be anything."""


class Fit(StrEnum):
    """The levels of a comparison, the best first within the same goods and within goods that nothing tells apart.

    Unequal numbers of goods that nothing tells apart are no level of their own: among figures shuffled between flows
    they meet as often.
    """

    SAME_EQUAL = "same_equal"
    SAME_SUM = "same_sum"
    SAME_SMALL = "same_small"
    SAME_NEAR = "same_near"
    SAME_PART = "same_part"
    OPEN_EQUAL = "open_equal"
    OPEN_SUM = "open_sum"
    OPEN_SMALL = "open_small"
    USED = "used"
    OTHER = "other"


WHOLE: Final = frozenset(
    {Fit.SAME_EQUAL, Fit.SAME_SUM, Fit.SAME_SMALL, Fit.OPEN_EQUAL, Fit.OPEN_SUM, Fit.OPEN_SMALL}
)
"""Levels that say something only where all of both lines is accounted for."""

SUMS: Final = frozenset({Fit.SAME_SUM, Fit.OPEN_SUM})
"""Levels of lines that fit only together."""


def is_equal(one: float, other: float, unit: str) -> bool:
    """Whether two amounts of a unit are one amount: counts exactly, measures within rounding."""
    return one == other or (
        not counted_units().get(unit, False) and math.isclose(one, other, rel_tol=_ROUNDED)
    )


def fit_of(relation: Relation, one: float, other: float, unit: str) -> Fit:
    """Give the level at which two left-over quantities fit."""
    if relation > Relation.OPEN or min(one, other) <= 0:
        return Fit.OTHER
    same = relation is Relation.SAME
    if is_equal(one, other, unit):
        if one < causes.SMALL:
            return Fit.SAME_SMALL if same else Fit.OPEN_SMALL
        return Fit.SAME_EQUAL if same else Fit.OPEN_EQUAL
    ratio = min(one, other) / max(one, other)
    if not same or ratio < _LEAST_RATIO:
        return Fit.OTHER
    return Fit.SAME_NEAR if ratio >= _NEAR else Fit.SAME_PART


def fit_of_licence(relation: Relation, licence: float, delivery: float, unit: str) -> Fit:
    """Give the level at which a delivery fits a licence, which is used up in parts or not at all."""
    found = fit_of(relation, licence, delivery, unit)
    if found in WHOLE:
        return found
    # what was delivered under a licence cannot exceed it
    return Fit.USED if relation <= Relation.OPEN and licence >= delivery > 0 else Fit.OTHER
