"""Several registers in one test: each has its own database file, folder and key; one at a time is the default one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tallystick.register.exchange import sites
from tallystick.register.folder import Folder, Settings, made
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, register
from tallystick.register.ledger.keys import fingerprint, own_key
from tallystick.register.ledger.models import Origin
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service, ServiceKind, Site, Store
from tests.register.conftest import rifle_of
from tests.register.databases import Databases, connected, emptied, standing_for


class Place:
    """One register."""

    def __init__(self, path: Path, databases: Databases, name: str, code: str) -> None:
        self.name = name
        self.path = path
        self._databases = databases
        said = Settings(name=name, party="QMA", code=code, second_factor=(), database=databases.address())
        self.folder: Folder = made(path / name, said)
        databases.fill(self.folder)
        self.wrapper = connected(self.folder)
        with self.open():
            Origin.objects.create(name=name, public_key=own_key(self.folder).public_hex, is_own=True)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Let this register be the one that everything works on."""
        before, settings.FOLDER = settings.FOLDER, self.folder
        try:
            with standing_for(self.wrapper):
                yield
        finally:
            settings.FOLDER = before

    def kept(self) -> str:
        """Copy the database as it stands; give what `put_back` takes."""
        self.wrapper.close()
        return self._databases.kept(self.folder)

    def put_back(self, kept: str) -> None:
        """Let the database be what it was when it was kept: a register restored from a backup."""
        self.wrapper.close()
        self._databases.put_back(self.folder, kept)

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
            sites.introduce(card, spoken, "tester")

    def bundle(self, **asked: Any) -> Path:
        """Write a bundle."""
        file = self.path / f"from-{self.name}-{len(list(self.path.iterdir()))}.zip"
        with self.open():
            sites.write_bundle(self.folder, file, "tester", **asked)
        return file

    def receive(self, file: Path) -> sites.Received:
        """Take a bundle in."""
        with self.open():
            return sites.take_in_bundle(file, "tester")

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
def template(
    django_db_setup: None,  # noqa: ARG001  # the tables are made
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Databases]:
    """Return where databases with empty tables come from."""
    with django_db_blocker.unblock(), emptied(tmp_path_factory.mktemp("template")) as databases:
        yield databases


@pytest.fixture
def found(template: Databases, tmp_path: Path, django_db_blocker: Any) -> Iterator[Founder]:
    """Return what founds a register."""
    founded: list[Place] = []

    def new(name: str) -> Place:
        founded.append(Place(tmp_path, template, name, str(len(founded) + 1)))
        return founded[-1]

    with django_db_blocker.unblock():
        yield new
        for place in founded:
            place.wrapper.close()
        template.dropped()
