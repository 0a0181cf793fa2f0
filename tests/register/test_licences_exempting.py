"""A request for exemption: what can come when, who may speak, and how what was entered wrongly is corrected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tallystick.register.access.models import Role
from tallystick.register.folder import own_folder
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.checks import breaks
from tallystick.register.licences.convention import is_member
from tallystick.register.licences.exempting import Happening, draft_request, put_step, standing_steps
from tallystick.register.licences.models import Exemption, ExemptionStep, Kind, Stage
from tallystick.register.licences.needs import certificate_until
from tests.register.conftest import SmallState
from tests.register.licence_case import OFFICER, drafted, seen_on

MARCH, APRIL, MAY = date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1)
ISSUED = {"certificate": "EX-1", "valid_until": date(2024, 11, 1)}


@pytest.fixture
def request_(small: SmallState) -> Exemption:
    request = draft_request(drafted(small, Kind.IMPORT, needs_exemption=True))
    request.period = "six months"
    with operation(OFFICER, "prepare exemption request") as done:
        return done.save(request)


def step(request: Exemption, stage: Stage, on: date, **told: object) -> ExemptionStep:
    with operation(OFFICER, "exemption request goes on") as done:
        return put_step(done, request, Happening(stage, on, **told))  # type: ignore[arg-type]


def refusal(request: Exemption, stage: Stage, on: date, **told: object) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        step(request, stage, on, **told)
    return caught.value.message_dict


def opinion(request: Exemption, on: date, party: str = "QMO", **told: object) -> ExemptionStep:
    return step(
        request, Stage.OPINION, on, **({"party": party, "note": "a note", "is_objection": False} | told)
    )


def test_no_step_comes_before_the_last_one(request_: Exemption) -> None:
    step(request_, Stage.SENT, APRIL)
    assert refusal(request_, Stage.GRANTED, MARCH, **ISSUED) == {
        "happened_on": ["The last step was on 2024-04-01; this one cannot be before it."]
    }
    step(request_, Stage.GRANTED, APRIL, **ISSUED)
    assert request_.stage == Stage.GRANTED


def test_there_is_one_certificate(request_: Exemption) -> None:
    step(request_, Stage.SENT, APRIL)
    step(request_, Stage.GRANTED, APRIL, **ISSUED)
    told = refusal(request_, Stage.GRANTED, MAY, **(ISSUED | {"certificate": "EX-2"}))
    assert "from which this cannot come" in told["stage"][0]


def test_an_opinion_may_be_entered_late_but_not_of_a_day_before_the_sending(request_: Exemption) -> None:
    step(request_, Stage.SENT, MARCH)
    step(request_, Stage.ACKNOWLEDGED, MAY)
    opinion(request_, APRIL)
    with pytest.raises(ValidationError, match="in preparation"):
        opinion(request_, date(2024, 2, 1))


def test_a_certificate_does_not_end_before_it_was_issued(request_: Exemption) -> None:
    step(request_, Stage.SENT, MARCH)
    told = refusal(request_, Stage.GRANTED, MAY, certificate="EX-1", valid_until=APRIL)
    assert told == {"valid_until": ["It cannot end before it began."]}


@pytest.mark.parametrize(
    ("own", "party", "may"),
    [
        ("QMA", "QMO", True),
        ("QMA", "DEU", False),
        ("QMA", "SEN", True),
        ("SEN", "TGO", True),
        ("SEN", "MLI", True),
        ("SEN", "QMO", False),
        ("SEN", "MRT", False),
    ],
)
def test_only_member_states_give_an_opinion(
    monkeypatch: pytest.MonkeyPatch, own: str, party: str, *, may: bool
) -> None:
    ours = own_folder()
    theirs = replace(ours, settings=replace(ours.settings, party=own))
    monkeypatch.setattr("tallystick.register.licences.convention.own_folder", lambda: theirs)
    assert is_member(party) == may


def test_an_opinion_of_a_state_that_is_no_member_is_refused(request_: Exemption) -> None:
    step(request_, Stage.SENT, MARCH)
    told = refusal(request_, Stage.OPINION, APRIL, party="DEU", note="-", is_objection=False)
    assert told == {"party": ["Germany is no Member State of ECOWAS."]}


def test_an_opinion_says_whether_it_objects_and_a_grant_after_an_objection_says_how(
    request_: Exemption,
) -> None:
    step(request_, Stage.SENT, MARCH)
    told = refusal(request_, Stage.OPINION, APRIL, party="QMO", note="-")
    assert told == {"is_objection": ["This is needed here."]}
    opinion(request_, APRIL, is_objection=True)
    told = refusal(request_, Stage.GRANTED, MAY, **ISSUED)
    assert told == {"note": ["Morvane objected: say in the note how consensus was reached."]}
    step(request_, Stage.GRANTED, MAY, note="settled by the Council", **ISSUED)


def test_a_correction_stands_where_what_it_corrects_was_entered(request_: Exemption) -> None:
    sent = step(request_, Stage.SENT, MARCH)
    step(request_, Stage.ACKNOWLEDGED, APRIL)
    later = step(request_, Stage.SENT, APRIL, corrects=sent, note="the date was that of the draft")
    assert [one.stage for one in standing_steps(ExemptionStep.objects.all())] == ["sent", "acknowledged"]
    assert request_.stage == Stage.ACKNOWLEDGED
    told = refusal(request_, Stage.SENT, MARCH, corrects=sent, note="again")
    assert told == {"corrects": ["This was changed meanwhile. Look at it again."]}
    told = refusal(request_, Stage.SENT, MAY, corrects=later, note="again")
    assert told == {
        "stage": ["“receipt acknowledged” on 2024-04-01 could not stand then; correct that first."]
    }


def test_steps_entered_in_an_order_that_cannot_be_are_corrected_one_by_one(request_: Exemption) -> None:
    first, second = (
        ExemptionStep(
            exemption=request_,
            stage=Stage.GRANTED,
            happened_on=day,
            entered_by=OFFICER,
            **(ISSUED | {"certificate": name}),
        )
        for day, name in ((MARCH, "EX-1"), (APRIL, "EX-2"))
    )
    with operation(OFFICER, "exemption request goes on") as done:
        for one in (first, second):
            one.entered_at = done.at
            done.save(one)
    step(request_, Stage.MISTAKE, MAY, corrects=second, note="of another request")
    step(request_, Stage.SENT, MARCH, corrects=first, note="it was sent, not granted")
    assert request_.stage == Stage.SENT


def test_a_corrected_certificate_is_the_one_that_counts(request_: Exemption) -> None:
    step(request_, Stage.SENT, MARCH)
    wrong = step(request_, Stage.GRANTED, MAY, certificate="EX-1", valid_until=date(2025, 11, 1))
    assert refusal(request_, Stage.GRANTED, MAY, corrects=wrong, **ISSUED) == {
        "note": ["This is needed here."]
    }
    step(request_, Stage.GRANTED, MAY, corrects=wrong, note="18 months were typed for 6", **ISSUED)
    assert certificate_until(request_.application) == date(2024, 11, 1)
    assert list(breaks()) == []


def test_what_never_happened_is_taken_back_and_the_request_goes_on(request_: Exemption) -> None:
    assert refusal(request_, Stage.MISTAKE, MAY, note="no") == {"corrects": ["This is needed here."]}
    step(request_, Stage.SENT, MARCH)
    granted = step(request_, Stage.GRANTED, MAY, **ISSUED)
    assert "note" in refusal(request_, Stage.MISTAKE, MAY, corrects=granted)
    step(request_, Stage.MISTAKE, MAY, corrects=granted, note="of another request")
    assert (request_.stage, certificate_until(request_.application)) == (Stage.SENT, None)
    step(request_, Stage.GRANTED, MAY, **ISSUED)
    assert certificate_until(request_.application) == date(2024, 11, 1)


def test_the_page_offers_what_stands_to_be_corrected_and_shows_what_was(
    request_: Exemption, signed_in: Callable[[Role], Client]
) -> None:
    browser, there = signed_in(Role.AUTHORITY), reverse("step_exemption", args=[request_.pk])
    assert "entered by mistake" not in browser.get(there).content.decode()
    step(request_, Stage.SENT, MARCH)
    page = browser.get(there).content.decode()
    assert "Period asked for: six months" in page
    sent = {
        "stage": "opinion", "happened_on": "2024-04-01", "party": "QMO", "is_objection": "yes", "note": "to the route",
    }  # fmt: skip
    assert browser.post(there, sent | seen_on(browser, there)).status_code == 302
    wrong = ExemptionStep.objects.get(stage="opinion")
    sent |= {"is_objection": "no", "corrects": str(wrong.pk)}
    assert browser.post(there, sent | seen_on(browser, there)).status_code == 302
    assert [one.is_objection for one in standing_steps(ExemptionStep.objects.all())] == [None, False]
    page = browser.get(reverse("exemption", args=[request_.pk])).content.decode()
    for shown in (">objects<", ">no objection<", ">corrected<"):
        assert page.count(shown) == 1
