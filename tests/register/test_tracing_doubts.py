"""What stands against an answer: candidates nobody judged, a judgement, and answers that say otherwise."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tallystick.register.access.models import Role
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.operation import operation
from tallystick.register.tracing.answers import send
from tallystick.register.tracing.claims import claims, requests_with_answers
from tallystick.register.tracing.doubts import contradicted
from tallystick.register.tracing.models import AnswerLine, LineKind, Verdict
from tests.register.conftest import SmallState
from tests.register.samples_tracing import answered, asked, asking, drafted, found, line

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

Browser = Callable[[Role], Client]
UNJUDGED = "item that may be the one was not judged yet."
JUDGED = "1 item was judged to be the one sought."


def not_found() -> AnswerLine:
    return line(LineKind.NOT_FOUND)


def made(party: str, **columns: object) -> AnswerLine:
    return line(LineKind.MANUFACTURED, party=party, **columns)


def test_nothing_is_said_to_be_found_without_a_reason_while_a_candidate_waits_to_be_judged(
    small: SmallState, signed_in: Browser
) -> None:
    clerk, request = signed_in(Role.AUTHORITY), asked(small)
    address, said = f"/traces/{request.pk}/answer/", {"parts": ["0"], "handling": "parties_only"}
    assert UNJUDGED in clerk.get(address).content.decode()
    stopped = clerk.post(address, said)
    assert (stopped.status_code, request.answers.count()) == (200, 0)
    assert clerk.post(address, said | {"reason": "The weapon is with us."}).status_code == 302
    assert Entry.objects.order_by("-number")[0].note == "The weapon is with us."


def test_nothing_is_asked_once_every_candidate_was_judged_to_be_another(
    small: SmallState, signed_in: Browser
) -> None:
    clerk, request = signed_in(Role.AUTHORITY), asked(small)
    found(request, small.rifle, Verdict.IS_NOT)
    found(request, small.pistol, Verdict.IS_NOT)
    said = {"parts": ["0"], "handling": "parties_only"}
    assert clerk.post(f"/traces/{request.pk}/answer/", said).status_code == 302


def test_an_old_draft_is_looked_at_again_when_it_is_sent(small: SmallState, signed_in: Browser) -> None:
    clerk, request = signed_in(Role.AUTHORITY), asked(small)
    draft = drafted(request, not_found())
    address, said = f"/traces/answers/{draft.pk}/send/", {"made_on": timezone.localdate()}
    assert UNJUDGED in clerk.post(address, said).content.decode()
    found(request, small.rifle)
    assert JUDGED in clerk.get(address).content.decode()
    assert clerk.post(address, said).status_code == 200
    assert request.steps.count() == 0
    assert clerk.post(address, said | {"reason": "Judged by mistake."}).status_code == 302
    assert request.steps.get().text == "Judged by mistake."


def test_a_part_that_says_that_nothing_was_found_is_asked_for_its_reason_as_well(
    small: SmallState, signed_in: Browser
) -> None:
    clerk, draft = signed_in(Role.AUTHORITY), drafted(asked(small), line())
    address = f"/traces/answers/{draft.pk}/line/"
    said = {"kind": "not_found", "handling": "parties_only"}
    assert clerk.post(address, said).status_code == 200
    assert clerk.post(address, said | {"kind": "lost"}).status_code == 302
    assert [one.kind for one in draft.lines.all()] == [LineKind.EXPORTED, LineKind.LOST]


def test_no_hand_sends_that_nothing_was_found_of_what_was_judged_to_be_the_one(small: SmallState) -> None:
    request = asked(small)
    found(request, small.rifle)
    with pytest.raises(ValidationError) as refused:
        answered(request, not_found())
    assert refused.value.message_dict == {"reason": [JUDGED]}


def test_an_answer_that_says_otherwise_than_one_that_was_sent_takes_its_place_or_is_refused(
    small: SmallState, signed_in: Browser
) -> None:
    clerk, request = signed_in(Role.AUTHORITY), asked(small)
    found(request, small.rifle, Verdict.IS_NOT)
    found(request, small.pistol, Verdict.IS_NOT)
    draft = drafted(request, not_found())
    sent = answered(request, line())
    address, said = f"/traces/answers/{draft.pk}/send/", {"made_on": timezone.localdate()}
    assert "Answer 2, sent on" in clerk.get(address).content.decode()
    refused = clerk.post(address, said).content.decode()
    assert "Send this one in its place" in refused
    assert clerk.post(address, said | {"corrects": sent.pk}).status_code == 302
    draft.refresh_from_db()
    assert draft.corrects == sent
    # what the first one said was taken back: only the second stands
    assert contradicted(drafted(request, line())) == [draft]
    assert contradicted(drafted(request, not_found())) == []


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        (made("BEL"), made("DEU"), 1),
        (made("BEL"), made("BEL"), 0),
        (made("BEL"), not_found(), 1),
        (made("BEL"), line(), 0),
        (not_found(), line(LineKind.REFERRED, party="QPA"), 0),
    ],
)
def test_answers_contradict_each_other_where_both_cannot_be_true(
    small: SmallState, first: AnswerLine, second: AnswerLine, refused: int
) -> None:
    request = asked(small)
    answered(request, AnswerLine(**_columns(first)))
    draft = drafted(request, AnswerLine(**_columns(second)))
    assert len(contradicted(draft)) == refused


def test_answers_that_rest_on_different_weapons_contradict_each_other(small: SmallState) -> None:
    request = asked(small)
    answered(request, line(item=small.rifle))
    assert len(contradicted(drafted(request, line(item=small.pistol)))) == 1
    assert contradicted(drafted(request, line(item=small.rifle))) == []


def test_what_another_state_answers_is_theirs_to_put_right(small: SmallState) -> None:
    request = asking(small.rifle)
    answered(request, line())
    answered(request, not_found())
    assert request.answers.exclude(sent_on=None).count() == 2


def _columns(part: AnswerLine) -> dict[str, object]:
    """Give what a part says, for a new row: parameters are made once and used by every test."""
    names = ("kind", "party", "to_party", "on", "handling")
    return {name: getattr(part, name) for name in names}


def transfers_told() -> int:
    told = claims(requests_with_answers(), timezone.localdate(), None)
    return sum(row["act"] == "transfer" for row in told.rows)


def test_one_answer_takes_the_place_of_all_that_say_otherwise(small: SmallState, signed_in: Browser) -> None:
    clerk, request = signed_in(Role.AUTHORITY), asked(small)
    found(request, small.rifle, Verdict.IS_NOT)
    found(request, small.pistol, Verdict.IS_NOT)
    draft = drafted(request, not_found())
    sold = {"party": "QMA", "to_party": "QMO"}
    several = [answered(request, line(LineKind.EXPORTED, **sold)) for _ in range(3)]
    assert transfers_told() == 3
    address = f"/traces/answers/{draft.pk}/send/"
    said = {"made_on": timezone.localdate(), "corrects": [one.pk for one in several[:2]]}
    refused = clerk.post(address, said).content.decode()
    assert "Answer 4, sent on" in refused, "one of the three still says otherwise"
    draft.refresh_from_db()
    assert draft.replaces == frozenset(), "nothing was sent"
    assert clerk.post(address, said | {"corrects": [one.pk for one in several]}).status_code == 302
    draft.refresh_from_db()
    assert draft.replaced == several
    assert contradicted(drafted(request, line())) == [draft]
    page = clerk.get(f"/traces/{request.pk}/").content.decode()
    assert [f"in place of answer {place}" in page for place in (2, 3, 4)] == [True] * 3
    assert transfers_told() == 0


def test_an_answer_takes_the_place_of_none_to_another_request(small: SmallState) -> None:
    other = answered(asked(small), made("BEL"))
    draft = drafted(asked(small), made("BEL"))
    draft.also_corrects = [str(other.pk)]
    with operation("clerk", "send answer to request") as done:
        with pytest.raises(ValidationError) as refused:
            send(done, draft, timezone.localdate())
        done.note = "refused"
    assert "corrects" in refused.value.message_dict
