"""An export goes where its licence lets it go: to its own state, the consignee's or an end user's."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tallystick.register.access.models import Role
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.record import Happened
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.destined import check_destination, destinations
from tallystick.register.licences.leaving import leave
from tallystick.register.licences.models import Application, CaseParty, Licence, PartyRole, Use
from tallystick.register.licences.standing import fold_names
from tallystick.register.licences.use import UseRefusedError
from tests.register.conftest import SmallState
from tests.register.licence_case import drafted, issued, licensed

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]


def leaves(
    small: SmallState, licence: Licence, party: str, note: str = "", corrects: Event | None = None
) -> Event:
    said = Happened(
        EventKind.EXPORTED,
        timezone.localdate(),
        party=party,
        note=note,
        details={"licence": licence.number},
        corrects=corrects,
    )
    with operation("keeper", "enter exported") as done:
        return leave(done, [Item.objects.get(pk=small.rifle.pk)], said)[0]


def through(licence: Licence, *states: str) -> Licence:
    with operation("officer", "change licence") as done:
        licence.via = list(states)
        return done.save(licence)


def test_an_export_to_the_state_of_the_licence_passes(small: SmallState) -> None:
    assert leaves(small, issued(small), "QMO").party == "QMO"


def test_an_export_to_a_state_that_the_licence_does_not_name_is_refused_whatever_is_said(
    small: SmallState,
) -> None:
    licence = issued(small)
    with pytest.raises(UseRefusedError) as told:
        leaves(small, licence, "QMU", note="The ship was turned back.")
    assert (
        str(told.value)
        == f"Licence {licence.number} allows a transfer to Morvane (QMO), not to Murvale (QMU)."
    )
    assert not Event.objects.filter(kind=EventKind.EXPORTED).exists()


def test_a_state_of_transit_needs_a_stated_reason(small: SmallState) -> None:
    licence = through(issued(small), "QMU")
    for note in ("", "  "):
        with pytest.raises(UseRefusedError, match=r"names Murvale \(QMU\) for transit alone"):
            leaves(small, licence, "QMU", note)
    assert leaves(small, licence, "QMU", "Held in bond until the ship of May.").party == "QMU"


def test_a_correction_under_the_same_licence_goes_no_further_than_the_licence(small: SmallState) -> None:
    licence = issued(small)
    export = leaves(small, licence, "QMO")
    with pytest.raises(UseRefusedError, match="not to Reldoth"):
        leaves(small, licence, "QRE", corrects=export)


def test_the_states_of_consignee_and_end_users_are_allowed_and_those_of_others_are_not(
    small: SmallState,
) -> None:
    licence = issued(small)
    named = (
        (PartyRole.CONSIGNEE, "QMU"),
        (PartyRole.ULTIMATE_END_USER, "QRE"),
        (PartyRole.CARRIER, "QNA"),
        (PartyRole.BROKER, "QSI"),
    )
    for role, party in named:
        row = CaseParty(application=licence.application, role=role, name="-", party=party)
        fold_names(row)
        with operation("officer", "enter party in case") as done:
            done.save(row)
    assert destinations(licence) == ["QMO", "QMU", "QRE"]
    with pytest.raises(
        UseRefusedError, match=r"to Morvane \(QMO\), Murvale \(QMU\), Reldoth \(QRE\), not to Silvarn"
    ):
        check_destination(licence, "QSI", "-")


def test_the_pages_take_states_of_transit_by_name_and_keep_a_refused_export(
    small: SmallState, signed_in: Browser
) -> None:
    browser = signed_in(Role.OPERATOR)
    case = {
        "kind": "export", "applicant": small.army.pk, "from_party": "QMA", "to_party": "QMO", "via": "Reldoth, qna",
        "end_use": "Posts",
    }  # fmt: skip
    assert browser.post(reverse("apply_for"), case).status_code == 302
    made = Application.objects.get()
    assert made.via == ["QRE", "QNA"]
    page = browser.get(reverse("edit_case", args=[made.pk])).content.decode()
    assert 'value="QRE, QNA"' in page
    licence = issued(small)
    export = {"happened_on": timezone.localdate(), "party": "QRE", "licence": licence.number}
    answer = browser.post(reverse("happened", args=[small.rifle.pk, "exported"]), export)
    assert "allows a transfer to Morvane (QMO), not to Reldoth (QRE)." in answer.content.decode()
    assert Use.objects.get(licence=licence).is_refused


def test_the_states_of_transit_of_an_application_go_over_to_its_licence(small: SmallState) -> None:
    assert licensed(small, via=["QMU", "QRE"]).via == ["QMU", "QRE"]


def test_the_pages_name_the_states_of_transit_and_lay_two_lists_of_them_side_by_side(
    small: SmallState, signed_in: Browser
) -> None:
    licence, browser = licensed(small, via=["QMU", "QRE"]), signed_in(Role.AUTHORITY)
    for name, pk in (("licence", licence.pk), ("case", licence.application_id)):
        page = browser.get(reverse(name, args=[pk])).content.decode()
        assert "<bdi>Murvale (QMU)</bdi>, <bdi>Reldoth (QRE)</bdi>" in page
    case = drafted(small, via=["QMU", "QRE"])
    given = {
        "kind": "export", "applicant": small.army.pk, "from_party": "QMA", "to_party": "QMO", "via": "QNA, QMU",
        "end_use": "Posts", "seen": case.entry - 1,
    }  # fmt: skip
    answer = browser.post(reverse("edit_case", args=[case.pk]), given)
    assert answer.status_code == 409
    assert [said in answer.content.decode() for said in ("<bdi>QMU, QRE</bdi>", "<bdi>QNA, QMU</bdi>")] == [
        True,
        True,
    ]
