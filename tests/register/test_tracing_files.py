"""Machine files and letters: one register's request is another's, an answer comes back, and nothing else comes in."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tallystick.register.folder import Folder
from tallystick.register.items.models import Item
from tallystick.register.ledger.operation import operation
from tallystick.register.tracing.answers import begin, send
from tallystick.register.tracing.intake import Taken, take_in
from tallystick.register.tracing.letter import answer_letter, refusal_letter, request_letter
from tallystick.register.tracing.message import answer_file, fingerprint, refusal_file, request_file
from tallystick.register.tracing.models import Answer, Direction, Ground, LineKind, State, TraceRequest, Verb
from tests.register.conftest import SmallState
from tests.register.samples_tracing import answered, asked, asking, days_ago, line, step
from tests.register.two_sites import Founder, Place, found, stocked, template

pytestmark = pytest.mark.slow  # a story over many pages each; together they take seconds

__all__ = ["found", "template"]

OPEN = ["public", "parties_only"]


def taken(content: bytes, handlings: list[str] = OPEN) -> Taken:
    """Take a file in."""
    with operation("clerk", "take in trace file") as done:
        return take_in(done, content, handlings)


@pytest.fixture
def two(found: Founder) -> tuple[Place, Place]:
    """Return the registers of two states that know nothing of each other."""
    ours, theirs = found("ours"), found("theirs")
    theirs.folder = Folder(theirs.folder.path, replace(theirs.folder.settings, party="QMO"))
    return ours, theirs


def test_a_request_travels_to_another_state_and_its_answers_come_back(two: tuple[Place, Place]) -> None:
    ours, theirs = two
    seized = stocked(ours, "AB1234")[0]
    with ours.open():
        request = asking(
            seized, found_how="At a checkpoint.", purpose="Trial", own_contact="Desk 4", year=1987
        )
        sent = request_file(request)
    with theirs.open():
        came = taken(sent).request
        assert (came.party, came.reference, came.contact) == ("QMA", request.number, "Desk 4")
        same = (
            "model",
            "calibre",
            "kind",
            "year",
            "found_how",
            "purpose",
            "urgency",
            "handling",
            "circumstance",
        )
        assert [getattr(came, name) for name in same] == [getattr(request, name) for name in same]
        assert came.marks.get().text == "AB1234"
        assert (came.direction, came.state, came.dated_on) == (Direction.IN, State.RECEIVED, days_ago(0))
        first = answered(came, line(party="QMO", to_party="QPA", named="Invented Arms Works"), on=days_ago(0))
        kept = line(LineKind.HELD, named="Nobody Invented", is_withheld=True, ground=Ground.SECURITY)
        second = answered(came, kept, line(LineKind.MANUFACTURED, year=1987), is_full=True, corrects=first)
        files = [answer_file(first), answer_file(second)]
    assert b"Nobody Invented" not in files[1]
    with ours.open():
        assert [taken(file).is_new for file in files] == [True, True]
        request.refresh_from_db()
        assert request.state == State.ANSWERED
        one, other = request.answers.order_by("place")
        assert (one.lines.get().named, one.lines.get().on) == ("Invented Arms Works", date(2019, 3, 4))
        assert other.corrects == one
        held = other.lines.get(kind=LineKind.HELD)
        assert (held.is_withheld, held.ground, held.named) == (True, Ground.SECURITY, "")
        assert request.number in Item.objects.get(pk=seized.pk).note


def test_an_answer_that_takes_the_place_of_several_travels_after_all_of_them(
    two: tuple[Place, Place],
) -> None:
    ours, theirs = two
    with ours.open():
        request = asking(stocked(ours, "AB1234")[0])
        sent = request_file(request)
    with theirs.open():
        came = taken(sent).request
        several = [answered(came, line(party="QMO", to_party="QPA"), on=days_ago(0)) for _ in range(2)]
        draft = Answer(request=came, handling="public")
        draft.take_places(several)
        with operation("clerk", "send answer to request") as done:
            begin(done, draft, [line(LineKind.NOT_FOUND)])
            send(done, draft, days_ago(0))
        files = [answer_file(one) for one in (several[0], draft, several[1])]
    assert b"also_corrects" not in files[0]
    with ours.open():
        taken(files[0])
        with pytest.raises(ValidationError, match="did not come"):
            taken(files[1])
        taken(files[2])
        assert taken(files[1]).is_new
        *there, last = request.answers.order_by("place")
        assert last.replaced == there


def test_a_refusal_travels_with_its_ground(two: tuple[Place, Place]) -> None:
    ours, theirs = two
    with ours.open():
        request = asking(stocked(ours, "AB1234")[0])
        sent = request_file(request)
    with theirs.open():
        came = taken(sent).request
        refused = refusal_file(
            step(came, Verb.REFUSE, days_ago(0), ground=Ground.INVESTIGATION, text="Pending.")
        )
    with ours.open():
        assert [taken(refused).is_new, taken(refused).is_new] == [True, False]
        request.refresh_from_db()
        assert (request.state, request.steps.get(verb=Verb.REFUSE).ground) == (
            State.REFUSED,
            Ground.INVESTIGATION,
        )


def _from_elsewhere(small: SmallState) -> dict[str, Any]:
    """The file of a request of another state, as it would write it."""
    said: dict[str, Any] = json.loads(request_file(asking(small.rifle)))
    del said["signature"]
    said["id"] = "0b6a1f1e-0000-4000-8000-000000000001"
    said["from"]["party"], said["to"]["party"] = "QMO", "QMA"
    return said


def _bytes(said: object) -> bytes:
    return json.dumps(said).encode()


def test_the_same_file_twice_changes_nothing_and_another_under_its_name_is_refused(small: SmallState) -> None:
    said = _from_elsewhere(small)
    first = taken(_bytes(said))
    again = taken(_bytes(said))
    assert (again.is_new, again.request, TraceRequest.objects.filter(direction="in").count()) == (
        False,
        first.request,
        1,
    )
    said["purpose"] = "Something else"
    with pytest.raises(ValidationError, match=first.request.number):
        taken(_bytes(said))


def _without(*path: str) -> Callable[[dict[str, Any]], None]:
    def act(said: dict[str, Any]) -> None:
        for name in path[:-1]:
            said = said[name]
        del said[path[-1]]

    return act


def _with(value: object, *path: str) -> Callable[[dict[str, Any]], None]:
    def act(said: dict[str, Any]) -> None:
        for name in path[:-1]:
            said = said[name]
        said[path[-1]] = value

    return act


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_with("tallystick-trace-2", "format"), "tallystick-trace-1"),
        (_with("QNA", "to", "party"), "addressed to QNA"),
        (_with("QMA", "from", "party"), "this state itself"),
        (_with("Nowhere", "from", "party"), "Nowhere"),
        (_without("purpose"), "purpose"),
        (_with("x", "purpos"), "Nearest: purpose"),
        (_with("x", "weapon", "colour"), "colour"),
        (_with("small_arms", "weapon", "kind"), "Nearest: small_arm"),
        (_with("1987", "weapon", "year"), "year"),
        (_with(99999, "weapon", "year"), "year"),
        (_with("2024-13-01", "find", "on"), "2024-13-01"),
        (_with("a\x01b", "find", "where"), "where"),
        (_with("x" * 201, "find", "where"), "too long"),
        (_with([{}] * 51, "weapon", "marks"), "marks"),
        (_with("weapon", "weapon"), "no machine file"),
        (_with("restricted", "handling"), "not cleared"),
        (_with("group:UPPER", "handling"), "handling"),
        (_with("not-a-name", "id"), "not-a-name"),
    ],
)
def test_a_file_that_says_what_the_form_does_not_know_is_refused(
    small: SmallState, spoil: Callable[[dict[str, Any]], None], says: str
) -> None:
    said = _from_elsewhere(small)
    before = TraceRequest.objects.count()
    spoil(said)
    with pytest.raises(ValidationError, match=says):
        taken(_bytes(said))
    assert TraceRequest.objects.count() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b"null", b"{", b"[" * 100_000, b"9" * 5_000, b" " * (1024 * 1024 + 1)],
    ids=["empty", "no text", "list", "null", "cut", "deep", "long number", "large"],
)
def test_bytes_that_are_no_file_are_refused(small: SmallState, content: bytes) -> None:  # noqa: ARG001  # a register
    with pytest.raises(ValidationError):
        taken(content)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    junk=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    ),
    at=st.sampled_from(
        ["id", "number", "weapon", "find", "purpose", "urgency", "handling", "dated_on", "from", "to"]
    ),
)
def test_junk_anywhere_in_a_file_is_refused_or_taken_and_never_a_fault(
    small: SmallState, junk: object, at: str
) -> None:
    said = _from_elsewhere(small)
    said[at] = junk
    # anything but a refusal in words would come through
    with _undone(), suppress(ValidationError):
        taken(_bytes(said))


@contextmanager
def _undone() -> Iterator[None]:
    from django.db import transaction  # noqa: PLC0415  # after the settings

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_an_answer_to_what_we_did_not_ask_is_refused(small: SmallState) -> None:
    said = json.loads(answer_file(answered(asked(small), line())))
    del said["signature"]
    said["from"]["party"], said["to"]["party"] = "QMO", "QMA"
    said["request"]["id"] = "0b6a1f1e-0000-4000-8000-000000000002"
    with pytest.raises(ValidationError, match="did not send"):
        taken(_bytes(said))
    request = asking(small.rifle, handling="restricted")
    said["request"]["id"] = str(request.pk)
    # not even that it exists is told to who may not see it
    with pytest.raises(ValidationError, match="did not send"):
        taken(_bytes(said))
    assert taken(_bytes(said), [*OPEN, "restricted"]).request == request


def test_a_letter_says_the_same_as_its_file_and_names_what_is_kept_back(small: SmallState) -> None:
    request = asking(small.rifle, found_where="=1+1\x01")
    text = _text(request_letter(request))
    assert all(part in text for part in (request.number, "AB1234", fingerprint(request_file(request))))
    kept = line(LineKind.HELD, named="Nobody Invented", is_withheld=True, ground=Ground.SECURITY)
    told = _text(answer_letter(answered(asked(small), kept, line(named="Invented Arms Works"))))
    assert "Nobody Invented" not in told
    # the answer's own mark, not the request's
    assert "public" in told.splitlines()
    assert "national security" in told
    assert "Invented Arms Works" in told
    refused = step(asked(small), Verb.REFUSE, days_ago(1), ground=Ground.NO_GUARANTEE)
    assert "cannot guarantee" in _text(refusal_letter(refused))


def _text(letter: bytes) -> str:
    document = Document(io.BytesIO(letter))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(one.text for one in document.paragraphs)])
