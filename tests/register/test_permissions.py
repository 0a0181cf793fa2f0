"""Every cell of the table of permissions is tried at every address: allowed, refused, and outside the silo."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from django.db import transaction
from django.http import HttpResponseForbidden
from django.urls import reverse

from tallystick.register import urls
from tallystick.register.access.models import Role, User
from tallystick.register.access.permissions import Reach, permission_rows, permissions, reach
from tests.register.conftest import SmallState
from tests.register.walk import (
    OPEN,
    Address,
    Person,
    Sample,
    addresses,
    guarded,
    made_by,
    put_away,
    reachable,
    sample_of,
    samples,
)

REFUSED, HIDDEN, FORMS_ONLY = 403, 404, 405


def test_every_address_is_guarded_by_a_line_of_the_table_or_comes_before_any_role() -> None:
    bare = [address.name for address in addresses() if address.page is None and address.name not in OPEN]
    assert bare == []


def test_every_line_of_the_table_guards_an_address() -> None:
    used = {address.page for address in guarded()}
    assert sorted(set(permissions()) - used) == []


def test_every_address_that_names_an_object_has_a_sample() -> None:
    known = samples()
    assert [one.name for one in guarded() if len(one.arguments) > 0 and one.name not in known] == []


def test_the_table_names_every_role_once_and_only_an_administrator_changes_users() -> None:
    assert all(list(cells) == list(Role) for cells in permissions().values())
    may = [role for role, cell in permissions()["users", "change"].items() if cell is not Reach.NONE]
    assert may == [Role.ADMINISTRATOR]


def test_the_reference_page_shows_the_table_as_it_is() -> None:
    heading, *rows = permission_rows()
    assert heading[:3] == ("page", "action", "operator")
    assert ("users", "change", "-", "-", "-", "-", "-", "-", "any") in rows
    assert len(rows) == len(permissions())


@pytest.fixture
def outsiders(small: SmallState, people: dict[Role, User]) -> dict[Role, User]:  # noqa: ARG001  # names differ
    """Return one person of each role whose service is the police."""
    found = {}
    for role in Role:
        found[role] = User.objects.create_user(f"police-{role.value}"[:60].replace("_", "-"), role=role)
        found[role].services.add(small.police)
    return found


def status(person: Person, path: str, method: str) -> int:
    """The answer to GET, or to an empty form; whatever it did is undone."""
    with transaction.atomic():
        answer = getattr(person.browser(raise_request_exception=False), method)(path)
        put_away(answer)
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer a refusal without the page that says so, which takes longer than refusing: seven hundred are tried."""
    monkeypatch.setattr(urls, "handler403", lambda *_, **__: HttpResponseForbidden(), raising=False)


ROOMS = sorted({address.room for address in guarded()})


@dataclass(frozen=True)
class Asking:
    """Those who ask: one person of each role of the services whose things are tried, and one of another service."""

    inside: dict[Role, Person]
    outside: dict[Role, Person]


@pytest.fixture
def asking(people: dict[Role, User], outsiders: dict[Role, User], bare_refusals: None) -> Asking:  # noqa: ARG001  # patched
    """Sign everybody in."""
    return Asking(
        {role: Person(user) for role, user in people.items()},
        {role: Person(user) for role, user in outsiders.items()},
    )


def test_roles_by_turns_reach_nothing_that_the_table_does_not_give_them(
    small: SmallState, asking: Asking
) -> None:
    """One role at each address, another at the next; all of them where there is time."""
    turn = count()
    wrong = []
    for address, path in (found for room in ROOMS for found in walked(room, small)):
        refused = [role for role in Role if reach(role, *page_of(address)) is not Reach.ANY]
        if len(refused) > 0:
            wrong += let_through(asking, address, path, refused[next(turn) % len(refused)])
    assert wrong == []


def let_through(asking: Asking, address: Address, path: str, role: Role) -> list[str]:
    """Send a form as one that an address must refuse; say who was not."""
    cell = reach(role, *page_of(address))
    if cell is Reach.NONE and status(asking.inside[role], path, "post") != REFUSED:
        return [f"{address.name}: {role} is not refused"]
    is_siloed = cell is Reach.OWN and "pk" in address.arguments
    if is_siloed and status(asking.outside[role], path, "post") not in {REFUSED, HIDDEN}:
        return [f"{address.name}: {role} of another service is let through"]
    return []


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_each_role_reaches_what_the_table_says_by_looking_and_by_sending(
    room: str, small: SmallState, asking: Asking
) -> None:
    wrong = []
    for address, path in walked(room, small):
        for role in Role:
            wrong += let_through(asking, address, path, role) + shown_otherwise(asking, address, path, role)
    assert wrong == []


def shown_otherwise(asking: Asking, address: Address, path: str, role: Role) -> list[str]:
    """Look at an address, and send it a form as one that it lets through; say what the table says otherwise."""
    cell = reach(role, *page_of(address))
    looked = status(asking.inside[role], path, "get")
    if cell is Reach.NONE:
        # a page that only takes forms may say so before it looks at who asks
        return [] if looked in {REFUSED, FORMS_ONLY} else [f"{address.name}: {role} is answered {looked}"]
    found = {looked, status(asking.inside[role], path, "post")}
    wrong = []
    if any(answer >= 500 or answer in {REFUSED, HIDDEN} for answer in found):
        wrong.append(f"{address.name}: {role} reaches {cell} and is answered {found}")
    is_siloed = cell is Reach.OWN and "pk" in address.arguments
    if is_siloed and status(asking.outside[role], path, "get") not in {REFUSED, HIDDEN, FORMS_ONLY}:
        wrong.append(f"{address.name}: {role} of another service looks at it")
    return wrong


def walked(room: str, small: SmallState) -> Iterator[tuple[Address, str]]:
    """Each address of an app, with its object made; those of one sample share it, since every step is undone."""
    sharing: dict[Sample | None, list[Address]] = {}
    for address in (one for one in reachable() if one.room == room):
        sharing.setdefault(sample_of(address), []).append(address)
    for sample, alike in sharing.items():
        with made_by(sample, small) as named:
            for address in alike:
                yield address, reverse(address.name, kwargs=named)


def page_of(address: Address) -> tuple[str, str]:
    assert address.page is not None, f"{address.name} stands outside the table"
    return address.page
