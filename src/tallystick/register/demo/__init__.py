"""A demonstration register of an invented small state: everything in it is made up, and the same each time.

`made` fills a register that was just initialised; `people` says who signs in with what. No real place or holding stands
behind any of it.
"""

from typing import Final

PARTY: Final = "QMU"
"""Murvale, an invented state."""
NAME: Final = "Demonstration register of Murvale (invented)"
