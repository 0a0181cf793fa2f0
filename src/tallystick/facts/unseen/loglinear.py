"""Log-linear models of histories: which lists lead to which, and what is then unseen.

Counts of histories are Poisson with ln mean = b0 + a term for each list + a term for each pair of lists that depend on
each other; exp(b0) is what stands on no list (Fienberg 1972). A pair with nothing in common has its term at minus
infinity in the extended maximum: its histories are left out, and the term counts as kept. Were it left away instead,
the model of all pairs would answer 13,640 for the United Kingdom in 2013, not 11,233.
"""

from dataclasses import dataclass
from itertools import chain, combinations
from math import erfc, exp, log, sqrt
from typing import Final

import numpy as np

from tallystick.errors import ValueRefusedError
from tallystick.facts.doubles import Floats
from tallystick.facts.unseen.table import Histories

Pair = tuple[int, int]
"""Two lists by their places, the smaller first."""

_Z: Final = 1.96
"""For 95 %, as the published intervals have it."""
_ALPHA: Final = 0.02
"""A pair enters below this p (the stepwise selection of Bales, Hesketh and Silverman, Significance 12(3), 2015)."""
_TOLERANCE: Final = 1e-9
_MOST_SWEEPS: Final = 200
_LARGEST_TERM: Final = 30.0
"""ln of a count that no table of histories holds: terms beyond it run away."""
_MOST_PAIRS: Final = 6
"""Of four lists: 64 models. From five lists on it is 1,024 and more, and one goes stepwise."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One model: the total, its 95 % interval, deviance, parameters, the pairs it lets depend on each other."""

    total: float
    low: float
    high: float
    deviance: float
    parameters: int
    pairs: tuple[Pair, ...]

    def named(self, table: Histories) -> str:
        """Write the pairs with the names of their lists."""
        return ", ".join(f"{table.lists[one]} and {table.lists[other]}" for one, other in self.pairs)


def every_pair(table: Histories) -> tuple[Pair, ...]:
    """List all pairs of lists."""
    return tuple(combinations(range(len(table.lists)), 2))


def fit(table: Histories, pairs: tuple[Pair, ...] = ()) -> Fit:
    """Fit one model by iterated weighted least squares; the interval is that of b0 (95 %).

    Raises ValueRefusedError where the histories do not determine it.
    """
    empty = [pair for pair in pairs if table.on_all(*pair) == 0]
    keep = np.ones(len(table.count), dtype=bool)
    for pair in empty:
        keep &= ~table.on[:, list(pair)].all(axis=1)
    live = [table.on[:, list(pair)].all(axis=1) for pair in pairs if pair not in empty]
    design = np.column_stack([np.ones(len(keep)), table.on, *live]).astype(float)[keep]
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueRefusedError(
            f"{int(keep.sum())} histories do not determine {design.shape[1]} terms; let fewer pairs of lists depend"
        )
    terms, error, deviance = _poisson(design, table.count[keep])
    low, high = (table.seen + exp(terms[0] + side * _Z * error) for side in (-1, 1))
    return Fit(table.seen + exp(terms[0]), low, high, deviance, len(terms) + len(empty), pairs)


def stepwise(table: Histories, *, alpha: float = _ALPHA) -> Fit:
    """Add pairs one by one, the one that lowers the deviance most, while the likelihood ratio has p below `alpha`."""
    found = fit(table)
    while True:
        left = [pair for pair in every_pair(table) if pair not in found.pairs]
        tried = [model for pair in left if (model := _tried(table, (*found.pairs, pair))) is not None]
        if len(tried) == 0:
            return found
        best = min(tried, key=lambda model: (model.deviance, model.pairs))
        if _p(found.deviance - best.deviance) >= alpha:
            return found
        found = best


def all_pairs(table: Histories) -> Fit:
    """Fit the model in which each pair of lists may depend on each other."""
    return fit(table, every_pair(table))


def best_pairs(table: Histories) -> Fit:
    """Fit every choice of pairs and give the one of the smallest BIC.

    Raises ValueRefusedError for five lists or more: there are then too many choices to tell apart.
    """
    pairs = every_pair(table)
    if len(pairs) > _MOST_PAIRS:
        raise ValueRefusedError(
            f"{2 ** len(pairs):,} models of {len(table.lists)} lists are too many; use `stepwise`"
        )
    choices = chain.from_iterable(combinations(pairs, size) for size in range(len(pairs) + 1))
    tried = [model for choice in choices if (model := _tried(table, choice)) is not None]
    price = log(table.seen)
    return min(tried, key=lambda model: (model.deviance + price * model.parameters, model.pairs))


def _tried(table: Histories, pairs: tuple[Pair, ...]) -> Fit | None:
    """Fit a model among others; one that the histories do not determine is none of them."""
    try:
        return fit(table, pairs)
    except ValueRefusedError:
        return None


def _p(ratio: float) -> float:
    """Give the upper tail of chi-squared with one degree of freedom."""
    return erfc(sqrt(max(ratio, 0.0) / 2))


def _poisson(design: Floats, count: Floats) -> tuple[Floats, float, float]:
    """Give terms, the standard error of the first, and the deviance."""
    mean: Floats = count + 0.5
    before: Floats = np.zeros(design.shape[1])
    for _ in range(_MOST_SWEEPS):
        information = design.T @ (mean[:, None] * design)
        working = np.log(mean) + (count - mean) / mean
        terms: Floats = np.asarray(np.linalg.solve(information, design.T @ (mean * working)))
        if np.abs(terms - before).max() < _TOLERANCE:
            return terms, sqrt(float(np.linalg.inv(information)[0, 0])), _deviance(count, mean)
        if np.abs(terms).max() > _LARGEST_TERM:
            break
        mean, before = np.exp(design @ terms), terms
    raise ValueRefusedError(
        "the log-linear model runs to infinity: some lists hold too little in common for its terms"
    )


def _deviance(count: Floats, mean: Floats) -> float:
    """Give twice the sum of count ln(count/mean); means add up to counts where there is an intercept."""
    ratio = np.log(np.where(count > 0, count, 1.0) / mean)
    return float(2 * (count * ratio).sum())
