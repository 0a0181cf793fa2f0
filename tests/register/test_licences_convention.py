"""What the ECOWAS Convention covers and asks, and how long its certificate carries a licence."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tallystick.register.ledger.operation import operation
from tallystick.register.licences.convention import covered
from tallystick.register.licences.exempting import Happening, draft_request, put_step
from tallystick.register.licences.licensing import Terms, grant
from tallystick.register.licences.models import Application, Exemption, Ground, Kind, Stage, Verb
from tallystick.register.licences.needs import for_grant, grounds_against
from tallystick.register.licences.questions import QUESTIONS, asked_of
from tests.register.conftest import SmallState
from tests.register.licence_case import (
    OFFICER,
    Goods,
    assess,
    bound,
    confirmed,
    documented,
    does,
    drafted,
    ready,
    reviewed,
    signed,
)

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

SINCE = date(2009, 9, 29)


def exempted(case: Application, days: int) -> None:
    """Let the Commission issue a certificate that ends so many days from today."""
    began = timezone.localdate() - timedelta(days=2)
    ends = timezone.localdate() + timedelta(days=days)
    for told in (
        Happening(Stage.SENT, began),
        Happening(Stage.GRANTED, began, certificate="EX-1", valid_until=ends),
    ):
        with operation(OFFICER, "exemption request goes on") as done:
            request = Exemption.objects.filter(application=case).first()
            put_step(done, request or done.save(draft_request(case)), told)


@pytest.mark.parametrize(
    ("category", "calibre", "is_covered"),
    [
        ("SA3", "", True),
        ("LW6", "60 mm", True),
        ("VII.b", "", True),
        ("VIIb", "", True),
        ("III", "81 mm", True),
        ("III", "", True),
        ("III", "152 mm", False),
        ("-", "", True),
        ("I", "", False),
        ("VII.a", "", False),
    ],
)
def test_the_convention_covers_small_arms_light_weapons_and_what_belongs_to_them(
    small: SmallState, category: str, calibre: str, *, is_covered: bool
) -> None:
    case = drafted(small, goods=Goods(category=category))
    line = case.lines.get()
    line.calibre = calibre
    with operation(OFFICER, "enter line of application") as done:
        done.save(line)
    assert (covered(case) == [line]) == is_covered


def test_that_ammunition_is_covered_is_said_to_be_unconfirmed(small: SmallState) -> None:
    bound(SINCE)
    for category, is_said in (("-", True), ("SA3", False)):
        case = ready(small, Kind.IMPORT, goods=Goods(category=category))
        [told] = for_grant(case)
        assert told.endswith("(Art. 1) is not confirmed.") == is_said


def test_a_broker_of_this_state_whose_goods_touch_no_ground_of_it_is_not_asked_for_an_exemption(
    small: SmallState,
) -> None:
    """The state of the tests is QMA: Article 3(1) is about its territory."""
    assert covered(drafted(small, Kind.BROKERING, from_party="QMU")) == []
    assert len(covered(drafted(small, Kind.BROKERING, from_party="QMU", via=["QMA"]))) == 1


def test_articles_3_2_and_6_are_asked_where_the_convention_binds_and_covers_the_goods(
    small: SmallState,
) -> None:
    rifles, tanks = drafted(small, Kind.IMPORT), drafted(small, Kind.IMPORT, Goods(category="I"))
    own = {one.code for one in QUESTIONS if one.is_of_convention}
    assert own == {"E3.2", "E6.1", "E6.2", "E6.3", "E6.4"}
    assert {one.code for one in asked_of(rifles)} & own == set()
    bound(SINCE)
    assert {one.code for one in asked_of(rifles)} >= own
    assert {one.code for one in asked_of(tanks)} & own == set()


def test_a_transfer_to_a_non_state_actor_that_nobody_authorised_ends_in_refusal(small: SmallState) -> None:
    bound(SINCE)
    case = reviewed(small, Kind.IMPORT)
    assess(case, qE3_2="yes")
    assert grounds_against(case) == ["ECOWAS Art. 3(2) forbids this transfer."]
    assess(case, qE3_2="not_known", qE6_4="yes")
    assert grounds_against(case) == ["ECOWAS Art. 6(4) forbids this transfer."]
    assert "ECOWAS Art. 3(2): not known is no pass." in for_grant(case)


def test_what_is_not_confirmed_of_the_convention_says_so() -> None:
    unconfirmed = {one.code for one in QUESTIONS if one.is_unconfirmed}
    assert unconfirmed == {"E6.1", "E6.2", "E6.3", "E6.4"}


def test_a_licence_does_not_outlast_the_exemption_that_it_rests_on(small: SmallState) -> None:
    bound(SINCE)
    case = ready(small, Kind.IMPORT)
    exempted(case, days=30)
    signed(case)
    today = timezone.localdate()
    with (
        pytest.raises(ValidationError, match="let the licence end by then"),
        operation(OFFICER, "grant licence") as done,
    ):
        grant(done, case, Terms(today, today + timedelta(days=31)))
    with operation(OFFICER, "grant licence") as done:
        licence = grant(done, case, Terms(today, today + timedelta(days=30)))
    assert licence.valid_until == today + timedelta(days=30)


def test_a_certificate_that_ended_carries_no_grant(small: SmallState) -> None:
    bound(SINCE)
    case = ready(small, Kind.IMPORT)
    exempted(case, days=-1)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert for_grant(case) == [f"The exemption certificate ended on {yesterday}."]


def test_a_request_that_was_withdrawn_leaves_the_ban_standing(small: SmallState) -> None:
    bound(SINCE)
    case = ready(small, Kind.IMPORT)
    with operation(OFFICER, "prepare exemption request") as done:
        request = done.save(draft_request(case))
    assert for_grant(case) == ["The exemption under the ECOWAS Convention is not there."]
    with operation(OFFICER, "exemption request goes on") as done:
        put_step(done, request, Happening(Stage.WITHDRAWN, timezone.localdate(), note="not needed"))
    [told] = for_grant(case)
    assert told.startswith("Art. 3(1)")


def test_what_was_countersigned_twice_can_still_be_sent_back(small: SmallState) -> None:
    """A certificate can end, or a party turn out to be another, between the second signature and the grant."""
    case = signed(ready(small))
    does(case, OFFICER, Verb.SEND_BACK, reason="the certificate ended")
    assert case.state == "under_review"


def test_the_grounds_of_article_4_bear_no_letters_and_name_who_decides() -> None:
    assert all("Art. 4(1):" in str(ground.label) for ground in Ground)
    assert all(name in str(Ground.OPERATION.label) for name in ("United Nations", "African Union", "ECOWAS"))
    assert "Mediation and Security Council" in str(Stage.REFERRED.label)


def test_a_measure_against_diversion_is_asked_of_the_exporting_state_alone(small: SmallState) -> None:
    """Article 11(2) binds the exporting state; 11(1) and 11(3) make no measure compulsory."""
    case = reviewed(small)
    confirmed(documented(case))
    assess(case, q11_2="yes")
    assert for_grant(case) == ["Art. 11(1), 11(2): a risk, or one not known, has no measure against it."]
    for kind in (Kind.IMPORT, Kind.TRANSIT):
        other = reviewed(small, kind)
        assess(other, q11_1="yes")
        assert for_grant(other) == []


def test_7_3_follows_what_it_is_about_and_stands_before_diversion() -> None:
    codes = [one.code for one in QUESTIONS]
    assert codes.index("7.4") < codes.index("7.3") < codes.index("11.2")
    assert "Article 7(1)" in str(next(one for one in QUESTIONS if one.code == "7.3").text)
