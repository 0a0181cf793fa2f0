"""Read serial numbers that were pasted: one a line, or a range `AB1001-AB1500`."""

import re
from dataclasses import dataclass
from typing import Final

from tallystick.register.items.marks import folded

MOST: Final = 5_000
"""Numbers in one consignment: a page that shows them before they are kept stays below a few hundred kilobytes."""
_RANGE: Final = re.compile(
    r"^(?P<prefix>.*?)(?P<first>\d+)\s*(?:-|–|—|\.\.)\s*(?P<again>.*?)(?P<last>\d+)$"
)  # dashes as people paste them


@dataclass(frozen=True, slots=True)
class Serials:
    """The numbers that were read, in order, and what could not be."""

    texts: tuple[str, ...]
    faults: tuple[tuple[int, str, str], ...]
    """Line, what stands there, and the kind of fault: `twice`, `long`, `many`."""
    ranges: tuple[tuple[str, int], ...]
    """Each range as it was written, and how many numbers it is."""


def read_serials(text: str, *, longest: int = 80) -> Serials:
    """Read numbers, one a line.

    A line is a range where both ends have the same beginning and as many figures, and the second is the greater:
    `AB1001-AB1500`, `AB1001..1500`. `=` before a line says that it is one number, whatever it looks like.
    """
    texts: list[str] = []
    faults: list[tuple[int, str, str]] = []
    ranges: list[tuple[str, int]] = []
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        words = " ".join(line.split())
        if words == "":
            continue
        found = _spread(words)
        if len(found) > 1:
            ranges.append((words, len(found)))
        for one in found:
            fault = _fault(one, seen, len(texts), longest)
            if fault is None:
                texts.append(one)
                seen.add(folded(one))
            else:
                faults.append((number, one[:longest], fault))
                if fault == "many":
                    return Serials(tuple(texts), tuple(faults), tuple(ranges))
    return Serials(tuple(texts), tuple(faults), tuple(ranges))


def _fault(text: str, seen: set[str], many: int, longest: int) -> str | None:
    if many >= MOST:
        return "many"
    if len(text) > longest:
        return "long"
    return "twice" if folded(text) in seen else None


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
