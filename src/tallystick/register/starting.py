"""Start Django on a register's folder, and bring its database to the present form."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Final

from tallystick.errors import UsageError
from tallystick.register.folder import VARIABLE, Folder, opened

SETTINGS_MODULE: Final = "tallystick.register.settings"
_SERVING: Final = "serving"
"""The file in the folder that the process which serves it holds, and that says where."""
_BEYOND: Final = 1 << 20
"""The byte of it that is locked on Windows, where nobody else can read what is locked: far behind what it says."""


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


def serve(directory: Path, host: str, port: int, begun: Callable[[], object] = lambda: None) -> None:
    """Serve the register until the process is stopped.

    Args:
        directory: the register's folder; one process at a time serves it.
        host: the address it listens at.
        port: the port it listens at.
        begun: called once it listens.

    Raises:
        UsageError: another process serves this folder, or the address cannot be listened at.
    """
    from django.utils.module_loading import import_string  # noqa: PLC0415  # after `started`
    from waitress import create_server  # noqa: PLC0415

    # named as for any web server, since it stands above this and loads every page
    application = import_string("tallystick.register.wsgi.application")
    with _alone(directory / _SERVING, f"http://{host}:{port}/"):
        try:
            # two cores and SQLite's one writer: more threads would only wait
            server = create_server(application, host=host, port=port, threads=4, ident="")
        except (OSError, ValueError) as error:
            raise UsageError(_not_listening(host, port, error)) from error
        begun()
        server.run()


@contextmanager
def _alone(file: Path, address: str) -> Iterator[None]:
    """Hold a lock on a file, which says the address, while this process serves; the system ends it with the process.

    Raises:
        UsageError: another process holds it.
    """
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+") as held:
        try:
            _lock(held.fileno())
        except OSError as error:
            raise UsageError(
                f"this register is served already, at {held.read().strip()}. Open that address, or stop it there first."
            ) from error
        held.truncate()
        held.write(address + "\n")
        held.flush()
        yield


def _lock(file: int) -> None:
    """Hold an open file until it is closed, by what the system has for it.

    Raises:
        OSError: another process holds it.
    """
    try:
        import fcntl  # noqa: PLC0415  # Windows has none
    except ImportError:
        windows = import_module("msvcrt")
        os.lseek(file, _BEYOND, os.SEEK_SET)
        try:
            windows.locking(file, windows.LK_NBLCK, 1)
        finally:
            os.lseek(file, 0, os.SEEK_SET)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _not_listening(host: str, port: int, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program. Stop that one, or name another port with --port."
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return f"port {port} needs rights that this user has not. Name one above 1023 with --port."
    return f"nothing can be served at {host}, port {port}: {error}. Name an address of this computer with --host."
