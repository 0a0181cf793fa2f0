"""Enter requests, what is known of the weapon, and what a person holds of candidates and origins."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from tallystick.register.days import NOT_COME, is_to_come
from tallystick.register.items.happenings import RECOVERING
from tallystick.register.items.history import counting, histories
from tallystick.register.items.models import Event, Item
from tallystick.register.items.search import Candidate, Sought
from tallystick.register.ledger.operation import Operation
from tallystick.register.tracing.contact import our_contact
from tallystick.register.tracing.models import (
    Circumstance,
    Conclusion,
    Match,
    SoughtMark,
    TraceRequest,
    Verdict,
)
from tallystick.register.tracing.numbers import next_number
from tallystick.register.tracing.standing import settle

_DESCRIBED: Final = tuple(
    name for name in Item.DESCRIBING if name in {column.name for column in TraceRequest._meta.fields}
)
"""Columns of an item that a request has too."""


def from_item(item: Item) -> dict[str, object]:
    """Give what an item and its last seizure, find or surrender say, as a request about it begins with."""
    described = {name: getattr(item, name) for name in _DESCRIBED}
    recovered = [event for event in counting(histories([item.pk])[item.pk]) if event.kind in RECOVERING]
    if len(recovered) == 0:
        return described
    event = Event.objects.get(pk=recovered[-1].pk)
    return described | {
        "circumstance": Circumstance(event.kind),
        "found_on": event.happened_on,
        "found_where": event.details.get("place", ""),
        "found_how": event.details.get("circumstances", ""),
    }


def marks_of(item: Item) -> list[SoughtMark]:
    """Give the marks of an item, unsaved, as a request about it names them."""
    there = item.marks.filter(is_withdrawn=False).order_by("kind", "text", "id")
    return [
        SoughtMark(kind=mark.kind, text=mark.text, reading=mark.reading, place=mark.place) for mark in there
    ]


def enter(done: Operation, request: TraceRequest, marks: Iterable[SoughtMark] = ()) -> TraceRequest:
    """Enter a new request under a number of its own, with its marks and, unless it names one, our point of contact.

    Raises:
        ValidationError: it is dated after today.
    """
    if is_to_come(request.dated_on):
        raise ValidationError({"dated_on": NOT_COME})
    request.number, request.entered_by = next_number(), done.actor
    request.own_contact = request.own_contact or our_contact()
    done.save(request)
    for mark in marks:
        mark.request = request
        done.save(mark)
    settle(request)
    return request


def sought(request: TraceRequest) -> Sought:
    """Give what the request says of the weapon, as the search takes it."""
    marks = request.marks.filter(is_withdrawn=False).order_by("kind", "text", "id")
    return Sought(
        tuple(mark.text for mark in marks),
        request.make,
        request.model,
        request.calibre,
        request.year,
        request.country,
        request.kind,
    )


def judge(
    done: Operation, request: TraceRequest, item: Item, verdict: Verdict, reason: str, found: Candidate | None
) -> Match:
    """Keep what a person holds of a candidate; the last word of anybody stands, and every earlier one stays.

    Args:
        done: the operation.
        request: what is sought.
        item: the candidate.
        verdict: whether it is the one.
        reason: why.
        found: what the search said of it; None where the person chose the item otherwise.
    """
    weights = [] if found is None else [[name, f"{bits:.2f}"] for name, bits in found.weights]
    return done.save(
        Match(
            request=request,
            item=item,
            verdict=verdict,
            reason=reason,
            weights=weights,
            made_by=done.actor,
            made_at=done.at,
        )
    )


def matches(request: TraceRequest) -> QuerySet[Match]:
    """Give what stands of the judgements about candidates: the last of each item."""
    last = Match.objects.filter(request=request, item=OuterRef("item")).order_by("-made_at", "-id")
    return request.matches.filter(pk=Subquery(last.values("pk")[:1])).order_by("made_at", "id")


def matched(request: TraceRequest) -> list[UUID]:
    """Name the items that people hold to be the one sought: more than one where they are not yet agreed."""
    return list(matches(request).filter(verdict=Verdict.IS).values_list("item", flat=True))


def conclude(done: Operation, conclusion: Conclusion) -> Conclusion:
    """Keep what was concluded about the origin of an item.

    Raises:
        ValidationError: it is dated after today, or the request is about another item.
    """
    if is_to_come(conclusion.made_on):
        raise ValidationError({"made_on": NOT_COME})
    request = conclusion.request
    if request is not None and request.item_id != conclusion.item_id:
        raise ValidationError(_("The request is about another item."))
    conclusion.made_by, conclusion.made_at = done.actor, done.at
    return done.save(conclusion)
