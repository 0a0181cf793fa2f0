"""How far the record can bear a cause out, as stated before any record is read.

They order causes by how much of a record speaks for them, and are the same for every party. Where a cause has a
counterpart in a sibling cell they are what learning starts from (odds.py): a small record leaves them nearly as they
stand, a large one moves them.
"""

from typing import Final

EXACT_SAME: Final = 0.9
"""The same goods and the same number stand in the sibling cell, or lines that add up to it."""
EXACT_OPEN: Final = 0.8
"""The same number stands there, or lines that add up to it, and nothing tells the goods apart."""
SMALL_OPEN: Final = 0.5
"""As before, but the number is so small that it occurs everywhere."""
PART_SAME: Final = 0.6
"""The same goods stand there in another number."""
STEADY_SAME: Final = 0.45
"""The same goods and the same number stand in the year beside it, but of one of the two years the other side's return
is not in hand: a steady yearly delivery would look the same."""
STEADY_OPEN: Final = 0.4
"""As before, and nothing tells the goods apart; or, of small numbers, the same goods."""
STEADY_PART: Final = 0.3
"""As before, the same goods in another number, or small numbers of goods that nothing tells apart."""
LICENCE_USED: Final = 0.6
"""Less was delivered than was licensed for the same flow: licences are used in part."""
OPPOSED: Final = 0.9
"""Calibres or classes of goods exclude each other."""
APART: Final = 0.6
"""Differently named models, which may still be one thing under two names."""
STATED: Final = 0.5
"""The designation itself states the condition; whether the other side left it out for that reason is not known."""
REPEATED: Final = 0.5
"""The whole return is the year before's; a steady yearly delivery would look the same."""

SMALL: Final = 5
"""Numbers below this occur in most returns (two in five of the figures in the bundled case), so meeting one again
says little."""
