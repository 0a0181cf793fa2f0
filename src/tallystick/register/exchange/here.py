"""What a plan asks of the record in the database: reading alone."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any, Final
from uuid import UUID

from tallystick.register.exchange.clashes import is_unfit, left_versions, rank
from tallystick.register.exchange.models import Conflict, ConflictKind
from tallystick.register.exchange.plan import Rank, Values, values_of
from tallystick.register.exchange.rows import value_of
from tallystick.register.items.models import Decision
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Entry, Recorded
from tallystick.register.ledger.versions import Version, lines, told

_VALUES_AT_ONCE: Final = 400
"""Values that one statement asks for, of two columns together: SQLite before 3.32 takes 999."""


class Database:
    """The record in the database; what each method gives stands at `plan.Here`."""

    def standing(self, model: type[Recorded], ids: Sequence[UUID]) -> dict[UUID, Recorded]:
        """Find rows by their ids."""
        found: dict[UUID, Recorded] = {}
        for start in range(0, len(ids), _VALUES_AT_ONCE):
            found |= model._base_manager.in_bulk(ids[start : start + _VALUES_AT_ONCE])
        return found

    def aside(self, kind: str) -> set[str]:
        """Name the rows of a kind that wait aside."""
        waiting = Conflict.objects.filter(kind=ConflictKind.ASIDE, about_kind=kind)
        return set(waiting.values_list("about_id", flat=True))

    def same(self, rows: Sequence[Recorded], columns: tuple[str, ...]) -> dict[Values, Recorded]:
        """Find the rows that have the same in unique columns as any of these."""
        found: dict[Values, Recorded] = {}
        full = [row for row in rows if values_of(row, columns) is not None]
        for start in range(0, len(full), _VALUES_AT_ONCE):
            some = full[start : start + _VALUES_AT_ONCE]
            wanted: dict[str, Any] = {f"{name}__in": {getattr(row, name) for row in some} for name in columns}
            for other in type(some[0])._base_manager.filter(**wanted):
                values = values_of(other, columns)
                if values is not None:
                    found[values] = other
        return found

    def is_unfit(self, row: Recorded, actor: str) -> bool:
        """Whether a decision never counts."""
        return isinstance(row, Decision) and is_unfit(Decision, row.content(), actor)

    def rank(self, row: Recorded) -> Rank:
        """Order rows of which one alone can stand."""
        return rank(type(row), row.pk, row.content())

    def version(self, row: Recorded) -> str:
        """Name the version of a row."""
        return Entry.objects.values_list("sha256", flat=True).get(number=row.entry)

    def waiting(self, kind: ConflictKind, about_kind: str, about_id: str) -> tuple[str, ...] | None:
        """Name the versions of a row that wait for a person."""
        waits = Conflict.objects.filter(kind=kind, about_kind=about_kind, about_id=about_id).first()
        return None if waits is None else tuple(waits.versions)

    def left(self, kind: str, key: str) -> set[str]:
        """Name the versions of a row that people settled against."""
        return left_versions(kind, key)

    def lines(self, kind: str, key: str, names: Iterable[str]) -> dict[str, Version]:
        """Follow versions of a row back to the first."""
        try:
            return lines(kind, key, names)
        except Entry.DoesNotExist as error:
            raise LookupError(str(error)) from error

    def told(self, kind: str, key: str, version: str) -> tuple[int, Mapping[str, Json]]:
        """Give the number of an entry, and what it says of a row."""
        entry, row = told(kind, key, version)
        return entry.number, row["is"]

    def read(self, row: Recorded, content: Mapping[str, Json]) -> Recorded:
        """Give a copy of a row with another content."""
        return put_content(copy(row), content)


def put_content(row: Recorded, content: Mapping[str, Json]) -> Recorded:
    """Put what the chain says on a row; columns that this version of the program does not know are passed over."""
    known = set(row.content_columns())
    for name, said in content.items():
        if name in known:
            setattr(row, name, value_of(type(row), name, said))
    return row
