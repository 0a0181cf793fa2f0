"""Read serial numbers that were pasted: one a line, or a range `AB1001-AB1500`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tallystick.register.items.marks import folded, plain

MOST: Final = 5_000
"""Numbers in one consignment: a page that shows them before they are kept stays below a few hundred kilobytes."""
_RANGE: Final = re.compile(
    r"^(?P<prefix>.*?)(?P<first>\d+)\s*(?:-|–|—|\.\.)\s*(?P<again>.*?)(?P<last>\d+)$"
)  # dashes as people paste them

_APART: Final = re.compile(r"[\s,;|/]+")
"""What stands between numbers that were written side by side."""
_RARE: Final = re.compile(r"[^\w\s.?*()#°/-]|_")
"""Signs that serial numbers do not have: what is left of a list that was pasted."""


class Fault(StrEnum):
    """Why a number was not taken."""

    TWICE = "twice"
    """It stands in the list already."""
    LONG = "long"
    """It is longer than a mark may be."""
    MANY = "many"
    """As many as are taken at once stand before it: reading ends here."""


class Oddity(StrEnum):
    """Why a line is worth a second look, though it was read."""

    NO_RANGE = "no_range"
    """It looks like a range and was read as one number."""
    SEVERAL = "several"
    """It looks like several numbers and was read as one."""
    SIGNS = "signs"
    """It has no figure, or signs that serial numbers do not have."""
    ALIKE = "alike"
    """It reads like another number but for characters that look alike."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One line that is worth a second look; `other` is the number that it reads like."""

    line: int
    text: str
    oddity: Oddity
    other: str = ""


@dataclass(frozen=True, slots=True)
class Serials:
    """The numbers that were read, in order, and what could not be."""

    texts: tuple[str, ...]
    faults: tuple[tuple[int, str, Fault], ...]
    """Line, what stands there, and what is wrong with it."""
    ranges: tuple[tuple[str, int], ...]
    """Each range as it was written, and how many numbers it is."""
    remarks: tuple[Remark, ...] = ()


def read_serials(text: str, *, longest: int = 80) -> Serials:
    """Read numbers, one a line.

    A line is a range where both ends have the same beginning and as many figures, and the second is the greater:
    `AB1001-AB1500`, `AB1001..1500`. `=` before a line says that it is one number, whatever it looks like.
    """
    texts: list[str] = []
    faults: list[tuple[int, str, Fault]] = []
    ranges: list[tuple[str, int]] = []
    remarks: list[Remark] = []
    seen: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = " ".join(line.split())
        if words == "":
            continue
        found = _spread(words)
        if len(found) > 1:
            ranges.append((words, len(found)))
        remarks += [Remark(number, words[:longest], one) for one in _oddities(words, found)]
        for one in found:
            other = seen.get(folded(one))
            fault = _fault(one, other, len(texts), longest)
            if fault is not None:
                faults.append((number, one[:longest], fault))
                if fault is Fault.MANY:
                    return Serials(tuple(texts), tuple(faults), tuple(ranges), tuple(remarks))
                continue
            if other is not None:
                remarks.append(Remark(number, one, Oddity.ALIKE, other))
            texts.append(one)
            seen.setdefault(folded(one), one)
    return Serials(tuple(texts), tuple(faults), tuple(ranges), tuple(remarks))


def _oddities(words: str, found: list[str]) -> Iterator[Oddity]:
    # `=` says that the line is one number as it stands; a range that was read is shown as one
    if words.startswith("=") or len(found) > 1:
        return
    if _looks_like_range(words):
        yield Oddity.NO_RANGE
    parts = [part for part in _APART.split(words) if any(sign.isdigit() for sign in part)]
    if len(parts) > 1:
        yield Oddity.SEVERAL
    elif not any(sign.isdigit() for sign in words) or _RARE.search(words) is not None:
        yield Oddity.SIGNS


def _looks_like_range(words: str) -> bool:
    """Whether the figures on both sides of a dash could be meant as two ends; `12-3456` is a number with a dash."""
    found = _RANGE.fullmatch(words)
    if found is None:
        return False
    is_backwards = len(found["first"]) >= len(found["last"])
    return is_backwards or found["again"].strip() != "" or found["first"] in {"0", "1"}


def _fault(text: str, other: str | None, many: int, longest: int) -> Fault | None:
    if many >= MOST:
        return Fault.MANY
    if len(text) > longest:
        return Fault.LONG
    return Fault.TWICE if other is not None and plain(other) == plain(text) else None


def _spread(words: str) -> list[str]:
    if words.startswith("="):
        return [words[1:].strip()]
    found = _RANGE.match(words)
    if found is None:
        return [words]
    prefix, first, again, last = found["prefix"], found["first"], found["again"], found["last"]
    is_same = again.strip() in {"", prefix.strip()} and len(first) == len(last)
    if not is_same or int(last) <= int(first):
        return [words]
    # one more than is kept, so that too many is said and a slip of the hand fills no memory
    end = min(int(last), int(first) + MOST)
    return [f"{prefix}{one:0{len(first)}d}" for one in range(int(first), end + 1)]
