"""How the goods of an old code spread over new ones, estimated from trade before and after the change.

The estimator of Lukaszuk and Torun as used by Bustos, Jackson, Torun et al., Scientific Data 13:170 (2026):
least squares of the values after on the values before, with shares that are not negative and add up to 1.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tallystick.errors import ValueRefusedError

Values = NDArray[np.float64]

_STEPS: Final = 20_000
"""Well-told splits settle in a few hundred steps, a nearly collinear one in some thousands."""
_SETTLED: Final = 1e-11
"""Steps smaller than this change no digit that anybody prints."""
_TOLD: Final = 1e-8
"""Relative to the largest: below that, a direction of the data is rounding and tells nothing."""


@dataclass(frozen=True, slots=True)
class Concordance:
    """Shares of each old code by new code, and which of them the data tell."""

    shares: Values
    """One row an old code, one column a new one; rows add up to 1, and are NaN where the data tell nothing."""
    identified: NDArray[np.bool_]
    """By old code: whether its trade varies apart from that of the other old codes."""
    unexplained: float
    """Part of the sum of squares of the values after that the shares leave over."""


def fit_shares(before: Values, after: Values) -> Concordance:
    """Estimate the shares: minimise the sum over i, s of (after[i, s] - sum over k of before[i, k] b[k, s])^2.

    Args:
        before: values by observation (a party, a pair of parties) and old code, in one unit, not negative.
        after: values of the same observations by new code, in the same unit, with a last column for what has no
            counterpart if there is such a part.

    Raises:
        ValueRefusedError: for shapes that do not fit, no observation, and values that are negative or not finite.
            Also where old codes move so nearly as one that the shares do not settle.

    Source: METHODS 1.2; the split of HS 2007 854231 over HS 1992 is its worked example.
    """
    _check(before, after)
    shares = np.full((before.shape[1], after.shape[1]), np.nan)
    traded = before.any(axis=0)
    scale = np.sqrt(np.square(before[:, traded]).sum(axis=0))
    gram = (before[:, traded] / scale).T @ (before[:, traded] / scale)
    cross = (before[:, traded] / scale).T @ after
    told = np.zeros(before.shape[1], dtype=np.bool_)
    told[traded] = _told(gram)
    fitted = _descend(gram, cross, scale)
    left = after - before[:, traded] @ fitted
    shares[traded] = fitted
    shares[~told] = np.nan
    total = float(np.square(after).sum())
    return Concordance(shares, told, float(np.square(left).sum()) / total if total > 0 else 0.0)


def _check(before: Values, after: Values) -> None:
    if before.ndim != after.ndim or before.ndim != 2 or len(before) != len(after):  # noqa: PLR2004
        raise ValueRefusedError(
            f"values before {before.shape} and after {after.shape} are not of the same observations"
        )
    if 0 in before.shape or 0 in after.shape:
        raise ValueRefusedError("no observation, or no code: nothing tells how goods spread")
    for name, values in (("before", before), ("after", after)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueRefusedError(f"values {name} must be finite and not negative; missing is not zero")


def _told(gram: Values) -> NDArray[np.bool_]:
    """Say for each code whether no mixture of the others moves as it does: its axis lies in the range of the Gram."""
    weights, axes = np.linalg.eigh(gram)
    kept = axes[:, weights > _TOLD * weights[-1]] if len(weights) > 0 else axes
    return np.asarray(np.square(kept).sum(axis=1) > 1 - _TOLD, dtype=np.bool_)


def _descend(gram: Values, cross: Values, scale: Values) -> Values:
    """Minimise by accelerated projected gradients, begun anew whenever the pace overshoots (O'Donoghue and Candès).

    Gram and cross products are of codes scaled to one size; a code's steps are divided by its size, which leaves
    the projection a plain one within its row.
    """
    here = np.full(cross.shape, 1 / cross.shape[1])
    if len(here) == 0:
        return here
    step = 1 / (np.linalg.eigvalsh(gram)[-1] * scale[:, None])
    ahead, pace = here, 1.0
    for _ in range(_STEPS):
        slope = gram @ (scale[:, None] * ahead) - cross
        there = _on_simplex(ahead - step * slope)
        moved = there - here
        if np.abs(moved).max() < _SETTLED and np.abs(there - ahead).max() < _SETTLED:
            return there
        overshot = float(np.sum((ahead - there) * moved * np.square(scale[:, None]))) > 0
        quicker = 1.0 if overshot else (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = there if overshot else there + (pace - 1) / quicker * moved
        here, pace = there, quicker
    raise ValueRefusedError(
        f"the shares have not settled after {_STEPS:,} steps: some old codes move very nearly as one. "
        "Put them together, or add observations in which they differ"
    )


def _on_simplex(points: Values) -> Values:
    """Move every row to the nearest one that is not negative and adds up to 1 (Held, Wolfe and Crowder 1974)."""
    ordered = -np.sort(-points, axis=1)
    excess = (np.cumsum(ordered, axis=1) - 1) / np.arange(1, points.shape[1] + 1)
    last = (ordered > excess).sum(axis=1) - 1
    return np.asarray(np.maximum(points - np.take_along_axis(excess, last[:, None], axis=1), 0.0))
