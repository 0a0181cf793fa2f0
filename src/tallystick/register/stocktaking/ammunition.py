"""Lots of ammunition that lie in stores: how old, in what condition, and when they are to be looked at."""

from datetime import date
from typing import Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tallystick.register.items.holdings import PRESENT
from tallystick.register.items.models import Item, ItemKind
from tallystick.register.stocktaking.models import Surveillance

_WHOLES: Final = ("pk", "split_from", "split_from__split_from", "split_from__split_from__split_from")
"""Where the last look is sought: at the lot itself, or else at the whole it was taken out of. What was split more often
is listed as never looked at, and so as due."""


def lots() -> QuerySet[Item]:
    """Give the lots of ammunition that lie in stores, with what the last surveillance said of each.

    Of a part that nobody looked at, it is what was said of the whole.
    """
    looks = [
        Subquery(
            Surveillance.objects.filter(item=OuterRef(path))
            .order_by("-inspected_on", "-entry")
            .values("pk")[:1]
        )
        for path in _WHOLES
    ]
    last = Surveillance.objects.filter(pk=OuterRef("look")).order_by()
    rows = Item.objects.filter(kind=ItemKind.AMMUNITION, state__in=PRESENT).annotate(look=Coalesce(*looks))
    return rows.annotate(
        surveyed_on=Subquery(last.values("inspected_on")[:1]),
        result=Subquery(last.values("result")[:1]),
        found_condition=Subquery(last.values("condition")[:1]),
        due_on=Subquery(last.values("next_due_on")[:1]),
    )


def due(rows: QuerySet[Item], today: date) -> QuerySet[Item]:
    """Keep the lots whose surveillance is due: its day has come, or the lot was never looked at."""
    return rows.filter(Q(due_on__lte=today) | Q(surveyed_on=None))


def older_than(rows: QuerySet[Item], years: int, today: date) -> QuerySet[Item]:
    """Keep the lots made at least so many years ago, and those whose year nobody knows: they may be."""
    return rows.filter(Q(year__lte=today.year - years) | Q(year=None))
