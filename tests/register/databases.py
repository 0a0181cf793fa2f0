"""Databases that tests make besides their own: files of SQLite, or more of the same PostgreSQL server."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

from tallystick.register.folder import DATABASE, Folder, postgresql, sqlite

ADDRESS: Final = os.environ.get("TALLYSTICK_TEST_DATABASE", "")
"""The PostgreSQL database that the tests run on; empty where they run on SQLite."""


class Databases(Protocol):
    """Where registers of one test have their tables."""

    def address(self) -> str:
        """Give an address for a register's settings; nobody else was given it."""

    def fill(self, folder: Folder) -> None:
        """Make a register's database, with empty tables."""

    def kept(self, folder: Folder) -> str:
        """Copy a register's database, to which nobody is connected; give the copy's name."""

    def put_back(self, folder: Folder, kept: str) -> None:
        """Let a register's database be what it was when it was copied; nobody is connected to it."""

    def dropped(self) -> None:
        """Remove what was made."""


class Files:
    """Databases as files in the registers' folders, which whoever made the folders removes."""

    def __init__(self, empty: Path) -> None:
        self._empty = empty

    def address(self) -> str:
        return ""

    def fill(self, folder: Folder) -> None:
        shutil.copy(self._empty, folder.path / DATABASE)

    def kept(self, folder: Folder) -> str:
        copy = folder.path.parent / f"kept-{uuid4().hex}"
        shutil.copy(folder.path / DATABASE, copy)
        return str(copy)

    def put_back(self, folder: Folder, kept: str) -> None:
        shutil.copy(kept, folder.path / DATABASE)

    def dropped(self) -> None:
        pass


class Server:
    """Databases of the server that the tests run on, copied from one of them; without tables if none is named."""

    def __init__(self, empty: str = "template0") -> None:
        self._empty = empty
        self._made: list[str] = []

    def address(self) -> str:
        return f"{ADDRESS.rsplit('/', 1)[0]}/{self._new()}"

    def fill(self, folder: Folder) -> None:
        self.copy(_name(folder.settings.database))

    def made(self) -> str:
        """Make a database; give its address."""
        address = self.address()
        self.copy(_name(address))
        return address

    def copy(self, target: str) -> None:
        """Make a database of this name."""
        told(f"CREATE DATABASE {target} TEMPLATE {self._empty}")

    def kept(self, folder: Folder) -> str:
        name = self._new()
        Server(_name(folder.settings.database)).copy(name)
        return name

    def put_back(self, folder: Folder, kept: str) -> None:
        name = _name(folder.settings.database)
        told(f"DROP DATABASE {name}")
        Server(kept).copy(name)

    def dropped(self) -> None:
        if len(self._made) == 0:
            return
        # a process that was killed may not have hung up yet
        told(*[f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in self._made])
        self._made.clear()

    def _new(self) -> str:
        # its name begins as that of the tests' database, so that whoever looks at the server knows it
        self._made.append(f"test_{_name(ADDRESS)}_{uuid4().hex}")
        return self._made[-1]


def _name(address: str) -> str:
    return urlsplit(address).path.lstrip("/")


def told(*statements: str, at: str = ADDRESS) -> None:
    """Tell a database, or the server by way of it, something that is not of a transaction."""
    import psycopg  # noqa: PLC0415  # only where the tests run on PostgreSQL

    with psycopg.connect(at, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def connected(folder: Folder) -> BaseDatabaseWrapper:
    """Give a connection to a register's database that waits for no disk."""
    return _connected(folder.database())


def _connected(said: dict[str, Any]) -> BaseDatabaseWrapper:
    if said["ENGINE"].endswith("sqlite3"):
        said["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON"
    else:
        said["OPTIONS"]["options"] += " -c synchronous_commit=off"
    made: BaseDatabaseWrapper = load_backend(said["ENGINE"]).DatabaseWrapper(
        {**connections["default"].settings_dict, **said}, "default"
    )
    return made


@pytest.fixture
def new_database() -> Iterator[Callable[[], str]]:
    """Return what gives a register's settings an address: of a new database, or none where it is a file."""
    with new_databases() as new:
        yield new


@contextmanager
def new_databases() -> Iterator[Callable[[], str]]:
    """Give what makes a database without tables and says its address; it says none where a file will be made."""
    server = Server()
    try:
        yield lambda: "" if ADDRESS == "" else server.made()
    finally:
        server.dropped()


@contextmanager
def standing_for(wrapper: BaseDatabaseWrapper) -> Iterator[None]:
    """Let a connection be the one that everything works on."""
    before = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        connections["default"] = before


@contextmanager
def emptied(place: Path) -> Iterator[Databases]:
    """Give databases that begin with empty tables, copied once from those that the tests have."""
    own = connections["default"]
    if ADDRESS == "":
        own.ensure_connection()
        file = place / "empty.sqlite3"
        with closing(sqlite3.connect(file)) as target:
            own.connection.backup(target)
        _as_if_migrated(sqlite(file))
        yield Files(file)
        return
    own.close()  # nobody may be connected to what is copied
    server = Server(own.settings_dict["NAME"])
    try:
        address = server.made()
        _as_if_migrated(postgresql(address))
        yield Server(_name(address))
    finally:
        server.dropped()


def _as_if_migrated(said: dict[str, Any]) -> None:
    """Write down that every migration was made: tests may have made their tables at once."""
    connection = _connected(said)
    with standing_for(connection):
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        known = set(recorder.applied_migrations())
        for app in apps.get_app_configs():
            for file in sorted((Path(app.path) / "migrations").glob("[0-9]*.py")):
                if (app.label, file.stem) not in known:
                    recorder.record_applied(app.label, file.stem)
    connection.close()
