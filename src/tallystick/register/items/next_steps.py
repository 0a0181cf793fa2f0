"""What can happen next to an item as it stands."""

from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.history import histories, pending
from tallystick.register.items.models import COUNTED, EventKind, Item, State


def possible(item: Item) -> list[EventKind]:
    """Name what can happen to an item as it stands; splitting and marking have pages of their own."""
    state = State(item.state)
    own_page = {EventKind.SPLIT, EventKind.MARKED, EventKind.WITHDRAWN}
    if item.kind not in COUNTED:
        own_page.add(EventKind.EXPENDED)
    can = [kind for kind, happening in HAPPENINGS.items() if state in happening.comes_from]
    return [kind for kind in can if kind not in own_page]


def offered(item: Item) -> list[EventKind]:
    """Name what an item's page offers: while an event waits, what can happen whether or not it is accepted."""
    can = possible(item)
    for event in pending(histories([item.pk])[item.pk]) if item.pending > 0 else ():
        kind = EventKind(event.kind)
        leads_to = HAPPENINGS[kind].leads_to
        if leads_to is not None:
            can = [one for one in can if one != kind and leads_to in HAPPENINGS[one].comes_from]
    return can
