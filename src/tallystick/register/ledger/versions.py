"""The versions of one row: which came of which, and which stands where two sites wrote it without knowing of each other.

A version is what one entry wrote of the row, named by the entry's hash. What stands follows from the set of versions and
of settlements alone, never from the order in which they arrived, so that sites that know the same show the same:

    over    a version is over once another was made from it, or from one of the same content that did not know it
    left    a version is left once a person settled for another
    stands  of those that are neither, the one with the longest line of edits behind it; then the latest by its clock;
            then the greatest hash. Whoever edits what stands makes a longer line, so an edit never loses to what it saw.
"""

import json
from collections.abc import Collection, Iterable, Mapping
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
    """Keep the versions that are neither over nor left, the one that stands first."""
    ends = [one for one in versions.values() if not _is_over(one, versions)]
    if len(ends) == 0:
        # two edits that swap the same contents put each other over
        made_from = {one.was for one in versions.values()}
        ends = [one for one in versions.values() if one.name not in made_from]
    kept = [one for one in ends if one.name not in left] or ends
    return sorted(kept, key=lambda one: (one.depth, one.at, one.name), reverse=True)


def _is_over(one: Version, versions: Mapping[str, Version]) -> bool:
    behind = _behind(one, versions)
    return any(
        other.was != "" and versions[other.was].content == one.content and other.name not in behind
        for other in versions.values()
        if other.was == one.name or (other.name != one.name and other.was in versions)
    )


def _behind(one: Version, versions: Mapping[str, Version]) -> set[str]:
    found = {one.name}
    at = one.was
    while at in versions:
        found.add(at)
        at = versions[at].was
    return found
