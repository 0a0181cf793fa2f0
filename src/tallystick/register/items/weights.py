"""What agreement and disagreement of each field weigh when two descriptions of a weapon are compared.

A weight is the binary logarithm of the odds m/u: how often a field agrees in descriptions of one weapon (m), and how
often in those of two (u), after Fellegi and Sunter, "A Theory for Record Linkage", Journal of the American Statistical
Association 64 (1969), 1183-1210. Weights of fields are added as if they were independent, which they are not quite (a
model has its calibre), so a score orders candidates and is no probability. The m and u stand here and are open to
argument; they are judgements, not estimates: no public set of weapon descriptions with known truth is there to estimate
them from.
"""

from dataclasses import dataclass
from math import log2
from typing import Final


@dataclass(frozen=True, slots=True)
class Field:
    """How often a field agrees: in two descriptions of one weapon, and of two weapons."""

    m: float
    u: float

    @property
    def agrees(self) -> float:
        """Give the weight of agreement, in bits."""
        return log2(self.m / self.u)

    @property
    def differs(self) -> float:
        """Give the weight of disagreement, in bits; below nothing."""
        return log2((1 - self.m) / (1 - self.u))


CHARACTER: Final = Field(m=0.97, u=0.1)
"""One character of a serial number that both could read: about one in thirty-three is misread on worn steel; ten
figures, of which each agrees by chance once in ten. A letter tells no more here: series begin with the same letters."""
ALIKE: Final = -1.0
"""Characters that differ and look alike (O and 0): half of all readings of one are of the other, by this weight."""
SWAPPED: Final = -3.0
"""Two neighbours the wrong way round: about one number in a hundred copied by hand, less what their agreement adds."""
DROPPED: Final = -4.0
"""One character too many or too few inside the number: rarer than one misread."""
UNREAD_END: Final = -1.0
"""A beginning or an end that one of the two lacks: prefixes are left out as often as not."""
MAKE: Final = Field(m=0.85, u=0.2)
"""Makers are named as factory, city or state."""
MODEL: Final = Field(m=0.85, u=0.05)
"""Variants are confused (AKM, AKMS); a register of a small state holds some twenty models in numbers."""
MODEL_NEAR: Final = Field(m=0.1, u=0.05)
"""Models of which one begins as the other: AK and AKM."""
CALIBRE: Final = Field(m=0.95, u=0.3)
YEAR: Final = Field(m=0.8, u=0.05)
YEAR_NEAR: Final = Field(m=0.15, u=0.1)
"""Off by one: the year of the stamp and of delivery."""
COUNTRY: Final = Field(m=0.8, u=0.25)
KIND: Final = Field(m=0.98, u=0.5)
"""The sort of weapon is rarely mistaken, and half of a register is of one."""
STRONG: Final = 6.6
"""Bits above even odds from which a candidate is called strong: a hundred to one before any other evidence."""
