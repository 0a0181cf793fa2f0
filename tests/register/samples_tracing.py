"""Sample objects of the app `tracing`, for the tests of every role and page, and for its own tests."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from tallystick.register.items.models import Item
from tallystick.register.ledger.keys import fingerprint
from tallystick.register.ledger.operation import operation
from tallystick.register.tracing.answers import begin, send
from tallystick.register.tracing.entering import enter, from_item, judge, marks_of
from tallystick.register.tracing.keys import accept, accepted
from tallystick.register.tracing.models import (
    Answer,
    AnswerLine,
    Direction,
    Ground,
    Hearing,
    LineKind,
    PartyKey,
    SoughtMark,
    Step,
    TraceRequest,
    Verb,
    Verdict,
)
from tallystick.register.tracing.release import ask_to_comment
from tallystick.register.tracing.steps import Done, add_step
from tests.register.conftest import SmallState

Sample = Callable[[SmallState], dict[str, object]]
ASKER = "QMO"


def days_ago(days: int) -> date:
    """The day so many days before today."""
    return timezone.localdate() - timedelta(days=days)


def asked(
    small: SmallState, mark: str = "AB12?4", *, on: date | None = None, **columns: object
) -> TraceRequest:
    """Enter a request that came, about the army's rifle."""
    given = {
        "direction": Direction.IN,
        "party": ASKER,
        "dated_on": on or days_ago(20),
        "service": small.army,
        "kind": "small_arm",
        "model": "R1",
        "calibre": "7.62 × 39 mm",
        "circumstance": "seized",
        "found_on": days_ago(40),
        "found_where": "Invented Crossing",
    }
    with operation("clerk", "enter request to trace") as done:
        return enter(done, TraceRequest(**(given | columns)), [SoughtMark(text=mark)])


def asking(item: Item, *, on: date | None = None, sent: bool = True, **columns: object) -> TraceRequest:
    """Write a request about an item in our hands, and send it."""
    row = TraceRequest(direction=Direction.OUT, item=item, dated_on=on or days_ago(20), **from_item(item))
    for name, value in ({"party": ASKER} | columns).items():
        setattr(row, name, value)
    with operation("clerk", "write request to trace") as done:
        request = enter(done, row, marks_of(item))
        if sent:
            add_step(done, request, Done(Verb.SEND, request.dated_on))
    return request


def step(request: TraceRequest, verb: Verb, on: date, **said: object) -> Step:
    """Enter one step."""
    with operation("clerk", f"request to trace: {verb}") as done:
        return add_step(done, request, Done(verb, on, **said))  # type: ignore[arg-type]


def found(request: TraceRequest, item: Item, verdict: Verdict = Verdict.IS) -> None:
    """Say that an item is the one sought, or is not."""
    with operation("clerk", "judge candidate") as done:
        judge(done, request, item, verdict, "The marks were compared.", None)


def line(kind: LineKind = LineKind.EXPORTED, **columns: object) -> AnswerLine:
    """Give an unsaved part of an answer."""
    given = {"party": "QMA", "to_party": "QPA", "on": date(2019, 3, 4), "handling": "public"}
    if kind is not LineKind.EXPORTED:
        given = {"handling": "public"}
    return AnswerLine(kind=kind, **(given | columns))


def answered(request: TraceRequest, *lines: AnswerLine, on: date | None = None, **columns: object) -> Answer:
    """Send an answer of these parts."""
    given = {"handling": "public"} | columns
    with operation("clerk", "send answer to request") as done:
        answer = begin(done, Answer(request=request, **given), lines)
        send(done, answer, on or timezone.localdate())
    return answer


def drafted(request: TraceRequest, *lines: AnswerLine) -> Answer:
    """Begin an answer of these parts."""
    with operation("clerk", "begin answer to request") as done:
        return begin(done, Answer(request=request), lines)


def hearing_of(part: AnswerLine, on: date) -> Hearing:
    """Ask somebody to comment."""
    with operation("clerk", "ask for comment") as done:
        return ask_to_comment(done, part, "Invented Arms Works", on)


def _in(small: SmallState) -> dict[str, object]:
    return {"pk": asked(small).pk}


def _out(small: SmallState) -> dict[str, object]:
    return {"pk": asking(small.rifle).pk}


def _question(small: SmallState) -> dict[str, object]:
    return {"pk": step(asked(small), Verb.ASK, days_ago(10), text="Which side is the mark on?").pk}


def _refusal(small: SmallState) -> dict[str, object]:
    return {"pk": step(asked(small), Verb.REFUSE, days_ago(1), ground=Ground.SECURITY).pk}


def _draft(small: SmallState) -> dict[str, object]:
    return {"pk": drafted(asked(small), line()).pk}


def _sent(small: SmallState) -> dict[str, object]:
    return {"pk": answered(asked(small), line()).pk}


def _line(small: SmallState) -> dict[str, object]:
    return {"pk": drafted(asked(small), line()).lines.get().pk}


def _hearing(small: SmallState) -> dict[str, object]:
    return {"pk": hearing_of(answered(asked(small), line()).lines.get(), days_ago(2)).pk}


def accepted_key(key: str = "ab" * 32, party: str = ASKER) -> PartyKey:
    """Accept the key of another state."""
    with operation("clerk", "accept key of another state") as done:
        return accept(done, accepted(key, party, "their desk", days_ago(9)), fingerprint(key))


def _key(_small: SmallState) -> dict[str, object]:
    return {"pk": accepted_key().pk}


SAMPLES: dict[str, Sample] = {
    **dict.fromkeys(
        ("trace", "edit_trace", "add_sought_mark", "add_trace_paper", "candidates", "new_answer"), _in
    ),
    "withdraw_trace_key": _key,
    "step_trace": lambda small: _in(small) | {"verb": Verb.ACKNOWLEDGE.value},
    "judge_candidate": lambda small: _in(small) | {"item": small.rifle.pk},
    "trace_file": lambda small: _out(small) | {"form": "json"},
    "withdraw_sought_mark": lambda small: {"pk": asked(small).marks.get().pk},
    "answer_question": _question,
    "trace_answer": _draft,
    "add_answer_line": _draft,
    "send_answer": _draft,
    "answer_download": lambda small: _sent(small) | {"form": "json"},
    "withdraw_answer_line": _line,
    "hear": _line,
    "enter_comment": _hearing,
    "refusal_download": lambda small: _refusal(small) | {"form": "json"},
    "establish_origin": lambda small: {"pk": small.rifle.pk},
    "trace_claims": lambda _small: {"audience": "own"},
}
