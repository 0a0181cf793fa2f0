"""Let PostgreSQL look inside marks by groups of three characters; SQLite reads its index of marks through."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_MAKE = (
    # trusted since PostgreSQL 13: whoever owns the database may add it
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS items_mark_inside ON items_mark USING gin (folded gin_trgm_ops)",
)
_DROP = ("DROP INDEX IF EXISTS items_mark_inside",)


def make(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index where the database knows such."""
    if editor.connection.vendor == "postgresql":
        for statement in _MAKE:
            editor.execute(statement)


def drop(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away."""
    if editor.connection.vendor == "postgresql":
        for statement in _DROP:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("items", "0002_held")]

    operations = [migrations.RunPython(make, drop)]
