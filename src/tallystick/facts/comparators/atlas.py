"""The Harvard Growth Lab's two generations of accuracy scores (METHODS 1.2), both from D = |x - m| / (x + m).

The released code (comtrade-mirroring) is followed in what it means, not to the letter: it multiplies by the transposed
matrix, and alternates between two scales because both roles are updated at once. Here the equations are solved, and the
scores of either role have a geometric mean of 1. Flows with one half only, the population and partner thresholds,
and the ladder of percentile rules are left out: all cells here have two halves.
"""

from typing import Final

import numpy as np

from tallystick.errors import ValueRefusedError
from tallystick.facts.comparators.plain import mixed, normal_matrix, to_mean_square
from tallystick.facts.doubles import Doubles, Floats, Indices

_LEAST_D: Final = 1e-3
"""Smallest distance: where all of a claimant's halves are equal its score would be infinite."""
_MOST_D: Final = 0.999
"""Largest distance that a spread is made of: a factor of 2,000 between the halves."""
_TOLERANCE: Final = 1e-9
_MOST_STEPS: Final = 200
"""Newton's method takes some ten. Updating the roles in turn would take thousands where cells are few and some halves
equal, and leave a scale in each set of cells that hang together to the role that goes first."""
_RIDGE: Final = 1e-7
"""Makes those open scales stay where they are."""
_DISREGARDED: Final = 0.10
"""Share of the claimants, the least accurate, whose half is set aside beside a better one (the 2026 paper)."""


def distance(doubles: Doubles) -> Floats:
    """Give |x - m| / (x + m) of every cell: 0 for equal halves, near 1 for halves that have nothing in common."""
    return np.asarray(np.tanh(np.abs(doubles.difference()) / 2))


def scores(doubles: Doubles) -> tuple[Floats, Floats]:
    """Give the accuracy of every exporter and every importer, above 0; a claimant without cells has the usual 1.

    Solves A_i = n_i / Σ_j D_ij A'_j and A'_j = n_j / Σ_i D_ij A_i. Raises ValueRefusedError where that does not settle.
    """
    exporters, importer = len(doubles.exporters), doubles.importer + len(doubles.exporters)
    log_score = _solved(doubles.exporter, importer, np.maximum(distance(doubles), _LEAST_D))
    exporter_part, importer_part = np.zeros(exporters), np.zeros(len(doubles.importers))
    seen, there = np.unique(doubles.exporter), np.unique(importer)
    exporter_part[seen] = log_score[seen] - log_score[seen].mean()
    importer_part[there - exporters] = log_score[there] - log_score[there].mean()
    return np.exp(exporter_part), np.exp(importer_part)


def estimate(doubles: Doubles, at: Doubles) -> Floats:
    """Give ln(w x + (1 - w) m) with w the softmax of the two accuracies.

    An accuracy is the inverse distance of a claimant beside partners of score 1: the scale that the released code has
    when it stops, after 25 sweeps. The softmax of the scores themselves would be almost flat.
    """
    exporter, importer = scores(doubles)
    usual = _usual(doubles, exporter, importer)
    return mixed((exporter[at.exporter] - importer[at.importer]) / usual, at)


def spread(doubles: Doubles, at: Doubles) -> Floats:
    """Give the variance of ln x - ln m that goes with the distance the scores expect, scaled to be right on average."""
    exporter, importer = scores(doubles)
    usual = _usual(doubles, exporter, importer)
    return to_mean_square(
        lambda cells: _variance(usual / (exporter[cells.exporter] * importer[cells.importer])), doubles, at
    )


def shares_2026(doubles: Doubles) -> dict[str, float]:
    """Split the distance into shares, D = share of the exporter + share of the importer; accuracy is 1 less the share.

    One share serves both roles of a claimant, as in the paper. Where cells do not tell shares apart, the least squares
    have many answers, and the shortest is taken.
    """
    names, exporter, importer = _one_list(doubles)
    d = distance(doubles)
    normal = normal_matrix(exporter, importer, np.ones(len(d)), len(names))
    right = np.bincount(exporter, d, len(names)) + np.bincount(importer, d, len(names))
    share = np.linalg.pinv(normal, hermitian=True) @ right
    seen = np.diag(normal) > 0
    return dict(zip(names, np.where(seen, share, share[seen].mean()).tolist(), strict=True))


def estimate_2026(doubles: Doubles, at: Doubles) -> Floats:
    """Give ln(w x + (1 - w) m) with w the softmax of the accuracies; the worst tenth yields to a better half."""
    shares = shares_2026(doubles)
    exporter, importer = _of(shares, at)
    worst = float(np.quantile(list(shares.values()), 1 - _DISREGARDED)) + _TOLERANCE  # equals are no worse
    found = mixed(importer - exporter, at)
    found = np.where((exporter > worst) & (importer <= worst), at.m, found)
    return np.where((importer > worst) & (exporter <= worst), at.x, found)


def spread_2026(doubles: Doubles, at: Doubles) -> Floats:
    """Give the variance of ln x - ln m that goes with the distance the shares expect, scaled to be right on average."""
    shares = shares_2026(doubles)
    return to_mean_square(lambda cells: _variance(np.add(*_of(shares, cells))), doubles, at)


def _usual(doubles: Doubles, exporter: Floats, importer: Floats) -> float:
    """Give the distance between two claimants of score 1."""
    d = np.maximum(distance(doubles), _LEAST_D)
    return float(np.mean(d * exporter[doubles.exporter] * importer[doubles.importer]))


def _solved(exporter: Indices, importer: Indices, d: Floats) -> Floats:
    """Find where Σ D exp(u_i + u_j) - Σ (u_i + u_j) is least: its slope is nil where the equations hold (u = ln A)."""
    size = int(importer.max()) + 1
    log_score = np.full(size, -np.log(d.mean()) / 2)
    for _ in range(_MOST_STEPS):
        now = d * np.exp(log_score[exporter] + log_score[importer])
        curve = normal_matrix(exporter, importer, now, size) + _RIDGE * np.eye(size)
        slope = np.bincount(exporter, now - 1, size) + np.bincount(importer, now - 1, size)
        step = np.linalg.solve(curve, -slope)
        moved = float(np.abs(step[exporter] + step[importer]).max())
        # a longer step could pass where the exponential takes over
        log_score = np.asarray(log_score + step / max(1.0, moved))
        if moved < _TOLERANCE:
            return log_score
    raise ValueRefusedError(
        f"the Atlas scores of {len(d)} cells did not settle in {_MOST_STEPS} steps, so that they would depend on "
        "where it stopped; leave out claimants with a single cell"
    )


def _variance(expected: Floats) -> Floats:
    """Turn an expected D = tanh(|d|/2) into a variance of d, up to a common factor."""
    return np.asarray(np.arctanh(np.clip(expected, _LEAST_D, _MOST_D)) ** 2)


def _one_list(doubles: Doubles) -> tuple[list[str], Indices, Indices]:
    names = sorted({*doubles.exporters, *doubles.importers})
    place = {name: index for index, name in enumerate(names)}
    exporter = np.array([place[name] for name in doubles.exporters], dtype=np.intp)
    importer = np.array([place[name] for name in doubles.importers], dtype=np.intp)
    return names, exporter[doubles.exporter], importer[doubles.importer]


def _of(shares: dict[str, float], at: Doubles) -> tuple[Floats, Floats]:
    exporter = np.array([shares[name] for name in at.exporters])
    importer = np.array([shares[name] for name in at.importers])
    return exporter[at.exporter], importer[at.importer]
