"""What of an entry a person may see on its pages: rows marked for others are named and withheld."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache

from django.db import models

from tallystick.register.access.silo import MARK, Way, marked_by
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Recorded
from tallystick.register.ledger.verify import recorded_models

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
    kinds = {model.row_kind(): model for model in recorded_models()}
    closed = _closed(told, kinds, handlings)
    return [{**row, "is": None} if _is_closed(row, kinds, closed, handlings) else row for row in told]


def _closed(
    rows: Iterable[dict[str, Json]], kinds: Kinds, handlings: Collection[str]
) -> dict[_Target, set[str]]:
    """Name what these rows belong to that is closed to the person now."""
    named: defaultdict[_Target, set[str]] = defaultdict(set)
    for row in rows:
        for target, key in _named(row, kinds):
            named[target].add(key)
    closed = {}
    for (model, way), keys in named.items():
        marked = "__".join((*way, MARK, "in"))
        found = model._base_manager.filter(pk__in=keys).exclude(**{marked: list(handlings)})
        closed[model, way] = {str(pk) for pk in found.values_list("pk", flat=True)}
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
    then = row["is"].get(MARK)
    if then is not None and then not in handlings:
        return True
    return any(key in closed[target] for target, key in _named(row, kinds))
