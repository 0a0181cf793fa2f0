"""Compare one mark that was read with one that is registered, character by character."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tallystick.register.items.marks import folded, plain
from tallystick.register.items.weights import ALIKE, CHARACTER, DROPPED, SWAPPED, UNREAD_END

UNREAD: Final = "?"
_LEAST: Final = 3
"""Characters that both must have read before two marks can be said to be one: fewer fit too many."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well two marks fit."""

    bits: float
    reason: str
    """A sentence; empty where they do not fit."""


@dataclass(slots=True)
class _Tally:
    """What was counted along two marks."""

    read: int = 0
    """Characters that both could read and that agree."""
    alike: int = 0
    wrong: int = 0
    swapped: int = 0
    dropped: int = 0
    unread: int = 0
    start: int = 0
    """Characters at the beginning that one of them lacks."""
    end: int = 0

    @property
    def bits(self) -> float:
        return (
            self.read * CHARACTER.agrees
            + self.alike * ALIKE
            + self.wrong * CHARACTER.differs
            + self.swapped * SWAPPED
            + self.dropped * DROPPED
            + ((self.start > 0) + (self.end > 0)) * UNREAD_END
        )


def fit(sought: str, kept: str) -> Fit:
    """Compare a mark as it was read (`?` one character, `*` a stretch) with one that is registered.

    Every way in which the one can lie along the other is tried; the best counts.
    """
    whole = _stretched(sought, kept)
    own, other = plain(whole.replace("*", "")), plain(kept)
    tries = [_along(own, other, offset) for offset in _offsets(whole, own, other)]
    if "*" not in whole:
        tries += _with_a_drop(own, other)
    best = max(tries, key=lambda tally: tally.bits, default=_Tally())
    return Fit(best.bits, _sentence(best, kept))


def may_be_one(one: str, other: str) -> bool:
    """Whether two readings can be of one mark: as far as both could be read they are the same, from end to end.

    Characters that look alike, of whatever script, are taken for each other; `?` is one that was not read, `*` a
    stretch.
    """
    return _can_be(one, other) or _can_be(other, one)


def _can_be(sought: str, kept: str) -> bool:
    whole = _stretched(sought, kept)
    own, other = plain(whole.replace("*", "")), plain(kept)
    return any(
        tally.read >= _LEAST
        and tally.wrong == tally.swapped == 0
        and (tally.start == 0 or whole.startswith("*"))
        and (tally.end == 0 or whole.endswith("*"))
        for tally in (_along(own, other, offset) for offset in _offsets(whole, own, other))
    )


def _stretched(sought: str, kept: str) -> str:
    """Write a stretch inside the mark as so many single characters that it is as long as the registered one."""
    inner = sought.strip("*")
    if "*" not in inner:
        return sought
    missing = max(len(plain(kept)) - len(plain(inner.replace("*", ""))), 0)
    filled = inner.replace("*", UNREAD * missing, 1).replace("*", "")
    return sought[: len(sought) - len(sought.lstrip("*"))] + filled


def _offsets(whole: str, own: str, other: str) -> list[int]:
    """Say where in the registered mark the sought one may begin; below nothing, it begins before it."""
    gap = len(other) - len(own)
    if whole.startswith("*") and not whole.endswith("*"):
        return [gap]
    if whole.endswith("*") and not whole.startswith("*"):
        return [0]
    return list(range(min(gap, 0), max(gap, 0) + 1))


def _along(own: str, other: str, offset: int) -> _Tally:
    tally = _Tally(start=abs(offset), end=abs(len(other) - offset - len(own)))
    at, stop = max(0, -offset), min(len(own), len(other) - offset)
    while at < stop:
        here, there = own[at : at + 2], other[at + offset : at + offset + 2]
        if at + 1 < stop and _is_swap(here, there):
            tally.swapped += 1
            tally.read += 2
            at += 2
        else:
            _count(tally, here[0], there[0])
            at += 1
    return tally


def _is_swap(here: str, there: str) -> bool:
    return here == there[::-1] and here != there and UNREAD not in here


def _count(tally: _Tally, here: str, there: str) -> None:
    if UNREAD in {here, there}:
        tally.unread += 1
    elif here == there:
        tally.read += 1
    elif folded(here) == folded(there):
        tally.read += 1
        tally.alike += 1
    else:
        tally.wrong += 1


def _with_a_drop(own: str, other: str) -> list[_Tally]:
    if abs(len(own) - len(other)) != 1 or UNREAD in own + other:
        return []
    shorter, longer = sorted((folded(own), folded(other)), key=len)
    # one dropped at an end is a beginning or an end that is not read, which `_along` finds
    if any(longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer) - 1)):
        return [_Tally(read=len(shorter), dropped=1)]
    return []


def _sentence(tally: _Tally, kept: str) -> str:
    said = {"mark": kept, "count": tally.read, "wrong": tally.wrong}
    if tally.read == 0:
        return ""
    if tally.dropped > 0:
        return _("The mark %(mark)s fits but for one character too many or too few.") % said
    if tally.wrong > 0:
        but_for = ngettext(
            "The mark %(mark)s fits but for one character.",
            "The mark %(mark)s fits but for %(wrong)s characters.",
            tally.wrong,
        )
        return but_for % said
    if tally.swapped > 0:
        return _("The mark %(mark)s fits if two neighbouring characters are swapped.") % said
    return _sentence_of_part(tally, said)


def _sentence_of_part(tally: _Tally, said: dict[str, object]) -> str:
    if tally.start > 0 and tally.end > 0:
        form = ngettext(
            "%(count)s character inside the mark %(mark)s fits.",
            "%(count)s characters inside the mark %(mark)s fit.",
            tally.read,
        )
    elif tally.start > 0:
        form = ngettext(
            "The last character fits the mark %(mark)s.",
            "The last %(count)s characters fit the mark %(mark)s.",
            tally.read,
        )
    elif tally.end > 0:
        form = ngettext(
            "The first character fits the mark %(mark)s.",
            "The first %(count)s characters fit the mark %(mark)s.",
            tally.read,
        )
    elif tally.alike > 0:
        form = _("The mark %(mark)s fits if characters that look alike are taken for each other.")
    elif tally.unread > 0:
        form = _("All characters that can be read fit the mark %(mark)s.")
    else:
        form = _("The mark %(mark)s is the same.")
    return form % said
