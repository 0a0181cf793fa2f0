"""The events that wait for a second person."""

from typing import Final

from django.db.models import Q, QuerySet

from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.models import Event

_DEEP: Final = 3
"""Corrections of corrections that are followed: nobody corrects one event a fourth time before the first is decided."""


def pending_events() -> QuerySet[Event]:
    """Give the events that wait for a second person: of items that `pending` says have one, by its index."""
    kinds = [kind for kind, happening in HAPPENINGS.items() if happening.second_person]
    asked = Q()
    for depth in range(_DEEP):
        asked |= Q(**{f"{'corrects__' * depth}kind__in": kinds})
    waiting = Event.objects.filter(asked, item__pending__gt=0, decision=None)
    return waiting.exclude(corrections__decision__is_accepted=True)
