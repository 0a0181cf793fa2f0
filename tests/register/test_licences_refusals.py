"""Which earlier refusals are like a case, and that none slips in between recommending and countersigning."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tallystick.register.ledger.operation import operation
from tallystick.register.licences.licensing import refuse
from tallystick.register.licences.models import (
    Application,
    CaseParty,
    Consultation,
    Kind,
    PartyRole,
    Refusal,
    Verb,
)
from tallystick.register.licences.refusals import alike
from tallystick.register.licences.standing import save_named
from tallystick.register.stores.models import Service, ServiceKind
from tests.register.conftest import SmallState
from tests.register.licence_case import FIRST, OFFICER, SECOND, Goods, does, ready, reviewed, signed, state_of

OURS = "Invented Arms Works"
"""The exporter of the state of the tests, as which it takes part in every case."""


def told(**columns: object) -> Refusal:
    with operation(OFFICER, "enter refusal told of") as done:
        return save_named(done, Refusal(told_by="DEU", grounds="-", **columns))


def refused_elsewhere(small: SmallState) -> None:
    """Refuse a case that has nothing in common with others but who exports."""
    case = reviewed(small, to_party="QMU", goods=Goods(category="LW6", make="Other", model="M60"))
    with operation(OFFICER, "change") as done:
        for row in case.parties.exclude(role=PartyRole.EXPORTER):
            row.name, row.party = "Navy of Murvale", "QMU"
            save_named(done, row)
        line = case.lines.get()
        line.description = "mortars"
        done.save(line)
    signed(case, "refuse")
    with operation(OFFICER, "refuse case") as done:
        refuse(done, case, "risk of diversion")


def test_a_body_of_the_own_state_does_not_alone_make_cases_alike(small: SmallState) -> None:
    refused_elsewhere(small)
    assert [one.reasons for one in alike(reviewed(small))] == []


@pytest.mark.parametrize(("kind", "name"), [(ServiceKind.PRIVATE, OURS), (ServiceKind.POLICE, None)])
def test_a_dealer_of_the_own_state_is_still_compared(small: SmallState, kind: str, name: str | None) -> None:
    refused_elsewhere(small)
    case = reviewed(small)
    with operation(OFFICER, "enter service") as done:
        done.save(Service(name=name or "Harbour police", kind=kind))
    expected = [] if name is None else [[f"“{OURS}” is named there."]]
    assert [one.reasons for one in alike(case)] == expected


def test_whoever_applies_for_themselves_is_compared(small: SmallState) -> None:
    refused_elsewhere(small)
    case = reviewed(small)
    Service.objects.filter(pk=case.applicant_id).update(kind=ServiceKind.PRIVATE)
    again = Application.objects.get(pk=case.pk)
    assert [one.reasons for one in alike(again)] == [[f"“{OURS}” is named there."]]


def test_a_broker_of_the_own_state_is_compared(small: SmallState) -> None:
    earlier = told(others="Invented Brokers", party="QMU")
    case = reviewed(small, Kind.EXPORT)
    with operation(OFFICER, "enter party") as done:
        row = CaseParty(application=case, role=PartyRole.BROKER, name="Invented Brokers", party="QMA")
        save_named(done, row)
    assert [one.refusal for one in alike(case)] == [earlier]


@pytest.mark.parametrize(("destination", "is_found"), [("QMU", False), ("QMA", True), ("", True)])
def test_another_states_refusal_to_a_namesake_of_our_ministry_is_no_likeness(
    small: SmallState, destination: str, *, is_found: bool
) -> None:
    told(end_user="Ministry of Defence", party=destination, goods="missiles")
    case = reviewed(small, Kind.IMPORT, from_party="QMO", to_party="QMA")
    with operation(OFFICER, "change") as done:
        end = case.parties.get(role=PartyRole.END_USER)
        end.name, end.party = "Ministry of Defence", "QMA"
        save_named(done, end)
    assert (len(alike(case)) > 0) == is_found


@pytest.mark.parametrize("before", [Verb.COUNTERSIGN_1, Verb.COUNTERSIGN_2])
def test_a_refusal_that_came_after_the_recommendation_stops_the_next_countersignature(
    small: SmallState, before: Verb
) -> None:
    case = ready(small)
    does(case, OFFICER, Verb.RECOMMEND, reason="all is there", recommends="grant")
    if before == Verb.COUNTERSIGN_2:
        does(case, FIRST, Verb.COUNTERSIGN_1)
    earlier = told(end_user="Army of Morvane", party="QMO")
    signer = FIRST if before == Verb.COUNTERSIGN_1 else SECOND
    with pytest.raises(ValidationError, match="were not consulted: 1"):
        does(case, signer, before)
    with operation(OFFICER, "consult refusal") as done:
        done.save(
            Consultation(
                application=case, refusal=earlier, is_same="no", outcome="other goods", made_by=OFFICER,
                made_on=timezone.localdate(),
            )
        )  # fmt: skip
    does(case, signer, before)


def test_a_refusal_that_came_after_the_recommendation_to_refuse_stops_nothing(small: SmallState) -> None:
    case = reviewed(small)
    does(case, OFFICER, Verb.RECOMMEND, reason="risk", recommends="refuse")
    told(end_user="Army of Morvane", party="QMO")
    does(case, FIRST, Verb.COUNTERSIGN_1)
    does(case, SECOND, Verb.COUNTERSIGN_2)
    assert state_of(case) == "countersigned_2"
