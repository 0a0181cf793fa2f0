"""Which recovered arms count for indicator 16.4.2, and what became of recovered arms: filters on their events."""

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from tallystick.register.items.counted import counted
from tallystick.register.items.models import Event, EventKind, Offence
from tallystick.register.returns import traced
from tallystick.register.returns.part import Fate, Part
from tallystick.register.returns.period import Years

LAST_ANTIQUE: Final = 1899
"""No arm made after this year is an antique, whatever national law says. Source: metadata of indicator 16.4.2, 26 July
2018; International Tracing Instrument, A/60/88, paragraph 4."""
_AFTERWARDS: Final = {Fate.MARKED: EventKind.MARKED, Fate.DESTROYED: EventKind.DESTROYED}


def covered(rows: QuerySet[Event], part: Part) -> QuerySet[Event]:
    """Leave out seizures for administrative offences where the part does, and antiques of which the profile says so.

    A seizure of which nobody said for what it was counts: it may be one for a criminal offence.
    """
    if not part.covers_any_offence:
        rows = rows.exclude(pk__in=administrative(rows).values("pk"))
    if not part.is_indicator or part.antique_until is None:
        return rows
    return rows.exclude(item__year__lte=part.antique_until)


def administrative(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Keep the seizures for administrative offences."""
    return rows.filter(kind=EventKind.SEIZED, details__offence=Offence.ADMINISTRATIVE.value)


def of_unknown_offence(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Keep the seizures of which nobody said for what they were, or that it is not known."""
    said = (Offence.CRIMINAL.value, Offence.ADMINISTRATIVE.value)
    known = rows.filter(kind=EventKind.SEIZED, details__offence__in=said)
    return rows.filter(kind=EventKind.SEIZED).exclude(pk__in=known.values("pk"))


def perhaps_antique(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Keep the arms that national law may hold to be antiques."""
    return rows.filter(item__year__lte=LAST_ANTIQUE)


def of_fate(fate: Fate, years: Years, as_of: int | None) -> Q | Exists:
    """Keep the events of arms that had a fate: of marks and destruction, after they were recovered, in the period."""
    if fate not in _AFTERWARDS:
        return traced.of_fate(fate)
    kind = _AFTERWARDS[fate]
    later = Event.objects.filter(
        item=OuterRef("item_id"),
        kind=kind,
        happened_on__gte=OuterRef("happened_on"),
        happened_on__lte=years.end,
    )
    return Exists(counted(later, as_of=as_of, kinds=(kind,)))
