"""Say where the chain, or a row, no longer fits: what `tallystick register check` prints.

The steps: (1) every entry's hash is that of what it says; (2) it names the hash of the one before it; (3) places
count from 1 without a gap; (4) every recorded row is what the last entry about it says; (5) no row stands that no entry
wrote, and none is missing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.apps import apps
from django.db.models import OuterRef, Subquery

from tallystick.register.ledger.canonical import canonical, sha256
from tallystick.register.ledger.models import GENESIS, Entry, Origin, Recorded

_AT_ONCE: Final = 2_000

Told = dict[tuple[str, bytes], tuple[int, bytes]]
"""For each row: the number of the last entry about it, and the hash of its content there."""


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the record no longer fits."""

    entry: int | None
    """The number of the entry; None for a row that no entry wrote."""
    subject: str
    """The kind and id of the row; empty for a break of the chain itself."""
    sentence: str


def breaks() -> Iterator[Break]:
    """Go through the whole record; nothing comes back where it is whole."""
    told: Told = {}
    yield from _of_chains(told)
    for model in recorded_models():
        yield from _of_rows(model, told)
    for (kind, key), (number, _) in sorted(told.items()):
        yield Break(number, f"{kind} {UUID(bytes=key)}", "the entry wrote this row, and it is gone")


def recorded_models() -> list[type[Recorded]]:
    """Name the kinds of rows that stand in the chain, in order."""
    found = [model for model in apps.get_models() if issubclass(model, Recorded)]
    return sorted(found, key=lambda model: model.row_kind())


def heads() -> list[tuple[str, int, str]]:
    """Give the last entry of each chain: origin's name, place, hash. On paper, it shows a chain replaced whole."""
    last = Entry.objects.filter(origin=OuterRef("pk")).order_by("-place")
    found = Origin.objects.annotate(
        place=Subquery(last.values("place")[:1]), head=Subquery(last.values("sha256")[:1])
    )
    return sorted(found.exclude(place=None).values_list("name", "place", "head"))


def _of_chains(told: Told) -> Iterator[Break]:
    kinds = {model.row_kind() for model in recorded_models()}
    heads: dict[UUID, tuple[int, str]] = {}
    for entry in Entry.objects.order_by("number").iterator(_AT_ONCE):
        place, previous = heads.get(entry.origin_id, (0, GENESIS))
        if entry.sealed() != entry.sha256:
            yield Break(entry.number, "", "what it says is not what it was sealed with")
        if entry.place != place + 1:
            yield Break(
                entry.number,
                "",
                f"entries {place + 1} to {entry.place - 1} of its chain are missing before it",
            )
        elif entry.previous != previous:
            yield Break(entry.number, "", "it does not follow the entry before it")
        heads[entry.origin_id] = (entry.place, entry.sha256)
        _remember(entry, kinds, told)


def _remember(entry: Entry, kinds: set[str], told: Told) -> None:
    for row in json.loads(entry.rows):
        if row["row"] in kinds:
            digest = bytes.fromhex(sha256(canonical(row["is"])))
            told[row["row"], UUID(row["id"]).bytes] = (entry.number, digest)


def _of_rows(model: type[Recorded], told: Told) -> Iterator[Break]:
    kind = model.row_kind()
    for row in model._base_manager.order_by("pk").iterator(_AT_ONCE):
        number, digest = told.pop((kind, row.pk.bytes), (None, b""))
        subject = f"{kind} {row.pk}"
        if number is None:
            yield Break(None, subject, "no entry wrote this row")
        elif bytes.fromhex(sha256(canonical(row.content()))) != digest:
            yield Break(number, subject, "the row is not what its last entry wrote")
