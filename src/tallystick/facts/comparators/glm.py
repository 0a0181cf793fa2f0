"""Variance components by a gamma model of squared differences, drawn towards the average (METHODS 1.6).

The mean of d² is the exporter's variance and the importer's together, the model of ten Cate (CPB Memo 179, 2007),
fitted by the monotone update of the gamma deviance: variances are multiplied by sqrt(Σ d²/μ² / Σ 1/μ), μ the mean.
Without the pseudo-cells it fails where claimants have few cells: variances fall to zero.
"""

from typing import Final

import numpy as np

from tallystick.facts.comparators.plain import LEAST_VARIANCE, inverse_variance
from tallystick.facts.doubles import Doubles, Floats

PSEUDO_CELLS: Final = 4.0
"""Cells of average noise that every claimant is given (METHODS 1.6)."""
_TOLERANCE: Final = 1e-7
_MOST_SWEEPS: Final = 2000
"""Far more than it takes with pseudo-cells (some tens); each sweep lowers the deviance, so an early end is no error."""


def variances(doubles: Doubles, *, pseudo_cells: float = PSEUDO_CELLS) -> tuple[Floats, Floats]:
    """Give the variance of ln x of every exporter and of ln m of every importer, in the order of their names.

    A claimant without cells gets half the mean square of all differences.
    """
    size, exporters = len(doubles.exporters) + len(doubles.importers), len(doubles.exporters)
    exporter, importer = doubles.exporter, doubles.importer + exporters
    square = np.maximum(doubles.difference() ** 2, LEAST_VARIANCE)
    average = float(square.mean()) / 2
    theta = np.full(size, average)
    for _ in range(_MOST_SWEEPS):
        inverse = 1 / (theta[exporter] + theta[importer])
        above = _sums(square * inverse**2, doubles, size) + pseudo_cells * average / theta**2
        below = _sums(inverse, doubles, size) + pseudo_cells / theta
        ratio = np.sqrt(np.divide(above, below, out=np.ones(size), where=below > 0))
        theta = np.maximum(theta * ratio, LEAST_VARIANCE)
        if np.max(np.abs(ratio - 1)) < _TOLERANCE:
            break
    return theta[:exporters], theta[exporters:]


def estimate(doubles: Doubles, at: Doubles) -> Floats:
    """Give the mean of the logarithms, weighed by inverse variances."""
    return inverse_variance(*variances(doubles), at)


def spread(doubles: Doubles, at: Doubles) -> Floats:
    """Give the sum of both variances."""
    exporter, importer = variances(doubles)
    return exporter[at.exporter] + importer[at.importer]


def _sums(values: Floats, doubles: Doubles, size: int) -> Floats:
    exporter = np.bincount(doubles.exporter, values, size)
    return np.asarray(exporter + np.bincount(doubles.importer + len(doubles.exporters), values, size))
