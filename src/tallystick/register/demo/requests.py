"""Requests to trace: from other states, one new, one overdue, one answered; and our own about what was seized."""

from datetime import date, timedelta
from typing import Final

from tallystick.register.demo.scene import Scene
from tallystick.register.handling import Handling
from tallystick.register.items.models import Item, Mark, MarkKind, Reading, State
from tallystick.register.ledger.operation import operation
from tallystick.register.tracing.answers import begin, send, suggested
from tallystick.register.tracing.entering import conclude, enter, from_item, judge, marks_of
from tallystick.register.tracing.models import (
    OUR_CONTACT,
    Answer,
    AnswerLine,
    Circumstance,
    Conclusion,
    Direction,
    How,
    LineKind,
    PointOfContact,
    SoughtMark,
    TraceRequest,
    Verb,
    Verdict,
)
from tallystick.register.tracing.steps import Done, add_step

_CLERK: Final = "authority"
_CLEARED: Final = tuple(Handling)
_OVERDUE: Final = timedelta(days=200)
"""Beyond every clock of an answer."""
_NEW: Final = timedelta(days=6)


def make_requests(scene: Scene) -> None:
    """Enter the national point of contact, and requests to and from other states."""
    with operation(_CLERK, "change national point of contact") as done:
        office = "Tracing Desk of the National Authority"
        done.save(PointOfContact(pk=OUR_CONTACT, office=office, email="tracing@example.org"))
    sold = _whole(scene, State.EXPORTED)
    if len(sold) > 2:  # noqa: PLR2004  # one weapon a request
        _asked(scene, sold[0], "QNA", scene.today - _NEW)
        _asked(scene, sold[1], "QRE", scene.today - _OVERDUE)
        _answered(scene, sold[2])
    seized = _whole(scene, State.SEIZED)
    if len(seized) > 2:  # noqa: PLR2004  # as above
        _traced(scene, seized[0])
        _asking(seized[1], scene.today - _OVERDUE)
        _asking(seized[2], scene.today, is_sent=False)


def _whole(scene: Scene, state: State) -> list[Item]:
    """Give the items in a state, in the order of their numbers."""
    return sorted((item for item in scene.items if item.state == state), key=lambda item: item.number)


def _asked(scene: Scene, item: Item, party: str, day: date) -> TraceRequest:
    """Enter a request that came about a weapon that we exported, one sign of whose mark was not read."""
    mark = Mark.objects.filter(item=item, kind=MarkKind.MANUFACTURER).order_by("pk").first()
    text = "?" if mark is None else f"{mark.text[:-2]}?{mark.text[-1:]}"
    request = TraceRequest(
        direction=Direction.IN, party=party, body="National Police", reference=f"{party}-{day.year}-4", dated_on=day,
        service=scene.services["National Authority"], kind=item.kind, make=item.make, model=item.model,
        calibre=item.calibre, circumstance=Circumstance.SEIZED, found_on=day - timedelta(days=30),
        found_where="Northern Crossing", found_how="In a vehicle at the border.", illicit="Held without a licence.",
        purpose="Criminal investigation",
    )  # fmt: skip
    with operation(_CLERK, "enter request to trace", document=request.reference) as done:
        enter(done, request, [SoughtMark(text=text, reading=Reading.PARTIAL)])
    with operation(_CLERK, "acknowledge request to trace") as done:
        add_step(done, request, Done(Verb.ACKNOWLEDGE, day + timedelta(days=2)))
    return request


def _answered(scene: Scene, item: Item) -> None:
    request = _asked(scene, item, "QOL", scene.today - 6 * _NEW)
    with operation(_CLERK, "judge candidate") as done:
        judge(done, request, item, Verdict.IS, "Mark, model and calibre fit.", None)
    with operation(_CLERK, "answer request to trace") as done:
        lines = suggested(item, _CLEARED)
        answer = begin(done, Answer(request=request, is_full=True, reference="answer 3"), lines)
        send(done, answer, scene.today - _NEW)


def _asking(item: Item, day: date, *, is_sent: bool = True) -> TraceRequest:
    """Write a request about a seized weapon to another state, as the register holds it."""
    request = TraceRequest(direction=Direction.OUT, party="QOL", item=item, dated_on=day, **from_item(item))
    with operation(_CLERK, "write request to trace") as done:
        enter(done, request, marks_of(item))
        if is_sent:
            add_step(done, request, Done(Verb.SEND, day))
    return request


def _traced(scene: Scene, item: Item) -> None:
    request = _asking(item, scene.today - 10 * _NEW)
    day = scene.today - 2 * _NEW
    line = AnswerLine(
        kind=LineKind.EXPORTED,
        party="QOL",
        to_party="QSI",
        on=date(day.year - 9, 3, 4),
        handling=Handling.RESTRICTED,
    )
    with operation(_CLERK, "enter answer to request", document="letter OL-5") as done:
        send(done, begin(done, Answer(request=request, is_full=True, reference="OL-5"), [line]), day)
    with operation(_CLERK, "conclude on origin") as done:
        reason = "The answer names the export; the marks fit."
        conclude(
            done,
            Conclusion(item=item, request=request, how=How.TRACED, party="QSI", reason=reason, made_on=day),
        )
