"""Handling marks limit who sees a record, and each reading of a sensitive one is kept for the auditor."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.items.models import Item
from tallystick.register.ledger.guards import put_guards
from tallystick.register.ledger.operation import operation
from tests.register.conftest import SmallState

Browser = Callable[[Role], Client]


@pytest.fixture
def restricted(small: SmallState) -> Item:
    """Return the army's rifle, marked restricted."""
    with operation("setter", "mark restricted") as done:
        rifle = Item.objects.get(pk=small.rifle.pk)
        rifle.handling = "restricted"
        return done.save(rifle)


def cleared(people: dict[Role, User], role: Role, *marks: str) -> None:
    people[role].clearances = list(marks)
    people[role].save()


def test_a_restricted_record_is_not_there_for_who_is_not_cleared(
    restricted: Item, signed_in: Browser
) -> None:
    browser = signed_in(Role.AUTHORITY)
    assert browser.get(reverse("item", args=[restricted.pk])).status_code == 404
    assert restricted.number not in browser.get(reverse("items")).content.decode()
    assert Reading.objects.count() == 0


def test_who_is_cleared_sees_it_and_the_reading_is_kept_for_the_auditor(
    restricted: Item, people: dict[Role, User], signed_in: Browser
) -> None:
    cleared(people, Role.AUTHORITY, "restricted")
    assert signed_in(Role.AUTHORITY).get(reverse("item", args=[restricted.pk])).status_code == 200
    reading = Reading.objects.get()
    assert (reading.user, reading.subject, reading.handling) == (
        people[Role.AUTHORITY],
        f"items.item {restricted.pk}",
        "restricted",
    )
    page = signed_in(Role.AUDITOR).get(reverse("readings"), {"who": "authority"}).content.decode()
    assert str(restricted.pk) in page
    assert (
        str(restricted.pk)
        not in signed_in(Role.AUDITOR).get(reverse("readings"), {"who": "x"}).content.decode()
    )


def test_a_clearance_for_one_group_opens_no_other(
    small: SmallState, people: dict[Role, User], signed_in: Browser
) -> None:
    with operation("setter", "mark for a group") as done:
        rifle = Item.objects.get(pk=small.rifle.pk)
        rifle.handling = "group:trace-team"
        done.save(rifle)
    cleared(people, Role.AUTHORITY, "restricted", "group:another")
    path = reverse("item", args=[rifle.pk])
    assert signed_in(Role.AUTHORITY).get(path).status_code == 404
    cleared(people, Role.AUTHORITY, "group:trace-team")
    assert signed_in(Role.AUTHORITY).get(path).status_code == 200


def test_an_open_record_leaves_no_reading(small: SmallState, signed_in: Browser) -> None:
    assert signed_in(Role.AUTHORITY).get(reverse("item", args=[small.rifle.pk])).status_code == 200
    assert Reading.objects.count() == 0


def test_a_reading_cannot_be_wiped_away_in_the_database(people: dict[Role, User]) -> None:
    put_guards()
    reading = Reading.objects.create(user=people[Role.AUDITOR], subject="items.item x", handling="restricted")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Reading.objects.filter(pk=reading.pk).delete()
