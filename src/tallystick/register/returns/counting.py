"""Which events and items count in a return: the filters, as SQL, that figures and their rows share."""

from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from tallystick.register.folder import own_folder
from tallystick.register.items.counted import SECOND, counted
from tallystick.register.items.happenings import EMPTYING, HAPPENINGS
from tallystick.register.items.models import Event, EventKind, Item, State
from tallystick.register.returns.goods import codes
from tallystick.register.returns.instruments import Part
from tallystick.register.returns.period import Years
from tallystick.register.stores.models import ServiceKind

_LEADING: Final = tuple(kind for kind, happening in HAPPENINGS.items() if happening.leads_to is not None)
"""Kinds that move an item to another state."""
_GONE: Final = tuple(kind for kind in _LEADING if HAPPENINGS[kind].leads_to in EMPTYING)


def events(part: Part, years: Years, as_of: int | None = None) -> QuerySet[Event]:
    """Give the events that a part counts.

    Args:
        part: with the kinds of events.
        years: in which they happened.
        as_of: only what the chain knew up to this entry; None for all it knows.
    """
    rows = counted(_in_years(part, years), as_of=as_of, kinds=part.kinds)
    if part.is_military:
        rows = rows.exclude(item__service__kind=ServiceKind.PRIVATE)
    if as_of is None:
        return rows.exclude(item__state=State.STRUCK)
    struck = counted(Event.objects.filter(kind=EventKind.STRUCK), as_of=as_of, kinds=(EventKind.STRUCK,))
    return rows.filter(~Exists(struck.filter(item=OuterRef("item_id"))))


def _in_years(part: Part, years: Years) -> QuerySet[Event]:
    return Event.objects.filter(kind__in=part.kinds, happened_on__range=(years.start, years.end))


def made(part: Part, years: Years, as_of: int | None = None) -> QuerySet[Event]:
    """Give the registrations of items made in the country, made and registered in the period."""
    made_here = _made_here(part).filter(year__range=(years.first, years.last))
    return events(part, years, as_of).filter(item__in=made_here.values("pk"))


def of_unknown_year(part: Part, years: Years) -> int:
    """Count registrations of items made in the country of which nobody entered the year of making."""
    return events(part, years).filter(item__in=_made_here(part).filter(year=None).values("pk")).count()


def _made_here(part: Part) -> QuerySet[Item]:
    return Item.objects.filter(country=own_folder().settings.party, category__in=codes(part.goods))


def pending(part: Part, years: Years) -> int:
    """Count the events of a part that wait for a second person, and so do not count yet."""
    if set(part.kinds).isdisjoint(SECOND):
        return 0
    return _in_years(part, years).filter(decision=None).exclude(item__state=State.STRUCK).count()


def held(part: Part, years: Years) -> tuple[QuerySet[Item], QuerySet[Item]]:
    """Give the items in the state's hands on the last day, in two parts that do not overlap.

    An item whose last event is no later stands as it did then: these are read as they are. Of the others, the last
    event up to that day decides.
    """
    day = years.end
    rows = Item.objects.filter(category__in=codes(part.goods)).exclude(state=State.STRUCK)
    if part.is_military:
        rows = rows.exclude(service__kind=ServiceKind.PRIVATE)
    later = rows.filter(happened_on__gt=day).annotate(then=_last_kind(day)).exclude(then=None)
    return rows.filter(happened_on__lte=day).exclude(state__in=EMPTYING), later.exclude(then__in=_GONE)


def _last_kind(day: date) -> Subquery:
    before = Event.objects.filter(item=OuterRef("pk"), kind__in=_LEADING, happened_on__lte=day)
    rows = counted(before, kinds=_LEADING).order_by("-happened_on", "-entered_at", "-step", "-id")
    return Subquery(rows.values("kind")[:1])
