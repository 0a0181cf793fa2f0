"""A register with a small invented state in it, and people of every role."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pytest
from django.test import Client
from django.utils import translation

from tallystick.register.access.models import Role, User
from tallystick.register.items.models import EventKind, Item, ItemKind, Mark, MarkKind
from tallystick.register.items.record import Happened, register_all
from tallystick.register.ledger.models import Origin
from tallystick.register.ledger.operation import operation
from tallystick.register.stores.models import Service, ServiceKind, Site, Store
from tests.register.ground import Ground


@dataclass(frozen=True, slots=True)
class SmallState:
    """An invented state: two services with a site and a store each, and one rifle in each store."""

    army: Service
    police: Service
    barracks: Site
    station: Site
    armoury: Store
    """Of the army."""
    locker: Store
    """Of the police."""
    rifle: Item
    """In the armoury."""
    pistol: Item
    """In the locker."""


def rifle_of(service: Service, serial: str, **columns: object) -> tuple[Item, list[Mark]]:
    """Give an unsaved rifle with one mark."""
    given = {
        "kind": ItemKind.SMALL_ARM,
        "category": "SA3",
        "make": "Invented",
        "model": "R1",
        "calibre": "7.62 × 39 mm",
    }
    item = Item(service=service, **(given | columns))
    return item, [Mark(kind=MarkKind.MANUFACTURER, text=serial)]


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Begin in English: a page asked for in another language leaves it to whoever comes next in this thread."""
    translation.activate("en")


def own_origin() -> Origin:
    """Give the origin of this register, made if it is not there."""
    return Origin.objects.get_or_create(
        is_own=True, defaults={"name": "Register of Arms", "public_key": "0" * 64}
    )[0]


def small_state() -> SmallState:
    """Make a small state with two rifles."""
    own_origin()
    with operation("setter", "set up") as done:
        army = done.save(Service(name="Army", kind=ServiceKind.ARMY))
        police = done.save(Service(name="Police", kind=ServiceKind.POLICE))
        barracks = done.save(Site(name="Barracks", service=army))
        station = done.save(Site(name="Station", service=police))
        armoury = done.save(Store(code="A1", name="Armoury", site=barracks))
        locker = done.save(Store(code="P1", name="Locker", site=station))
        rifle, pistol = register_all(
            done,
            [
                (*rifle_of(service, serial), Happened(EventKind.REGISTERED, date(2024, 1, 10), store=store))
                for service, store, serial in ((army, armoury, "AB1234"), (police, locker, "XY9876"))
            ],
        )
    return SmallState(army, police, barracks, station, armoury, locker, rifle, pistol)


def everybody(small: SmallState) -> dict[Role, User]:
    """Make a person of each role."""
    found = {}
    for role in Role:
        user = User.objects.create_user(
            role.value.replace("_", "-"), "a password of tests", full_name=role.label, role=role
        )
        user.services.add(small.army)
        found[role] = user
    return found


GROUND: Final = Ground({"small": small_state, "people": everybody})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """Leave below the next test what it begins with, and nothing else."""
    yield
    if isinstance(nextitem, pytest.Function):
        GROUND.keep(nextitem.fixturenames)


@pytest.fixture(scope="session")
def ground(django_db_setup: None) -> Iterator[Ground]:  # noqa: ARG001  # it is undone before the tables are
    """Return what stands below the tests."""
    yield GROUND
    GROUND.keep([])


@pytest.fixture
def _laid(request: pytest.FixtureRequest, ground: Ground, django_db_blocker: Any) -> None:
    ground.lay(request.fixturenames, django_db_blocker)


@pytest.fixture
def db(_laid: None, db: None) -> None:
    """Give the database, with what the test begins with below the test's own transaction."""


@pytest.fixture
def own(db: None) -> Origin:  # noqa: ARG001  # the database is there
    """Return the origin of this register."""
    return own_origin()


@pytest.fixture
def small(ground: Ground, db: None) -> SmallState:  # noqa: ARG001  # the database is there
    """Return a small state with two rifles."""
    found: SmallState = ground.part("small")
    return found


@pytest.fixture
def people(ground: Ground, small: SmallState) -> dict[Role, User]:  # noqa: ARG001  # they serve in it
    """Return one person of each role; those confined to their own are the army's."""
    found: dict[Role, User] = ground.part("people")
    return found


@pytest.fixture
def signed_in(people: dict[Role, User]) -> Callable[[Role], Client]:
    """Return a browser in which a person of a role is signed in."""

    def browser(role: Role) -> Client:
        client = Client()
        client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser
