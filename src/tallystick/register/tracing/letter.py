"""Write a request, an answer or a refusal as a letter (DOCX), in the language of the person who asks for it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from docx import Document

from tallystick.register.direction import listed
from tallystick.register.folder import own_folder
from tallystick.register.handling import in_words
from tallystick.register.ledger.keys import fingerprint as fingerprint_of_key
from tallystick.register.ledger.keys import own_key
from tallystick.register.paper.office import Fact, add_facts, document_bytes, plain
from tallystick.register.states import state_name
from tallystick.register.tracing.answers import standing_lines
from tallystick.register.tracing.message import answer_file, fingerprint, refusal_file, request_file
from tallystick.register.tracing.models import Answer, AnswerLine, Step, TraceRequest


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a letter is made of."""

    title: str
    request: TraceRequest
    on: date
    handling: str
    said: str
    parts: list[tuple[str, list[Fact]]]
    file: bytes
    """The machine file whose fingerprint stands in the letter."""


def request_letter(request: TraceRequest) -> bytes:
    """Write a request, in the order of paragraph 17 of the International Tracing Instrument."""
    marks = request.marks.filter(is_withdrawn=False).order_by("kind", "text", "id")
    parts: list[tuple[str, list[Fact]]] = [
        (_("Weapon"), _weapon(request)),
        (_("Marks"), [(mark.get_kind_display(), _mark(mark)) for mark in marks]),
        (_("Find"), _find(request)),
        (
            _("Use of the answer"),
            [(_("Purpose"), request.purpose), (_("Urgency"), request.get_urgency_display())],
        ),
    ]
    said = _(
        "We ask you to trace the weapon described below, under the International Tracing Instrument of 2005. "
        "Please acknowledge receipt, and tell us what you know even where it is only a part. "
        "We keep your answer under the handling mark that you give it."
    )
    title, file = _("Request to trace a weapon"), request_file(request)
    return _written(_Letter(title, request, request.dated_on, request.handling, said, parts, file))


def answer_letter(answer: Answer) -> bytes:
    """Write an answer, part by part; a part that is kept back is named with its ground, and not told."""
    said = (
        _("This is all that we can say about the weapon.")
        if answer.is_full
        else _("This is what we know so far about the weapon. More may follow.")
    )
    parts: list[tuple[str, list[Fact]]] = [
        (_("Answer"), [(line.get_kind_display(), _told(line)) for line in standing_lines(answer)])
    ]
    if answer.text != "":
        parts.append((_("Remarks"), [("", answer.text)]))
    on = answer.sent_on or answer.request.dated_on
    title, file = _("Answer to a request to trace"), answer_file(answer)
    return _written(_Letter(title, answer.request, on, answer.handling, said, parts, file))


def refusal_letter(step: Step) -> bytes:
    """Write that no answer is given, and on what ground (paragraphs 22 and 23)."""
    said = _("We cannot give the information that you ask for. You may ask us to explain this further.")
    facts: list[Fact] = [(_("Ground"), step.get_ground_display()), (_("Remarks"), step.text)]
    title, request = _("Answer to a request to trace"), step.request
    parts = [(_("Refusal"), facts)]
    file = refusal_file(step)
    return _written(_Letter(title, request, step.made_on, request.handling, said, parts, file))


def _written(letter: _Letter) -> bytes:
    document = Document()
    document.add_heading(plain(letter.title), level=0)
    add_facts(document, _heads(letter))
    document.add_paragraph(plain(letter.said))
    for heading, facts in letter.parts:
        document.add_heading(plain(heading), level=1)
        add_facts(document, facts)
    compared = _("Fingerprint of the machine file that belongs to this letter: %(print)s")
    document.add_paragraph(plain(compared % {"print": fingerprint(letter.file)}))
    signed = _("The machine file is signed with the key %(print)s.")
    key = own_key(own_folder()).public_hex
    document.add_paragraph(plain(signed % {"print": fingerprint_of_key(key)}))
    return document_bytes(document, letter.on)


def _heads(letter: _Letter) -> list[Fact]:
    own, request = own_folder().settings, letter.request
    return [
        (_("From"), f"{own.name}, {own.party}"),
        (_("Point of contact"), request.own_contact),
        (_("To"), f"{request.body or state_name(request.party)}, {request.party}"),
        (_("Attention"), request.contact),
        (_("Our number"), request.number),
        (_("Your reference"), request.reference),
        (_("Day"), letter.on.isoformat()),
        (_("Handling"), in_words(letter.handling)),
    ]


def _weapon(request: TraceRequest) -> list[Fact]:
    kind = request.get_kind_display() if request.kind != "" else ""
    return [
        (_("Kind"), kind),
        (_("Make"), request.make),
        (_("Model"), request.model),
        (_("Calibre"), request.calibre),
        (_("Year of manufacture"), request.year),
        (_("Country of manufacture"), request.country),
    ]


def _mark(mark: object) -> str:
    parts = (getattr(mark, "text", ""), mark.get_reading_display(), getattr(mark, "place", ""))  # type: ignore[attr-defined]
    return listed(part for part in parts if part != "")


def _find(request: TraceRequest) -> list[Fact]:
    return [
        (_("How it came into hand"), request.get_circumstance_display()),
        (_("Setting"), request.get_background_display()),
        (_("Day"), request.found_on),
        (_("Where"), request.found_where),
        (_("Circumstances"), request.found_how),
        (_("Why it is held to be illicit"), request.illicit),
    ]


def _told(line: AnswerLine) -> str:
    if line.is_withheld:
        return _("Kept back: %(ground)s.") % {"ground": line.get_ground_display()}
    flow = " → ".join(code for code in (line.party, line.to_party) if code != "")
    when = str(line.on or line.year or "")
    besides = _("handling: %(mark)s") % {"mark": line.handling_words}
    parts = (flow, line.named, when, line.reference, line.text, besides)
    return listed(part for part in parts if part != "")
