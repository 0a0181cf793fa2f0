"""Take entries of other sites into this database: what nobody else wrote follows, all else waits for a person."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db import models

from tallystick.errors import UsageError
from tallystick.register.exchange.after import events_laid_out, prepared, settled_everywhere
from tallystick.register.exchange.models import Conflict, ConflictKind, Settlement
from tallystick.register.exchange.rivals import refuse_circles, stand_anew, take_out
from tallystick.register.exchange.rows import entry_read, insert_raw, value_of
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.clashes import is_renamed, is_unfit, left_versions, rank, uniques
from tallystick.register.ledger.models import GENESIS, Entry, Origin, Recorded
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import recorded_models
from tallystick.register.ledger.versions import differs, lines, open_versions, told

_VALUES_AT_ONCE: Final = 400
_SETTLEMENT: Final = Settlement.row_kind()
_LETTERS: Final = "ghijklmnopqrstuv"
"""Sixteen letters for sixteen digits: a longer name keeps the digits, and so the check digit, of the first."""


class Merge:
    """Entries being taken in, inside one transaction that holds the chain."""

    def __init__(self) -> None:
        self.entries = 0
        self.touched: dict[str, set[UUID]] = defaultdict(set)
        self._kinds = {model.row_kind(): model for model in recorded_models()}
        self._renamed: set[tuple[str, UUID]] = set()
        self._heads: dict[str, tuple[int, str]] = {}
        self._number = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0

    def take(self, said: Mapping[str, Json]) -> None:
        """Take one entry, unless it is here already.

        Raises:
            UsageError: entries are missing before it, or the chain here is another one.
        """
        if not self._is_next(said):
            return
        self._number += 1
        self.entries += 1
        entry = entry_read(said, self._number)
        entry.save(force_insert=True)
        by_kind: dict[str, list[dict[str, Json]]] = defaultdict(list)
        for row in json.loads(entry.rows):
            if row["row"] in self._kinds:
                by_kind[row["row"]].append(row)
        for kind, rows in by_kind.items():
            self._rows(self._kinds[kind], rows, entry)
        for row in by_kind.get(_SETTLEMENT, ()):
            self._settle(row["is"])

    def finish(self, sender: Origin) -> None:
        """Compute what follows from the rows that came, and write down what was renamed to make room."""
        settled_everywhere(self.touched)
        events_laid_out(self.touched)
        if len(self.touched) == 0:
            return
        with operation("tallystick register receive", "receive", note=sender.name) as done:
            done.tell("exchange.receive", str(sender.pk), {"entries": self.entries})
            for kind, pk in sorted(self._renamed):
                done.save(self._kinds[kind]._base_manager.get(pk=pk))

    def _is_next(self, said: Mapping[str, Json]) -> bool:
        origin = str(said["origin"])
        if origin not in self._heads:
            last = (
                Entry.objects.filter(origin_id=origin)
                .order_by("-place")
                .values_list("place", "sha256")
                .first()
            )
            self._heads[origin] = last or (0, GENESIS)
        place, digest = self._heads[origin]
        name = (
            Origin.objects.values_list("name", flat=True).get(pk=origin) if said["place"] != place + 1 else ""
        )
        if said["place"] > place + 1:
            raise UsageError(
                f"entries {place + 1} to {said['place'] - 1} of {name} are missing: "
                f"ask for a bundle since {place + 1}. Nothing was taken in."
            )
        if said["place"] <= place:
            stands = Entry.objects.filter(origin_id=origin, place=said["place"]).values_list(
                "sha256", flat=True
            )
            if stands.first() != said["sha256"]:
                raise UsageError(_forked(name, said["place"]))
            return False
        if said["previous"] != digest:
            raise UsageError(_forked("it", place))
        self._heads[origin] = (said["place"], said["sha256"])
        return True

    def _rows(self, model: type[Recorded], rows: list[dict[str, Json]], entry: Entry) -> None:
        ids = [UUID(row["id"]) for row in rows]
        self.touched[model.row_kind()].update(ids)
        stand: dict[UUID, Recorded] = {}
        for start in range(0, len(ids), _VALUES_AT_ONCE):
            stand |= model._base_manager.in_bulk(ids[start : start + _VALUES_AT_ONCE])
        fresh = [row for row in rows if UUID(row["id"]) not in stand]
        self._insert(model, fresh, entry)
        for row in rows:
            there = stand.get(UUID(row["id"]))
            if there is not None:
                self._edit(there, row, entry)

    def _insert(self, model: type[Recorded], rows: list[dict[str, Json]], entry: Entry) -> None:
        aside = set(
            Conflict.objects.filter(kind=ConflictKind.ASIDE, about_kind=model.row_kind()).values_list(
                "about_id", flat=True
            )
        )
        made = [self._made(model, row, entry) for row in rows if row["id"] not in aside]
        refuse_circles(model, made)
        made = [row for row in made if not self._is_unfit(row, entry)]
        for columns in uniques(model):
            made = self._with_room(model, made, columns)
        insert_raw(model, made)

    def _is_unfit(self, row: Recorded, entry: Entry) -> bool:
        if not is_unfit(type(row), row.content(), entry.actor):
            return False
        _wait(ConflictKind.ASIDE, row.row_kind(), str(row.pk), [entry.sha256])
        return True

    @staticmethod
    def _made(model: type[Recorded], row: Mapping[str, Json], entry: Entry) -> Recorded:
        known = set(model.content_columns())
        content = {name: value_of(model, name, said) for name, said in row["is"].items() if name in known}
        return prepared(model(id=UUID(row["id"]), entry=entry.number, **content))

    def _with_room(
        self, model: type[Recorded], made: list[Recorded], columns: tuple[str, ...]
    ) -> list[Recorded]:
        kept = []
        taken = _taken(model, made, columns)
        for row in made:
            other = taken.get(_values(row, columns))
            if other is None or other.pk == row.pk:
                kept.append(row)
            elif is_renamed(model, columns):
                self._rename(row if row.pk > other.pk else other, columns[0], is_kept=other.pk < row.pk)
                kept.append(row)
            elif self._stands_aside(row, other):
                kept.append(row)
        return kept

    def _rename(self, row: Recorded, name: str, *, is_kept: bool) -> None:
        """Give the row with the greater id a longer name, which is written down once all entries are in."""
        field: Any = row._meta.get_field(name)
        letters = "".join(_LETTERS[int(digit, 16)] for digit in row.pk.hex[:8])
        most = field.max_length - len(letters) - 1
        longer = f"{getattr(row, name)[:most]}-{letters}"
        setattr(row, name, longer)
        if not is_kept:
            type(row)._base_manager.filter(pk=row.pk).update(**{name: longer})
        self._renamed.add((row.row_kind(), row.pk))
        self.touched[row.row_kind()].add(row.pk)
        _wait(ConflictKind.RENAMED, row.row_kind(), str(row.pk), [])

    def _stands_aside(self, row: Recorded, other: Recorded) -> bool:
        """Let the row of the lesser rank stand; the other waits in the chain alone. Whether the new one stands."""
        model = type(row)
        is_first = rank(model, row.pk, row.content()) < rank(model, other.pk, other.content())
        loser = other if is_first else row
        if loser is other:
            take_out(other)
        for field in loser._meta.concrete_fields:
            target: Any = field.related_model
            if isinstance(field, models.ForeignKey) and issubclass(target, Recorded):
                self.touched[target.row_kind()].add(getattr(loser, field.attname))
        name = Entry.objects.values_list("sha256", flat=True).get(number=loser.entry)
        _wait(ConflictKind.ASIDE, loser.row_kind(), str(loser.pk), [name])
        return loser is other

    def _edit(self, there: Recorded, row: Mapping[str, Json], entry: Entry) -> None:
        kind, key = there.row_kind(), row["id"]
        if getattr(there, "APPEND_ONLY", False):
            raise UsageError(
                f"{kind} {key} is never changed, and the bundle changes it. Nothing was taken in."
            )
        present = Entry.objects.values_list("sha256", flat=True).get(number=there.entry)
        waits = Conflict.objects.filter(kind=ConflictKind.EDITED, about_kind=kind, about_id=key).first()
        if row["was"] == present and waits is None:
            self._overwrite(there, row["is"], entry.number)
            return
        self._weigh(there, present, [entry.sha256, *(() if waits is None else waits.versions)])

    def _weigh(self, there: Recorded, present: str, others: Iterable[str]) -> None:
        """Find which version stands, and lay the others before a person."""
        kind, key = there.row_kind(), str(there.pk)
        settled = left_versions(kind, key)
        try:
            versions = lines(kind, key, [present, *others, *sorted(settled)])
        except (Entry.DoesNotExist, KeyError) as error:
            raise UsageError(
                f"{kind} {key} was made from an entry that is not here: ask for a bundle of everything"
            ) from error
        left = open_versions(versions, settled)
        if left[0].name != present:
            entry, row = told(kind, key, left[0].name)
            self._overwrite(there, row["is"], entry.number)
        if len(left) == 1:
            Conflict.objects.filter(kind=ConflictKind.EDITED, about_kind=kind, about_id=key).delete()
        else:
            names = [one.name for one in left]
            _wait(ConflictKind.EDITED, kind, key, names, differs=differs(left, versions))

    def _overwrite(self, row: Recorded, content: Mapping[str, Json], number: int) -> None:
        model = type(row)
        known = set(model.content_columns())
        for name, said in content.items():
            if name in known:
                setattr(row, name, value_of(model, name, said))
        row.entry = number
        for columns in uniques(model):
            other = _taken(model, [row], columns).get(_values(row, columns))
            if other is not None and other.pk != row.pk and is_renamed(model, columns):
                self._rename(row if row.pk > other.pk else other, columns[0], is_kept=other.pk < row.pk)
        # derived columns that follow from the row itself go with it; the others are settled at the end
        prepared(row).save(operation=self)

    def _settle(self, said: Mapping[str, Json]) -> None:
        kind, key = said["about_kind"], said["about_id"]
        waits = Conflict.objects.filter(kind=said["about"], about_kind=kind, about_id=key).first()
        if said["about"] != ConflictKind.EDITED:
            if waits is not None:
                waits.delete()
            if said["about"] == ConflictKind.ASIDE:
                self.touched[kind] |= stand_anew(self._kinds[kind], UUID(key))
            return
        there = self._kinds[kind]._base_manager.filter(pk=key).first()
        if there is not None:
            present = Entry.objects.values_list("sha256", flat=True).get(number=there.entry)
            self._weigh(there, present, () if waits is None else waits.versions)


def _forked(name: str, place: int) -> str:
    return (
        f"the chain of {name} here is another one from entry {place} on: one of the two was restored from a backup and "
        "written to since. Nothing was taken in; compare the two logs before you go on."
    )


def _values(row: Recorded, columns: tuple[str, ...]) -> tuple[Any, ...] | None:
    values = tuple(getattr(row, name) for name in columns)
    return None if None in values else values


def _taken(
    model: type[Recorded], rows: list[Recorded], columns: tuple[str, ...]
) -> dict[tuple[Any, ...] | None, Recorded]:
    """Find the rows that have the same in unique columns as any of these."""
    found: dict[tuple[Any, ...] | None, Recorded] = {}
    for start in range(0, len(rows), _VALUES_AT_ONCE):
        some = [row for row in rows[start : start + _VALUES_AT_ONCE] if _values(row, columns) is not None]
        wanted = {f"{name}__in": {getattr(row, name) for row in some} for name in columns}
        for other in model._base_manager.filter(**wanted) if len(some) > 0 else ():
            found[_values(other, columns)] = other
    return found


def _wait(
    kind: ConflictKind, about_kind: str, about_id: str, versions: list[str], *, differs: bool = True
) -> None:
    about: dict[str, Any] = {"kind": kind, "about_kind": about_kind, "about_id": about_id}
    Conflict.objects.update_or_create(**about, defaults={"versions": versions, "differs": differs})
