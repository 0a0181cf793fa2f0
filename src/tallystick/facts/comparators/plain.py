"""The plain rules: no claimant is better than another."""

from collections.abc import Callable
from typing import Final

import numpy as np

from tallystick.facts.doubles import Doubles, Floats, Indices

LEAST_VARIANCE: Final = 1e-8
"""Variance below which nobody's figures are known: a hundredth of a per cent; keeps identical halves finite."""


def mean(_: Doubles, at: Doubles) -> Floats:
    """Give the logarithm of the geometric mean of the halves."""
    return (at.x + at.m) / 2


def exporter_only(_: Doubles, at: Doubles) -> Floats:
    """Give the exporter's half, whatever the importer said."""
    return at.x.copy()


def importer_only(_: Doubles, at: Doubles) -> Floats:
    """Give the importer's half, whatever the exporter said."""
    return at.m.copy()


def largest(_: Doubles, at: Doubles) -> Floats:
    """Give the larger half: the rule that omissions are likelier than additions."""
    return np.maximum(at.x, at.m)


def constant_spread(doubles: Doubles, at: Doubles) -> Floats:
    """Give the mean square of ln x - ln m, the same for every cell."""
    return np.full(len(at), max(float(np.mean(doubles.difference() ** 2)), LEAST_VARIANCE))


def to_mean_square(spread: Callable[[Doubles], Floats], doubles: Doubles, at: Doubles) -> Floats:
    """Scale a method's spread so that it is right on average over the cells it was learnt from.

    The published methods want weights, for which a common factor does not matter; for predicting one half from the
    other it would, and they are compared by how they tell claimants apart.
    """
    square = max(float(np.mean(doubles.difference() ** 2)), LEAST_VARIANCE)
    return np.asarray(spread(at) * (square / float(np.mean(spread(doubles)))))


def mixed(log_odds: Floats, at: Doubles) -> Floats:
    """Give ln(w x + (1 - w) m), the mean of the figures themselves, with ln(w / (1 - w)) of each cell."""
    exporter = at.x - np.logaddexp(0.0, -log_odds)
    importer = at.m - np.logaddexp(0.0, log_odds)
    return np.asarray(np.logaddexp(exporter, importer))


def normal_matrix(exporter: Indices, importer: Indices, weights: Floats, size: int) -> Floats:
    """Add up weights over cells by claimant and claimant: the normal equations of one effect for each in each role."""
    found = np.zeros(size * size)
    for one in (exporter, importer):
        for other in (exporter, importer):
            found += np.bincount(one * size + other, weights, size * size)
    return found.reshape(size, size)


def inverse_variance(exporter: Floats, importer: Floats, at: Doubles) -> Floats:
    """Weigh the halves by the other's share of the variance, in logarithms.

    `exporter` and `importer` are variances of ln x and ln m, one a claimant in that role. With the true ones this is
    the oracle of a bench: no weights do better where errors are normal.
    """
    v, w = exporter[at.exporter], importer[at.importer]
    return (w * at.x + v * at.m) / (v + w)
