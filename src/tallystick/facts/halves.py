"""How the halves of a cell stand, and how far apart they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tallystick.model.cause import LIKELY, ONE_SIDED
from tallystick.model.claim import NONE
from tallystick.model.fact import NO_FIGURE, SPOKEN

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Share:
    """One left-over quantity of one side, with the cause offered for it, or none."""

    side: str
    quantity: float
    cause: str | None = None
    probability: float = 0.0

    def is_likely(self) -> bool:
        """Whether its cause is likelier than not."""
        return self.cause is not None and self.probability > LIKELY

    def is_one_sided(self) -> bool:
        """Whether it is a line of other goods, which the other half does not record."""
        return self.is_likely() and self.cause in ONE_SIDED

    def is_elsewhere(self) -> bool:
        """Whether its counterpart stands in a sibling cell, so that the pair must not be counted twice."""
        return self.is_likely() and self.cause in {"year_end", "category", "transit"}


def halves_of(cell: Row, shares: Iterable[Share]) -> str:
    """Say how a cell's halves stand (DESIGN §2); a nil filing that covers the cell speaks for its side."""
    states = (cell["from_state"], cell["to_state"])
    spoke = [state in SPOKEN for state in states]
    if not any(spoke):
        return "observer_only"
    if cell["from_party"] == NONE:
        return "holder_only"
    if not all(spoke):
        return "exporter_only" if spoke[0] else "importer_only"
    return _both(cell, states, shares)


def _both(cell: Row, states: tuple[str, str], shares: Iterable[Share]) -> str:
    if any(state in NO_FIGURE for state in states):
        return "withheld_one"
    if states == ("nil", "nil"):
        return "conflicting" if (cell["observer_low"] or 0) > 0 else "nil_both"
    shares = list(shares)
    if gap_of(cell) == 0 and len(shares) == 0:
        return "agreed"
    # ten mortars of 120 mm and ten of 81 mm are no agreement
    return "explained" if all(share.is_likely() for share in shares) else "conflicting"


def gap_of(cell: Row) -> float | None:
    """Give the distance between the two halves' ranges; null unless both gave a figure."""
    if cell["from_low"] is None or cell["to_low"] is None:
        return None
    over = [
        low - high
        for low, high in ((cell["from_low"], cell["to_high"]), (cell["to_low"], cell["from_high"]))
        if high is not None and low > high
    ]
    return max(over, default=0.0)
