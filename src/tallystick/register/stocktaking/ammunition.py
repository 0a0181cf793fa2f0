"""Lots of ammunition that lie in stores: how old, in what condition, and when they are to be looked at."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tallystick.register.items.holdings import PRESENT
from tallystick.register.items.models import Item, ItemKind
from tallystick.register.stocktaking.models import Surveillance


def lots() -> QuerySet[Item]:
    """Give the lots of ammunition that lie in stores, with what the last surveillance said of each."""
    last = Surveillance.objects.filter(item=OuterRef("pk")).order_by("-inspected_on", "-entry")
    return Item.objects.filter(kind=ItemKind.AMMUNITION, state__in=PRESENT).annotate(
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
