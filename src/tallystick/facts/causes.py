"""How far the record can bear a cause out.

The probabilities are stated, not estimated: they order causes by how much of the record speaks for them, and are
the same for every party. Estimating them from worlds with known truth comes with the reconciliation model.
"""

from typing import Final

EXACT_SAME: Final = 0.9
"""The same goods and the same number stand in the sibling cell."""
EXACT_OPEN: Final = 0.8
"""The same number stands there and nothing tells the goods apart."""
SMALL_OPEN: Final = 0.5
"""As before, but the number is so small that it occurs everywhere."""
PART_SAME: Final = 0.6
"""The same goods stand there in another number."""
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
