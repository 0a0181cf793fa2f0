"""Answers: ours, put together part by part from the record of an item, and those that came."""

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.register.days import NOT_COME, is_to_come
from tallystick.register.folder import own_folder
from tallystick.register.handling import Handling
from tallystick.register.items.history import events_that_count
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.record import describe
from tallystick.register.ledger.operation import Operation
from tallystick.register.tracing.doubts import (
    refuse_contradiction,
    refuse_without_reason,
    says_not_found,
)
from tallystick.register.tracing.models import (
    Answer,
    AnswerLine,
    Direction,
    Ground,
    LineKind,
    Step,
    TraceRequest,
    Verb,
)
from tallystick.register.tracing.steps import Done, add_step


def suggested(item: Item, handlings: Collection[str]) -> list[AnswerLine]:
    """Give what the record of an item lets us answer, in order of time, unsaved: the person chooses from it.

    Events that were corrected or refused, or wait for a second person, say nothing. A holder may be a person, so that
    its line gets the closest mark that the one who answers is cleared for.
    """
    made = AnswerLine(
        kind=LineKind.MANUFACTURED, party=item.country, named=item.make, year=item.year, item=item
    )
    told = [line for event in events_that_count(item) if (line := _of_event(event, item)) is not None]
    last = [line for line in told if line.kind == LineKind.HELD][-1:]
    kept = [line for line in told if line.kind != LineKind.HELD or line in last]
    lines = [made, *kept] if item.country != "" or item.make != "" else kept
    for place, line in enumerate(lines, 1):
        line.place, line.item = place, item
        is_close = line.kind == LineKind.HELD and Handling.RESTRICTED in handlings
        line.handling = Handling.RESTRICTED if is_close else item.handling
    return lines


def _of_event(event: Event, item: Item) -> AnswerLine | None:
    own = own_folder().settings.party
    reference = event.reference or str(event.details.get("licence", ""))
    said = {"on": event.happened_on, "reference": reference}
    match EventKind(event.kind):
        case EventKind.EXPORTED:
            return AnswerLine(kind=LineKind.EXPORTED, party=own, to_party=event.party, **said)
        case EventKind.IMPORTED:
            return AnswerLine(kind=LineKind.IMPORTED, party=event.party, to_party=own, **said)
        case EventKind.ISSUED | EventKind.ENTRUSTED | EventKind.RETURNED:
            # given back, it is the service's own: whoever held it before is not the last who did
            named = item.service.name if event.kind == EventKind.RETURNED else event.holder
            return AnswerLine(kind=LineKind.HELD, party=own, named=named, **said)
        case EventKind.LOST | EventKind.STOLEN:
            return AnswerLine(kind=LineKind.LOST, party=own, **said)
        case EventKind.DESTROYED:
            return AnswerLine(kind=LineKind.DESTROYED, party=own, **said)
    return None


def begin(done: Operation, answer: Answer, lines: Iterable[AnswerLine] = ()) -> Answer:
    """Begin an answer as a draft, with some parts.

    Raises:
        ValidationError: it takes the place of an answer to another request.
    """
    check_corrects(answer)
    answer.place = answer.request.answers.count() + 1
    answer.made_by = done.actor
    done.save(answer)
    for line in lines:
        add_line(done, answer, line)
    return answer


def add_line(done: Operation, answer: Answer, line: AnswerLine) -> AnswerLine:
    """Add a part to an answer that was not sent.

    Raises:
        ValidationError: the answer was sent, or the part lacks something; one sentence a fault.
    """
    check_draft(answer)
    faults = faults_of(line)
    if len(faults) > 0:
        raise ValidationError(faults)
    line.answer, line.place = answer, answer.lines.count() + 1
    return done.save(line)


def check_corrects(answer: Answer) -> None:
    """Refuse to take the place of an answer to another request.

    Raises:
        ValidationError: it would.
    """
    if any(other.request_id != answer.request_id for other in answer.replaced):
        raise ValidationError({"corrects": _("That answer is to another request.")})


def check_draft(answer: Answer) -> None:
    """Refuse to change what was sent.

    Raises:
        ValidationError: it was sent.
    """
    sent = Answer.objects.values_list("sent_on", flat=True).get(pk=answer.pk)
    if sent is not None:
        raise ValidationError(_("This answer was sent. Write a new one that takes its place."))


def faults_of(line: AnswerLine) -> dict[str, str]:
    """Say what a part of an answer lacks."""
    if line.is_withheld:
        # nothing of it is told but its ground: one that came says nothing else
        known = line.ground in Ground.values
        return (
            {} if known else {"ground": _("Say on what ground it is kept back: the state that asks is told.")}
        )
    needed = _("This is needed here.")
    faults: dict[str, str] = {}
    if line.kind == LineKind.REFERRED and line.party == "":
        faults["party"] = needed
    if line.kind in {LineKind.EXPORTED, LineKind.IMPORTED} and (line.party == "" or line.to_party == ""):
        faults["party" if line.party == "" else "to_party"] = needed
    if line.kind == LineKind.HELD and line.named == "" and line.party == "":
        faults["named"] = needed
    if line.kind == LineKind.OTHER and line.text == "":
        faults["text"] = needed
    if line.on is not None and is_to_come(line.on):
        faults["on"] = str(NOT_COME)
    return faults


def send(done: Operation, answer: Answer, on: date, reason: str = "") -> Step:
    """Send an answer, or enter that it came: it changes no more, and the clock knows of it.

    Args:
        done: the operation.
        answer: a draft.
        on: the day.
        reason: why it is sent although something stands against it; kept with the step, and told to nobody else.

    Raises:
        ValidationError: it says nothing, was sent already, says otherwise than an answer that was sent and whose place
            it does not take, says without a reason that nothing was found although an item was judged to be the one,
            or the request stands so that no answer can come.
    """
    check_draft(answer)
    check_corrects(answer)
    if not answer.lines.filter(is_withdrawn=False).exists() and answer.text == "":
        raise ValidationError(_("This answer says nothing yet."))
    request = answer.request
    refuse_contradiction(answer)
    if reason.strip() == "" and says_not_found(standing_lines(answer)):
        refuse_without_reason(request)
    verb = Verb.ANSWER if answer.is_full else Verb.ANSWER_PART
    answer.sent_on = on
    done.save(answer)
    step = add_step(done, request, Done(verb, on, text=reason, answer=answer, document=answer.document))
    if request.direction == Direction.OUT and request.item is not None:
        _note_on(done, request, request.item, on)
    return step


def _note_on(done: Operation, request: TraceRequest, item: Item, on: date) -> None:
    # what the answer says stays under the handling mark of the answer
    item.refresh_from_db()
    note = _("%(day)s: an answer came to request %(number)s.") % {"day": on, "number": request.number}
    item.note = f"{item.note}\n{note}".strip()
    describe(done, item)


def standing_lines(answer: Answer) -> list[AnswerLine]:
    """Give the parts of an answer that were not withdrawn, in order."""
    return [line for line in answer.lines.all() if not line.is_withdrawn]
