"""Marks as they are searched."""

import re
import unicodedata
from typing import Final

_ALIKE: Final = str.maketrans(
    {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "G": "6"}
)
"""Capitals that are misread for digits on worn steel; each stands for the digit on both sides of a comparison."""
_KEPT: Final = re.compile(r"[^0-9A-Z؀-ۿЀ-ӿ?]")


def folded(text: str) -> str:
    """Fold a mark for searching: capitals, no separators, characters mistaken for each other made one; `?` stays."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return _KEPT.sub("", plain).translate(_ALIKE)
