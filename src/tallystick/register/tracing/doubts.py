"""What stands against an answer of ours: candidates nobody judged, a judgement, and answers that were sent before."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tallystick.register.items.models import Item
from tallystick.register.items.search import Strength, find
from tallystick.register.tracing.entering import matched, matches, sought
from tallystick.register.tracing.models import Answer, AnswerLine, Direction, LineKind, TraceRequest

_FOUND: Final = frozenset(
    {
        LineKind.MANUFACTURED,
        LineKind.EXPORTED,
        LineKind.IMPORTED,
        LineKind.HELD,
        LineKind.LOST,
        LineKind.DESTROYED,
    }
)
"""Kinds of parts that rest on the weapon having been found in the records."""


def against_not_found(request: TraceRequest, items: QuerySet[Item]) -> list[str]:
    """Say what stands against telling the state that asks that nothing was found; nothing where they answer us.

    Args:
        request: what was asked.
        items: those that the person may see.
    """
    if request.direction != Direction.IN:
        return []
    return [*_judged(request), *_unjudged(request, items)]


def refuse_without_reason(request: TraceRequest) -> None:
    """Refuse to say of our own accord that nothing was found where an item was judged to be the one sought.

    Raises:
        ValidationError: one was.
    """
    if request.direction == Direction.IN:
        judged = _judged(request)
        if len(judged) > 0:
            raise ValidationError({"reason": judged})


def _judged(request: TraceRequest) -> list[str]:
    count = len(matched(request))
    if count == 0:
        return []
    told = ngettext(
        "%(count)s item was judged to be the one sought.",
        "%(count)s items were judged to be the one sought.",
        count,
    )
    return [told % {"count": count}]


def _unjudged(request: TraceRequest, items: QuerySet[Item]) -> list[str]:
    """Count the candidates that stand out from the register and that nobody judged; weak ones are half the register."""
    try:
        found = find(items, sought(request))
    except ValidationError:
        # too little is known to search by: there are no candidates to judge
        return []
    said: set[UUID] = set(matches(request).values_list("item", flat=True))
    count = sum(one.strength != Strength.WEAK and one.item.pk not in said for one in found)
    if count == 0:
        return []
    told = ngettext(
        "%(count)s item that may be the one was not judged yet.",
        "%(count)s items that may be the one were not judged yet.",
        count,
    )
    return [told % {"count": count}]


def says_not_found(lines: Iterable[AnswerLine]) -> bool:
    """Whether parts of an answer say that nothing was found."""
    return any(line.kind == LineKind.NOT_FOUND for line in lines)


def contradicted(answer: Answer) -> list[Answer]:
    """Give the answers of ours that stand as sent and say otherwise, but for those whose place this takes.

    One says that nothing was found and the other what was; or they rest on different items, or name different states
    of manufacture. What another state answers us is theirs to put right.
    """
    if answer.request.direction != Direction.IN:
        return []
    mine = _standing(answer)
    sent = Answer.objects.filter(request=answer.request).exclude(sent_on=None).exclude(pk=answer.pk)
    others = list(sent.prefetch_related("lines"))
    gone = replaced(others) | answer.replaces
    return [other for other in others if other.pk not in gone and _differ(mine, _standing(other))]


def replaced(answers: Iterable[Answer]) -> frozenset[UUID]:
    """Name the answers whose place another one took that was sent."""
    return frozenset(pk for answer in answers if answer.sent_on is not None for pk in answer.replaces)


def refuse_contradiction(answer: Answer) -> None:
    """Refuse an answer that says otherwise than one that was sent, unless it takes that one's place.

    Raises:
        ValidationError: it does; names the first such answer.
    """
    for other in contradicted(answer):
        told = _(
            "Answer %(place)s, sent on %(day)s, says otherwise. "
            "Send this one in its place, or take out what says otherwise."
        )
        day = "" if other.sent_on is None else other.sent_on.isoformat()
        raise ValidationError({"corrects": told % {"place": other.place, "day": day}})


def _standing(answer: Answer) -> list[AnswerLine]:
    return [line for line in answer.lines.all() if not line.is_withdrawn]


def _differ(mine: list[AnswerLine], theirs: list[AnswerLine]) -> bool:
    is_found = [any(line.kind in _FOUND for line in lines) for lines in (mine, theirs)]
    if (says_not_found(mine) and is_found[1]) or (says_not_found(theirs) and is_found[0]):
        return True
    items = [{line.item_id for line in lines if line.item_id is not None} for lines in (mine, theirs)]
    return _apart(*items) or _apart(_makers(mine), _makers(theirs))


def _makers(lines: list[AnswerLine]) -> set[str]:
    return {line.party for line in lines if line.kind == LineKind.MANUFACTURED and line.party != ""}


def _apart(one: set[UUID] | set[str], other: set[UUID] | set[str]) -> bool:
    return len(one) > 0 and len(other) > 0 and one.isdisjoint(other)
