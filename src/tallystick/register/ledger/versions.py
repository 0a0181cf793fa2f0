"""The versions of one row: which came of which, and which stands where two sites wrote it apart from each other.

A version is what one entry wrote of the row, named by the entry's hash. What stands follows from the set of versions
and of settlements alone, never from the order in which they arrived: sites that know the same show the same.

    over    a version is over once another was made from it
    left    a version is left once a person settled for another
    stands  of those that are neither, the one with the longest line of edits behind it; then the latest by its clock;
            then the greatest hash. Whoever edits what stands makes a longer line: an edit never loses to what it saw.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tallystick.register.ledger.canonical import Json, canonical, sha256
from tallystick.register.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Version:
    """What one entry wrote of a row."""

    name: str
    """The entry's hash."""
    was: str
    """The version it was made from; empty for the first."""
    content: str
    """The hash of the content."""
    at: datetime
    """When it was entered, by its own computer's clock."""
    depth: int
    """How many versions are behind it in its line."""


def told(kind: str, key: str, name: str) -> tuple[Entry, dict[str, Json]]:
    """Give an entry and what it tells of one row.

    Raises:
        Entry.DoesNotExist: no entry has that hash.
        KeyError: the entry tells nothing of the row.
    """
    entry = Entry.objects.get(sha256=name)
    return entry, _rows(entry.rows)[kind, key]


@lru_cache(maxsize=4)
def _rows(text: str) -> dict[tuple[str, str], dict[str, Json]]:
    # the entry of an import tells thousands of rows, and one after the other is asked for
    return {(row["row"], row["id"]): row for row in json.loads(text)}


def lines(kind: str, key: str, names: Iterable[str]) -> dict[str, Version]:
    """Follow each named version back to the first; every version on the way, by its name."""
    found: dict[str, Version] = {}
    for name in names:
        way: list[tuple[Entry, dict[str, Json]]] = []
        at = name
        while at not in ("", *found):
            way.append(told(kind, key, at))
            at = way[-1][1]["was"]
        for entry, row in reversed(way):
            depth = found[row["was"]].depth + 1 if row["was"] in found else 0
            digest = sha256(canonical(row["is"]))
            found[entry.sha256] = Version(entry.sha256, row["was"], digest, entry.entered_at, depth)
    return found


def open_versions(versions: Mapping[str, Version], left: Collection[str]) -> list[Version]:
    """Keep the versions that are neither over nor left, the one that stands first.

    Where two people settled for each other's version, both are left and both stay open.
    """
    made_from = {one.was for one in versions.values()}
    ends = [one for one in versions.values() if one.name not in made_from]
    kept = [one for one in ends if one.name not in left] or ends
    return sorted(kept, key=lambda one: (one.depth, one.at, one.name), reverse=True)


def differs(opened: Sequence[Version], versions: Mapping[str, Version]) -> bool:
    """Whether any open version says what the one that stands, and those behind it, never said."""
    known = set()
    at = opened[0].name
    while at in versions:
        known.add(versions[at].content)
        at = versions[at].was
    return any(one.content not in known for one in opened)
