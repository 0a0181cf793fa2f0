"""Make a register, a demonstration, and the backup before an upgrade, for the commands of `tallystick register`."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from tallystick.errors import UsageError
from tallystick.model.party import find_party, is_code, nearest_names
from tallystick.register.aside import filled_aside
from tallystick.register.folder import DATABASE, SETTINGS, VARIABLE, Folder, Settings, made, opened
from tallystick.register.starting import make_own_origin, migrate, start, stop


def initialise(path: Path, settings: Settings, administrator: str) -> str:
    """Make a register in a new folder, and its first administrator: all of it or nothing.

    Returns:
        the administrator's first password, which is kept nowhere.

    Raises:
        UsageError: the folder is not empty, the party is unknown, or the database holds a register already.
    """
    with filled_aside(path, SETTINGS) as stage:
        password = _begin(stage, settings, administrator)
        stop()
    _moved_to(path)
    return password


def _begin(stage: Path, settings: Settings, administrator: str) -> str:
    made(stage, replace(settings, party=_code_of(settings.party)))
    if settings.database == "":
        # a file in the folder: nobody else reads it where the folder is opened to others, nor what SQLite puts beside
        (stage / DATABASE).touch(mode=0o600)
    folder = start(stage)
    _refuse_taken()
    migrate()
    from django.db import transaction  # noqa: PLC0415  # after `started`

    from tallystick.register.access.models import Role, User  # noqa: PLC0415
    from tallystick.register.access.users import MAKE, add_user  # noqa: PLC0415
    from tallystick.register.ledger.operation import operation  # noqa: PLC0415

    # in a database outside the folder, what was cut short before this leaves empty tables, and it can begin again
    with transaction.atomic():
        make_own_origin(folder)
        with operation("tallystick register init", MAKE) as done:
            return add_user(
                done, User(username=administrator, full_name=administrator, role=Role.ADMINISTRATOR)
            )


def _code_of(party: str) -> str:
    code = party if is_code(party) else find_party(party)
    if code is None:
        near = ", ".join(nearest_names(party))
        raise UsageError(f"no party is known by {party!r}. Nearest: {near}.")
    return code


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


def demonstrate(path: Path, how_many: int, today: date, step: Callable[[str], None]) -> None:
    """Make a demonstration register of an invented state in a new folder: all of it or nothing.

    Raises:
        UsageError: the folder is not empty.
    """
    from tallystick.register.demo import NAME, PARTY  # noqa: PLC0415  # loads nothing else

    # who tries it decides at once, as everybody of the invented state who was made this minute
    settings = Settings(name=NAME, party=PARTY, second_factor=(), decides_after_hours=0)
    with filled_aside(path, SETTINGS) as stage:
        _begin(stage, settings, "admin")
        from tallystick.register.demo.made import make_demo  # noqa: PLC0415  # after `started`

        make_demo(how_many, today, step)
        stop()
    _moved_to(path)


def demo_people() -> list[str]:
    """Say who signs in to the demonstration with what, one line each."""
    from tallystick.register.demo.people import PASSWORD, PEOPLE  # noqa: PLC0415  # after `started`

    wide = max(len(person.username) for person in PEOPLE)
    return [f"{person.username:<{wide}}  {PASSWORD}  {person.title}" for person in PEOPLE]


def backed_up_before_upgrade(folder: Folder, at: datetime) -> Path:
    """Back up a register whose database still has the form of an earlier version; say where."""
    from tallystick.register.exchange.backup import copied_before_upgrade  # noqa: PLC0415  # after `started`

    return copied_before_upgrade(folder, at)
