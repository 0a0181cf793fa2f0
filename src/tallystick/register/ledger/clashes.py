"""Rows that rightly are not what the latest entry about them says: another site's version stands in their place.

`check` asks here, so nothing is believed that the chain itself does not show.
"""

from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import models

from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Entry, Recorded
from tallystick.register.ledger.versions import lines, open_versions

DECISION: Final = "items.decision"


def uniques(model: type[Recorded]) -> list[tuple[str, ...]]:
    """Name the columns of a kind of row that are unique, alone or together, in order; never the id."""
    columns = {field.name: field for field in model._meta.concrete_fields}
    alone = [(field.attname,) for field in columns.values() if field.unique and not field.primary_key]
    listed = [*(one.fields for one in model._meta.total_unique_constraints), *model._meta.unique_together]
    together = [tuple(columns[name].attname for name in names) for names in listed]
    return sorted({*alone, *together})


def is_renamed(model: type[Recorded], columns: tuple[str, ...]) -> bool:
    """Whether a clash in these columns is mended by a longer name: one column, and it holds text."""
    return len(columns) == 1 and isinstance(model._meta.get_field(columns[0]), models.CharField)


def clash(model: type[Recorded], pk: UUID, content: Json, columns: tuple[str, ...]) -> Recorded | None:
    """Find the other row that has the same in unique columns; empty ones clash with nothing."""
    same: dict[str, Any] = {name: content.get(name) for name in columns}
    if any(value is None for value in same.values()):
        return None
    return model._base_manager.filter(**same).exclude(pk=pk).first()


def rank(model: type[Recorded], pk: UUID, content: Json) -> tuple[bool, bool, UUID]:
    """Order rows of which one alone can stand: the least stands, whichever came first.

    A refusal goes before an acceptance, so that no loss counts which somebody refused; a decision that a person
    settled against goes after one that nobody did.
    """
    if model.row_kind() != DECISION:
        return (False, False, pk)
    return (_is_left(pk), bool(content["is_accepted"]), pk)


def _is_left(pk: UUID) -> bool:
    settlement = apps.get_model("exchange", "Settlement")
    found = settlement._base_manager.filter(about="aside", about_kind=DECISION, about_id=str(pk))
    return any(len(names) > 0 for names in found.values_list("left_versions", flat=True))


def is_unfit(model: type[Recorded], content: Json, actor: str) -> bool:
    """Whether a decision never counts: its decider entered the event, or another than the decider wrote it down."""
    if model.row_kind() != DECISION:
        return False
    event = apps.get_model("items", "Event")
    entered = event._base_manager.filter(pk=content["event_id"]).values_list("entered_by", flat=True).first()
    return content["decided_by"] not in {actor} - {entered}


def is_aside(model: type[Recorded], pk: UUID, content: Json, number: int) -> bool:
    """Whether a row of an entry that is in no table waits rightly: it never counts, or another has its place."""
    actor = Entry.objects.values_list("actor", flat=True).get(number=number)
    if is_unfit(model, content, actor):
        return True
    for columns in uniques(model):
        if not is_renamed(model, columns):
            other = clash(model, pk, content, columns)
            if other is not None and rank(model, other.pk, other.content()) < rank(model, pk, content):
                return True
    return False


def left_versions(kind: str, key: str) -> set[str]:
    """Name the versions of a row that people settled against."""
    settlement = apps.get_model("exchange", "Settlement")
    found = settlement._base_manager.filter(about="edited", about_kind=kind, about_id=key).values_list(
        "left_versions", flat=True
    )
    return {name for names in found for name in names}


def is_rightly_older(row: Recorded, number: int) -> bool:
    """Whether a row rightly keeps an earlier version: the one of that entry was made beside it, and does not stand."""
    kind, key = row.row_kind(), str(row.pk)
    try:
        names = [
            Entry.objects.values_list("sha256", flat=True).get(number=one) for one in (row.entry, number)
        ]
        settled = left_versions(kind, key)
        versions = lines(kind, key, [*names, *sorted(settled)])
    except (Entry.DoesNotExist, KeyError):
        return False
    return open_versions(versions, settled)[0].name == names[0]
