"""Rows that two sites wrote apart: which of them stands, and which rightly is in no table, or keeps an earlier version.

`ledger.verify` asks here through `verdict`; nothing is believed that the chain itself does not show.
"""

from typing import Any, Final
from uuid import UUID

from django.db import models

from tallystick.register.exchange.models import ConflictKind, Settlement
from tallystick.register.items.models import Decision, Event
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Entry, Recorded
from tallystick.register.ledger.verdicts import Told, Verdict
from tallystick.register.ledger.versions import lines, open_versions

DECISION: Final = Decision.row_kind()


def verdict(told: Told) -> Verdict:
    """Say whether another site's version accounts for a row that is not what an entry says of it."""
    if told.stands is None:
        return Verdict.ASIDE if _is_aside(told) else Verdict.UNACCOUNTED
    return Verdict.OLDER if _is_rightly_older(told, told.stands) else Verdict.UNACCOUNTED


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


def _clash(told: Told, columns: tuple[str, ...]) -> Recorded | None:
    """Find the other row that has the same in unique columns; empty ones clash with nothing."""
    same: dict[str, Any] = {name: told.content.get(name) for name in columns}
    if any(value is None for value in same.values()):
        return None
    return told.model._base_manager.filter(**same).exclude(pk=told.pk).first()


def rank(model: type[Recorded], pk: UUID, content: Json) -> tuple[bool, bool, UUID]:
    """Order rows of which one alone can stand: the least stands, whichever came first.

    A refusal goes before an acceptance, so that no loss counts which somebody refused; a decision that a person
    settled against goes after one that nobody did.
    """
    if model.row_kind() != DECISION:
        return (False, False, pk)
    return (_is_left(pk), bool(content["is_accepted"]), pk)


def _is_left(pk: UUID) -> bool:
    found = Settlement._base_manager.filter(about=ConflictKind.ASIDE, about_kind=DECISION, about_id=str(pk))
    return any(len(names) > 0 for names in found.values_list("left_versions", flat=True))


def is_unfit(model: type[Recorded], content: Json, actor: str) -> bool:
    """Whether a decision never counts: its decider entered the event, or another than the decider wrote it down."""
    if model.row_kind() != DECISION:
        return False
    entered = Event._base_manager.filter(pk=content["event_id"]).values_list("entered_by", flat=True).first()
    return content["decided_by"] not in {actor} - {entered}


def _is_aside(told: Told) -> bool:
    """Whether a row of an entry that is in no table waits rightly: it never counts, or another has its place."""
    model, content = told.model, told.content
    actor = Entry.objects.values_list("actor", flat=True).get(number=told.number)
    if is_unfit(model, content, actor):
        return True
    for columns in uniques(model):
        if not is_renamed(model, columns):
            other = _clash(told, columns)
            if other is not None and rank(model, other.pk, other.content()) < rank(model, told.pk, content):
                return True
    return False


def left_versions(kind: str, key: str) -> set[str]:
    """Name the versions of a row that people settled against."""
    found = Settlement._base_manager.filter(about=ConflictKind.EDITED, about_kind=kind, about_id=key)
    return {name for names in found.values_list("left_versions", flat=True) for name in names}


def _is_rightly_older(told: Told, stands: int) -> bool:
    """Whether a row rightly keeps an earlier version: the one of the entry was made beside it, and does not stand."""
    kind, key = told.model.row_kind(), str(told.pk)
    try:
        names = [
            Entry.objects.values_list("sha256", flat=True).get(number=one) for one in (stands, told.number)
        ]
        settled = left_versions(kind, key)
        versions = lines(kind, key, [*names, *sorted(settled)])
    except (Entry.DoesNotExist, KeyError):
        return False
    return open_versions(versions, settled)[0].name == names[0]
