"""Which events and items count in a return: the filters, as SQL, that figures and their rows share."""

from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tallystick.register.folder import own_folder
from tallystick.register.items.counted import SECOND, counted
from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.models import Event, EventKind, Item, State
from tallystick.register.returns.goods import codes, disjoint, narrowed
from tallystick.register.returns.part import Part
from tallystick.register.returns.period import Years
from tallystick.register.returns.recovered import covered, of_fate

_LEADING: Final = tuple(
    kind
    for kind, happening in HAPPENINGS.items()
    if happening.leads_to is not None and kind != EventKind.MOVED
)
"""Kinds that decide in what state an item is. A move between stores leaves what was seized seized."""


def events(part: Part, years: Years, as_of: int | None = None) -> QuerySet[Event]:
    """Give the events that a part counts.

    Args:
        part: with the kinds of events.
        years: in which they happened.
        as_of: only what the chain knew up to this entry; None for all it knows.
    """
    rows = counted(_in_years(part, years), as_of=as_of, kinds=part.kinds)
    rows = rows.filter(narrowed(part.goods, "item__"))
    if part.is_military:
        rows = rows.filter(item__service__kind__in=part.owners)
    rows = covered(rows, part)
    if part.fate is not None:
        rows = rows.filter(of_fate(part.fate, years, as_of))
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


def held(part: Part, years: Years) -> tuple[QuerySet[Item], ...]:
    """Give the items that were in the part's states on the last day, in sets that do not overlap.

    An item whose last event is no later stands as it did then: these are read as they are. Another was held if
    something had happened to it by that day, unless the last thing that had led it to a state that is not asked for.
    """
    day = years.end
    rows = Item.objects.filter(service__kind__in=part.owners) if part.is_military else Item.objects.all()
    stayed = rows.filter(happened_on__lte=day, state__in=part.states)
    # SQLite takes any index of a bare column, or of the order asked for, before that of the days, which leave few
    moved = rows.alias(goods=Coalesce("category", Value("")))
    moved = moved.filter(narrowed(part.goods), goods__in=codes(part.goods), happened_on__gt=day)
    later = _then(Item.objects.filter(pk__in=moved.exclude(state=State.STRUCK).values("pk")), part, day)
    return (*(stayed.filter(which) for which in disjoint(part.goods)), later)


def _then(moved: QuerySet[Item], part: Part, day: date) -> QuerySet[Item]:
    """Keep the items that were in the part's states on a day, of those to which more has happened since."""
    into = tuple(kind for kind in _LEADING if HAPPENINGS[kind].leads_to in part.states)
    if EventKind.REGISTERED not in into:
        return moved.filter(pk__in=_ended(day, into))
    others = tuple(kind for kind in _LEADING if kind not in into)
    return moved.exclude(pk__in=_not_yet(day)).exclude(pk__in=_ended(day, others))


def _not_yet(day: date) -> QuerySet[Event, Any]:
    """Name the items to which nothing had happened by a day."""
    # every item is registered once, so those registered by that day need not be asked
    registered = Event.objects.filter(kind=EventKind.REGISTERED, happened_on__gt=day)
    # each asked by itself: PostgreSQL would lay all events there are beside those that are not there
    before = Subquery(_leading("item", day).values("pk")[:1])
    return registered.alias(before=before).filter(before=None).values("item")


def _leading(item: str, day: date) -> QuerySet[Event]:
    before = Event.objects.filter(item=OuterRef(item), kind__in=_LEADING, happened_on__lte=day)
    return counted(before, kinds=_LEADING)


def _ended(day: date, kinds: tuple[EventKind, ...]) -> QuerySet[Item, Any]:
    """Name the items whose last event by a day was of these kinds, of those to which more has happened since."""
    # that such a thing ever happened is asked first: of a million few were, and only their events are put in order
    led = counted(Event.objects.filter(kind__in=kinds, happened_on__lte=day), kinds=kinds)
    last = _leading("pk", day).order_by("-happened_on", "-entered_at", "-step", "-id").values("kind")[:1]
    known = Item.objects.filter(pk__in=led.values("item"), happened_on__gt=day)
    return known.annotate(then=Subquery(last)).filter(then__in=kinds).values("pk")
