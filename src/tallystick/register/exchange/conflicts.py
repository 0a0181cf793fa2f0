"""Conflicts between sites as a person sees them, and what the person decides."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from tallystick.register.exchange.after import impossible, prepared, settled_everywhere
from tallystick.register.exchange.clashes import left_versions
from tallystick.register.exchange.models import Conflict, ConflictKind, Settlement
from tallystick.register.exchange.rivals import rival_of, stand_anew
from tallystick.register.exchange.rows import value_of
from tallystick.register.items.history import counting, histories
from tallystick.register.items.models import Decision, Event, Item
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Entry, Recorded
from tallystick.register.ledger.operation import Operation
from tallystick.register.ledger.versions import lines, open_versions, told


@dataclass(frozen=True, slots=True)
class Said:
    """What one site wrote of a row."""

    version: str
    """The hash of the entry."""
    entry: Entry
    content: dict[str, Json]
    stands: bool
    """Whether it is what stands meanwhile."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column in which the versions differ."""

    title: Any
    values: tuple[str, ...]
    """In the order of the versions."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event of an item whose events cannot have happened one after the other."""

    event: Event
    site: str
    """Where it was entered."""
    is_wrong: bool
    """Whether it cannot have followed what is before it."""


def row_of(conflict: Conflict) -> Recorded | None:
    """Give the row that a conflict is about; None where it waits aside."""
    model: type[Recorded] = apps.get_model(conflict.about_kind)
    return model._base_manager.filter(pk=conflict.about_id).first()


def versions_of(conflict: Conflict) -> list[Said]:
    """Give what the sites wrote: what stands first."""
    if conflict.kind == ConflictKind.EVENTS:
        return []
    rival = rival_of(conflict)
    if rival is not None:
        stands = _hash_of(rival)
        return [
            _said(conflict.about_kind, str(rival.pk), stands, stands=True),
            _said(conflict.about_kind, conflict.about_id, conflict.versions[0], stands=False),
        ]
    row = row_of(conflict)
    stands = "" if row is None else _hash_of(row)
    names = [stands, *conflict.versions] if stands != "" else conflict.versions
    if conflict.kind == ConflictKind.EDITED:
        # what stood when the conflict was found may have been edited since
        kind, key = conflict.about_kind, conflict.about_id
        settled = left_versions(kind, key)
        names = [one.name for one in open_versions(lines(kind, key, [*names, *sorted(settled)]), settled)]
    return [
        _said(conflict.about_kind, conflict.about_id, name, stands=name == stands)
        for name in dict.fromkeys(names)
    ]


def _hash_of(row: Recorded) -> str:
    return Entry.objects.values_list("sha256", flat=True).get(number=row.entry)


def _said(kind: str, key: str, name: str, *, stands: bool) -> Said:
    entry, row = told(kind, key, name)
    return Said(name, entry, row["is"], stands)


def choice(conflict: Conflict, versions: list[Said]) -> list[Said]:
    """Give the versions of which a person chooses one; none where there is nothing to choose."""
    return versions if conflict.kind == ConflictKind.EDITED or len(versions) > 1 else []


def differing(conflict: Conflict, versions: list[Said]) -> list[Column]:
    """Give the columns in which versions differ; all of them where there is one version."""
    model = apps.get_model(conflict.about_kind)
    fields = {one.attname: one for one in model._meta.concrete_fields}
    found = []
    for name in sorted({name for one in versions for name in one.content}):
        field = fields.get(name)
        values = tuple(_shown(field, one.content.get(name)) for one in versions)
        if len(set(values)) > 1 or len(versions) == 1:
            found.append(Column(name if field is None else field.verbose_name, values))
    return found


def _shown(field: Any, said: Json) -> str:  # noqa: ANN401  # a column of any kind, or none
    if said is None or said == "":
        return ""
    if isinstance(field, ForeignKey):
        row = field.related_model._base_manager.filter(pk=said).first()
        return str(said) if row is None else str(row)
    return str(dict(getattr(field, "flatchoices", ())).get(said, said))


def settle(done: Operation, conflict: Conflict, version: str, reason: str) -> Settlement:
    """Let one version stand and leave the others; all of them stay in the log.

    Args:
        done: the operation.
        conflict: what waits.
        version: the hash of the entry whose version stands; empty where there is nothing to choose.
        reason: why.

    Raises:
        ValidationError: there is no such version, it gives no reason, or the events still cannot have happened so.
    """
    if reason.strip() == "":
        raise ValidationError({"reason": _("Say why, so that the other site can follow.")})
    versions = choice(conflict, versions_of(conflict))
    chosen = next((one for one in versions if one.version == version), None)
    if len(versions) > 0 and chosen is None:
        raise ValidationError({"version": _("This was changed meanwhile. Look at it again.")})
    row = row_of(conflict)
    _refuse_unmended(conflict, row)
    if chosen is not None and row is not None:
        # also where it stands already: who settles otherwise at another site must be seen to
        try:
            with done.attempt():
                _write(done, row, chosen.content)
        except IntegrityError as error:
            raise ValidationError(
                _("Another has this number or name now. Give that one a new name first.")
            ) from error
    left = [one.version for one in versions if not one.stands]
    about_id, rival = conflict.about_id, rival_of(conflict)
    if rival is not None and chosen is not None:
        # of two decisions the one left is named; the other counts from now on
        about_id = about_id if chosen.stands else str(rival.pk)
        left = [one.version for one in versions if one is not chosen]
    made = Settlement(
        about=conflict.kind,
        about_kind=conflict.about_kind,
        about_id=about_id,
        left_versions=sorted(left) if len(versions) > 0 else list(conflict.versions),
        settled_by=done.actor,
        settled_at=done.at,
        reason=reason,
    )
    done.save(made)
    if rival is not None:
        settled_everywhere({conflict.about_kind: stand_anew(Decision, UUID(about_id))})
    Conflict.objects.filter(pk=conflict.pk).delete()
    return made


def _refuse_unmended(conflict: Conflict, row: Recorded | None) -> None:
    if conflict.kind != ConflictKind.EVENTS or not isinstance(row, Item):
        return
    if len(impossible(row, histories([row.pk])[row.pk])) > 0:
        raise ValidationError(
            _(
                "These events cannot have happened one after the other. "
                "Correct the wrong one on the page of the item, then settle this."
            )
        )


def events_of(conflict: Conflict) -> list[Told]:
    """Give the events that cannot both have happened: from the one before the first of them on, in their order."""
    row = row_of(conflict)
    if conflict.kind != ConflictKind.EVENTS or not isinstance(row, Item):
        return []
    history = histories([row.pk])[row.pk]
    wrong = set(impossible(row, history))
    order = [event.pk for event in counting(history)]
    first = next((at for at, pk in enumerate(order) if pk in wrong), len(order))
    shown = order[max(first - 1, 0) :]
    rows = Event.objects.select_related("store").in_bulk(shown)
    entries = Entry.objects.select_related("origin").in_bulk({event.entry for event in rows.values()})
    return [Told(rows[pk], entries[rows[pk].entry].origin.name, is_wrong=pk in wrong) for pk in shown]


def _write(done: Operation, row: Recorded, content: dict[str, Json]) -> None:
    for name, said in content.items():
        setattr(row, name, value_of(type(row), name, said))
    done.save(prepared(row))
    derived = {
        one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if one.name in row.DERIVED
    }
    if len(derived) > 0:
        type(row)._base_manager.filter(pk=row.pk).update(**derived)
    settled_everywhere({row.row_kind(): {row.pk}})
