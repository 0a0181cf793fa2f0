"""Whatever three sites do, in whatever order bundles go: in the end all show the same rows, and each checks whole."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Final

import pytest
from django.core.exceptions import ValidationError

from tallystick.register.exchange.conflicts import settle, versions_of
from tallystick.register.exchange.models import Conflict
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.record import Happened, happen
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.stores.models import Service
from tests.register.two_sites import Founder, Place, found, stocked, template  # noqa: F401  # fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
_NAMES: Final = ("Customs", "Prisons", "Wildlife", "Army")
_STEPS: Final = 25
Act = Callable[[Operation, Random, str], object]


def _edit(done: Operation, chance: Random, who: str) -> None:
    item = chance.choice(list(Item.objects.order_by("id")))
    item.note = f"{who} {chance.randrange(4)}"
    done.save(item)


def _add(done: Operation, chance: Random, _who: str) -> None:
    name = chance.choice(_NAMES)
    if not Service.objects.filter(name=name).exists():
        done.save(Service(name=name, kind="other"))


def _rename(done: Operation, chance: Random, _who: str) -> None:
    row, name = chance.choice(list(Service.objects.order_by("id"))), chance.choice(_NAMES)
    if not Service.objects.filter(name=name).exists():
        row.name = name
        done.save(row)


def _issue(done: Operation, chance: Random, who: str) -> None:
    item, on = chance.choice(list(Item.objects.order_by("id"))), date(2024, 3, 1)
    try:
        with done.attempt():
            happen(done, item, Happened(EventKind.ISSUED, on + timedelta(chance.randrange(20)), holder=who))
    except ValidationError:
        pass  # it is issued already


def _settle(done: Operation, chance: Random, _who: str) -> None:
    waiting = list(Conflict.objects.filter(differs=True))
    if len(waiting) == 0:
        return
    conflict = chance.choice(waiting)
    versions = [one.version for one in versions_of(conflict)]
    try:
        with done.attempt():
            settle(done, conflict, chance.choice([*versions, ""]), "as the paper says")
    except ValidationError:
        pass  # the name is taken by now, or nothing was chosen


_ACTS: Final[tuple[Act, ...]] = (_edit, _edit, _edit, _add, _rename, _issue, _settle)


def _three(found: Founder) -> list[Place]:  # noqa: F811  # a fixture
    places = [found(name) for name in ("North", "Hub", "South")]
    for here in places:
        for there in places:
            if here is not there:
                here.accept(there)
    stocked(places[0], "AB1", "AB2")
    places[1].receive(places[0].bundle())
    places[2].receive(places[1].bundle())
    return places


@pytest.mark.parametrize("seed", range(6))
def test_three_sites_come_to_the_same_rows(found: Founder, seed: int) -> None:  # noqa: F811  # a fixture
    chance, places = Random(seed), _three(found)  # noqa: S311  # any course of events
    for _ in range(_STEPS):
        here, there = chance.sample(places, 2)
        if chance.random() < 0.7:
            with here.open(), operation("somebody", "act") as done:
                chance.choice(_ACTS)(done, chance, here.name)
        else:
            there.receive(here.bundle())
    for _ in range(4):
        for here in places:
            for there in places:
                if here is not there:
                    there.receive(here.bundle())
    first, *others = [place.rows() for place in places]
    assert [one for one in others if one != first] == []
    for place in places:
        with place.open():
            assert list(breaks()) == []
