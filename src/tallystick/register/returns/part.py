"""What one part of a return is: what it asks for, and from what it is counted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tallystick.register.items.models import EventKind, State


class Counted(StrEnum):
    """From what a part is counted."""

    EVENTS = "events"
    HELD = "held"
    """Items in the state's hands on the last day of the period."""
    MADE = "made"
    """Items made in the country, made and registered in the period."""
    LICENSED = "licensed"
    """What licences issued in the period allow."""
    ANSWERS = "answers"
    """Nothing: what the profile and people answer."""


class Goods(StrEnum):
    """Which goods a part asks for."""

    ALL = "all"
    MAJOR = "major"
    """I to VII."""
    SMALL = "small"
    """Small arms and light weapons, whatever category of the Register they are in: man-portable air-defence systems
    (VII.b), and mortars of 75 to under 100 mm (III), are light weapons.

    Source: International Tracing Instrument, A/60/88, paragraph 4(b); metadata of indicator 16.4.2, 26 July 2018;
    ECOWAS Convention, Article 1(2).
    """
    SMALL_FORM = "small_form"
    """The types of the UN Register's form for small arms: what its categories III and VII ask for is not among them."""
    AMMUNITION = "ammunition"
    """Lots of ammunition, in rounds."""


class Fate(StrEnum):
    """What became of an arm that was recovered; a part that names one counts only those."""

    TRACED = "traced"
    ESTABLISHED = "established"
    NOT_ESTABLISHED = "not_established"
    PENDING = "pending"
    NOT_ATTEMPTED = "not_attempted"
    ASKED = "asked"
    MARKED = "marked"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a return, and how its figures are counted.

    `direction` is the word of the filing file; `may_be_nil` whether finding nothing has to be declared by a person.
    """

    name: str
    title: Any
    counted: Counted
    goods: Goods
    by: tuple[str, ...]
    kinds: tuple[EventKind, ...] = ()
    direction: str = ""
    role: str = ""
    """What the state is to a claim in the tally file: `exporter`, `importer`, else `holder`."""
    is_military: bool = False
    """Counts only what the armed forces own."""
    may_be_nil: bool = False
    fate: Fate | None = None
    states: tuple[State, ...] = ()
    """Of what is held: in which of these states."""
    is_indicator: bool = False
    """Leaves out antiques and, unless the return says otherwise, seizures for administrative offences: metadata of
    indicator 16.4.2, 26 July 2018."""
    covers_any_offence: bool = True
    """Of seizures: those for administrative offences too, as the return says (`national.read`)."""
    is_offence_said: bool = False
    """Whether a person said so of the return."""
    owners: tuple[str, ...] = ()
    """Of a military part: the kinds of services that are armed forces, as the profile says (`national.read`)."""
    antique_until: int | None = None
    """Of the indicator: arms made up to this year are antiques, as the profile says; None where it does not."""
