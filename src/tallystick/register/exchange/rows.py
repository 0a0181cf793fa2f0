"""Rows as JSON lines, and back; the same for every table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models

from tallystick.register.ledger.canonical import Json, plain
from tallystick.register.ledger.models import Entry, Recorded

_ROWS_AT_ONCE: Final = 2_000
_ROOM: Final = "tallystick.register."
_SECOND_FACTORS: Final = ("otp_totp", "otp_static")
SECRETS: Final[Mapping[str, frozenset[str]]] = {"access.user": frozenset({"password"})}
"""Columns that no export holds; a backup does."""


def tables(*, with_secrets: bool) -> list[type[models.Model]]:
    """Name every kind of row that is data, without the log, in order: also those that link users to services.

    Args:
        with_secrets: with the devices of the second factor, for backups.
    """
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model is not Entry
        and (_app(model).name.startswith(_ROOM) or (with_secrets and _app(model).label in _SECOND_FACTORS))
        and not model._meta.proxy
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


def _app(model: type[models.Model]) -> Any:  # noqa: ANN401  # Django's own description of an app
    return apps.get_app_config(model._meta.app_label)


def columns(model: type[models.Model]) -> list[str]:
    """Name the columns of a table, in order."""
    return [field.attname for field in model._meta.concrete_fields]


def content_columns(model: type[models.Model]) -> list[str] | None:
    """Name the columns that the chain keeps; None where the chain keeps nothing of such rows."""
    return model.content_columns() if issubclass(model, Recorded) else None


def written(model: type[models.Model], *, with_secrets: bool) -> Iterator[dict[str, Json]]:
    """Give every row of a table, in the order of its key."""
    hidden = frozenset() if with_secrets else SECRETS.get(model._meta.label_lower, frozenset())
    names = columns(model)
    for row in model._base_manager.order_by("pk").iterator(_ROWS_AT_ONCE):
        yield {name: "" if name in hidden else plain(getattr(row, name)) for name in names}


def entry_written(entry: Entry) -> dict[str, Json]:
    """Give an entry as it stands in a bundle."""
    return {
        "number": entry.number,
        "origin": str(entry.origin_id),
        "place": entry.place,
        "entered_at": plain(entry.entered_at),
        "actor": entry.actor,
        "verb": entry.verb,
        "document": entry.document,
        "note": entry.note,
        "rows": entry.rows,
        "previous": entry.previous,
        "sha256": entry.sha256,
    }


def entry_read(said: Mapping[str, Json], number: int) -> Entry:
    """Make an entry of what a bundle says, unsaved."""
    return Entry(
        number=number,
        origin_id=said["origin"],
        place=said["place"],
        entered_at=value_of(Entry, "entered_at", said["entered_at"]),
        actor=said["actor"],
        verb=said["verb"],
        document=said["document"],
        note=said["note"],
        rows=said["rows"],
        previous=said["previous"],
        sha256=said["sha256"],
    )


def value_of(model: type[models.Model], name: str, said: Json) -> Any:  # noqa: ANN401  # whatever the column holds
    """Give a value as the column has it.

    Raises:
        django.core.exceptions.ValidationError: the column cannot hold it.
        django.core.exceptions.FieldDoesNotExist: there is no such column.
    """
    field = model._meta.get_field(name)
    if said is None or isinstance(field, models.JSONField):
        return said
    return field.to_python(said)  # type: ignore[union-attr]  # concrete columns alone are named


def put(model: type[models.Model], rows: Iterable[Mapping[str, Json]], using: str = DEFAULT_DB_ALIAS) -> int:
    """Write rows into an empty table exactly as they are said, derived columns and all; give how many."""
    batch: list[models.Model] = []
    total = 0
    for row in rows:
        batch.append(model(**{name: value_of(model, name, said) for name, said in row.items()}))
        if len(batch) >= _ROWS_AT_ONCE:
            total += insert_raw(model, batch, using)
            batch = []
    return total + insert_raw(model, batch, using)


def insert_raw(model: type[models.Model], rows: Sequence[models.Model], using: str = DEFAULT_DB_ALIAS) -> int:
    """Write new rows as they are; give how many."""
    fields = list(model._meta.concrete_fields)
    at_once = max(connections[using].ops.bulk_batch_size(fields, list(rows)), 1)
    for start in range(0, len(rows), at_once):
        # raw: a column that fills itself with the present day keeps what is said
        model._base_manager.using(using)._insert(  # type: ignore[attr-defined]  # as `bulk_create` calls it
            rows[start : start + at_once], fields=fields, using=using, raw=True
        )
    return len(rows)


def numbered_on(models_put: Iterable[type[models.Model]], using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the next number of each table follow the rows that were put there; SQLite does so by itself."""
    connection = connections[using]
    from django.core.management.color import no_style  # noqa: PLC0415  # only here, and only for its name

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models_put)):
            cursor.execute(statement)
