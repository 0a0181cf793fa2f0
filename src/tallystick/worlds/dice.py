"""Chance that hangs on what is rolled for and on nothing else.

A delivery planted in one world must not shift every later roll: two worlds of one seed differ only where they are
meant to, so that a finding can be told to be new.
"""

from dataclasses import dataclass
from hashlib import blake2b
from statistics import NormalDist
from typing import Final

_BYTES: Final = 6
"""2^48 sides: a float tells all of them apart."""
_HALF_SIDE: Final = 0.5
"""Keeps a roll off 0 and 1, where a normal quantile is infinite."""


@dataclass(frozen=True, slots=True)
class Dice:
    """Rolls of one purpose in one world."""

    seed: int
    purpose: str

    def roll(self, *about: object) -> float:
        """Roll a number evenly between 0 and 1, ends excluded, for the thing named."""
        words = "\x1f".join(map(str, (self.seed, self.purpose, *about)))
        drawn = int.from_bytes(blake2b(words.encode(), digest_size=_BYTES).digest())
        return (drawn + _HALF_SIDE) / 256.0**_BYTES

    def falls(self, rate: float, *about: object) -> bool:
        """Whether something of this rate happens to the thing named."""
        return self.roll(*about) < rate

    def normal(self, *about: object) -> float:
        """Roll a standard normal number for the thing named."""
        return NormalDist().inv_cdf(self.roll(*about))
