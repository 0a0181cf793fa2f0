"""Several registers in one test: each has its own database file, folder and key; one at a time is the default one."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from tallystick.register.exchange import sites
from tallystick.register.folder import DATABASE, Folder, Settings, made, sqlite
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, register
from tallystick.register.ledger.keys import fingerprint, own_key
from tallystick.register.ledger.models import Origin
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service, ServiceKind, Site, Store
from tests.register.conftest import rifle_of


class Place:
    """One register."""

    def __init__(self, path: Path, template: Path, name: str, code: str) -> None:
        self.name = name
        self.path = path
        self.folder: Folder = made(path / name, Settings(name=name, party="QMA", code=code, second_factor=()))
        shutil.copy(template, self.folder.path / DATABASE)
        options: dict[str, Any] = sqlite(self.folder.path / DATABASE)
        options["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON"
        self.wrapper = DatabaseWrapper({**connections["default"].settings_dict, **options}, "default")
        with self.open():
            Origin.objects.create(name=name, public_key=own_key(self.folder).public_hex, is_own=True)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let this register be the one that everything works on."""
        before, folder = connections["default"], settings.FOLDER
        connections["default"], settings.FOLDER = self.wrapper, self.folder
        try:
            yield
        finally:
            connections["default"], settings.FOLDER = before, folder

    def card(self) -> Path:
        """Write its card."""
        import json  # noqa: PLC0415  # a line of a test

        file = self.path / f"{self.name}.card"
        with self.open():
            file.write_text(json.dumps(sites.own_card()), "utf-8")
        return file

    def accept(self, other: "Place") -> None:
        """Accept another register."""
        card = other.card()
        spoken = fingerprint(own_key(other.folder).public_hex)
        with self.open():
            sites.introduced(card, spoken, "tester")

    def bundle(self, **asked: Any) -> Path:
        """Write a bundle."""
        file = self.path / f"from-{self.name}-{len(list(self.path.iterdir()))}.zip"
        with self.open():
            sites.bundled(self.folder, file, **asked)
        return file

    def receive(self, file: Path) -> sites.Received:
        """Take a bundle in."""
        with self.open():
            return sites.received(file)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Give every recorded row as it stands, derived columns and all, but not the numbers of entries."""
        from tallystick.register.exchange.rows import written  # noqa: PLC0415  # after the settings
        from tallystick.register.ledger.verify import recorded_models  # noqa: PLC0415

        with self.open():
            return {
                model.row_kind(): [
                    {name: value for name, value in row.items() if name != "entry"}
                    for row in written(model, with_secrets=True)
                ]
                for model in recorded_models()
            }


def stocked(place: Place, *serials: str) -> list[Item]:
    """Put a service, a site, a store and some rifles into a register."""
    with place.open(), operation("setter", "set up") as done:
        army = done.save(Service(name="Army", kind=ServiceKind.ARMY))
        site = done.save(Site(name="Barracks", service=army))
        store = done.save(Store(code="A1", name="Armoury", site=site))
        return [
            register(
                done, *rifle_of(army, serial), Happened(EventKind.REGISTERED, date(2024, 1, 10), store=store)
            )
            for serial in serials
        ]


Founder = Callable[..., Place]


@pytest.fixture(scope="session")
def template(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001  # the tables are made
    """Return a database file with empty tables."""
    file = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    with django_db_blocker.unblock(), closing(sqlite3.connect(file)) as target:
        connection = connections["default"]
        if connection.vendor != "sqlite":
            pytest.skip("two registers in one process are two SQLite files")
        connection.ensure_connection()
        connection.connection.backup(target)
        _as_if_migrated(target)
    return file


def _as_if_migrated(target: sqlite3.Connection) -> None:
    """Write down that every migration was made: tests make their tables at once."""
    target.execute(
        "CREATE TABLE IF NOT EXISTS django_migrations "
        "(id integer PRIMARY KEY AUTOINCREMENT, app varchar(255), name varchar(255), applied datetime)"
    )
    for app in apps.get_app_configs():
        for file in sorted((Path(app.path) / "migrations").glob("[0-9]*.py")):
            row = (app.label, file.stem, "2024-01-01 00:00:00")
            target.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", row)
    target.commit()


@pytest.fixture
def found(template: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Founder]:
    """Return what founds a register."""
    founded: list[Place] = []

    def new(name: str) -> Place:
        founded.append(Place(tmp_path, template, name, str(len(founded) + 1)))
        return founded[-1]

    with django_db_blocker.unblock():
        yield new
        for place in founded:
            place.wrapper.close()
