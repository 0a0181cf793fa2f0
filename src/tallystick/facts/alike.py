"""How far cells of one pair of parties repeat one another's errors, and what each of them is then worth."""

from typing import Final

import numpy as np

from tallystick.facts.doubles import Doubles, Floats, Indices

_MOST_ALIKE: Final = 0.9
"""Even a pair that always errs alike adds a little with each year."""
_PSEUDO_CELLS: Final = 4.0
"""Cells of no difference that every claimant is given (METHODS 1.6)."""
_FEWEST_REPEATS: Final = 10
"""With fewer second cells of a pair than this the correlation within pairs cannot be estimated."""


def worth(doubles: Doubles) -> Floats:
    """Give what each cell adds to those of its pair: 1 / (1 + (n - 1) r)."""
    if len(doubles) == 0:
        return np.zeros(0)
    key = doubles.exporter * (len(doubles.importers) + 1) + doubles.importer
    _, place, count = np.unique(key, return_inverse=True, return_counts=True)
    return np.asarray(1 / (1 + (count[place] - 1) * _alike(_unbiased(doubles), place, count)))


def _unbiased(doubles: Doubles) -> Floats:
    """Take each claimant's mean off the differences, drawn towards nothing where it has few cells."""
    d = doubles.difference()
    d = d - np.median(d)
    for place in (doubles.exporter, doubles.importer):
        count = np.bincount(place)
        d = d - (np.bincount(place, d) / (count + _PSEUDO_CELLS))[place]
    return np.asarray(d)


def _alike(d: Floats, place: Indices, count: Indices) -> float:
    """Estimate the intraclass correlation of differences within pairs (one-way analysis of variance).

    Differences are held to four robust sds about their median, so that a few outliers do not decide.
    """
    groups, cells = len(count), len(d)
    if cells - groups < _FEWEST_REPEATS:
        return 0.0
    middle = np.median(d)
    width = 4 * max(float(np.median(np.abs(d - middle))) / 0.6745, 1e-9)
    d = np.clip(d - middle, -width, width)
    means = np.bincount(place, d) / count
    within = float(((d - means[place]) ** 2).sum()) / (cells - groups)
    between = float((count * (means - d.mean()) ** 2).sum()) / max(groups - 1, 1)
    typical = (cells - float((count**2).sum()) / cells) / max(groups - 1, 1)
    if within + between <= 0:
        return 0.0
    return float(np.clip((between - within) / (between + (typical - 1) * within), 0.0, _MOST_ALIKE))
