"""The events that wait for a second person."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.history import histories, pending
from tallystick.register.items.models import Event, EventKind, Item


def pending_events() -> QuerySet[Event]:
    """Give the events that wait for a second person: of items that `pending` says have one, by its index.

    Of an item without corrections, those of the kinds that need one; of the others, which are few, those that
    `history.pending` names, however long the chain of corrections is.
    """
    kinds = [kind for kind, happening in HAPPENINGS.items() if happening.second_person]
    corrected = Event.objects.filter(item__pending__gt=0, corrects__isnull=False).order_by()
    items: set[UUID] = set(corrected.values_list("item", flat=True))
    named = [event.pk for history in histories(sorted(items)).values() for event in pending(history)]
    plain = Q(kind__in=kinds) & ~Q(item__in=corrected.values("item"))
    return Event.objects.filter(plain | Q(pk__in=named), item__pending__gt=0, decision=None)


def waiting_of_kind(item: Item, kind: EventKind) -> list[Event]:
    """Give the events of one kind of an item that wait for a second person, in order."""
    if item.pending == 0:
        return []
    waiting = [event.pk for event in pending(histories([item.pk])[item.pk]) if event.kind == kind]
    return list(Event.objects.filter(pk__in=waiting))
