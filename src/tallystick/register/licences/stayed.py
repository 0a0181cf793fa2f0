"""Items of a use that did not leave after all, or fewer of them, by what the events of each item say now."""

from collections import defaultdict
from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from tallystick.register.items.history import History, chunks, counting, histories, replaced
from tallystick.register.items.models import EventKind
from tallystick.register.licences.models import Use, UsedItem

CROSSING: Final = frozenset({EventKind.EXPORTED, EventKind.IMPORTED})
"""Kinds of events that use a licence: what they name crosses the border under it."""


def stayed_by_line(uses: QuerySet[Use]) -> dict[object, int]:
    """Add up what uses counted of each line and the events of the items do not bear out.

    An export that waits for a second person counts: the item may leave at any moment. One that was refused does not,
    nor one that a counting event corrects into something else, or into one under another licence.
    """
    doubtful = UsedItem.objects.filter(use__in=uses.values("pk")).filter(
        Q(event__decision__is_accepted=False) | Q(event__corrections__isnull=False)
    )
    rows = list(doubtful.select_related("use").distinct())
    items = {row.item_id for row in rows}
    known = histories(items)
    taking = {
        pk
        for some in chunks(items)
        for pk in UsedItem.objects.filter(item__in=some).values_list("event", flat=True)
    }
    found: defaultdict[object, int] = defaultdict(int)
    for row in rows:
        found[row.use.line_id] += row.quantity - _left(row, known[row.item_id], taking)
    return dict(found)


def _left(row: UsedItem, history: History, taking: Collection[UUID]) -> int:
    # how many left, or may still leave, on account of the event of this row
    event = next(one for one in history if one.pk == row.event_id)
    if event.is_accepted is None and event.pk not in replaced(history):
        return row.quantity
    for one in counting(history):
        if one.kind in CROSSING and _taking(one.pk, history, taking) == row.event_id:
            return row.quantity if one.quantity is None else one.quantity
    return 0


def _taking(pk: UUID, history: History, taking: Collection[UUID]) -> UUID | None:
    # the event itself or the nearest before it, of those that it corrects, that drew on a licence
    before = {one.pk: one.corrects_id for one in history}
    passed: set[UUID] = set()
    present: UUID | None = pk
    while present is not None and present not in taking and present not in passed:
        passed.add(present)
        present = before.get(present)
    return present if present in taking else None
