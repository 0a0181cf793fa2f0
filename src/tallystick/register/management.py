"""Start Django on a register's folder; the commands of `tallystick register` call these."""

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from tallystick.errors import UsageError
from tallystick.model.party import is_code, nearest_names
from tallystick.register.folder import VARIABLE, Folder, Settings, made, opened

SETTINGS_MODULE = "tallystick.register.settings"
UNFINISHED = "unfinished"
"""The file in a demonstration's folder that says it was cut short while it was made."""


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


def own_key_stands(folder: Folder) -> None:
    """Let the register's origin name the key that is in its folder: a restored register without keys has a new one."""
    from tallystick.register.ledger.keys import own_key  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.models import Origin  # noqa: PLC0415

    Origin.objects.filter(is_own=True).update(public_key=own_key(folder).public_hex)


def stopped() -> None:
    """Close the database, so that the folder can be moved."""
    from django.db import connections  # noqa: PLC0415  # after `started`

    connections.close_all()


def initialised(path: Path, settings: Settings, administrator: str) -> str:
    """Make a register in a new folder, and its first administrator.

    Returns:
        the administrator's first password, which is kept nowhere.

    Raises:
        UsageError: the folder is not empty, or the party is nobody's code.
    """
    if not is_code(settings.party):
        near = ", ".join(nearest_names(settings.party))
        raise UsageError(f"{settings.party!r} is the code of no party. Nearest: {near}.")
    folder = made(path, settings)
    started(path)
    migrated()
    own_origin_made(folder)
    from tallystick.register.access.models import Role, User  # noqa: PLC0415  # after `started`
    from tallystick.register.access.users import MAKE, add_user  # noqa: PLC0415
    from tallystick.register.ledger.operation import operation  # noqa: PLC0415

    with operation("tallystick register init", MAKE) as done:
        return add_user(done, User(username=administrator, full_name=administrator, role=Role.ADMINISTRATOR))


def demonstrated(path: Path, how_many: int, today: date, step: Callable[[str], None]) -> None:
    """Make a demonstration register of an invented state in a new folder.

    Raises:
        UsageError: the folder is not empty.
    """
    from tallystick.register.demo import NAME, PARTY  # noqa: PLC0415  # loads nothing else

    # who tries it decides at once, as everybody of the invented state who was made this minute
    settings = Settings(name=NAME, party=PARTY, second_factor=(), decides_after_hours=0)
    initialised(path, settings, "admin")
    unfinished = path / UNFINISHED
    unfinished.touch()
    from tallystick.register.demo.made import make_demo  # noqa: PLC0415  # after `started`

    make_demo(how_many, today, step)
    unfinished.unlink()


def demo_people() -> list[str]:
    """Say who signs in to the demonstration with what, one line each."""
    from tallystick.register.demo.people import PASSWORD, PEOPLE  # noqa: PLC0415  # after `started`

    wide = max(len(person.username) for person in PEOPLE)
    return [f"{person.username:<{wide}}  {PASSWORD}  {person.title}" for person in PEOPLE]


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
    """Say every break of the record, one sentence each: of the chain, of rows, of what follows from them, of files.

    Args:
        head: a hash of the log that was written down; it is said where it is in no chain.
    """
    from tallystick.register.ledger.models import Entry  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.verify import breaks  # noqa: PLC0415

    for one in breaks():
        where = "no entry" if one.entry is None else f"entry {one.entry}"
        yield f"{where}{'' if one.subject == '' else ', ' + one.subject}: {one.sentence}"
    for checked in checks():
        yield from checked.breaks()
    if head is not None and not Entry.objects.filter(sha256=head).exists():
        yield f"no entry has the hash {head}: the log was cut or replaced since it was written down"


def checks() -> list[ModuleType]:
    """Give the module `checks` of every app that has one; its one function `breaks` yields sentences."""
    from django.apps import apps  # noqa: PLC0415  # after `started`

    names = [f"{app.name}.checks" for app in apps.get_app_configs()]
    own = [name for name in names if name.startswith("tallystick.register.")]
    return [import_module(name) for name in own if find_spec(name) is not None]


def backed_up_before_upgrade(folder: Folder, at: datetime) -> Path:
    """Back up a register whose database still has the form of an earlier version; say where."""
    from tallystick.register.exchange.backup import copied_before_upgrade  # noqa: PLC0415  # after `started`

    return copied_before_upgrade(folder, at)
