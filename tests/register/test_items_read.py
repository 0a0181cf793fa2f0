"""Whoever sees a restricted item in a list, by a search or on a label has read it, and that is kept."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Reading, Role, User
from tallystick.register.items.models import Item
from tests.register.conftest import SmallState

Browser = Callable[[Role], Client]


@pytest.fixture
def cleared(small: SmallState, people: dict[Role, User], signed_in: Browser) -> Client:
    """Return the browser of an authority that is cleared for the one item that is restricted."""
    Item.objects.filter(pk=small.rifle.pk).update(handling="restricted")
    people[Role.AUTHORITY].clearances = ["restricted"]
    people[Role.AUTHORITY].save()
    return signed_in(Role.AUTHORITY)


@pytest.mark.parametrize("way", ["the list", "the search", "labels"])
def test_a_restricted_item_that_is_shown_keeps_a_reading_and_an_open_one_none(
    cleared: Client, small: SmallState, way: str
) -> None:
    numbers = {"numbers": f"{small.rifle.number} {small.pistol.number}", "stock": "A4-24", "language": "en"}
    answer = {
        "the list": lambda: cleared.get(reverse("items")),
        "the search": lambda: cleared.get(reverse("find_items"), {"mark": "AB12?4"}),
        "labels": lambda: cleared.post(reverse("labels"), numbers | {"skipped": 0}),
    }[way]()
    assert answer.status_code == 200
    assert [one.subject for one in Reading.objects.all()] == [f"items.item {small.rifle.pk}"], answer.content[
        :3000
    ]
