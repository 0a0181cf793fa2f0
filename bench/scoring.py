"""Scores of ranges and predictions: how often a range holds what it should, what probability the truth was given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.stats import beta, chi2
from scipy.stats import t as student

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

_LEVEL: Final = 0.95
_EDGES: Final = (0.05, 0.95)
"""Of the range that the project gives everywhere."""
BINS: Final = 10
"""Of a histogram of ranks; ten hold a dozen of the Register's cells each."""
_HALF: Final = 0.5
"""A whole number stands for what rounds to it."""
_LEAST: Final = 1e-300


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the exact 95 % interval of Clopper and Pearson (Biometrika 26, 1934)."""

    hits: int
    of: int
    share: float
    low: float
    high: float


def share(held: Marks) -> Share:
    """Count what holds."""
    return interval(int(held.sum()), len(held))


def interval(hits: int, of: int) -> Share:
    """Give a share with its interval; of none at all nothing is known, and the interval says so."""
    tail = (1 - _LEVEL) / 2
    low = float(beta.ppf(tail, hits, of - hits + 1)) if hits > 0 else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, of - hits)) if hits < of else 1.0
    return Share(hits, of, hits / of if of > 0 else float("nan"), low, high)


def rmse(estimate: Floats, truth: Floats) -> float:
    """Give the root of the mean squared error."""
    return float(np.sqrt(np.mean((estimate - truth) ** 2)))


def closed(plain: float, model: float, oracle: float) -> float:
    """Give the share of the distance from the plain mean to the oracle that a model closes (METHODS 1.6)."""
    return (plain - model) / (plain - oracle)


@dataclass(frozen=True, slots=True)
class Predictive:
    """What one half is expected to say, one element a cell; figures are natural logarithms.

    With probability `same` it repeats the half in hand (`seen`); otherwise its logarithm is a Student t, infinite `df`
    being the normal. Where the unit counts things, the amount is a whole number of at least 1.
    """

    seen: Floats
    centre: Floats
    scale: Floats
    df: Floats
    same: Floats
    counted: bool

    def log_score(self, observed: Floats) -> Floats:
        """Give the log probability of what was said, or its log density where the amount is measured.

        A measured amount that repeats the half in hand has no density; it gets that of the continuous part.
        """
        if not self.counted:
            z = (observed - self.centre) / self.scale
            return np.asarray(student.logpdf(z, self.df) - np.log(self.scale) + np.log1p(-self.same))
        number = np.exp(observed).round()
        equal = number == np.exp(self.seen).round()
        mass = np.where(equal, self.same, 0.0) + (1 - self.same) * self._within(
            number - _HALF, number + _HALF
        )
        return np.asarray(np.log(np.maximum(mass, _LEAST)))

    def ranks(self, observed: Floats, rng: Generator) -> Floats:
        """Give the probability integral transform, randomised over the mass of a whole number (even if calibrated)."""
        if not self.counted:
            return np.asarray(student.cdf((observed - self.centre) / self.scale, self.df))
        number, seen = np.exp(observed).round(), np.exp(self.seen).round()
        below = np.where(seen < number, self.same, 0.0) + (1 - self.same) * self._within(
            _HALF, number - _HALF
        )
        return np.asarray(below + rng.random(len(number)) * np.exp(self.log_score(observed)))

    def _within(self, low: Floats | float, high: Floats) -> Floats:
        """Give the probability between two amounts, given that there is at least one."""
        ends = [student.cdf((np.log(end) - self.centre) / self.scale, self.df) for end in (_HALF, low, high)]
        return np.asarray((ends[2] - ends[1]) / np.maximum(1 - ends[0], _LEAST))


@dataclass(frozen=True, slots=True)
class Evenness:
    """How even ranks are: their histogram and the probability of one as uneven if predictions are calibrated."""

    histogram: tuple[int, ...]
    p: float


def evenness(ranks: Floats) -> Evenness:
    """Compare the histogram of ranks with the even one (Pearson's chi-square)."""
    counts = np.histogram(ranks, BINS, (0.0, 1.0))[0]
    expected = len(ranks) / BINS
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return Evenness(tuple(int(count) for count in counts), float(chi2.sf(statistic, BINS - 1)))


def middle_nine_tenths(ranks: Sequence[Floats]) -> Share:
    """Count the cells whose ranks the 90 % range holds; several ranks of a cell are averaged, as one trial."""
    inside = np.mean([(one >= _EDGES[0]) & (one <= _EDGES[1]) for one in ranks], axis=0)
    return interval(round(float(inside.sum())), len(inside))
