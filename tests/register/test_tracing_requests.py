"""Requests to trace: their clock, their steps, judgements, the right of reply, and what the reports count."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from tallystick.errors import UnreadableError
from tallystick.register.folder import Folder, own_folder
from tallystick.register.items.models import EventKind
from tallystick.register.items.record import Happened, decide, happen
from tallystick.register.items.search import find
from tallystick.register.ledger.operation import operation
from tallystick.register.numbers import is_right
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.models import Filing
from tallystick.register.returns.proportion import share
from tallystick.register.tracing.answers import add_line, suggested
from tallystick.register.tracing.checks import breaks
from tallystick.register.tracing.clock import OWN, clock_on, due
from tallystick.register.tracing.derived import settled
from tallystick.register.tracing.entering import conclude, matched, matches, sought
from tallystick.register.tracing.established import traced_items
from tallystick.register.tracing.models import (
    AnswerLine,
    Conclusion,
    Ground,
    How,
    LineKind,
    State,
    TraceRequest,
    Verb,
    Verdict,
)
from tallystick.register.tracing.needs import lacking
from tallystick.register.tracing.release import Heard, handling_of, heard, may_go_further
from tests.register.conftest import SmallState
from tests.register.samples_tracing import (
    answered,
    asked,
    asking,
    days_ago,
    drafted,
    found,
    hearing_of,
    line,
    step,
)


def stands(request: TraceRequest) -> tuple[str, date | None]:
    """Give where a request stands, and when it is due."""
    return request.state, request.due_on


def test_a_request_has_a_number_whose_check_digit_is_right(small: SmallState) -> None:
    first, second = asked(small), asking(small.rifle)
    assert (first.number[:13], second.number[:13]) == ("QMA1-T-000001", "QMA1-T-000002")
    assert is_right(first.number.removeprefix("QMA"))


def test_an_answer_is_due_28_days_after_a_request_came_and_its_receipt_sooner(small: SmallState) -> None:
    request = asked(small, on=days_ago(10))
    assert (request.state, request.due_on) == (State.RECEIVED, days_ago(3))
    step(request, Verb.ACKNOWLEDGE, days_ago(9))
    assert (request.state, request.due_on) == (State.ACKNOWLEDGED, days_ago(10) + timedelta(days=28))


def test_a_question_back_stops_our_clock_until_it_is_answered(small: SmallState) -> None:
    request = asked(small, on=days_ago(20))
    first = step(request, Verb.ASK, days_ago(15), text="Which side?")
    second = step(request, Verb.ASK, days_ago(12), text="Which calibre?")
    assert stands(request) == (State.QUESTIONED, None)
    step(request, Verb.TELL, days_ago(10), text="The left.", refers=first)
    assert stands(request) == (State.QUESTIONED, None)
    step(request, Verb.TELL, days_ago(5), text="7.62", refers=second)
    # two questions at once stop one clock, from the first asked to the last answered
    assert stands(request) == (State.ACKNOWLEDGED, days_ago(20) + timedelta(days=28 + 10))


def test_a_question_to_us_does_not_stop_our_clock(small: SmallState) -> None:
    request = asking(small.rifle, on=days_ago(20))
    step(request, Verb.ASK, days_ago(2), text="Please send a picture.")
    assert request.due_on == days_ago(2) + timedelta(days=28)


def test_an_answer_in_part_leaves_the_rest_due_and_a_full_one_nothing(small: SmallState) -> None:
    request = asked(small)
    first = answered(request, line(), on=days_ago(5))
    assert (request.state, request.due_on) == (State.IN_PART, days_ago(20) + timedelta(days=28))
    answered(request, line(LineKind.NOT_FOUND), is_full=True, corrects=first)
    assert (request.state, request.due_on) == (State.ANSWERED, None)


def test_a_delay_needs_its_ground_and_sets_a_new_day(small: SmallState) -> None:
    request, until = asked(small), timezone.localdate() + timedelta(days=60)
    with pytest.raises(ValidationError) as refused:
        step(request, Verb.DELAY, days_ago(1), until=until)
    assert set(refused.value.error_dict) == {"ground"}
    step(request, Verb.DELAY, days_ago(1), until=until, ground=Ground.INVESTIGATION)
    assert (request.state, request.due_on) == (State.DELAYED, until)


def test_a_reminder_gives_the_other_state_the_whole_time_again(small: SmallState) -> None:
    request = asking(small.rifle, on=days_ago(40))
    assert request.due_on == days_ago(12)
    step(request, Verb.REMIND, days_ago(1))
    assert request.due_on == days_ago(1) + timedelta(days=28)


def test_a_request_that_was_closed_opens_where_it_stood(small: SmallState) -> None:
    request = asked(small)
    step(request, Verb.ACKNOWLEDGE, days_ago(9))
    step(request, Verb.CLOSE, days_ago(8))
    assert (request.state, request.due_on) == (State.CLOSED, None)
    step(request, Verb.REOPEN, days_ago(7), text="New marks came.")
    assert request.state == State.ACKNOWLEDGED


@pytest.mark.parametrize(
    ("verb", "said", "fault"),
    [
        (Verb.SEND, {}, "verb"),
        (Verb.REMIND, {}, "verb"),
        (Verb.REOPEN, {"text": "x"}, "verb"),
        (Verb.ASK, {}, "text"),
        (Verb.TELL, {"text": "x"}, "refers"),
        (Verb.REFUSE, {"ground": "because"}, "ground"),
        (Verb.NOTE, {"text": "x", "on": date(2999, 1, 1)}, "made_on"),
        (Verb.NOTE, {"text": "x", "on": date(2000, 1, 1)}, "made_on"),
    ],
)
def test_a_step_that_cannot_be_is_refused(
    small: SmallState, verb: Verb, said: dict[str, object], fault: str
) -> None:
    request = asked(small)
    with pytest.raises(ValidationError) as refused:
        step(request, verb, **({"on": days_ago(1)} | said))  # type: ignore[arg-type]
    assert fault in refused.value.error_dict
    assert request.steps.count() == 0


def test_steps_of_another_site_set_state_and_clock_anew_and_check_finds_what_they_do_not_say(
    small: SmallState,
) -> None:
    request = asked(small)
    made = step(request, Verb.ACKNOWLEDGE, days_ago(9))
    TraceRequest.objects.update(state=State.REFUSED, due_on=None)
    assert [request.number in said for said in breaks()] == [True]
    settled({"tracing.step": [made.pk]})
    request.refresh_from_db()
    assert (request.state, list(breaks())) == (State.ACKNOWLEDGED, [])


def test_what_paragraph_17_asks_for_is_missed_and_not_refused(small: SmallState) -> None:
    bare = asked(small, circumstance="unknown", found_on=None, model="", kind="", calibre="")
    assert len(lacking(bare, marks=0)) == 8
    full = asked(
        small, illicit="Unlicensed: Arms Act.", found_how="At a checkpoint.", purpose="Trial", contact="x"
    )
    assert lacking(full, marks=1) == []


def test_of_a_request_that_we_make_our_own_point_of_contact_is_missed_and_not_the_other_state_s(
    small: SmallState,
) -> None:
    missed = "It names no point of contact."
    assert missed in lacking(asking(small.rifle, contact="their desk"), marks=1)
    assert missed not in lacking(asking(small.pistol, own_contact="our desk"), marks=1)
    assert missed in lacking(asked(small, own_contact="our desk"), marks=1)


def test_the_search_finds_the_weapon_of_a_request_and_the_last_judgement_stands(small: SmallState) -> None:
    request = asked(small)
    ranked = find(type(small.rifle).objects.all(), sought(request))
    assert ranked[0].item == small.rifle
    found(request, small.rifle)
    found(request, small.pistol, Verdict.IS_NOT)
    assert matched(request) == [small.rifle.pk]
    found(request, small.rifle, Verdict.UNSURE)
    assert matched(request) == []
    assert (matches(request).count(), request.matches.count()) == (2, 3)


def test_the_record_of_an_item_gives_the_parts_of_an_answer(small: SmallState) -> None:
    with operation("clerk", "enter issued") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 2, 1), holder="Unit 4"))
    with operation("clerk", "enter lost") as done:
        lost = happen(
            done,
            small.rifle,
            Happened(EventKind.LOST, date(2024, 3, 1), details={"circumstances": "Patrol."}),
        )
    lines = suggested(small.rifle, ["public", "parties_only", "restricted"])
    # the loss waits for a second person
    assert [one.kind for one in lines] == [LineKind.MANUFACTURED, LineKind.HELD]
    assert (lines[1].named, lines[1].handling) == ("Unit 4", "restricted")
    with operation("approver", "accept event") as done:
        decide(done, lost, accepts=True)
    assert suggested(small.rifle, ["public"])[-1].kind == LineKind.LOST
    assert suggested(small.rifle, ["public"])[1].handling == "parties_only"


def test_whoever_gave_an_item_back_is_not_named_as_its_last_holder(small: SmallState) -> None:
    with operation("clerk", "enter issued") as done:
        happen(done, small.rifle, Happened(EventKind.ISSUED, date(2024, 2, 1), holder="Unit 4"))
        happen(done, small.rifle, Happened(EventKind.RETURNED, date(2024, 2, 9), store=small.armoury))
    held = [one for one in suggested(small.rifle, ["public"]) if one.kind == LineKind.HELD]
    assert [(one.party, one.named, one.on) for one in held] == [("QMA", "Army", date(2024, 2, 9))]


def test_an_event_that_the_second_person_refused_is_no_part_of_an_answer(small: SmallState) -> None:
    with operation("clerk", "enter lost") as done:
        details = {"circumstances": "Patrol."}
        lost = happen(done, small.rifle, Happened(EventKind.LOST, date(2024, 3, 1), details=details))
    with operation("approver", "refuse event") as done:
        decide(done, lost, accepts=False, reason="It was found again.")
    assert LineKind.LOST not in {one.kind for one in suggested(small.rifle, ["public"])}


def test_an_answer_that_was_sent_changes_no_more(small: SmallState) -> None:
    answer = answered(asked(small), line())
    with pytest.raises(ValidationError), operation("clerk", "add part") as done:
        add_line(done, answer, line())
    assert answer.lines.count() == 1


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        (AnswerLine(kind=LineKind.EXPORTED, party="QMA"), "to_party"),
        (AnswerLine(kind=LineKind.REFERRED), "party"),
        (AnswerLine(kind=LineKind.HELD), "named"),
        (AnswerLine(kind=LineKind.OTHER), "text"),
        (AnswerLine(kind=LineKind.NOT_FOUND, is_withheld=True), "ground"),
    ],
)
def test_a_part_of_an_answer_that_lacks_something_is_refused(
    small: SmallState, part: AnswerLine, fault: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        drafted(asked(small), part)
    assert set(refused.value.error_dict) == {fault}


def test_who_is_named_is_heard_before_wider_release(small: SmallState) -> None:
    answer = answered(asked(small), line(), line(LineKind.NOT_FOUND))
    names, names_nobody = answer.lines.order_by("place")
    today = timezone.localdate()
    assert (heard(names, today), may_go_further(names, today)) == (Heard.NOT_ASKED, False)
    assert (heard(names_nobody, today), may_go_further(names_nobody, today)) == (Heard.NOBODY, True)
    hearing = hearing_of(names, today)
    assert hearing.due_on == today + timedelta(days=28)
    for day, said in ((28, Heard.WAITS), (29, Heard.PASSED)):
        assert heard(names, today + timedelta(days=day)) == said
    hearing.comment, hearing.commented_on = "It was sold lawfully.", today
    with operation("clerk", "enter comment") as done:
        done.save(hearing)
    assert (heard(names, today), may_go_further(names, today)) == (Heard.COMMENTED, True)


def test_those_who_ask_and_answer_need_not_be_heard(small: SmallState) -> None:
    to_the_asker = answered(asked(small), line(to_party="QMO")).lines.get()
    assert heard(to_the_asker, timezone.localdate()) == Heard.NOBODY
    company = answered(asked(small), line(to_party="QMO", named="Invented Arms Works")).lines.get()
    assert heard(company, timezone.localdate()) == Heard.NOT_ASKED


def test_no_mark_opens_what_another_closes(small: SmallState) -> None:
    answer = answered(
        asked(small, handling="parties_only"), line(handling="public"), line(handling="restricted")
    )
    assert [handling_of(one) for one in answer.lines.order_by("place")] == ["parties_only", "restricted"]
    two = answered(asked(small, handling="group:one"), line(handling="group:two")).lines.get()
    assert handling_of(two) == "restricted"


def test_an_answer_that_came_is_noted_on_the_item_and_not_told_there(small: SmallState) -> None:
    request = asking(small.rifle)
    answered(request, line(named="Invented Arms Works"))
    small.rifle.refresh_from_db()
    assert request.number in small.rifle.note
    assert "Invented Arms" not in small.rifle.note


def test_the_indicator_counts_recovered_arms_whose_origin_a_person_established(small: SmallState) -> None:
    assert known_of_recovered() == (0, 0)
    for item in (small.rifle, small.pistol):
        details = {"place": "Invented Crossing", "offence": "criminal"}
        with operation("clerk", "enter seized") as done:
            happen(
                done, item, Happened(EventKind.SEIZED, date(2024, 5, 1), store=small.armoury, details=details)
            )
    assert known_of_recovered() == (2, 0)
    request = asking(small.rifle)
    answered(request, line())
    # an answer is no conclusion
    assert known_of_recovered() == (2, 0)
    _conclude(small, How.TRACED, request)
    assert known_of_recovered() == (2, 1)
    assert list(traced_items()) == [small.rifle]
    _conclude(small, How.NOT, request)
    assert known_of_recovered() == (2, 0)


def known_of_recovered() -> tuple[int | None, int | None]:
    """How many arms were recovered in 2024, and of how many the origin is known, as the indicator has it."""
    counted = share(Filing(instrument=Instrument.SDG, year_from=2024, year_to=2024))
    return counted.recovered, counted.traced


def _conclude(small: SmallState, how: How, request: TraceRequest) -> None:
    said = Conclusion(item=small.rifle, request=request, how=how, reason="Answer 1.", made_on=days_ago(0))
    with operation("clerk", "conclude on origin") as done:
        conclude(done, said)


def test_a_conclusion_rests_on_a_request_about_the_same_item(small: SmallState) -> None:
    with pytest.raises(ValidationError):
        _conclude(small, How.TRACED, asking(small.pistol))


def test_times_are_dated_name_their_source_and_can_be_the_registers_own() -> None:
    assert clock_on(date(2025, 1, 1)).days["answer"] == 28
    assert "no law" in clock_on(date(2025, 1, 1)).source["reply"]
    own = own_folder().path / OWN
    try:
        own.write_text(
            "[[clock]]\nvalid_from = 2000-01-01\n[clock.days]\nanswr = 3\n[clock.source]\n", "utf-8"
        )
        with pytest.raises(UnreadableError, match="answr"):
            clock_on(date(2025, 1, 1))
    finally:
        own.unlink()


def test_between_two_states_of_the_ecowas_convention_an_answer_is_due_a_month_after_the_request_came(
    small: SmallState,
) -> None:
    day, folder = date(2024, 1, 31), own_folder()
    ghana = Folder(folder.path, replace(folder.settings, party="GHA"))
    with override_settings(FOLDER=ghana):
        assert due("answer", day, "NGA") == date(2024, 2, 29)
        assert "Article 19" in clock_on(day, "NGA").source["answer"]
        assert due("answer", day, "FRA") == due("answer", day) == day + timedelta(days=28)
        came = asked(small, party="SEN", on=days_ago(9))
        step(came, Verb.ACKNOWLEDGE, days_ago(8))
        assert came.due_on == due("answer", days_ago(9), "SEN")
    assert due("answer", day, "NGA") == day + timedelta(days=28)


def test_a_table_for_two_states_goes_before_a_later_one_for_all() -> None:
    steps = ("acknowledge", "answer", "question", "reply")
    source = "[clock.source]\n" + "".join(f'{step} = "invented"\n' for step in steps)

    def table(begins: str, days: int) -> str:
        return f"[[clock]]\n{begins}\n[clock.days]\n" + "".join(f"{one} = {days}\n" for one in steps) + source

    own = own_folder().path / OWN
    try:
        general = table("valid_from = 2000-01-01", 9) + table("valid_from = 2020-01-01", 8)
        own.write_text(general + table('valid_from = 2010-01-01\nparties = ["QMA", "QMO"]', 7), "utf-8")
        assert [due("answer", date(2024, 1, 1), other).day for other in ("QMO", "QPA", "")] == [8, 9, 9]
        assert due("answer", date(2005, 1, 1), "QMO").day == 10
        own.write_text(table('valid_from = 2000-01-01\nparties = ["Nowhere"]', 7), "utf-8")
        with pytest.raises(UnreadableError, match="Nowhere"):
            clock_on(date(2024, 1, 1))
    finally:
        own.unlink()


def test_a_state_is_computed_from_steps_and_not_kept(small: SmallState) -> None:
    request = asked(small)
    assert "state" not in request.content()
    assert "due_on" not in request.content()
