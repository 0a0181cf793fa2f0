"""Pages of tracing: a request walks from its coming to its answer, and nobody reads what is marked for others."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tallystick.register.access.models import Role, User
from tallystick.register.tracing.models import Direction, State, TraceRequest, Verb
from tests.register.conftest import SmallState
from tests.register.samples_tracing import answered, asked, asking, days_ago, drafted, found, line, step

Browser = Callable[[Role], Client]


def test_a_request_on_paper_is_entered_searched_for_judged_and_answered(
    small: SmallState, signed_in: Browser
) -> None:
    clerk = signed_in(Role.AUTHORITY)
    said = {
        "party": "QMO", "dated_on": timezone.localdate(), "means": "post", "mark": "AB1?34", "model": "R1",
        "circumstance": "seized", "background": "crime", "urgency": "ordinary", "handling": "parties_only",
    }  # fmt: skip
    assert clerk.post("/traces/in/", said).status_code == 302
    request = TraceRequest.objects.get()
    address = f"/traces/{request.pk}/"
    shown = clerk.get(address).content.decode()
    assert "It does not say the calibre." in shown
    # what is due is to say that it came, not to answer
    assert "Source of this time: a proposal; the Instrument asks for a reasonable time." in shown
    assert small.rifle.number in clerk.get(f"{address}candidates/").content.decode()
    judged = {"verdict": "is", "reason": "Same marks."}
    assert clerk.post(f"{address}candidates/{small.rifle.pk}/", judged).status_code == 302
    assert "found elsewhere" in clerk.get(address).content.decode()
    part = {"parts": ["0"], "is_full": "on", "handling": "parties_only"}
    assert clerk.post(f"{address}answer/", part).status_code == 302
    answer = request.answers.get()
    assert answer.lines.get().named == "Invented"
    assert (
        clerk.post(f"/traces/answers/{answer.pk}/send/", {"made_on": timezone.localdate()}).status_code == 302
    )
    request.refresh_from_db()
    assert (request.state, request.due_on) == (State.ANSWERED, None)
    letter = clerk.get(f"/traces/answers/{answer.pk}/as/docx/")
    assert letter.content.startswith(b"PK")


def test_a_request_about_an_item_begins_with_what_the_item_says_and_its_marks(
    small: SmallState, signed_in: Browser
) -> None:
    clerk = signed_in(Role.AUTHORITY)
    address = f"/traces/out/?item={small.rifle.pk}"
    assert "7.62 × 39 mm" in clerk.get(address).content.decode()
    said = {
        "party": "QMO", "dated_on": timezone.localdate(), "means": "note", "kind": "small_arm", "make": "Invented",
        "model": "R1", "calibre": "7.62 × 39 mm", "circumstance": "found", "background": "unknown",
        "urgency": "urgent", "handling": "parties_only",
    }  # fmt: skip
    assert clerk.post(address, said).status_code == 302
    request = TraceRequest.objects.get()
    assert (request.item, request.marks.get().text) == (small.rifle, "AB1234")
    assert request.direction == Direction.OUT


def test_what_was_sent_cannot_be_changed(small: SmallState, signed_in: Browser) -> None:
    clerk, request = signed_in(Role.AUTHORITY), asking(small.rifle)
    assert clerk.get(f"/traces/{request.pk}/edit/").status_code == 302
    assert clerk.post(f"/traces/{request.pk}/mark/", {"text": "ZZ", "kind": "other"}).status_code == 404
    assert request.marks.count() == 1


def test_the_overdue_list_holds_those_whose_day_has_passed(small: SmallState, signed_in: Browser) -> None:
    late, new = asked(small, on=days_ago(60)), asked(small, on=days_ago(1))
    seen = signed_in(Role.AUDITOR).get("/traces/?overdue=on").content.decode()
    assert late.number in seen
    assert new.number not in seen
    home = signed_in(Role.AUTHORITY).get("/").content.decode()
    assert "Requests to trace whose day has passed" in home


def test_a_part_marked_for_others_is_counted_and_not_shown(
    small: SmallState, signed_in: Browser, people: dict[Role, User]
) -> None:
    draft = drafted(asked(small), line(named="Invented Arms Works", handling="restricted"))
    address = f"/traces/answers/{draft.pk}/"
    seen = signed_in(Role.AUTHORITY).get(address).content.decode()
    assert "Invented Arms Works" not in seen
    assert "1 part is withheld from you" in seen
    assert signed_in(Role.AUTHORITY).get(f"{address}send/").status_code == 404
    person = people[Role.AUTHORITY]
    person.clearances = ["restricted"]
    person.save()
    assert "Invented Arms Works" in signed_in(Role.AUTHORITY).get(address).content.decode()


def test_an_answer_leaves_the_house_only_when_sent(small: SmallState, signed_in: Browser) -> None:
    clerk, request = signed_in(Role.APPROVER), asked(small)
    draft = drafted(request, line())
    assert clerk.get(f"/traces/answers/{draft.pk}/as/json/").status_code == 404
    sent = answered(request, line())
    assert clerk.get(f"/traces/answers/{sent.pk}/as/json/").status_code == 200


@pytest.mark.parametrize("verb", [Verb.SEND, Verb.REMIND, Verb.TELL, Verb.ANSWER])
def test_steps_that_do_not_fit_have_no_page(small: SmallState, signed_in: Browser, verb: Verb) -> None:
    request = asked(small)
    assert signed_in(Role.AUTHORITY).get(f"/traces/{request.pk}/step/{verb}/").status_code == 404


def test_the_page_of_a_request_asks_the_database_as_often_for_one_step_as_for_twenty(
    small: SmallState, signed_in: Browser
) -> None:
    clerk, request = signed_in(Role.AUTHORITY), asked(small)
    found(request, small.rifle)

    def queries() -> int:
        clerk.get(f"/traces/{request.pk}/")
        with CaptureQueriesContext(connection) as made:
            assert clerk.get(f"/traces/{request.pk}/").status_code == 200
        return len(made)

    step(request, Verb.NOTE, days_ago(3), text="Telephoned.")
    once = queries()
    for _ in range(19):
        step(request, Verb.NOTE, days_ago(3), text="Telephoned.")
    assert queries() == once


def test_who_reaches_their_own_alone_says_whose_find_it_is_and_sees_it_again(
    small: SmallState, signed_in: Browser
) -> None:
    clerk = signed_in(Role.OPERATOR)
    said = {
        "party": "Morvane", "dated_on": timezone.localdate(), "means": "email", "mark": "AB12", "circumstance": "found",
        "background": "other", "urgency": "ordinary", "handling": "parties_only",
    }  # fmt: skip
    assert clerk.post("/traces/out/", said).status_code == 200
    assert clerk.post("/traces/out/", said | {"service": small.police.pk}).status_code == 200
    assert TraceRequest.objects.count() == 0
    answer = clerk.post("/traces/out/", said | {"service": small.army.pk}, follow=True)
    request = TraceRequest.objects.get()
    assert request.number in answer.content.decode()
    assert (request.party, request.state) == ("QMO", State.DRAFT)
    # writing it is the operator's, sending it the authority's
    assert (
        clerk.post(f"/traces/{request.pk}/step/send/", {"made_on": timezone.localdate()}).status_code == 403
    )
