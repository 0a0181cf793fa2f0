"""BACI's weights, Gaulier and Zignago, CEPII WP 2010-23, equations 3 to 5 (METHODS 1.1).

A figure is the truth times E, ln E normal with an sd of the claimant's own. The distance |ln(x/m)| of every cell is
split into a share of its exporter and a share of its importer by weighted least squares; the shares, as least-squares
means, are turned into sds, and these into weights.
Costs of freight (step 1 of the paper) are no part of this: they concern customs values and are taken off before.
"""

from typing import Final

import numpy as np

from tallystick.facts.comparators.plain import LEAST_VARIANCE, mixed, normal_matrix, to_mean_square
from tallystick.facts.doubles import Doubles, Floats, Indices

_ERRORS_BELOW: Final = 2.0
"""K is the smallest least-squares mean of a role less this many of its standard errors, so that the best claimant keeps
a small positive sd. The paper's footnote 22 names the minimum and two standard errors and leaves the sign open; with
the other sign the best claimants would have no error at all."""
_SCALE: Final = np.pi / 2
"""From a share of the distance to an sd, as printed."""
_LEAST_SD: Final = float(np.sqrt(LEAST_VARIANCE))


def log_g(sd: Floats) -> Floats:
    """Give ln g(sd) with g = exp(sd²) (exp(sd²) - 1), the variance of a log-normal (equation 3)."""
    variance = np.square(sd)
    # ln(exp(v) - 1) = v + ln(1 - exp(-v)), which no variance is too large for
    return np.asarray(2 * variance + np.log(-np.expm1(-variance)))


def weight(exporter_sd: Floats, importer_sd: Floats) -> Floats:
    """Give the weight of the exporter's figure: the importer's g over the sum of both (equation 3)."""
    return np.asarray(np.exp(-np.logaddexp(0.0, log_g(exporter_sd) - log_g(importer_sd))))


def expected_distance(exporter_sd: Floats, importer_sd: Floats) -> Floats:
    """Give the expected |ln(x/m)|, that of a normal with both variances added (equation 4)."""
    return np.asarray(np.sqrt(2 / np.pi) * np.hypot(exporter_sd, importer_sd))


def deviations(doubles: Doubles) -> tuple[Floats, Floats]:
    """Give the sd of ln E of every exporter and every importer, in the order of their names.

    A claimant without cells gets the average of its role. The paper's effects of year and product are left out: cells
    of one measure are pooled, as METHODS 1.6 asks of sparse data.
    """
    exporters = len(doubles.exporters)
    importer = doubles.importer + exporters
    effect, covariance = _fit(doubles, importer)
    sd = np.full(exporters + len(doubles.importers), np.nan)
    for seen, partners in (pair := (np.unique(doubles.exporter), np.unique(importer)), pair[::-1]):
        sd[seen] = _to_sd(effect, covariance, seen, partners)
    return _filled(sd[:exporters]), _filled(sd[exporters:])


def estimate(doubles: Doubles, at: Doubles) -> Floats:
    """Give ln(w x + (1 - w) m): the paper weighs the figures, not their logarithms."""
    exporter, importer = deviations(doubles)
    return mixed(log_g(importer[at.importer]) - log_g(exporter[at.exporter]), at)


def spread(doubles: Doubles, at: Doubles) -> Floats:
    """Give the sum of both variances, scaled to be right on average: K leaves their level open."""
    exporter, importer = deviations(doubles)
    return to_mean_square(
        lambda cells: exporter[cells.exporter] ** 2 + importer[cells.importer] ** 2, doubles, at
    )


def _to_sd(effect: Floats, covariance: Floats, seen: Indices, partners: Indices) -> Floats:
    """Turn least-squares means into sds: a claimant's effect beside the average partner's, which K takes off again."""
    own = effect[seen]
    best = int(np.argmin(own))
    contrast = np.zeros(len(effect))
    contrast[partners] = 1 / len(partners)
    contrast[seen[best]] = 1.0
    error = np.sqrt(max(float(contrast @ covariance @ contrast), 0.0))
    return np.asarray(np.maximum(_SCALE * (own - own[best] + _ERRORS_BELOW * error), _LEAST_SD))


def _filled(sd: Floats) -> Floats:
    return np.where(np.isnan(sd), np.nanmean(sd), sd)


def _fit(doubles: Doubles, importer: Indices) -> tuple[Floats, Floats]:
    """Fit equation 5 by its normal equations; where cells do not connect all claimants, the shortest solution."""
    distance, weights = np.abs(doubles.difference()), _weights(doubles)
    size = len(doubles.exporters) + len(doubles.importers)
    normal = normal_matrix(doubles.exporter, importer, weights, size)
    right = np.bincount(doubles.exporter, weights * distance, size)
    right += np.bincount(importer, weights * distance, size)
    inverse = np.linalg.pinv(normal, hermitian=True)
    effect = inverse @ right
    rest = distance - effect[doubles.exporter] - effect[importer]
    parameters = int(np.count_nonzero(np.diag(normal))) - 1  # one is lost between the two roles
    return np.asarray(effect), np.asarray(inverse) * (
        float(weights @ rest**2) / max(len(distance) - parameters, 1)
    )


def _weights(doubles: Doubles) -> Floats:
    """Give ln(1 + x + m): the paper's ln(x + m) where amounts are large, and never below zero where they are not."""
    return np.asarray(np.logaddexp(0.0, np.logaddexp(doubles.x, doubles.m)))
