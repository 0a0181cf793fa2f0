"""Of a licence that is hidden from a person nothing is answered where goods cross the border under its number."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role, User
from tallystick.register.handling import Handling
from tallystick.register.items.checking import Happened
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.leaving import check_arrival, leave
from tallystick.register.licences.models import Kind, Licence, Use
from tallystick.register.licences.use import UseRefusedError
from tests.register.conftest import SmallState
from tests.register.licence_case import issued

Browser = Callable[[Role], Client]


def today() -> date:
    return timezone.localdate()


def hidden(small: SmallState, kind: Kind = Kind.EXPORT) -> Licence:
    """Make a licence of the army's that bears a mark."""
    licence = issued(small, kind)
    licence.handling = Handling.RESTRICTED
    with operation("officer", "mark licence") as done:
        return done.save(licence)


def of_police(small: SmallState) -> Licence:
    licence = issued(small)
    case = licence.application
    case.applicant = small.police
    with operation("officer", "change application") as done:
        done.save(case)
    return licence


def leaves(
    small: SmallState, actor: str, number: str, party: str = "QMO", corrects: Event | None = None
) -> Event:
    said = Happened(EventKind.EXPORTED, today(), party=party, details={"licence": number}, corrects=corrects)
    with operation(actor, "enter exported") as done:
        return leave(done, [Item.objects.get(pk=small.rifle.pk)], said)[0]


def told(small: SmallState, actor: str, number: str, party: str = "QMO") -> str:
    with pytest.raises(UseRefusedError) as refused:
        leaves(small, actor, number, party)
    assert refused.value.licence is None, "no attempt is kept with it"
    return str(refused.value)


@pytest.mark.usefixtures("people")
def test_a_marked_licence_is_to_whoever_is_not_cleared_as_if_there_were_none(small: SmallState) -> None:
    licence = hidden(small)
    nothing = f"No licence has the number {licence.number}."
    for role in ("store-keeper", "operator", "authority"):
        for party in ("QMO", "QMU"):
            assert told(small, role, licence.number, party).startswith(nothing)
        near = told(small, role, licence.number[:-1] + "x")
        assert licence.number not in near, "nor is it suggested"


def test_whoever_is_cleared_exports_under_a_marked_licence(
    small: SmallState, people: dict[Role, User]
) -> None:
    licence, keeper = hidden(small), people[Role.STORE_KEEPER]
    keeper.clearances = [Handling.RESTRICTED]
    keeper.save()
    assert leaves(small, keeper.username, licence.number).details == {"licence": licence.number}


def test_the_page_of_an_export_tells_nothing_of_a_hidden_licence_and_keeps_no_attempt(
    small: SmallState, signed_in: Browser
) -> None:
    licence = hidden(small)
    address = reverse("happened", args=[small.rifle.pk, "exported"])
    for party in ("Morvane", "QMU"):
        given = {"happened_on": today(), "licence": licence.number, "party": party, "reference": "B/L 9"}
        page = signed_in(Role.STORE_KEEPER).post(address, given).content.decode()
        assert f"No licence has the number {licence.number}." in page
        assert "allows a transfer" not in page
    assert not Use.objects.exists()


@pytest.mark.usefixtures("people")
def test_a_licence_of_another_service_answers_nothing_to_whoever_is_confined_to_their_own(
    small: SmallState,
) -> None:
    licence = of_police(small)
    for actor in ("store-keeper", "operator"):
        assert told(small, actor, licence.number, "QMU").startswith("No licence has the number")
    assert leaves(small, "authority", licence.number).details == {"licence": licence.number}


def test_a_keeper_of_a_site_exports_its_items_under_a_licence_of_their_service(
    small: SmallState, people: dict[Role, User]
) -> None:
    own, other, keeper = issued(small), of_police(small), people[Role.STORE_KEEPER]
    keeper.services.clear()
    keeper.sites.add(small.barracks)
    near = told(small, keeper.username, own.number[:-1] + "x")
    assert (own.number in near, other.number in near) == (True, False), "what is near is theirs too"
    assert leaves(small, keeper.username, own.number).details == {"licence": own.number}


def test_what_was_entered_under_a_licence_of_another_service_is_still_corrected(
    small: SmallState, people: dict[Role, User]
) -> None:
    licence = of_police(small)
    export = leaves(small, people[Role.AUTHORITY].username, licence.number)
    again = leaves(small, people[Role.STORE_KEEPER].username, licence.number, corrects=export)
    assert again.corrects == export


def test_an_import_is_refused_alike_before_and_when_it_is_entered(
    small: SmallState, people: dict[Role, User]
) -> None:
    licence, keeper = hidden(small, Kind.IMPORT), people[Role.STORE_KEEPER]
    said = Happened(EventKind.IMPORTED, today(), party="QMA", details={"licence": licence.number}, quantity=1)
    with pytest.raises(UseRefusedError, match="No licence has the number"):
        check_arrival(keeper, [small.rifle], said)
    keeper.clearances = [Handling.RESTRICTED]
    keeper.save()
    check_arrival(keeper, [small.rifle], said)


def test_a_program_that_is_no_person_names_every_licence(small: SmallState) -> None:
    licence = hidden(small)
    assert leaves(small, "merge", licence.number).details == {"licence": licence.number}
