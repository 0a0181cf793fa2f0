"""The chain of custody of one item, as pages show it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from tallystick.register.items.happened_form import labelled
from tallystick.register.items.happenings import HANDING_OVER
from tallystick.register.items.history import histories, pending, replaced
from tallystick.register.items.models import Event, Item


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as the page of an item shows it."""

    event: Event
    is_replaced: bool
    """Whether a later correction stands in its place."""
    waits: bool
    """Whether it waits for a second person."""
    details: list[tuple[object, object]]

    @property
    def is_signed(self) -> bool:
        """Whether two people sign for it."""
        return self.event.kind in HANDING_OVER and not self.is_replaced


def lines_of(item: Item, *, names_whole: bool = False) -> list[EventLine]:
    """Give the events of an item as its page shows them.

    Args:
        item: the item.
        names_whole: whether the reader may see what it was split from; else its registration does not name it.
    """
    history = histories([item.pk])[item.pk]
    gone, waiting = replaced(history), {event.pk for event in pending(history)}
    rows: QuerySet[Event] = item.events.select_related("store", "document", "decision", "corrects")
    ordered = rows.order_by("happened_on", "entered_at", "step")
    hidden = frozenset() if names_whole else frozenset({"split_from"})
    return [EventLine(row, row.pk in gone, row.pk in waiting, labelled(row, hidden)) for row in ordered]
