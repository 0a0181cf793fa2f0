"""Triggers that keep append-only tables append-only, whoever has the database open."""

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

_WHAT = ("update", "delete")


def append_only_tables() -> list[str]:
    """Name the tables of models that say `APPEND_ONLY`, in order."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "APPEND_ONLY", False))


def put_guards(*, using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
    """Make every guard that is not there; tables that do not exist yet are passed over."""
    connection = connections[using]
    make = _ON.get(connection.vendor)
    if make is None:
        return
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in append_only_tables():
            if table in there:
                for statement in make(table):
                    cursor.execute(statement)


def lift_guards(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take the guards away: for a migration that rewrites a table, and for tests of tampering."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in append_only_tables():
            for what in _WHAT:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{what}{on}")


def missing_guards(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Name the guards that are not there, or do something else, in order: somebody had the database open."""
    connection = connections[using]
    find = _FOUND.get(connection.vendor)
    if find is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(find)
        there = dict(cursor.fetchall())
    wanted = {
        name: said for table in append_only_tables() for name, said in _wanted(connection.vendor, table)
    }
    return sorted(name for name, said in wanted.items() if there.get(name) != said)


def _wanted(vendor: str, table: str) -> list[tuple[str, str]]:
    if vendor == "postgresql":
        return [(f"{table}_no_{what}", table) for what in _WHAT]
    made = zip(_WHAT, _sqlite(table), strict=True)
    return [(f"{table}_no_{what}", said.replace("IF NOT EXISTS ", "")) for what, said in made]


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{what} BEFORE {what.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for what in _WHAT
    ]


def _postgresql(table: str) -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION register_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [function] + [
        f"CREATE OR REPLACE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION register_append_only()"
        for what in _WHAT
    ]


_FOUND = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # one that was switched off stands in the catalogue still
    "postgresql": (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE NOT tgisinternal AND tgenabled <> 'D' AND proname = 'register_append_only'"
    ),
}
"""The guards that stand, each with what it must say: its statement, or the table it is on."""
_ON = {"sqlite": _sqlite, "postgresql": _postgresql}
