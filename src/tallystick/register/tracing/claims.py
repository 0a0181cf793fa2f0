"""Write what requests and answers say as claims: lines of a tally file, which `tallystick add` reads."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Prefetch, QuerySet

from tallystick.model.claim import closeness
from tallystick.register.folder import own_folder
from tallystick.register.items.likeness import key
from tallystick.register.items.makes import by_name
from tallystick.register.items.models import ItemKind
from tallystick.register.tracing.doubts import replaced
from tallystick.register.tracing.models import (
    Answer,
    AnswerLine,
    Circumstance,
    Direction,
    LineKind,
    TraceRequest,
)
from tallystick.register.tracing.release import handling_of, may_go_further

COLUMNS: Final = (
    "claimant", "role", "from", "to", "category", "period", "quantity", "unit", "act", "instrument", "filing",
    "origin", "basis", "designation", "handling", "evidence_grade",
)  # fmt: skip
_CATEGORIES: Final[Mapping[str, str]] = {
    ItemKind.SMALL_ARM: "small_arms",
    ItemKind.LIGHT_WEAPON: "light_weapons",
}
"""What the Instrument is about. Parts, ammunition and larger systems are traced too; their category is not known."""
_MAN_PORTABLE: Final = "VII.b"
_ROLES: Final = {LineKind.EXPORTED: "exporter", LineKind.IMPORTED: "importer"}


class LeftOut(StrEnum):
    """Why something that was said is no claim."""

    NOT_HEARD = "not_heard"
    """A part names others who have not been heard."""
    CATEGORY = "category"
    """It is not said whether it is a small arm or a light weapon."""
    WHEN = "when"
    """No day or year is said."""
    WHO = "who"
    """It is not said from whom or to whom."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What was written, and what could not be."""

    rows: tuple[dict[str, str], ...]
    left_out: tuple[tuple[str, LeftOut], ...]
    """Number of the request, and why."""


def requests_with_answers() -> QuerySet[TraceRequest]:
    """Give requests with all that `claims` reads, in four queries."""
    lines = AnswerLine.objects.order_by("place", "id").prefetch_related("hearings")
    answers = Answer.objects.order_by("place", "id").prefetch_related(Prefetch("lines", lines))
    rows = TraceRequest.objects.select_related("item").prefetch_related(Prefetch("answers", answers))
    return rows.order_by("number")


def claims(requests: Iterable[TraceRequest], today: date, audience: str | None) -> Claims:
    """Turn requests and answers into claims of who said what.

    Args:
        requests: as `requests_with_answers` gives them, narrowed to what the person may see.
        today: the day by which the right of reply is reckoned.
        audience: `public` or `parties_only`: what is closer than that, or not yet to be released, is left out; None
            for the authority's own eyes: everything, with its handling.
    """
    rows, left = [], []
    for request in requests:
        for row in (_find(request), *_lines(request, today, audience)):
            if isinstance(row, LeftOut):
                left.append((request.number, row))
            elif audience is None or closeness(row["handling"]) <= closeness(audience):
                rows.append(row)
    return Claims(tuple(rows), tuple(sorted(set(left))))


def tally(found: Claims) -> str:
    """Write claims as a tally file."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS)
    writer.writeheader()
    writer.writerows(found.rows)
    return written.getvalue()


def _find(request: TraceRequest) -> dict[str, str] | LeftOut:
    """Give what the state that holds the weapon says: it came into its hands."""
    if _category(request) is None:
        return LeftOut.CATEGORY
    if request.found_on is None or request.circumstance == Circumstance.UNKNOWN:
        return LeftOut.WHEN
    own = own_folder().settings.party
    claimant = own if request.direction == Direction.OUT else request.party
    return {
        **_common(request),
        "claimant": claimant,
        "role": "observer",
        "from": "-",
        "to": claimant,
        "period": str(request.found_on.year),
        "act": "seizure",
        "filing": f"trace/{request.number}",
        "basis": "",
        "handling": request.handling,
    }


def _lines(request: TraceRequest, today: date, audience: str | None) -> Iterator[dict[str, str] | LeftOut]:
    gone = replaced(request.answers.all())
    for answer in request.answers.all():
        if answer.sent_on is None or answer.pk in gone:
            continue
        for line in answer.lines.all():
            line.answer = answer
            answer.request = request
            if line.is_withdrawn or line.is_withheld or line.kind not in (*_ROLES, LineKind.LOST):
                continue
            if audience is not None and not may_go_further(line, today):
                yield LeftOut.NOT_HEARD
            else:
                yield _said(request, line)


def _said(request: TraceRequest, line: AnswerLine) -> dict[str, str] | LeftOut:
    """Give what the state that answers says: a transfer, or a loss."""
    year = line.year if line.on is None else line.on.year
    own = own_folder().settings.party
    claimant = own if request.direction == Direction.IN else request.party
    is_loss = line.kind == LineKind.LOST
    if _category(request) is None:
        return LeftOut.CATEGORY
    if year is None:
        return LeftOut.WHEN
    if not is_loss and "" in {line.party, line.to_party}:
        return LeftOut.WHO
    ends = {line.party: "exporter", line.to_party: "importer"}
    return {
        **_common(request),
        "claimant": claimant,
        "role": "holder" if is_loss else ends.get(claimant, "observer"),
        "from": "-" if is_loss else line.party,
        "to": (line.party or claimant) if is_loss else line.to_party,
        "period": str(year),
        "act": "loss" if is_loss else "transfer",
        "filing": f"trace/{request.number}/{line.answer.place}",
        "basis": "" if is_loss else "delivered",
        "handling": handling_of(line),
    }


def _category(request: TraceRequest) -> str | None:
    """Say whether a small arm or a light weapon is sought; None where neither is known.

    Man-portable air defence systems and mortars under 100 mm are light weapons, whatever category of the Arms Trade
    Treaty an item of theirs bears. Source: International Tracing Instrument, paragraph 4 (b).
    """
    if request.kind != ItemKind.SYSTEM:
        return _CATEGORIES.get(request.kind)
    if request.item is not None and request.item.category == _MAN_PORTABLE:
        return _CATEGORIES[ItemKind.LIGHT_WEAPON]
    kinds = {one.kind for one in by_name().get(key(request.model), ())}
    return _CATEGORIES[ItemKind.LIGHT_WEAPON] if kinds == {ItemKind.LIGHT_WEAPON} else None


def _common(request: TraceRequest) -> dict[str, str]:
    return {
        "category": _category(request) or "",
        "quantity": "1",
        "unit": "items",
        "instrument": "trace",
        "origin": request.country,
        "designation": request.described,
        "evidence_grade": "declared",
    }
