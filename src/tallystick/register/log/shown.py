"""What of entries a person may see on their pages: rows marked for others are named and withheld."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, reduce
from typing import Final
from uuid import UUID

from django.db import models, transaction
from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.db.models.functions import Left

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import MARK, Way, keep_reading_of, marked_by
from tallystick.register.handling import OPEN, Handling
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Entry, Recorded
from tallystick.register.ledger.verify import recorded_models

LOOKED_THROUGH: Final = 200_000
"""Characters of what one entry wrote that a list looks through: some hundred weapons. An import wrote two million."""
_KEYS_AT_ONCE: Final = 900
"""Keys that one statement asks for: SQLite before 3.32 takes 999 values."""
_GROUP: Final = "group:"
Kinds = dict[str, type[Recorded]]
_Target = tuple[type[models.Model], Way]
"""The kind of row that a reference names, and the way that is left from there."""


def with_withheld(rows: Iterable[dict[str, Json]], handlings: Collection[str]) -> list[dict[str, Json]]:
    """Give the rows of an entry; `is` is None where the row, or what it belongs to, is withheld from this person.

    Args:
        rows: as they stand in the entry.
        handlings: the marks that the person is cleared for.
    """
    told = list(rows)
    kinds = _kinds()
    closed = _closed(told, kinds, handlings)
    return [{**row, "is": None} if _is_closed(row, kinds, closed, handlings) else row for row in told]


def closed_entries(entries: Mapping[int, Sequence[dict[str, Json]]], handlings: Collection[str]) -> set[int]:
    """Name the entries of which any row is withheld: what they say of themselves tells of that row too.

    Args:
        entries: the rows of each entry, by its number.
        handlings: the marks that the person is cleared for.
    """
    kinds = _kinds()
    # asked once for all of them together, so that a page of entries takes few queries
    closed = _closed((row for rows in entries.values() for row in rows), kinds, handlings)
    return {
        number
        for number, rows in entries.items()
        if any(_is_closed(row, kinds, closed, handlings) for row in rows)
    }


def with_rows(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Give with each entry the beginning of what it wrote, as `begins`; nothing where it rests on no document."""
    begins = Case(
        When(document="", then=Value("")),
        default=Left(F("rows"), LOOKED_THROUGH + 1),
        output_field=TextField(),
    )
    return entries.defer("rows").annotate(begins=begins)


def documents(
    entries: Iterable[Entry], handlings: Collection[str]
) -> Iterator[tuple[Entry, str | None, bool]]:
    """Give entries of `with_rows`, each with its document, None where that is withheld, and whether it is too long.

    The document of one that is too long to be looked through is not given either.
    """
    listed = [(entry, str(getattr(entry, "begins", ""))) for entry in entries]
    whole = {
        entry.number: json.loads(begins)
        for entry, begins in listed
        if begins != "" and len(begins) <= LOOKED_THROUGH
    }
    closed = closed_entries(whole, handlings)
    for entry, begins in listed:
        is_long = len(begins) > LOOKED_THROUGH
        yield entry, None if is_long or entry.number in closed else entry.document, is_long


def keep_readings_of(request: Asked, rows: Iterable[dict[str, Json]]) -> None:
    """Keep that this person read rows of an entry: one reading for each sensitive mark of what each belongs to."""
    read: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    named: dict[tuple[str, str], models.Model] = {}
    for owner, mark in _sensitive(list(rows)):
        name = (owner._meta.label_lower, str(owner.pk))
        named[name] = owner
        read[name].add(mark)
    if len(named) == 0:
        return  # an open page does not wait for whoever writes
    with transaction.atomic():
        for name in sorted(named):
            keep_reading_of(request, named[name], read[name])


def _sensitive(rows: Sequence[dict[str, Json]]) -> Iterator[tuple[models.Model, str]]:
    """Give what these rows belong to with its mark that is not open: as it stands, and as it stood then."""
    kinds = _kinds()
    for (model, way), keys in _closed(rows, kinds, OPEN).items():
        for some in _chunks(keys):
            found = model._base_manager.filter(pk__in=some)
            for one in found.select_related("__".join(way)) if len(way) > 0 else found:
                owner = reduce(getattr, way, one)
                yield owner, getattr(owner, MARK)
    for row in rows:
        if row["row"] in kinds:
            for mark in marks_in(row["is"]) - set(OPEN):
                yield kinds[row["row"]](id=UUID(row["id"])), mark


def marks_in(content: dict[str, Json]) -> set[str]:
    """Name the marks that a row bore when it was written, and those of what it holds: the figures of a return."""
    own = content.get(MARK)
    held = {mark for value in content.values() for mark in _marks_held(value)}
    return held if own is None else held | {own}


def _marks_held(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        mark = value.get(MARK)
        # a line of a ledger may have words of its own in a column of that name
        if isinstance(mark, str) and (mark == Handling.RESTRICTED or mark.startswith(_GROUP)):
            yield mark
        for one in value.values():
            yield from _marks_held(one)
    elif isinstance(value, list):
        for one in value:
            yield from _marks_held(one)


def _kinds() -> Kinds:
    return {model.row_kind(): model for model in recorded_models()}


def _chunks(keys: Collection[str]) -> Iterator[list[str]]:
    every = sorted(keys)
    for start in range(0, len(every), _KEYS_AT_ONCE):
        yield every[start : start + _KEYS_AT_ONCE]


def _closed(
    rows: Iterable[dict[str, Json]], kinds: Kinds, handlings: Collection[str]
) -> dict[_Target, set[str]]:
    """Name what these rows belong to that is closed to the person now."""
    named: defaultdict[_Target, set[str]] = defaultdict(set)
    for row in rows:
        for target, key in _named(row, kinds):
            named[target].add(key)
    closed: defaultdict[_Target, set[str]] = defaultdict(set)
    for (model, way), keys in named.items():
        marked = "__".join((*way, MARK, "in"))
        for some in _chunks(keys):
            found = model._base_manager.filter(pk__in=some).exclude(**{marked: list(handlings)})
            closed[model, way] |= {str(pk) for pk in found.values_list("pk", flat=True)}
    return closed


def _named(row: dict[str, Json], kinds: Kinds) -> list[tuple[_Target, str]]:
    """Give the rows that a row names, or itself, from which the way leads on to a mark."""
    model = kinds.get(row["row"])
    if model is None:
        return []
    found: list[tuple[_Target, str]] = []
    for attname, target in _targets(model).items():
        key = row["id"] if attname == "id" else row["is"].get(attname)
        if key is not None:
            found.extend((one, key) for one in target)
    return found


@cache
def _targets(model: type[Recorded]) -> dict[str, tuple[_Target, ...]]:
    """Give the columns that name such rows, `id` for the row itself.

    They are those by which pages find the row's marks, and every other reference to a marked row: an entry shows it.
    """
    ways = marked_by(model)
    found: dict[str, tuple[_Target, ...]] = {"id": ((model, ()),)} if () in ways else {}
    for field in model._meta.concrete_fields:
        named = field.related_model
        if isinstance(named, type):
            rests = {way[1:] for way in ways if way[:1] == (field.name,)}
            if () in marked_by(named):
                rests.add(())
            found[field.attname] = tuple((named, rest) for rest in sorted(rests))
    return found


def _is_closed(
    row: dict[str, Json], kinds: Kinds, closed: dict[_Target, set[str]], handlings: Collection[str]
) -> bool:
    if not marks_in(row["is"]) <= set(handlings):
        return True
    return any(key in closed[target] for target, key in _named(row, kinds))
