"""How many events are about: of a weapon one, of a lot as many as they say, or all that was left of it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from tallystick.register.items.history import History, counting, histories
from tallystick.register.items.models import Event, EventKind
from tallystick.register.items.standing import after, unregistered
from tallystick.register.returns.part import Goods, Part

Totals = Counter[tuple[Any, ...]]


def total(part: Part, rows: QuerySet[Any]) -> int:
    """Add up what events of a part are about; of items and lines of licences, their quantities."""
    if rows.model is Event and part.goods is Goods.AMMUNITION:
        return sum(of_lots(rows).values())
    count = Coalesce("quantity", "item__quantity") if rows.model is Event else "quantity"
    return int(rows.order_by().aggregate(total=Sum(count))["total"] or 0)


def grouped(part: Part, rows: QuerySet[Any], columns: Sequence[str]) -> Totals:
    """Add up by what some columns say."""
    if rows.model is Event and part.goods is Goods.AMMUNITION:
        amounts, found = of_lots(rows), Totals()
        for pk, *values in rows.order_by().values_list("pk", *columns):
            found[tuple(values)] += amounts[pk]
        return found
    count = Coalesce("quantity", "item__quantity") if rows.model is Event else "quantity"
    summed = rows.order_by().values_list(*columns).annotate(total=Sum(count))
    return Totals({tuple(values): int(total) for *values, total in summed})


def of_lots(rows: QuerySet[Event]) -> dict[UUID, int]:
    """Say how many each event of a lot is about.

    One that gives no number took all that was left, which the events before it say, or brought the whole lot. Lots are
    few beside weapons, so their events are read.
    """
    told = list(rows.order_by().values_list("pk", "item", "quantity", "item__quantity", "kind"))
    known = histories({item for _pk, item, quantity, *_rest in told if quantity is None})
    return {
        pk: (
            _left(known[item], pk, whole)
            if quantity is None and kind == EventKind.EXPORTED
            else quantity or whole
        )
        for pk, item, quantity, whole, kind in told
    }


def _left(history: History, pk: UUID, whole: int) -> int:
    """Say how many remained of a lot before an event."""
    stands = unregistered(whole)
    for event in counting(history):
        if event.pk == pk:
            break
        stands = after(stands, event)
    return stands.remaining
