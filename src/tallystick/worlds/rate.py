"""A share with its Clopper-Pearson interval.

Source: Clopper and Pearson, The use of confidence or fiducial limits, Biometrika 26 (1934) 404-413.
"""

from dataclasses import dataclass
from typing import Final

from scipy.stats import beta

_ALPHA: Final = 0.05
"""Intervals hold at least 95 %."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """Give the share; of nothing there is none."""
        return None if self.of == 0 else self.count / self.of

    @property
    def low(self) -> float:
        """Give the lower end of the exact 95 % interval; 0 where nothing was tried."""
        return 0.0 if self.count == 0 else float(beta.ppf(_ALPHA / 2, self.count, self.of - self.count + 1))

    @property
    def high(self) -> float:
        """Give the upper end of the exact 95 % interval; 1 where nothing was tried."""
        if self.count == self.of:
            return 1.0
        return float(beta.ppf(1 - _ALPHA / 2, self.count + 1, self.of - self.count))

    def __add__(self, other: "Rate") -> "Rate":
        """Put two tries together."""
        return Rate(self.count + other.count, self.of + other.of)

    def row(self) -> dict[str, float | int | None]:
        """Write it for JSON: count, of, share, low, high."""
        return {
            "count": self.count,
            "of": self.of,
            "share": self.share,
            "low": self.low,
            "high": self.high,
        }
