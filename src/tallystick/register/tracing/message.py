"""Write requests, answers and refusals as machine files that another register reads: `tallystick-trace-1`.

One JSON object in UTF-8, keys in order, no key twice, at most a megabyte. `content` is `request`, `answer` or
`refusal`; every name below is present, and an empty text is what is not known. `signature` may be absent
(`signing`). The form is frozen: a reader refuses what it does not know, and a change is a new form.
"""

import hashlib
import json
from typing import Final

from tallystick.register.folder import own_folder
from tallystick.register.ledger.canonical import Json
from tallystick.register.tracing.answers import standing_lines
from tallystick.register.tracing.models import Answer, AnswerLine, SoughtMark, Step, TraceRequest
from tallystick.register.tracing.signing import signed

FORMAT: Final = "tallystick-trace-1"


def request_file(request: TraceRequest) -> bytes:
    """Write a request that we make."""
    marks = request.marks.filter(is_withdrawn=False).order_by("kind", "text", "id")
    return _bytes(
        _framed("request", request)
        | {
            "id": str(request.pk),
            "number": request.number,
            "dated_on": request.dated_on.isoformat(),
            "weapon": _weapon(request, list(marks)),
            "find": {
                "circumstance": request.circumstance,
                "background": request.background,
                "on": "" if request.found_on is None else request.found_on.isoformat(),
                "where": request.found_where,
                "how": request.found_how,
                "illicit": request.illicit,
            },
            "purpose": request.purpose,
            "urgency": request.urgency,
            "handling": request.handling,
        }
    )


def answer_file(answer: Answer) -> bytes:
    """Write an answer to a request that came to us: what is kept back is named as kept back, and not told."""
    corrected = answer.corrects
    return _bytes(
        _framed("answer", answer.request)
        | {
            "id": str(answer.pk),
            "number": answer.request.number,
            "request": _asked(answer.request),
            "sent_on": "" if answer.sent_on is None else answer.sent_on.isoformat(),
            "is_full": answer.is_full,
            "corrects": "" if corrected is None else str(corrected.pk),
            "reference": answer.reference,
            "text": answer.text,
            "handling": answer.handling,
            "lines": [_line(line) for line in standing_lines(answer)],
        }
        # a name that files have only where it says something: readers of before know the others
        | ({} if len(answer.also_corrects) == 0 else {"also_corrects": list(answer.also_corrects)})
    )


def refusal_file(step: Step) -> bytes:
    """Write that we refuse to answer, and on what ground."""
    return _bytes(
        _framed("refusal", step.request)
        | {
            "id": str(step.pk),
            "number": step.request.number,
            "request": _asked(step.request),
            "sent_on": step.made_on.isoformat(),
            "ground": step.ground,
            "text": step.text,
        }
    )


def fingerprint(content: bytes) -> str:
    """Give the hash by which people compare a letter with its file, in groups of four: the first 64 bits."""
    digits = hashlib.sha256(content).hexdigest()[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _framed(content: str, request: TraceRequest) -> dict[str, Json]:
    own = own_folder().settings
    return {
        "format": FORMAT,
        "content": content,
        "from": {"party": own.party, "body": own.name, "contact": request.own_contact},
        "to": {"party": request.party},
    }


def _weapon(request: TraceRequest, marks: list[SoughtMark]) -> dict[str, Json]:
    names = ("kind", "make", "model", "calibre", "country")
    described: dict[str, Json] = {name: getattr(request, name) for name in names}
    return described | {
        "year": request.year,
        "marks": [
            {"kind": mark.kind, "text": mark.text, "reading": mark.reading, "place": mark.place}
            for mark in marks
        ],
    }


def _asked(request: TraceRequest) -> dict[str, Json]:
    return {"id": request.foreign_id, "number": request.reference}


def _line(line: AnswerLine) -> dict[str, Json]:
    if line.is_withheld:
        return {"kind": line.kind, "withheld": line.ground}
    names = ("kind", "party", "to_party", "named", "reference", "text", "handling")
    said: dict[str, Json] = {name: getattr(line, name) for name in names}
    return said | {"on": "" if line.on is None else line.on.isoformat(), "year": line.year}


def _bytes(said: dict[str, Json]) -> bytes:
    whole = signed(said, FORMAT)
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
