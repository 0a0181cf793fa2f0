"""Take machine files in: a request becomes one that we are asked, an answer a row of the request it answers.

The same file a second time changes nothing; another file under the same name is refused and shown to a person.
Whether it is signed, and by a key that is known to be the other state's, is kept and told; a wrong signature is
refused.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.folder import own_folder
from tallystick.register.items.models import ItemKind, MarkKind, Reading
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.operation import Operation
from tallystick.register.tracing import strict
from tallystick.register.tracing.answers import begin, send
from tallystick.register.tracing.entering import enter
from tallystick.register.tracing.message import FORMAT
from tallystick.register.tracing.models import (
    Answer,
    AnswerLine,
    Background,
    Circumstance,
    Direction,
    Ground,
    LineKind,
    Means,
    SoughtMark,
    State,
    TraceRequest,
    Urgency,
    Verb,
)
from tallystick.register.tracing.signing import SIGNATURE, body_hash, check_owner, signer
from tallystick.register.tracing.steps import Done, add_step

_MOST_MARKS, _MOST_LINES = 50, 100


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file."""

    request: TraceRequest
    is_new: bool
    signed_by: str = ""
    """The key that signed it; empty where none did."""


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who wrote a file."""

    party: str
    body: str
    contact: str
    digest: str
    """The hash of what it says."""
    signed_by: str


def take_in(done: Operation, content: bytes, handlings: Collection[str]) -> Taken:
    """Take a machine file in.

    Args:
        done: the operation.
        content: the bytes.
        handlings: the marks that the person is cleared for; a file for others is refused.

    Raises:
        ValidationError: it is damaged, of another form, wrongly signed, addressed to another state, or another file
            under its name was taken in before.
    """
    said = strict.opened(content)
    whole = dict(said.left)
    said.take("format", strict.one_of([FORMAT]))
    kind = said.take("content", strict.one_of(["request", "answer", "refusal"]))
    sender = _sender(said, whole)
    read = {"request": _request, "answer": _answer, "refusal": _refusal}[kind]
    return replace(read(done, said, sender, handlings), signed_by=sender.signed_by)


def _sender(said: strict.Named, whole: Mapping[str, Json]) -> _Sender:
    own = own_folder().settings.party
    key = signer(whole, FORMAT)
    said.left.pop(SIGNATURE, None)
    by, to = said.named("from"), said.named("to")
    sender = _Sender(
        by.take("party", strict.party),
        by.take("body", strict.text(200)),
        by.take("contact", strict.text(300)),
        body_hash(whole, FORMAT),
        key,
    )
    addressed = to.take("party", strict.party)
    by.over()
    to.over()
    if addressed != own:
        raise ValidationError(_("This file is addressed to %(party)s.") % {"party": addressed})
    if sender.party == own:
        raise ValidationError(_("This file was written by this state itself."))
    check_owner(key, sender.party)
    return sender


def _request(done: Operation, said: strict.Named, sender: _Sender, handlings: Collection[str]) -> Taken:
    foreign = said.take("id", strict.identity)
    known = TraceRequest.objects.filter(
        party=sender.party, foreign_id=foreign, direction=Direction.IN
    ).first()
    if known is not None:
        return _same(done, known, known, sender)
    request = TraceRequest(
        direction=Direction.IN,
        party=sender.party,
        body=sender.body,
        contact=sender.contact,
        means=Means.FILE,
        dated_on=timezone.localdate(),
        foreign_id=foreign,
        file_sha256=sender.digest,
        signed_by=sender.signed_by,
        reference=said.take("number", strict.text(120)),
        purpose=said.take("purpose", strict.text()),
        urgency=said.take("urgency", strict.one_of(Urgency.values)),
        handling=_cleared(said.take("handling", strict.handling), handlings),
    )
    # the clock begins when the file comes, not when it was written
    said.take("dated_on", strict.needed_day)
    marks = _weapon(request, said.named("weapon"))
    _find(request, said.named("find"))
    said.over()
    return Taken(enter(done, request, marks), is_new=True)


def _weapon(request: TraceRequest, said: strict.Named) -> list[SoughtMark]:
    request.kind = said.take("kind", strict.one_of(ItemKind.values, or_nothing=True))
    request.make = said.take("make", strict.text(80))
    request.model = said.take("model", strict.text(80))
    request.calibre = said.take("calibre", strict.text(40))
    request.country = said.take("country", strict.party_or_none)
    request.year = said.take("year", strict.year)
    marks = [_mark(one) for one in said.several("marks", _MOST_MARKS)]
    said.over()
    return marks


def _mark(said: strict.Named) -> SoughtMark:
    mark = SoughtMark(
        kind=said.take("kind", strict.one_of(MarkKind.values)),
        text=said.take("text", strict.text(80)),
        reading=said.take("reading", strict.one_of(Reading.values)),
        place=said.take("place", strict.text(60)),
    )
    said.over()
    return mark


def _find(request: TraceRequest, said: strict.Named) -> None:
    request.circumstance = said.take("circumstance", strict.one_of(Circumstance.values))
    request.background = said.take("background", strict.one_of(Background.values))
    request.found_on = said.take("on", strict.day)
    request.found_where = said.take("where", strict.text(200))
    request.found_how = said.take("how", strict.text())
    request.illicit = said.take("illicit", strict.text())
    said.over()


def _answer(done: Operation, said: strict.Named, sender: _Sender, handlings: Collection[str]) -> Taken:
    foreign = said.take("id", strict.identity)
    request = _ours(said, sender, handlings)
    known = request.answers.filter(foreign_id=foreign).first()
    if known is not None:
        return _same(done, request, known, sender)
    number, corrected = said.take("number", strict.text(120)), _corrected(said)
    answer = Answer(
        request=request,
        is_full=said.take("is_full", strict.yes_or_no),
        reference=said.take("reference", strict.text(120)) or number,
        text=said.take("text", strict.text()),
        handling=_cleared(said.take("handling", strict.handling), handlings),
        foreign_id=foreign,
        file_sha256=sender.digest,
        signed_by=sender.signed_by,
    )
    there = list(request.answers.filter(foreign_id__in=corrected))
    if len(there) < len(corrected):
        raise ValidationError(_("It takes the place of an answer that did not come. Take that one in first."))
    answer.take_places(there)
    on = _came_on(request, said.take("sent_on", strict.needed_day))
    lines = [_line(one, answer.handling) for one in said.several("lines", _MOST_LINES)]
    said.over()
    _wake(done, request)
    send(done, begin(done, answer, lines), on)
    return Taken(request, is_new=True)


def _line(said: strict.Named, whole: str) -> AnswerLine:
    line = AnswerLine(kind=said.take("kind", strict.one_of(LineKind.values)))
    if "withheld" in said.left:
        # that something is kept back, and why, is told to all who may read the answer
        line.is_withheld, line.handling = True, whole
        line.ground = said.take("withheld", strict.one_of(Ground.values))
        said.over()
        return line
    line.party = said.take("party", strict.party_or_none)
    line.to_party = said.take("to_party", strict.party_or_none)
    line.named = said.take("named", strict.text(200))
    line.on = said.take("on", strict.day)
    line.year = said.take("year", strict.year)
    line.reference = said.take("reference", strict.text(120))
    line.text = said.take("text", strict.text())
    line.handling = said.take("handling", strict.handling)
    said.over()
    return line


def _corrected(said: strict.Named) -> set[str]:
    first = said.take("corrects", strict.identity_or_none)
    also = said.take("also_corrects", strict.identities) if "also_corrects" in said.left else []
    return {*([] if first == "" else [first]), *also}


def _refusal(done: Operation, said: strict.Named, sender: _Sender, handlings: Collection[str]) -> Taken:
    foreign = said.take("id", strict.identity)
    request = _ours(said, sender, handlings)
    number = said.take("number", strict.text(120))
    on = said.take("sent_on", strict.needed_day)
    ground = said.take("ground", strict.one_of(Ground.values))
    words = said.take("text", strict.text())
    said.over()
    marked = f"{words}\n[{number} {foreign}]".strip()
    if request.steps.filter(verb=Verb.REFUSE, text=marked).exists():
        return Taken(request, is_new=False)
    _wake(done, request)
    refused = Done(Verb.REFUSE, _came_on(request, on), text=marked, ground=ground, signed_by=sender.signed_by)
    add_step(done, request, refused)
    return Taken(request, is_new=True)


def _ours(said: strict.Named, sender: _Sender, handlings: Collection[str]) -> TraceRequest:
    asked = said.named("request")
    ours, number = asked.take("id", strict.identity), asked.take("number", strict.text(120))
    asked.over()
    found = TraceRequest.objects.filter(
        pk=ours, party=sender.party, direction=Direction.OUT, handling__in=handlings
    ).first()
    if found is None:
        raise ValidationError(
            _("It answers request %(number)s, which this register did not send to %(party)s.")
            % {"number": number, "party": sender.party}
        )
    return found


def _wake(done: Operation, request: TraceRequest) -> None:
    """Let what was closed be answered all the same: an answer that comes late is an answer."""
    if request.state == State.CLOSED:
        reason = _("An answer came.")
        add_step(done, request, Done(Verb.REOPEN, timezone.localdate(), text=reason))


def _came_on(request: TraceRequest, sent_on: date) -> date:
    # the other state's clock may stand wrong; an answer never came before what was done here, nor after today
    last = max([request.dated_on, *request.steps.values_list("made_on", flat=True)])
    return min(max(sent_on, last), timezone.localdate())


def _cleared(mark: str, handlings: Collection[str]) -> str:
    if mark not in handlings:
        raise ValidationError(_("You are not cleared to take in what is marked “%(mark)s”.") % {"mark": mark})
    return mark


def _same(done: Operation, request: TraceRequest, kept: TraceRequest | Answer, sender: _Sender) -> Taken:
    if kept.file_sha256 != sender.digest:
        raise ValidationError(
            _("Another file of the same name was taken in before, see %(number)s. Ask which one stands.")
            % {"number": request.number}
        )
    if kept.signed_by == "" and sender.signed_by != "":
        # it came without a signature first, and says the same
        kept.signed_by = sender.signed_by
        done.save(kept)
    return Taken(request, is_new=False)
