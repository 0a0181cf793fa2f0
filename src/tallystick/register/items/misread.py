"""Every way in which a mark may have been misread once: looked up by an index, some five hundred at once."""

from itertools import combinations
from typing import Final

_SIGNS: Final = "0123456789ACEFHJKMNPRTUVWXY"
"""Figures and capitals that are left once those that look alike are folded into figures."""
_SHORTEST: Final = 4
"""Characters that must be left of a mark of which the register may hold a part only."""
_UNREAD: Final = 2
"""Characters that the register's own reading may lack: three of a mark of seven would fit a thousand others."""


def misreadings(fold: str) -> list[str]:
    """Give a folded mark and every mark that one slip away reads like it, in order.

    One character another, one too many, one too few, two neighbours swapped; up to two that the register could not
    read (`?`); and the register's own reading without the beginning or the end.
    """
    found = {fold} | _other(fold) | _swapped(fold) | _unread(fold)
    found |= {fold[at:] for at in range(1, len(fold) - _SHORTEST + 1)}
    found |= {fold[:at] for at in range(_SHORTEST, len(fold))}
    return sorted(found)


def _other(fold: str) -> set[str]:
    signs = sorted({*_SIGNS, *fold} - {"?"})
    replaced = {fold[:at] + sign + fold[at + 1 :] for at in range(len(fold)) for sign in signs}
    longer = {fold[:at] + sign + fold[at:] for at in range(len(fold) + 1) for sign in signs}
    shorter = {fold[:at] + fold[at + 1 :] for at in range(len(fold)) if len(fold) > _SHORTEST}
    return replaced | longer | shorter


def _swapped(fold: str) -> set[str]:
    return {fold[:at] + fold[at + 1] + fold[at] + fold[at + 2 :] for at in range(len(fold) - 1)}


def _unread(fold: str) -> set[str]:
    found = set()
    for many in range(1, _UNREAD + 1):
        for places in combinations(range(len(fold)), many):
            found.add("".join("?" if at in places else sign for at, sign in enumerate(fold)))
    return found
