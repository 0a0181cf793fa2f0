"""Follow one row back through the chain: every entry that wrote it, and what each changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Entry, Recorded

_MOST: Final = 500
"""Versions of one row that are shown: more than any person has made of one."""


@dataclass(frozen=True, slots=True)
class Version:
    """One row as one entry left it."""

    entry: Entry
    content: dict[str, Json]
    changed: tuple[tuple[str, Json, Json], ...]
    """Column, before, after; empty for the first version."""


def history(row: Recorded) -> list[Version]:
    """Give every version of a row, newest first.

    An entry names the one that wrote the row before it, so that each step is one look-up, however long the chain.
    """
    found = list(_back(row))
    older: list[dict[str, Json]] = [content for _, content in found[1:]]
    before = [*older, {}]
    return [
        Version(entry, content, _changes(was, content))
        for (entry, content), was in zip(found, before, strict=True)
    ]


def _back(row: Recorded) -> Iterator[tuple[Entry, dict[str, Json]]]:
    entry = Entry.objects.filter(number=row.entry).first()
    for _ in range(_MOST):
        if entry is None:
            return
        told = _told(entry, row)
        if told is None:
            return
        yield entry, told["is"]
        entry = Entry.objects.filter(sha256=told["was"]).first() if told["was"] != "" else None


def _told(entry: Entry, row: Recorded) -> dict[str, Json] | None:
    wanted = (row.row_kind(), str(row.pk))
    return next((one for one in json.loads(entry.rows) if (one["row"], one["id"]) == wanted), None)


def _changes(was: dict[str, Json], now: dict[str, Json]) -> tuple[tuple[str, Json, Json], ...]:
    if len(was) == 0:
        return ()
    return tuple(
        (name, was.get(name), value) for name, value in sorted(now.items()) if was.get(name) != value
    )
