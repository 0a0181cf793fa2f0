"""What is reported to whom: the instruments, and the parts of which each return is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.items.models import EventKind


class Instrument(models.TextChoices):
    """Under what a return is made; the values stand in tally and filing files."""

    ATT_ANNUAL = "att_annual", _("Arms Trade Treaty, annual report")
    ATT_INITIAL = "att_initial", _("Arms Trade Treaty, initial report")
    UN_REGISTER = "un_register", _("UN Register of Conventional Arms")
    POA = "poa", _("UN Programme of Action on small arms")
    SDG = "sdg_16_4_2", _("Sustainable Development Goals, indicator 16.4.2")
    ECOWAS = "ecowas", _("ECOWAS Convention on small arms")


class Counted(StrEnum):
    """From what a part is counted."""

    EVENTS = "events"
    HELD = "held"
    """Items in the state's hands on the last day of the period."""
    MADE = "made"
    """Items made in the country, made and registered in the period."""
    TRACED = "traced"
    """Recovered arms whose origin was traced."""
    ANSWERS = "answers"
    """Nothing: what the profile answers."""


class Goods(StrEnum):
    """Which categories a part asks for."""

    ALL = "all"
    MAJOR = "major"
    """I to VII."""
    SMALL = "small"
    """Small arms and light weapons."""


FLOW: Final = ("category", "party", "country", "make", "model", "calibre")
"""A line of a transfer: goods, the other state, the state of origin, the description."""
GOODS: Final = ("category", "make", "model", "calibre")
KIND: Final = ("kind", "category")


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
    is_military: bool = False
    """Leaves out what private persons and companies own."""
    may_be_nil: bool = False


_SEIZED: Final = (EventKind.SEIZED, EventKind.FOUND)
_LOST: Final = (EventKind.LOST, EventKind.STOLEN)


def _exports(name: str, goods: Goods, title: Any, *, is_military: bool = False) -> Part:  # noqa: ANN401  # lazy text
    return Part(
        name,
        title,
        Counted.EVENTS,
        goods,
        FLOW,
        (EventKind.EXPORTED,),
        "exports",
        "exporter",
        is_military,
        may_be_nil=True,
    )


def _imports(name: str, goods: Goods, title: Any, *, is_military: bool = False) -> Part:  # noqa: ANN401  # lazy text
    return Part(
        name,
        title,
        Counted.EVENTS,
        goods,
        FLOW,
        (EventKind.IMPORTED,),
        "imports",
        "importer",
        is_military,
        may_be_nil=True,
    )


_EXPORTS: Final = _("Exports")
_IMPORTS: Final = _("Imports")
_COLLECTED: Final = Part("collected", _("Seized or found"), Counted.EVENTS, Goods.SMALL, KIND, _SEIZED)
_DESTROYED: Final = Part(
    "destroyed", _("Destroyed"), Counted.EVENTS, Goods.SMALL, KIND, (EventKind.DESTROYED,)
)
_MARKED: Final = Part("marked", _("Marked"), Counted.EVENTS, Goods.SMALL, KIND, (EventKind.MARKED,))
_LOSSES: Final = Part("losses", _("Lost or stolen"), Counted.EVENTS, Goods.SMALL, KIND, _LOST)
_TRACED: Final = Part("traced", _("Traced"), Counted.TRACED, Goods.SMALL, ("category",), _SEIZED)

PARTS: Final[Mapping[str, tuple[Part, ...]]] = MappingProxyType(
    {
        Instrument.ATT_ANNUAL: (
            _exports("exports", Goods.ALL, _EXPORTS),
            _imports("imports", Goods.ALL, _IMPORTS),
        ),
        Instrument.ATT_INITIAL: (Part("answers", _("Questions"), Counted.ANSWERS, Goods.ALL, ()),),
        Instrument.UN_REGISTER: (
            _exports("exports", Goods.MAJOR, _EXPORTS),
            _imports("imports", Goods.MAJOR, _IMPORTS),
            _exports("small_exports", Goods.SMALL, _("Small arms: exports"), is_military=True),
            _imports("small_imports", Goods.SMALL, _("Small arms: imports"), is_military=True),
            Part(
                "holdings",
                _("Military holdings"),
                Counted.HELD,
                Goods.MAJOR,
                GOODS,
                (),
                "holdings",
                "holder",
                is_military=True,
            ),
            Part(
                "procurement",
                _("Procurement through national production"),
                Counted.MADE,
                Goods.MAJOR,
                GOODS,
                (EventKind.REGISTERED,),
                "procurement",
                "holder",
                is_military=True,
            ),
        ),
        Instrument.POA: (
            _COLLECTED,
            _DESTROYED,
            _MARKED,
            _LOSSES,
            _TRACED,
            Part("assistance", _("Assistance asked for"), Counted.ANSWERS, Goods.SMALL, ()),
        ),
        Instrument.SDG: (_COLLECTED, _TRACED),
        Instrument.ECOWAS: (
            _imports("imports", Goods.SMALL, _IMPORTS),
            _exports("exports", Goods.SMALL, _EXPORTS),
            Part("held", _("Held at the end of the period"), Counted.HELD, Goods.SMALL, ("category",)),
            _COLLECTED,
            _DESTROYED,
            _LOSSES,
        ),
    }
)


def part_of(instrument: str, name: str) -> Part | None:
    """Find a part of a return by its name; None where the return has none of that name."""
    return next((part for part in PARTS[instrument] if part.name == name), None)
