"""An item, its marks and pictures, what happened to it, who agreed, and which may be one."""

from tallystick.register.items.models.event import Decision, Event, EventKind, Offence
from tallystick.register.items.models.item import (
    COUNTED,
    GONE,
    Item,
    ItemKind,
    Mark,
    MarkKind,
    Picture,
    Reading,
    State,
)
from tallystick.register.items.models.judgement import Alike, Judgement, Likely, Verdict

__all__ = [
    "COUNTED",
    "GONE",
    "Alike",
    "Decision",
    "Event",
    "EventKind",
    "Item",
    "ItemKind",
    "Judgement",
    "Likely",
    "Mark",
    "MarkKind",
    "Offence",
    "Picture",
    "Reading",
    "State",
    "Verdict",
]
