"""Say where the register has what bears a mark, of what was met at a count and is on no line of its list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from django.db.models import Q

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import visible
from tallystick.register.items.history import chunks
from tallystick.register.items.marks import folded
from tallystick.register.items.models import Item, Mark, State
from tallystick.register.stocktaking.models import Count, Differs
from tallystick.register.stocktaking.shown import Shown
from tallystick.register.stocktaking.typed import Refused

_MOST: Final = 5
"""Items named for one mark: of more, the mark tells nothing apart."""

Elsewhere = dict[str, tuple[str, ...]]
"""Items by their folded marks: number, state and store of each."""


def of_finds(request: Asked, count: Count, rows: Sequence[Shown]) -> list[Shown]:
    """Say of each find whose mark stands in the register where, as far as the person may know."""
    finds = [row.difference.marks for row in rows if row.difference.differs == Differs.UNREGISTERED]
    if len(finds) == 0:
        return [*rows]
    there = _elsewhere(request, count, finds)
    return [
        replace(row, elsewhere=there.get(folded(row.difference.marks), ()))
        if row.difference.differs == Differs.UNREGISTERED
        else row
        for row in rows
    ]


def of_refused(request: Asked, count: Count, refused: Sequence[Refused]) -> tuple[Refused, ...]:
    """Say of what was keyed and is on no line of the list where the register has it."""
    there = _elsewhere(request, count, [one.text for one in refused])
    return tuple(replace(one, elsewhere=there.get(folded(one.text), ())) for one in refused)


def _elsewhere(request: Asked, count: Count, texts: Iterable[str]) -> Elsewhere:
    wanted = sorted({fold for fold in map(folded, texts) if fold != "" and "?" not in fold})
    outside = Item.objects.filter(~Q(store=count.store_id) | Q(store=None)).exclude(state=State.STRUCK)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for some in chunks(wanted):
        marks = Mark.objects.filter(
            folded__in=some, is_withdrawn=False, item__in=visible(request, outside).values("pk")
        )
        rows = marks.select_related("item__store").order_by("folded", "item__number")
        for mark in rows[: _MOST * len(some)]:
            found[mark.folded].append(_told(mark.item))
    return {fold: tuple(dict.fromkeys(told))[:_MOST] for fold, told in found.items()}


def _told(item: Item) -> str:
    where = item.get_state_display() if item.store is None else str(item.store)
    return f"{item.number} {where}"
