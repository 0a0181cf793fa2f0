"""What is said about an amount, and its logarithms: of exact figures, of ranges and open ends, and about how much."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np

from tallystick.facts.doubles import Floats
from tallystick.model.quantity import counted_units

Bounds = tuple[float, float | None]
"""Least and greatest amount; null where open above."""
Measure = tuple[str, str]
"""An act and a unit: figures of one measure share their reliabilities."""

_NEAR: Final = 1e-3
"""Half the width, in the logarithm, that an exact measured figure is given on the grid."""
_LEAST_ROOM: Final = 1e-9
"""Half the width, in the logarithm, that a count is given at least: that of one in half a billion."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said about one amount; at least one of the bounds is given. Observers by name, with their bounds."""

    measure: Measure
    exporter: str
    importer: str
    ours: Bounds | None
    theirs: Bounds | None
    observers: tuple[tuple[str, Bounds], ...] = ()

    def is_closed(self) -> bool:
        """Whether the closed form holds: exact measured figures of the two sides."""
        exact = all(one is None or (one[0] == one[1] and one[0] > 0) for one in (self.ours, self.theirs))
        return exact and len(self.observers) == 0 and not is_counted(self.measure)


def apart(one: Statement) -> float:
    """Give the logarithm of how many times the exporter's figure is the importer's, at the nearest ends of ranges."""
    if one.ours is None or one.theirs is None:
        return 0.0
    for sign, more, less in ((1.0, one.ours[0], one.theirs[1]), (-1.0, one.theirs[0], one.ours[1])):
        if less is not None and more > less:
            return sign * math.log(more / max(less, 0.5))
    return 0.0


def is_counted(measure: Measure) -> bool:
    """Whether the unit of a measure counts whole things."""
    return counted_units().get(measure[1], False)


def logs(bounds: Sequence[Bounds | None]) -> Floats:
    """Give the logarithms of exact figures; nan where none is given."""
    return np.log(np.array([np.nan if one is None else one[0] for one in bounds], dtype=np.float64))


def log_bounds(said: Sequence[Bounds | None], *, counted: bool) -> tuple[Floats, Floats, Floats]:
    """Give the logarithms of what rounds to each statement, and the figure where it counts things exactly."""
    low = np.array([np.nan if one is None else one[0] for one in said], dtype=np.float64)
    high = np.array([np.nan if one is None else np.inf if one[1] is None else one[1] for one in said])
    exact = low == high
    value = np.where(exact & counted, low, np.nan)
    with np.errstate(divide="ignore"):
        if counted:
            # ends that no longer differ as floating point numbers would leave no room for the figure between them
            below, above = np.log(low) - _LEAST_ROOM, np.log(high) + _LEAST_ROOM
            return (
                np.minimum(np.log(np.maximum(low - 0.5, 0.0)), below),
                np.maximum(np.log(high + 0.5), above),
                value,
            )
        widen = np.where(exact, _NEAR, 0.0)
        return np.log(low) - widen, np.log(high) + widen, value


def sizes(said: Sequence[Statement]) -> Floats:
    """Give the logarithm of about how much each statement speaks of: the middle of what its witnesses say, or nan."""
    return np.array([_size(one) for one in said], dtype=np.float64)


def _size(one: Statement) -> float:
    halves = [half for half in (one.ours, one.theirs) if half is not None]
    told = halves if len(halves) > 0 else [bounds for _, bounds in one.observers]
    # an end at zero or open tells nothing of a size
    ends = [[end for end in bounds if end is not None and end > 0] for bounds in told]
    middles = [fmean(map(math.log, own)) for own in ends if len(own) > 0]
    return fmean(middles) if len(middles) > 0 else math.nan
