"""The cells that both sides gave a figure for: the only evidence of how far a claimant's figures can be trusted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Doubles:
    """Doubly reported cells of one measure (an act and a unit), one element a cell.

    `x` and `m` are natural logarithms of the exporter's and the importer's figure, `exporter` and `importer` places in
    the tuples of names. `rounding` is the variance that whole numbers add to `x - m` (0 for amounts that are measured).
    """

    exporter: Indices
    importer: Indices
    x: Floats
    m: Floats
    exporters: tuple[str, ...]
    importers: tuple[str, ...]
    rounding: Floats

    def __len__(self) -> int:
        """Count the cells."""
        return len(self.x)

    def difference(self) -> Floats:
        """Give ln(exporter's figure / importer's figure) of every cell."""
        return self.x - self.m

    def take(self, which: NDArray[Any]) -> "Doubles":
        """Keep some cells (a mask or places); the names stay as they are."""
        return Doubles(
            self.exporter[which],
            self.importer[which],
            self.x[which],
            self.m[which],
            self.exporters,
            self.importers,
            self.rounding[which],
        )
