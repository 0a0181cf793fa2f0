"""Whoever signs a case, recommends or decides on it sees on the same page all that they sign."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Reading, Role
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.changing import kept_by
from tallystick.register.licences.exempting import Happening, draft_request, put_request, put_step
from tallystick.register.licences.gaps import open_gaps, waive
from tallystick.register.licences.models import (
    Application,
    CheckPoint,
    Kind,
    Refusal,
    Stage,
    State,
    Verb,
)
from tallystick.register.licences.standing import fold_names
from tests.register.conftest import SmallState
from tests.register.licence_case import FIRST, OFFICER, SECOND, does, ready, reviewed, seen_on, state_of

pytestmark = pytest.mark.slow  # a story over many steps each

Browser = Callable[[Role], Client]
SIGNED = {
    State.UNDER_REVIEW: ("case_recommend", "", Role.AUTHORITY),
    State.RECOMMENDED: ("case_countersign", "countersign_1", Role.APPROVER),
    State.COUNTERSIGNED_1: ("case_decide", "countersign_2", Role.APPROVER),
    State.COUNTERSIGNED_2: ("case_grant", "", Role.AUTHORITY),
}


def brought_to(case: Application, state: State) -> str:
    """Bring a case to a state, and give the address of the page on which it is signed then."""
    for actor, verb in ((OFFICER, Verb.RECOMMEND), (FIRST, Verb.COUNTERSIGN_1), (SECOND, Verb.COUNTERSIGN_2)):
        if state_of(case) != state:
            does(
                case,
                actor,
                verb,
                **({"reason": "-", "recommends": "grant"} if verb == Verb.RECOMMEND else {}),
            )
    assert state_of(case) == state
    name, step, _role = SIGNED[state]
    return reverse(name, args=[case.pk, step] if step else [case.pk])


@pytest.mark.parametrize("state", SIGNED)
def test_goods_parties_end_use_documents_checks_and_answers_stand_where_a_case_is_signed(
    small: SmallState, signed_in: Browser, state: State
) -> None:
    case = ready(small)
    document = case.end_use_documents.get()
    with operation(OFFICER, "go on without") as done:
        consignee = case.parties.get(role="consignee")
        consignee.verified_how = ""
        done.save(consignee)
        waive(done, case, [gap.point for gap in open_gaps(case)], "the embassy is closed")
    address = brought_to(case, state)
    page = signed_in(SIGNED[state][2]).get(address).content.decode().partition("<main")[2]
    before, _form, after = page.partition('id="act"')
    line = case.lines.get()
    wanted = [
        f"{line.quantity} {line.get_unit_display()}", line.description, "Border posts", "By sea", "Army of Morvane",
        "trade register", document.number, "embassy, by note", "Nobody verified who Depot of Morvane is",
        "the embassy is closed",
        document.checks.get(point=CheckPoint.CONTENT).get_point_display(),
        case.assessments.get().findings.all()[0].reason,
    ]  # fmt: skip
    assert [one for one in wanted if one not in before] == []
    assert after != ""
    assert page.count("<form ") == 1, "nothing is changed from here but what the page is for"
    assert [
        one for one in ("edit_end_use", "check_end_use") if reverse(one, args=[document.pk]) in page
    ] == []


def test_a_document_that_the_signer_is_not_cleared_for_is_counted_and_not_named(
    small: SmallState, signed_in: Browser
) -> None:
    case = ready(small)
    document = case.end_use_documents.get()
    document.handling, document.note = "restricted", "from a source"
    with operation(OFFICER, "enter end-user document") as done:
        done.save(kept_by(done, document))
    address = brought_to(case, State.RECOMMENDED)
    window = signed_in(Role.APPROVER)
    for shown in (address, reverse("case", args=[case.pk])):
        page = window.get(shown).content.decode()
        assert "1 document on end use is in this case, and you are not cleared to read it." in page
        assert "from a source" not in page
        assert document.number not in page.partition("<main")[2]
    assert not Reading.objects.exists()


def test_the_request_for_exemption_stands_whole_where_a_case_is_signed(
    small: SmallState, signed_in: Browser
) -> None:
    case = ready(small, Kind.IMPORT, needs_exemption=True)
    request = draft_request(case)
    for name in ("ground_explained", "shipments", "storage", "period", "end_user_confirmed"):
        setattr(request, name, f"told of {name}")
    with operation(OFFICER, "exemption request goes on") as done:
        put_request(done, request, seen=None)
        put_step(done, request, Happening(Stage.SENT, date(2024, 3, 1)))
        put_step(
            done,
            request,
            Happening(Stage.GRANTED, date(2024, 4, 1), certificate="EX-1", valid_until=date(2040, 1, 1)),
        )
    page = signed_in(Role.APPROVER).get(brought_to(case, State.RECOMMENDED)).content.decode()
    assert [one for one in ("told of storage", "told of period", "EX-1") if one not in page] == []


def test_refusals_like_the_case_stand_where_it_is_refused_and_what_is_wrong_is_said_at_the_form(
    small: SmallState, signed_in: Browser
) -> None:
    case = reviewed(small)
    with operation(OFFICER, "enter refusal told of") as done:
        row = Refusal(
            refused_on=date(2024, 1, 1),
            end_user="Army of Morvane",
            party="QMO",
            category="SA3",
            grounds="risk of diversion",
            handling="parties_only",
        )
        fold_names(row)
        done.save(row)
    does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="refuse")
    approver, address = (
        signed_in(Role.APPROVER),
        reverse("case_countersign", args=[case.pk, "countersign_1"]),
    )
    page = approver.get(address).content.decode()
    assert "Earlier refusals" in page
    assert "No refusal kept here is like this case." not in page
    back = reverse("case_countersign", args=[case.pk, "send_back"])
    answer = approver.post(back, {"reason": ""} | seen_on(approver, back)).content.decode()
    assert 'action="#act"' in answer, "the browser goes to the form, where the fault is said"
