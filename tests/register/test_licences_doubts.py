"""An export whose exporter is in another state is asked about before it is submitted."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.doubts import doubts_of
from tallystick.register.licences.models import Application, Kind, PartyRole, State
from tests.register.conftest import SmallState
from tests.register.licence_case import APPLICANT, drafted

Browser = Callable[[Role], Client]


def exporter_in(case: Application, party: str) -> None:
    exporter = case.parties.get(role=PartyRole.EXPORTER)
    exporter.party = party
    with operation(APPLICANT, "change party in case") as done:
        done.save(exporter)


def test_an_exporter_in_another_state_is_asked_about_before_the_export_is_submitted(
    small: SmallState, signed_in: Browser
) -> None:
    case = drafted(small)
    exporter_in(case, "QOR")
    browser, address = signed_in(Role.OPERATOR), reverse("case_add", args=[case.pk, "submit"])
    page = browser.get(address)
    assert "is in QOR, and the goods go from QMA." in page.content.decode()
    [(key, _sentence)] = page.context["form"].fields["is_so"].choices
    told = browser.post(address, {}).context["form"].errors["is_so"]
    assert told == ["Nothing is kept until each of these is mended or ticked."]
    assert Application.objects.get(pk=case.pk).state == State.DRAFT
    assert browser.post(address, {"is_so": [key]}).status_code == 302
    assert Application.objects.get(pk=case.pk).state == State.SUBMITTED


@pytest.mark.parametrize(("kind", "party"), [(Kind.EXPORT, "QMA"), (Kind.IMPORT, "QOR")])
def test_an_exporter_where_one_is_to_be_is_not_asked_about(small: SmallState, kind: Kind, party: str) -> None:
    case = drafted(small, kind)
    exporter_in(case, party)
    assert list(doubts_of(case)) == []
