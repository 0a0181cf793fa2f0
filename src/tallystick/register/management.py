"""Start Django on a register's folder; the commands of `tallystick register` call these."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from tallystick.errors import UsageError
from tallystick.register.folder import VARIABLE, Folder, Settings, made, opened

SETTINGS_MODULE = "tallystick.register.settings"


def started(path: Path) -> Folder:
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


def migrated() -> None:
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


def own_origin_made(folder: Folder) -> None:
    """Give this register its own origin and key, once."""
    from tallystick.register.ledger.keys import own_key  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.models import Origin  # noqa: PLC0415

    if not Origin.objects.filter(is_own=True).exists():
        Origin.objects.create(name=folder.settings.name, public_key=own_key(folder).public_hex, is_own=True)


def initialised(path: Path, settings: Settings, administrator: str) -> str:
    """Make a register in a new folder, and its first administrator.

    Returns:
        the administrator's first password, which is kept nowhere.

    Raises:
        UsageError: the folder is not empty, or the party is nobody's code.
    """
    folder = made(path, settings)
    started(path)
    migrated()
    own_origin_made(folder)
    from tallystick.register.access.models import Role, User  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.operation import operation  # noqa: PLC0415

    password = secrets.token_urlsafe(12)
    with operation("tallystick register init", "make user") as done:
        user = User.objects.create_user(
            administrator, password, full_name=administrator, role=Role.ADMINISTRATOR
        )
        done.tell("access.user", administrator, user.as_told())
    return password


def serve(host: str, port: int) -> None:
    """Serve the register until the process is stopped."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  # after `started`
    from waitress import serve as waitress_serve  # noqa: PLC0415

    # two cores and SQLite's one writer: more threads would only wait
    waitress_serve(get_wsgi_application(), host=host, port=port, threads=4, ident="")


def heads() -> list[tuple[str, int, str]]:
    """Give the last entry of each chain: origin's name, place, hash."""
    from tallystick.register.ledger.verify import heads as found  # noqa: PLC0415  # after `started`

    return found()


def found_breaks(head: str | None = None) -> Iterator[str]:
    """Say every break of the record, one sentence each; and where a head that was written down is in no chain."""
    from tallystick.register.ledger.models import Entry  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.verify import breaks  # noqa: PLC0415

    for one in breaks():
        where = "no entry" if one.entry is None else f"entry {one.entry}"
        yield f"{where}{'' if one.subject == '' else ', ' + one.subject}: {one.sentence}"
    if head is not None and not Entry.objects.filter(sha256=head).exists():
        yield f"no entry has the hash {head}: the log was cut or replaced since it was written down"
