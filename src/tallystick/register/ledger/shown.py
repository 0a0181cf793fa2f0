"""What of an entry a person may see: rows marked for others are named and withheld."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from django.db import models

from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Recorded
from tallystick.register.ledger.verify import recorded_models

_MARK: Final = "handling"


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
    rows: Iterable[dict[str, Json]], kinds: dict[str, type[Recorded]], handlings: Collection[str]
) -> set[str]:
    """Name the rows that these rows belong to, and that are closed to the person now."""
    owners: defaultdict[type[models.Model], set[str]] = defaultdict(set)
    for row in rows:
        for owner, key in _owners(row, kinds):
            owners[owner].add(key)
    closed: set[str] = set()
    for owner, keys in owners.items():
        found = owner._base_manager.filter(pk__in=keys).exclude(**{f"{_MARK}__in": list(handlings)})
        closed |= {str(pk) for pk in found.values_list("pk", flat=True)}
    return closed


def _owners(row: dict[str, Json], kinds: dict[str, type[Recorded]]) -> list[tuple[type[models.Model], str]]:
    model = kinds.get(row["row"])
    if model is None:
        return []
    found: list[tuple[type[models.Model], str]] = [(model, row["id"])]
    for field in model._meta.concrete_fields:
        owner = field.related_model
        key = row["is"].get(field.attname)
        if isinstance(owner, type) and key is not None:
            found.append((owner, key))
    return [(owner, key) for owner, key in found if _is_marked(owner)]


def _is_marked(model: type[models.Model]) -> bool:
    return any(field.name == _MARK for field in model._meta.concrete_fields)


def _is_closed(
    row: dict[str, Json], kinds: dict[str, type[Recorded]], closed: set[str], handlings: Collection[str]
) -> bool:
    then = row["is"].get(_MARK)
    if then is not None and then not in handlings:
        return True
    return any(key in closed for _, key in _owners(row, kinds))
