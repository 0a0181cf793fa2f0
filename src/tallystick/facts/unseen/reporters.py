"""Flows that neither side reported, from how often each reporter names what its partners name."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tallystick.errors import ValueRefusedError
from tallystick.facts.doubles import Floats, Indices

_PSEUDO_FLOWS: Final = 1.0
"""Flows of average recall that each reporter is given: too few to move one with ten flows, enough to keep one that no
partner confirms, or always does, from a recall of 0 or 1. With one reporter a side it changes nothing."""
_TOLERANCE: Final = 1e-10
_MOST_SWEEPS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Recall:
    """Shares of the true flows that exporters and importers name, and the total these imply.

    The total holds if the two sides of a flow stay silent independently of each other; where they do so together, it is
    too low by any amount (METHODS 1.7).
    """

    exporter: Floats
    importer: Floats
    total: float


def recall(
    exporter: Indices, importer: Indices, by_exporter: NDArray[np.bool_], by_importer: NDArray[np.bool_]
) -> Recall:
    """Estimate recalls by EM from flows that at least one side named, one element a flow.

    `exporter` and `importer` are places from 0 on. The total adds up 1/(1 - (1-a)(1-b)) over the flows. Raises
    ValueRefusedError for a flow nobody named, where no flow was named by both, and where EM does not settle.
    """
    _check(by_exporter, by_importer)
    both = float((by_exporter & by_importer).sum())
    # what two lists without reporters would give (Lincoln-Petersen), to start from and to be drawn to
    usual = both / by_importer.sum(), both / by_exporter.sum()
    a = np.full(int(exporter.max()) + 1, usual[0])
    b = np.full(int(importer.max()) + 1, usual[1])
    for _ in range(_MOST_SWEEPS):
        true = 1 / (1 - (1 - a[exporter]) * (1 - b[importer]))
        old, a = a, _share(exporter, by_exporter, true, usual[0])
        older, b = b, _share(importer, by_importer, true, usual[1])
        if max(np.abs(a - old).max(), np.abs(b - older).max()) < _TOLERANCE:
            return Recall(a, b, float(true.sum()))
    raise ValueRefusedError(
        f"recalls of {len(a)} exporters did not settle in {_MOST_SWEEPS} sweeps; pool reporters"
    )


def _share(place: Indices, named: NDArray[np.bool_], true: Floats, usual: float) -> Floats:
    above = np.bincount(place, named) + _PSEUDO_FLOWS * usual
    return np.asarray(above / (np.bincount(place, true) + _PSEUDO_FLOWS))


def _check(by_exporter: NDArray[np.bool_], by_importer: NDArray[np.bool_]) -> None:
    if not (by_exporter | by_importer).all():
        raise ValueRefusedError("a flow that neither side named is given as if it were known; leave it out")
    if not (by_exporter & by_importer).any():
        raise ValueRefusedError(
            "no flow was named by both sides, so that nothing says how many both left out; pool years or categories"
        )
