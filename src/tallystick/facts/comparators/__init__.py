"""The published ways to make one figure of two, by name, to be compared with the model of reliability.py.

None of them says how sure it is, and all but `glm` trust a claimant's few cells as if they were many: they are here to
be measured against, in benches and tests, and stand behind no fact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.facts.comparators import atlas, baci, glm, plain
from tallystick.facts.doubles import Doubles, Floats

Learnt = Callable[[Doubles, Doubles], Floats]
"""What the first cells teach, applied to the second, which have the same names."""


@dataclass(frozen=True, slots=True)
class Comparator:
    """One published method: an estimate for each cell, and how far its two halves should lie apart."""

    name: str
    source: str
    to_estimate: Learnt
    to_spread: Learnt

    def estimate(self, doubles: Doubles, at: Doubles | None = None) -> Floats:
        """Give the logarithm of the estimate for the cells `at` (these, if none), as learnt from `doubles`.

        Raises ValueRefusedError where there is no cell to learn from, or the names of claimants differ.
        """
        return self.to_estimate(doubles, _applied(doubles, at))

    def spread(self, doubles: Doubles, at: Doubles | None = None) -> Floats:
        """Give the variance of ln x - ln m that the method expects of the cells `at`, as learnt from `doubles`.

        Rounding to whole numbers is no part of it: no published method knows it. Raises as `estimate` does.
        """
        return self.to_spread(doubles, _applied(doubles, at))


def _applied(doubles: Doubles, at: Doubles | None) -> Doubles:
    if len(doubles) == 0:
        raise ValueRefusedError(
            "no cell was reported by both sides, so that a comparator has nothing to learn from; "
            "give it at least one doubly reported cell"
        )
    if at is None:
        return doubles
    if (at.exporters, at.importers) != (doubles.exporters, doubles.importers):
        raise ValueRefusedError(
            "the cells to learn from and those to apply it to name different claimants, so that places do not "
            "agree; cut both from one set of cells with Doubles.take"
        )
    return at


COMPARATORS: Final[Mapping[str, Comparator]] = MappingProxyType(
    {
        comparator.name: comparator
        for comparator in (
            Comparator("mean", "geometric mean of the halves", plain.mean, plain.constant_spread),
            Comparator("exporter_only", "the exporter's half", plain.exporter_only, plain.constant_spread),
            Comparator("importer_only", "the importer's half", plain.importer_only, plain.constant_spread),
            Comparator("max", "the larger half, as the OEC takes it", plain.largest, plain.constant_spread),
            Comparator("baci", "Gaulier and Zignago, CEPII WP 2010-23", baci.estimate, baci.spread),
            Comparator("atlas", "Harvard Growth Lab, released code, corrected", atlas.estimate, atlas.spread),
            Comparator(
                "atlas_2026", "Bustos et al., Scientific Data 13:170", atlas.estimate_2026, atlas.spread_2026
            ),
            Comparator("glm", "variances after ten Cate, CPB Memo 179", glm.estimate, glm.spread),
        )
    }
)
"""Every comparator by its name."""
