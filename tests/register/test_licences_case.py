"""A case goes from step to step, and nothing skips; two people countersign who had no part in it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tallystick.errors import UnreadableError
from tallystick.register.ledger.operation import operation
from tallystick.register.ledger.verify import breaks
from tallystick.register.licences import clock
from tallystick.register.licences.checks import breaks as derived_breaks
from tallystick.register.licences.derived import settled
from tallystick.register.licences.entering import draft_from, put_answer, put_line, put_question
from tallystick.register.licences.licensing import Terms, grant, refuse
from tallystick.register.licences.models import (
    Application,
    CaseParty,
    Consultation,
    Kind,
    Licence,
    Move,
    Query,
    Refusal,
    State,
    Verb,
)
from tallystick.register.licences.refusals import alike
from tallystick.register.licences.standing import standing
from tallystick.register.licences.steps import STEPS, make_move
from tallystick.register.numbers import is_right
from tests.register.conftest import SmallState
from tests.register.licence_case import (
    APPLICANT,
    FIRST,
    OFFICER,
    SECOND,
    assess,
    does,
    drafted,
    licensed,
    ready,
    reviewed,
    signed,
    state_of,
)


def test_a_case_goes_from_draft_to_licence_step_by_step(small: SmallState) -> None:
    licence = licensed(small)
    case = licence.application
    assert state_of(case) == State.GRANTED
    assert (licence.lines.get().quantity, licence.holder, licence.to_party) == (
        10,
        "Invented Arms Works",
        "QMO",
    )
    assert is_right(licence.number)
    assert is_right(case.number)
    assert list(breaks()) == []


def test_no_step_but_submission_and_withdrawal_can_be_taken_from_a_draft(small: SmallState) -> None:
    case = drafted(small)
    for verb in set(Verb) - {Verb.SUBMIT, Verb.WITHDRAW}:
        with pytest.raises(ValidationError, match="stands as"):
            does(case, SECOND, verb, reason="because", recommends="grant")
    assert state_of(case) == State.DRAFT


def test_every_open_state_leads_somewhere_and_every_step_comes_from_somewhere() -> None:
    left = {state for step in STEPS.values() for state in step.comes_from}
    assert left == set(State) - {State.GRANTED, State.WITHDRAWN}


def test_an_application_without_goods_or_end_user_is_not_submitted(small: SmallState) -> None:
    case = drafted(small, end_use=" ")
    with operation(APPLICANT, "withdraw line") as done:
        line = case.lines.get()
        line.is_withdrawn = True
        put_line(done, case, line, seen=line.entry)
        for party in case.parties.filter(role="end_user"):
            party.is_withdrawn = True
            done.save(party)
    with pytest.raises(ValidationError) as told:
        does(case, APPLICANT, Verb.SUBMIT)
    assert told.value.messages == [
        "No goods are entered yet.",
        "The application names no one as end user.",
        "The end use is not stated.",
    ]


def test_whoever_entered_a_case_does_not_handle_it(small: SmallState) -> None:
    case = drafted(small)
    does(case, APPLICANT, Verb.SUBMIT)
    with pytest.raises(ValidationError, match="cannot be its case officer"):
        does(case, APPLICANT, Verb.TAKE_UP)


def test_who_entered_handled_or_assessed_a_case_does_not_countersign_it(small: SmallState) -> None:
    case = ready(small)
    assess(case, "assessor")
    does(case, OFFICER, Verb.RECOMMEND, reason="all is there", recommends="grant")
    for signer in (APPLICANT, OFFICER, "assessor"):
        with pytest.raises(ValidationError, match="cannot countersign"):
            does(case, signer, Verb.COUNTERSIGN_1)
    does(case, FIRST, Verb.COUNTERSIGN_1)
    for signer in (APPLICANT, OFFICER, "assessor"):
        with pytest.raises(ValidationError, match="cannot countersign"):
            does(case, signer, Verb.COUNTERSIGN_2)


def test_the_two_countersignatures_are_given_by_two_persons_in_order(small: SmallState) -> None:
    case = ready(small)
    does(case, OFFICER, Verb.RECOMMEND, reason="all is there", recommends="grant")
    with pytest.raises(ValidationError, match="stands as"):
        does(case, SECOND, Verb.COUNTERSIGN_2)
    does(case, FIRST, Verb.COUNTERSIGN_1)
    with pytest.raises(ValidationError, match="by two persons"):
        does(case, FIRST, Verb.COUNTERSIGN_2)


def test_a_case_sent_back_is_countersigned_anew_from_the_first_level(small: SmallState) -> None:
    case = ready(small)
    does(case, OFFICER, Verb.RECOMMEND, reason="all is there", recommends="grant")
    does(case, FIRST, Verb.COUNTERSIGN_1)
    does(case, SECOND, Verb.SEND_BACK, reason="the route is not clear")
    assert state_of(case) == State.UNDER_REVIEW
    signed(case)
    assert state_of(case) == State.COUNTERSIGNED_2


def test_a_countersigned_refusal_cannot_be_granted(small: SmallState) -> None:
    case = signed(ready(small), "refuse")
    today = timezone.localdate()
    with (
        pytest.raises(ValidationError, match="the other one"),
        operation(OFFICER, "grant licence") as done,
    ):
        grant(done, case, Terms(today, today))


def test_what_changed_after_the_countersignatures_keeps_a_licence_from_being_issued(
    small: SmallState,
) -> None:
    case = signed(ready(small))
    document = case.end_use_documents.get()
    with operation(OFFICER, "issuing authority answers") as done:
        confirmation = document.confirmations.get()
        confirmation.answer = "denied"
        done.save(confirmation)
    today = timezone.localdate()
    with (
        pytest.raises(ValidationError, match="does not know a document"),
        operation(OFFICER, "grant licence") as done,
    ):
        grant(done, case, Terms(today, today))


def test_a_licence_does_not_begin_before_the_day_it_is_issued(small: SmallState) -> None:
    case = signed(ready(small))
    today = timezone.localdate()
    with (
        pytest.raises(ValidationError, match=r"Art. 7\(5\)"),
        operation(OFFICER, "grant licence") as done,
    ):
        grant(done, case, Terms(today - timedelta(days=1), today))


def test_an_application_is_not_changed_once_it_was_submitted(small: SmallState) -> None:
    case = reviewed(small)
    line = case.lines.get()
    with pytest.raises(ValidationError, match="as a draft"), operation(APPLICANT, "change") as done:
        put_line(done, case, line, seen=line.entry)


def test_a_refusal_is_kept_and_found_when_a_like_case_comes(small: SmallState) -> None:
    first = signed(reviewed(small), "refuse")
    with operation(OFFICER, "refuse case") as done:
        refuse(done, first, "risk of diversion")
    again = ready(small)
    found = alike(again)
    assert [one.refusal.application for one in found] == [first]
    assert "“Army of Morvane” is named there." in found[0].reasons
    with pytest.raises(ValidationError, match="were not consulted: 1"):
        does(again, OFFICER, Verb.RECOMMEND, reason="?", recommends="grant")
    with operation(OFFICER, "consult refusal") as done:
        done.save(
            Consultation(
                application=again, refusal=found[0].refusal, is_same="no", outcome="other stores", made_by=OFFICER,
                made_on=timezone.localdate(),
            )
        )  # fmt: skip
    does(again, OFFICER, Verb.RECOMMEND, reason="?", recommends="grant")


def test_a_refusal_told_of_by_others_is_found_by_a_name_written_a_little_differently(
    small: SmallState,
) -> None:
    case = reviewed(small)
    with operation(OFFICER, "enter refusal told of") as done:
        near = done.save(
            Refusal(told_by="QMU", end_user="Morvane Armiy", folded="armiy morvane", grounds="-")
        )
        done.save(Refusal(told_by="QMU", end_user="Police of Olvarra", folded="olvarra police", grounds="-"))
    assert [(one.refusal, one.reasons) for one in alike(case)] == [
        (near, ["A name there is nearly that of “Army of Morvane”."])
    ]


def test_an_appeal_is_taken_up_by_somebody_who_had_no_part_in_the_refusal(small: SmallState) -> None:
    case = signed(reviewed(small), "refuse")
    with operation(OFFICER, "refuse case") as done:
        refuse(done, case, "risk of diversion")
    does(case, APPLICANT, Verb.APPEAL, reason="the store has a fence now")
    for name in (OFFICER, FIRST, SECOND):
        with pytest.raises(ValidationError, match="no part in the refusal"):
            does(case, name, Verb.TAKE_UP)
    does(case, "other-officer", Verb.TAKE_UP)
    assert Application.objects.get(pk=case.pk).officer == "other-officer"


def test_an_amendment_keeps_its_lineage_and_closes_the_licence_it_amends(small: SmallState) -> None:
    licence = licensed(small)
    with operation(APPLICANT, "enter application") as done:
        again = draft_from(done, licence.application, amends=True)
    assert (again.amends, again.lines.count(), again.parties.count()) == (licence.application, 1, 3)
    does(again, APPLICANT, Verb.SUBMIT)
    does(again, OFFICER, Verb.TAKE_UP)
    assess(again)
    with operation(OFFICER, "note") as done:
        for row in licence.application.end_use_documents.all():
            row.pk, row._state.adding, row.entry = None, True, 0
            row.application, row.missing_reason = again, "returns"
            done.save(row)
    signed(again)
    today = timezone.localdate()
    with operation(OFFICER, "grant licence") as done:
        grant(done, again, Terms(today, today))
    licence.refresh_from_db()
    assert licence.standing == "surrendered"


def test_a_question_stops_the_clock_and_the_answer_sets_it_going_with_what_is_left(small: SmallState) -> None:
    case = drafted(small)
    monday = date(2024, 3, 4)
    steps = [
        (Verb.SUBMIT, State.SUBMITTED, 0),
        (Verb.TAKE_UP, State.UNDER_REVIEW, 1),
        (Verb.ASK, State.RETURNED, 8),
        (Verb.ANSWER, State.UNDER_REVIEW, 29),
    ]
    moves = [
        Move(verb=verb, leads_to=state, made_by="x", made_on=monday + timedelta(days=days))
        for verb, state, days in steps
    ]
    asked_on = standing(case.made_on, moves[:3])
    assert asked_on.due_on == date(2024, 4, 9)  # 20 working days after 12 March
    # 5 of 20 working days were used before the question; 15 are left after the answer of 2 April
    assert standing(case.made_on, moves).due_on == date(2024, 4, 23)


def test_the_last_answer_of_several_brings_the_case_back(small: SmallState) -> None:
    case = reviewed(small)
    with operation(OFFICER, "ask applicant") as done:
        first = put_question(done, case, "Which port?")
        second = put_question(done, case, "Which ship?")
    with operation(APPLICANT, "answer question") as done:
        put_answer(done, first, "The old one.")
    assert state_of(case) == State.RETURNED
    with operation(APPLICANT, "answer question") as done:
        put_answer(done, second, "The white one.")
    assert state_of(case) == State.UNDER_REVIEW
    with pytest.raises(ValidationError, match="already"), operation(APPLICANT, "answer question") as done:
        put_answer(done, Query.objects.get(pk=first.pk), "No, the new one.")


def test_an_open_question_keeps_a_grant_from_being_recommended(small: SmallState) -> None:
    case = ready(small)
    with operation(OFFICER, "ask applicant") as done:
        put_question(done, case, "Which port?")
    with pytest.raises(ValidationError, match="stands as"):
        does(case, OFFICER, Verb.RECOMMEND, reason="-", recommends="grant")


def test_every_kind_of_transfer_can_be_recommended(small: SmallState) -> None:
    for kind in Kind:
        case = ready(small, kind)
        does(case, OFFICER, Verb.RECOMMEND, reason="all is there", recommends="grant")
        assert state_of(case) == State.RECOMMENDED


def test_a_table_of_times_without_a_step_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "licence_clocks.toml"
    file.write_text(clock.BUNDLED.read_text("utf-8").replace("appealed = 10", ""), "utf-8")
    with pytest.raises(UnreadableError, match="'appealed' has no time"):
        clock.TABLES.tables_in(file)


def test_the_same_step_by_two_people_at_once_is_done_once(small: SmallState) -> None:
    case = drafted(small)
    does(case, APPLICANT, Verb.SUBMIT)
    seen_by_two = [Application.objects.get(pk=case.pk) for _ in range(2)]
    does(seen_by_two[0], OFFICER, Verb.WITHDRAW, reason="no longer wanted")
    with pytest.raises(ValidationError, match="stands as"), operation("other", "take up case") as done:
        make_move(done, seen_by_two[1], Verb.TAKE_UP)


def test_derived_columns_are_checked_and_computed_anew(small: SmallState) -> None:
    licence = licensed(small)
    case = licence.application
    assert list(derived_breaks()) == []
    Application.objects.filter(pk=case.pk).update(state=State.DRAFT, end_user="")
    Licence.objects.filter(pk=licence.pk).update(standing="revoked")
    CaseParty.objects.filter(application=case, role="end_user").update(folded="")
    assert len(list(derived_breaks())) == 4
    party = case.parties.get(role="end_user")
    move, event = case.moves.first(), licence.events.get()
    assert move is not None
    settled(
        {"licences.move": [move.pk], "licences.licenceevent": [event.pk], "licences.caseparty": [party.pk]}
    )
    assert list(derived_breaks()) == []
