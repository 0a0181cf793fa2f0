"""Start Django on a register's folder, and bring its database to the present form."""

import os
from pathlib import Path
from typing import Final

from tallystick.errors import UsageError
from tallystick.register.folder import VARIABLE, Folder, opened

SETTINGS_MODULE: Final = "tallystick.register.settings"


def start(path: Path) -> Folder:
    """Open a register's folder and start Django on it.

    Raises:
        UsageError: there is no register in it, or the extra `register` is not installed.
    """
    folder = opened(path)
    os.environ[VARIABLE] = str(path)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS_MODULE
    try:
        import django  # noqa: PLC0415  # an extra: the rest of the program does without it
    except ImportError as error:
        raise UsageError(
            "the register needs Django, which is not installed. Install it with: pip install 'tallystick[register]'"
        ) from error
    django.setup()
    return folder


def migrate() -> None:
    """Bring the database to the present form; every step in one transaction, so that a cut leaves the old form."""
    from django.core.management import call_command  # noqa: PLC0415  # after `started`

    call_command("migrate", interactive=False, verbosity=0)


def pending() -> list[str]:
    """Name the migrations that the database still lacks."""
    from django.db import connection  # noqa: PLC0415  # after `started`
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def make_own_origin(folder: Folder) -> None:
    """Give this register its own origin and key, once."""
    from tallystick.register.ledger.keys import own_key  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.models import Origin  # noqa: PLC0415

    if not Origin.objects.filter(is_own=True).exists():
        Origin.objects.create(name=folder.settings.name, public_key=own_key(folder).public_hex, is_own=True)


def own_key_stands(folder: Folder) -> None:
    """Let the register's origin name the key that is in its folder: a restored register without keys has a new one."""
    from tallystick.register.ledger.keys import own_key  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.models import Origin  # noqa: PLC0415

    Origin.objects.filter(is_own=True).update(public_key=own_key(folder).public_hex)


def stop() -> None:
    """Close the database, so that the folder can be moved."""
    from django.db import connections  # noqa: PLC0415  # after `started`

    connections.close_all()


def serve(host: str, port: int) -> None:
    """Serve the register until the process is stopped."""
    from django.utils.module_loading import import_string  # noqa: PLC0415  # after `started`
    from waitress import serve as waitress_serve  # noqa: PLC0415

    # named as for any web server, since it stands above this and loads every page
    application = import_string("tallystick.register.wsgi.application")
    # two cores and SQLite's one writer: more threads would only wait
    waitress_serve(application, host=host, port=port, threads=4, ident="")
