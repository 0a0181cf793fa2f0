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
from tallystick.register.aside import filled_aside
from tallystick.register.folder import SETTINGS, VARIABLE, Folder, Settings, made, opened

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
    """Make a register in a new folder, and its first administrator: all of it or nothing.

    Returns:
        the administrator's first password, which is kept nowhere.

    Raises:
        UsageError: the folder is not empty, the party is nobody's code, or the database holds a register already.
    """
    with filled_aside(path, SETTINGS) as stage:
        password = _begun(stage, settings, administrator)
        stopped()
    _moved_to(path)
    return password


def _begun(stage: Path, settings: Settings, administrator: str) -> str:
    if not is_code(settings.party):
        near = ", ".join(nearest_names(settings.party))
        raise UsageError(f"{settings.party!r} is the code of no party. Nearest: {near}.")
    made(stage, settings)
    folder = started(stage)
    _refuse_taken()
    migrated()
    from django.db import transaction  # noqa: PLC0415  # after `started`

    from tallystick.register.access.models import Role, User  # noqa: PLC0415
    from tallystick.register.access.users import MAKE, add_user  # noqa: PLC0415
    from tallystick.register.ledger.operation import operation  # noqa: PLC0415

    # in a database outside the folder, what was cut short before this leaves empty tables, and it can begin again
    with transaction.atomic():
        own_origin_made(folder)
        with operation("tallystick register init", MAKE) as done:
            return add_user(
                done, User(username=administrator, full_name=administrator, role=Role.ADMINISTRATOR)
            )


def _refuse_taken() -> None:
    from django.db import connection  # noqa: PLC0415  # after `started`

    from tallystick.register.ledger.models import Origin  # noqa: PLC0415

    tables = connection.introspection.table_names()
    if Origin._meta.db_table in tables and Origin.objects.exists():
        raise UsageError("the database already holds a register. Name an empty one.")


def _moved_to(path: Path) -> None:
    """Let Django, started on a folder before it was moved, go on where it is now."""
    from django.conf import settings  # noqa: PLC0415  # after `started`
    from django.db import connections  # noqa: PLC0415

    folder = opened(path)
    os.environ[VARIABLE] = str(path)
    settings.FOLDER = folder
    connections.settings["default"]["NAME"] = folder.database()["NAME"]


def demonstrated(path: Path, how_many: int, today: date, step: Callable[[str], None]) -> None:
    """Make a demonstration register of an invented state in a new folder: all of it or nothing.

    Raises:
        UsageError: the folder is not empty.
    """
    from tallystick.register.demo import NAME, PARTY  # noqa: PLC0415  # loads nothing else

    # who tries it decides at once, as everybody of the invented state who was made this minute
    settings = Settings(name=NAME, party=PARTY, second_factor=(), decides_after_hours=0)
    with filled_aside(path, SETTINGS) as stage:
        _begun(stage, settings, "admin")
        from tallystick.register.demo.made import make_demo  # noqa: PLC0415  # after `started`

        make_demo(how_many, today, step)
        stopped()
    _moved_to(path)


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
    """Give the last entry of each chain: origin's name, place, hash; and the last reading, if there is any."""
    from tallystick.register.access.readings import head  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.verify import heads as found  # noqa: PLC0415

    last = head()
    return found() if last is None else [*found(), ("readings", *last)]


def found_breaks(head: str | None = None) -> Iterator[str]:
    """Say every break of the record, one sentence each: of the chain, of rows, of what follows from them, of files.

    Args:
        head: a hash of the log, or of the readings, that was written down; it is said where it is in no chain.
    """
    from tallystick.register.ledger.verify import breaks  # noqa: PLC0415  # after `started`

    for one in breaks():
        where = "no entry" if one.entry is None else f"entry {one.entry}"
        yield f"{where}{'' if one.subject == '' else ', ' + one.subject}: {one.sentence}"
    for checked in checks():
        yield from checked.breaks()
    if head is not None and not _is_in_a_chain(head):
        yield f"no entry and no reading has the hash {head}: the log was cut or replaced since it was written down"


def _is_in_a_chain(head: str) -> bool:
    from tallystick.register.access.models import Reading  # noqa: PLC0415  # after `started`
    from tallystick.register.ledger.models import Entry  # noqa: PLC0415

    return any(model.objects.filter(sha256=head).exists() for model in (Entry, Reading))


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
