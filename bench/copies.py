"""What follows from how many of the equal halves are taken for copies of one paper: halves themselves cannot tell."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from unittest.mock import patch

from bench.halves import Halves
from tallystick.facts import amount
from tallystick.facts.amount import COPIED_SHARE, Trust
from tallystick.facts.reliability import ANY_OTHER, fit
from tallystick.facts.statement import Statement

MEASURE: Final = ("transfer", "items")
SHARES: Final[Mapping[str, float]] = MappingProxyType(
    {"none": 0.0, "a_tenth": 0.1, "as_set": COPIED_SHARE, "half": 0.5, "nine_tenths": 0.9}
)
_BOTH_SAY: Final = 20.0


def ranges(halves: Halves) -> dict[str, str]:
    """Give, by the share taken for copies, the 90 % range where two unknown parties both say twenty."""
    trust = Trust({MEASURE: fit(halves.doubles)}, {})
    both = (_BOTH_SAY, _BOTH_SAY)
    found = {}
    for name, share in SHARES.items():
        with patch.object(amount, "COPIED_SHARE", share):
            [one] = trust.amounts([Statement(MEASURE, ANY_OTHER, ANY_OTHER, both, both)])
        low, high = round(one.low), round(one.high)
        found[name] = f"{low} to {high}" if low < high else str(low)
    return found
