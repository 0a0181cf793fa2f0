"""Lines whose designation itself counts several things: "77 Leopard 2 A5 / 14 Leopard 2 A4" for 91."""

import re
from typing import Final

_BREAKS: Final = (re.compile(r"\s*(?:/|;|&|\+|\band\b)\s*"), re.compile(r"\s*(?:/|;|&|\+|,|\band\b)\s*"))
"""Where parts are separated; commas only when the stronger breaks do not add up."""
_LEADING: Final = re.compile(
    r"^(?:[A-Za-z]+ )?\(?(\d+)\)?\s*(?:[x×]\s*|pcs\.?\s*(?:of\s*)?)?(?=[A-Za-z\"])(?!mm\b)(.+)$"
)
_TRAILING: Final = re.compile(r"^(.+?)\s*(?:\((\d+)\)|[-–—]\s*(\d+)\s*(?:pcs?|pieces|units?)\.?)$")

Part = tuple[str, float]


def parts_of(designation: str, quantity: float) -> list[Part]:
    """Split a line into the parts its designation counts, if they add up to its quantity exactly.

    Returns one (designation, quantity) per part; the whole line where the words do not add up.
    """
    for breaks in _BREAKS:
        parts = [_counted(piece) for piece in breaks.split(designation.strip(" .;")) if piece.strip() != ""]
        whole = [part for part in parts if part is not None]
        if len(parts) > 1 and len(whole) == len(parts) and sum(count for _, count in whole) == quantity:
            return whole
    return [(designation, quantity)]


def _counted(piece: str) -> Part | None:
    piece = piece.strip(" .;")
    if match := _TRAILING.match(piece):
        return match[1].strip(), float(match[2] or match[3])
    if match := _LEADING.match(piece):
        return match[2].strip(), float(match[1])
    return None
