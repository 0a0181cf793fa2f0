"""Marks as they are searched."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from tallystick.register.items.models import Mark, MarkKind

_ALIKE: Final = str.maketrans(
    {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "G": "6"}
)
"""Capitals that are misread for digits on worn steel; each stands for the digit on both sides of a comparison."""
_ONE_SHAPE: Final = str.maketrans("АВЕКМНОРСТУХЗЧ", "ABEKMHOPCTYX34")  # that they look alike is the point
"""Cyrillic capitals that have the shape of a Latin one or of a figure: which of the two was struck cannot be seen."""
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_KEPT: Final = re.compile(r"[^0-9A-Z؀-ۿЀ-ӿ?]")


def plain(text: str) -> str:
    """Write a mark in capitals without separators, with figures as Europe writes them; `?` stays."""
    return _KEPT.sub("", unicodedata.normalize("NFKC", text).upper().translate(_DIGITS))


def folded(text: str) -> str:
    """Fold a mark for searching: capitals, no separators, characters mistaken for each other made one; `?` stays."""
    return plain(text).translate(_ONE_SHAPE).translate(_ALIKE)


def is_half_read(text: str) -> bool:
    """Whether a mark is written as one that could not be read whole."""
    return "?" in text or "*" in text


def main_mark(marks: Iterable[Mark]) -> str:
    """Give the mark that a thing is told by: its maker's serial number or, where it has none, another; else nothing."""
    there = [mark for mark in marks if not mark.is_withdrawn]
    order = list(MarkKind)
    return (
        min(there, key=lambda mark: (order.index(MarkKind(mark.kind)), mark.text)).text
        if len(there) > 0
        else ""
    )


def put_folds(mark: Mark) -> None:
    """Put the searched forms of a mark on its derived columns."""
    mark.folded = folded(mark.text)
    mark.turned = mark.folded[::-1]
