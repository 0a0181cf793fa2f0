"""Say where a value stands in another form than this program writes: readers take both for one, and SQL does not.

SQLite keeps whatever it is given. A date written 2023-12-4 is read as the day it means and falls out of every range of
days; an identifier in capitals is read as the row it means and is another to the database. So a row that was put in or
respelt behind the program's back would compare as whole and count as something else. PostgreSQL has types of its own
and takes no other form.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.apps import apps
from django.db import connection, models

_MOST: Final = 100
"""Rows named of one table: whoever reads them looks at the table."""

_HEX: Final = "(length({c}) = 32 AND {c} NOT GLOB '*[^0-9a-f]*')"
_DAY: Final = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"
_CLOCK: Final = "[0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
_DIGITS: Final = "[0-9]" * 6
_MOMENT: Final = (
    f"(({{c}} GLOB '{_DAY} {_CLOCK}' OR {{c}} GLOB '{_DAY} {_CLOCK}.{_DIGITS}') "
    "AND substr({c}, 1, 10) = date(substr({c}, 1, 10)))"
)
_TEXT: Final = "(typeof({c}) = 'text' AND instr({c}, char(0)) = 0)"
_NUMBER: Final = "typeof({c}) IN ('integer', 'real')"

_FORMS: Final[Mapping[str, str]] = {
    "UUIDField": f"(typeof({{c}}) = 'text' AND {_HEX})",
    "DateField": "{c} IS date({c})",
    "DateTimeField": _MOMENT,
    "BooleanField": "(typeof({c}) = 'integer' AND {c} IN (0, 1))",
    "DecimalField": _NUMBER,
    "FloatField": _NUMBER,
    "BinaryField": "typeof({c}) = 'blob'",
    "JSONField": "(typeof({c}) = 'text' AND json_valid({c}))",
}
"""What is so of a column, by the kind of its field; the kinds not named here are texts or whole numbers."""
_TEXTS: Final = (models.CharField, models.TextField, models.FileField, models.GenericIPAddressField)


def breaks() -> Iterator[str]:
    """Say each row with a value in another form, and each that names a row which is not there, one sentence each."""
    if connection.vendor != "sqlite":
        return
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("tallystick.register.") and not model._meta.proxy:
            yield from _of_table(model)
    yield from _dangling()


def _of_table(model: type[models.Model]) -> Iterator[str]:
    quoted = connection.ops.quote_name
    faults = [
        (column, f"({quoted(column)} IS NOT NULL AND NOT {_form(field)})")
        for field in model._meta.concrete_fields
        for column in (str(field.column),)
    ]
    named = " ".join(f"WHEN {fault} THEN '{column}'" for column, fault in faults)
    wanted = " OR ".join(fault for _, fault in faults)
    pk, table = quoted(str(model._meta.pk.column)), quoted(model._meta.db_table)
    # names of columns and tables are the program's own
    sql = f"SELECT {pk}, CASE {named} END FROM {table} WHERE {wanted} ORDER BY 1 LIMIT {_MOST}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for key, column in cursor.fetchall():
            yield f"{model._meta.label_lower} {key}: {column} is not written as this program writes it"


def _form(field: "models.Field[Any, Any]") -> str:
    """Give the SQL that holds of a value in the form in which the program writes it."""
    column, named = connection.ops.quote_name(str(field.column)), field
    while isinstance(named, models.ForeignKey):
        named = named.target_field
    others = _TEXT if isinstance(named, _TEXTS) else "typeof({c}) = 'integer'"
    return _FORMS.get(named.get_internal_type(), others).format(c=column)


def _dangling() -> Iterator[str]:
    """Say each row that names one which is not there, as the database itself compares names."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, parent, _ in cursor.fetchmany(_MOST):
            yield f"{table} row {row}: names a row of {parent} that is not there"
