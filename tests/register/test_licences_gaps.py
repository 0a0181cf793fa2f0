"""What nobody verified or checked holds a grant up, until it is met or gone on without for a reason."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tallystick.register.ledger.operation import operation
from tallystick.register.licences.checks import breaks
from tallystick.register.licences.entering import put_end_use, put_party
from tallystick.register.licences.gaps import gaps, open_gaps, waive, waivers
from tallystick.register.licences.models import (
    Answer,
    Application,
    CaseParty,
    Check,
    CheckPoint,
    EndUseDocument,
    Kind,
    Refusal,
    Verb,
)
from tallystick.register.licences.needs import for_grant
from tallystick.register.licences.standing import save_named
from tests.register.conftest import SmallState
from tests.register.licence_case import (
    APPLICANT,
    FIRST,
    OFFICER,
    assess,
    bound,
    confirmed,
    documented,
    does,
    drafted,
    ready,
    signed,
    taken_up,
)

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

UNKNOWN = "Nobody verified who Army of Morvane is (end user)."


def unverified(small: SmallState) -> Application:
    """Bring a case to where all is there but that nobody verified the end user."""
    case = ready(small)
    party = case.parties.get(role="end_user")
    with operation(OFFICER, "verify party in case") as done:
        party.verified_how = ""
        done.save(party)
    return case


def gone_on(case: Application, actor: str = OFFICER, reason: str = "the embassy is closed") -> None:
    with operation(actor, "go on without") as done:
        waive(done, case, [gap.point for gap in open_gaps(case)], reason)


def test_a_party_that_nobody_verified_holds_a_grant_up(small: SmallState) -> None:
    case = unverified(small)
    assert for_grant(case) == [UNKNOWN]
    with pytest.raises(ValidationError, match="Nobody verified"):
        does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="grant")
    does(case, OFFICER, Verb.RECOMMEND, reason="nobody knows them", recommends="refuse")


def test_every_point_of_a_document_that_is_not_answered_yes_holds_a_grant_up(small: SmallState) -> None:
    case = ready(small)
    document = case.end_use_documents.get()
    for answer in (Answer.NO, Answer.NOT_KNOWN):
        with operation(OFFICER, "check end-user document") as done:
            done.save(
                Check(
                    end_use=document, point=CheckPoint.PAPER, answer=answer, reason="-", checked_by=OFFICER,
                    checked_at=done.at,
                )
            )  # fmt: skip
        [told] = for_grant(case)
        assert told.endswith(f"{CheckPoint.PAPER.label} – {answer.label}")


def test_a_document_of_which_nothing_was_checked_is_told_point_by_point(small: SmallState) -> None:
    case = ready(small)
    with operation(OFFICER, "enter end-user document") as done:
        fresh = put_end_use(
            done, EndUseDocument(application=case, kind="other", number="EUC-78/2024"), None, seen=None
        )
    confirmed(fresh)
    assert len(open_gaps(case)) == len(CheckPoint)
    assert all(told.endswith("– not checked") for told in for_grant(case))


def test_an_import_rests_on_no_document_of_another_state(small: SmallState) -> None:
    case = ready(small, Kind.IMPORT)
    with operation(OFFICER, "enter end-user document") as done:
        put_end_use(done, EndUseDocument(application=case, kind="other", number="7"), None, seen=None)
    assert open_gaps(case) == []


def test_the_officer_goes_on_for_a_reason_which_the_signers_read(small: SmallState) -> None:
    case = unverified(small)
    with pytest.raises(ValidationError, match="Say why"):
        gone_on(case, reason=" ")
    with pytest.raises(ValidationError, match="Only the case officer"):
        gone_on(case, actor=FIRST)
    gone_on(case)
    assert for_grant(case) == []
    assert [str(one) for one in waivers(case)] == [f"{UNKNOWN} – the embassy is closed"]
    with pytest.raises(ValidationError, match="Choose points that are not met"):
        gone_on(case)
    signed(case)


def test_a_reason_to_go_on_lapses_when_what_it_was_about_is_changed(small: SmallState) -> None:
    case = unverified(small)
    gone_on(case)
    does(case, OFFICER, Verb.ASK)
    party = CaseParty.objects.get(application=case, role="end_user")
    party.name = "Militia of Morvane"
    with operation(APPLICANT, "enter party in case") as done:
        put_party(done, case, party, seen=None)
    verified, *compared = [gap.sentence for gap in open_gaps(case)]
    assert verified == "Nobody verified who Militia of Morvane is (end user)."
    assert all(one.endswith("not checked since the goods or the end user were changed") for one in compared)
    assert len(compared) == 2
    assert waivers(case) == []


def test_nobody_goes_on_without_anything_once_it_is_recommended(small: SmallState) -> None:
    case = ready(small)
    does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="grant")
    party = case.parties.get(role="end_user")
    with operation(OFFICER, "verify party in case") as done:
        party.verified_how = ""
        done.save(party)
    with pytest.raises(ValidationError, match="Only the case officer"):
        gone_on(case)


@pytest.mark.usefixtures("own")
def test_where_no_profile_is_entered_it_is_not_known_whether_the_convention_binds(small: SmallState) -> None:
    case = ready(small)
    bound(ecowas_not_bound=False)
    said = ["Whether the ECOWAS Convention binds is not known: the profile under Reports does not say."]
    assert for_grant(case) == said, "a profile that does not say so"
    type(bound()).objects.all().delete()
    assert for_grant(case) == said
    gone_on(case)
    assert for_grant(case) == []
    bound(timezone.localdate() - timedelta(days=1))
    assert len(open_gaps(case)) == 1, "a reason given while it was not known is none once it binds"


@pytest.mark.parametrize(
    ("columns", "asked"),
    [
        ({}, False),
        ({"since": date(2009, 9, 29)}, True),
        ({"since": date(2009, 9, 29), "ecowas_until": date(2020, 1, 1)}, False),
        (
            {"since": date(2009, 9, 29), "ecowas_until": date(2020, 1, 1), "ecowas_contested": "two views"},
            True,
        ),
        ({"since": date(2999, 1, 1)}, False),
    ],
)
def test_an_exemption_is_asked_while_the_convention_binds_or_may_bind(
    small: SmallState, columns: dict[str, date], *, asked: bool
) -> None:
    case = drafted(small, Kind.IMPORT)
    bound(**columns)
    told = [gap.sentence for gap in gaps(case) if "Art. 3(1) of the ECOWAS Convention" in gap.sentence]
    assert len(told) == asked
    assert all(("two views" in one) == ("ecowas_contested" in columns) for one in told)


def test_a_case_without_the_tick_is_still_not_granted_without_an_exemption(small: SmallState) -> None:
    bound(date(2009, 9, 29))
    case = taken_up(_submitted(small))
    assess(case)
    [told] = for_grant(case)
    assert told.startswith("Art. 3(1) of the ECOWAS Convention bans this transfer without an exemption")
    gone_on(case, reason="for a museum, without its action")
    assert for_grant(case) == []


def _submitted(small: SmallState) -> Application:
    case = drafted(small, Kind.IMPORT)
    does(case, APPLICANT, Verb.SUBMIT)
    return case


def test_a_name_that_is_changed_is_found_by_its_new_form(small: SmallState) -> None:
    """Refusals, certificates and parties are compared by it; an operation itself writes no derived column."""
    case = drafted(small)
    party = case.parties.get(role="end_user")
    party.name = "Militia of Morvane"
    document = documented(case)
    document.number = "EUC-9"
    with operation(APPLICANT, "enter party in case") as done:
        put_end_use(done, document, None, seen=None)
        put_party(done, case, party, seen=None)
    assert CaseParty.objects.get(pk=party.pk).folded == "militia morvane"
    assert EndUseDocument.objects.get(pk=document.pk).folded == "EUC9"
    assert list(breaks()) == []


def test_a_case_refused_anew_is_found_by_whom_it_names_now(small: SmallState) -> None:
    case = drafted(small)
    for name in ("Army of Morvane", "Militia of Morvane"):
        row = Refusal.objects.first() or Refusal(application=case, grounds="-")
        row.end_user = name
        with operation(OFFICER, "refuse case") as done:
            save_named(done, row)
    assert Refusal.objects.get().folded == "militia morvane"
