"""What each kind of event asks for, from which states it can come, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from tallystick.register.items.models import GONE, EventKind, State

_HERE: Final = frozenset(
    {State.REGISTERED, State.IN_STORE, State.ISSUED, State.ENTRUSTED, State.SEIZED, State.DEACTIVATED}
)
"""States in which the thing is where the state can put a hand on it."""
_MISSING: Final = frozenset({State.LOST, State.STOLEN})
"""States in which nobody knows where the thing is; the state still answers for it."""
_OUT_OF_HAND: Final = _MISSING | {State.WRITTEN_OFF, State.EXPORTED}
"""States in which a thing of the register can turn up where nobody of the state put it."""
_ALL: Final = frozenset(State)


@dataclass(frozen=True, slots=True)
class Happening:
    """One kind of event.

    `leads_to` None leaves the state as it is. `asks` names the columns and details it cannot be without, `people_say`
    what every form asks besides, so that what was entered before anybody asked still stands. Where `second_person` is
    true the event counts only once another person has accepted it.
    """

    comes_from: frozenset[State]
    leads_to: State | None
    asks: tuple[str, ...] = ()
    may_give: tuple[str, ...] = ()
    people_say: tuple[str, ...] = ()
    second_person: bool = False


HAPPENINGS: Final[Mapping[EventKind, Happening]] = MappingProxyType(
    {
        EventKind.REGISTERED: Happening(frozenset(), State.REGISTERED, (), ("store",)),
        EventKind.MARKED: Happening(_HERE, None, ("mark",)),
        EventKind.MOVED: Happening(_HERE - {State.ISSUED, State.ENTRUSTED}, State.IN_STORE, ("store",)),
        EventKind.ISSUED: Happening(frozenset({State.IN_STORE, State.REGISTERED}), State.ISSUED, ("holder",)),
        # a thing seized and released comes back by the same word as one that was issued
        EventKind.RETURNED: Happening(
            frozenset({State.ISSUED, State.ENTRUSTED, State.SEIZED}), State.IN_STORE, ("store",)
        ),
        EventKind.ENTRUSTED: Happening(_HERE - {State.SEIZED}, State.ENTRUSTED, ("holder",), ("until",)),
        EventKind.LOST: Happening(_HERE, State.LOST, ("circumstances",), ("place",), second_person=True),
        EventKind.STOLEN: Happening(_HERE, State.STOLEN, ("circumstances",), ("place",), second_person=True),
        # with no apparent holder: the register's own, or one that it knew nothing of and that was registered for it
        EventKind.FOUND: Happening(_OUT_OF_HAND | {State.REGISTERED}, State.IN_STORE, ("store", "place")),
        # of his own will: by whoever it was issued or entrusted to, or by whoever came to have it
        EventKind.SURRENDERED: Happening(
            _OUT_OF_HAND | {State.REGISTERED, State.ISSUED, State.ENTRUSTED},
            State.IN_STORE,
            ("store", "place"),
            ("from_whom", "campaign", "circumstances"),
        ),
        EventKind.SEIZED: Happening(
            _HERE | _OUT_OF_HAND,
            State.SEIZED,
            ("store", "place"),
            ("from_whom",),
            people_say=("offence",),
        ),
        EventKind.EXPORTED: Happening(_HERE, State.EXPORTED, ("party", "licence"), (), second_person=True),
        # from `in store` where the papers of the import come after the thing was registered
        EventKind.IMPORTED: Happening(
            frozenset({State.EXPORTED, State.REGISTERED, State.IN_STORE}),
            State.IN_STORE,
            ("party", "store"),
            ("licence",),
        ),
        EventKind.DEACTIVATED: Happening(
            _HERE, State.DEACTIVATED, ("method", "certificate"), (), second_person=True
        ),
        EventKind.DESTROYED: Happening(
            _HERE, State.DESTROYED, ("method", "place", "witnesses", "certificate"), (), second_person=True
        ),
        EventKind.EXPENDED: Happening(_HERE, State.EXPENDED, ("quantity",), ("circumstances",)),
        EventKind.SPLIT: Happening(frozenset({State.REGISTERED, State.IN_STORE}), None, ("quantity",)),
        EventKind.WRITTEN_OFF: Happening(
            _HERE | _MISSING, State.WRITTEN_OFF, ("circumstances",), (), second_person=True
        ),
        EventKind.STRUCK: Happening(
            _ALL - {State.STRUCK}, State.STRUCK, ("circumstances",), (), second_person=True
        ),
        EventKind.WITHDRAWN: Happening(_ALL, None, ("circumstances",)),
    }
)

QUANTIFIED: Final = frozenset(
    {EventKind.LOST, EventKind.STOLEN, EventKind.DESTROYED, EventKind.EXPORTED, EventKind.WRITTEN_OFF}
)
"""Kinds that can take a part of a lot away: the lot keeps its state until nothing remains."""
TAKING: Final = QUANTIFIED | {EventKind.EXPENDED, EventKind.SPLIT}
"""Kinds whose quantity no longer counts in the lot."""
RECOVERING: Final = (EventKind.SEIZED, EventKind.FOUND, EventKind.SURRENDERED)
"""Kinds that indicator 16.4.2 counts: seized; found, with no apparent holder; surrendered, of the holder's own will.
Source: metadata of indicator 16.4.2, 26 July 2018."""
RESTORING: Final = frozenset({*RECOVERING, EventKind.IMPORTED})
"""Kinds by which what was lost, stolen, written off or exported comes back, of a lot perhaps a part."""
MISSING: Final = frozenset({EventKind.LOST, EventKind.STOLEN, EventKind.WRITTEN_OFF})
"""Kinds after which a thing can be found."""
WITH_HOLDER: Final = frozenset({State.ISSUED, State.ENTRUSTED})
"""States in which somebody outside its store has the thing in hand."""
HANDING_OVER: Final = frozenset({EventKind.ISSUED, EventKind.ENTRUSTED, EventKind.RETURNED})
"""Kinds by which a thing passes from hand to hand: both people sign for it."""
BEFORE_REGISTRATION: Final = frozenset({EventKind.IMPORTED, EventKind.MARKED, *RECOVERING})
"""Kinds that can have happened before the register knew of the thing."""
STAYING: Final = frozenset({State.SEIZED, State.DEACTIVATED})
"""States that a move between stores leaves as they are."""
EMPTYING: Final = frozenset({*GONE, *_MISSING})
"""States in which the thing lies in no store."""
