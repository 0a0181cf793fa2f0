"""What is reported to whom: the instruments, and the parts of which each return is made."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.items.happenings import EMPTYING, RECOVERING
from tallystick.register.items.models import EventKind, State
from tallystick.register.returns.part import Counted, Fate, Goods, Part


class Instrument(models.TextChoices):
    """Under what a return is made; the values stand in tally and filing files."""

    ATT_ANNUAL = "att_annual", _("Arms Trade Treaty, annual report")
    ATT_INITIAL = "att_initial", _("Arms Trade Treaty, initial report")
    UN_REGISTER = "un_register", _("UN Register of Conventional Arms")
    POA = "poa", _("UN Programme of Action on small arms")
    SDG = "sdg_16_4_2", _("Sustainable Development Goals, indicator 16.4.2")
    ECOWAS = "ecowas", _("ECOWAS Convention on small arms")


FLOW: Final = ("category", "party", "country", "make", "model", "calibre")
"""A line of a transfer: goods, the other state, the state of origin, the description."""
GOODS: Final = ("category", "make", "model", "calibre")
KIND: Final = ("kind", "category")
ROUNDS: Final = ("party", "country", "make", "model", "calibre")
APART: Final = (State.SEIZED, State.DEACTIVATED)
"""States of things that lie in a store without being the stock of whoever keeps them: evidence, and what no longer
fires. They are told apart from what is held."""
HELD: Final = tuple(state for state in State if state not in {*EMPTYING, *APART})
"""In the order of the states, in which those of most items come first: PostgreSQL compares with one after another."""


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


def _happened(name: str, title: Any, *kinds: EventKind, is_indicator: bool = False) -> Part:  # noqa: ANN401  # lazy
    """Give a part that counts what happened to small arms."""
    return Part(name, title, Counted.EVENTS, Goods.SMALL, KIND, kinds, is_indicator=is_indicator)


def _fate(title: Any, fate: Fate, *, is_indicator: bool = False) -> Part:  # noqa: ANN401  # lazy text
    """Give a part that counts the recovered arms of one fate; what was destroyed afterwards is among them."""
    name = f"recovered_{fate}"
    kinds = tuple(RECOVERING)
    return Part(name, title, Counted.EVENTS, Goods.SMALL, KIND, kinds, fate=fate, is_indicator=is_indicator)


def _recovered(*, is_indicator: bool) -> tuple[Part, ...]:
    """Give the three ways in which arms are recovered, each a part of its own.

    Found is what has no apparent holder, surrendered what was willingly handed over. Source: metadata of indicator
    16.4.2, 26 July 2018: the denominator and its disaggregation.
    """
    return (
        _happened("seized", _("Seized"), EventKind.SEIZED, is_indicator=is_indicator),
        _happened("found", _("Found"), EventKind.FOUND, is_indicator=is_indicator),
        _happened("surrendered", _("Surrendered"), EventKind.SURRENDERED, is_indicator=is_indicator),
    )


def _held(name: str, title: Any, states: tuple[State, ...]) -> Part:  # noqa: ANN401  # lazy text
    return Part(name, title, Counted.HELD, Goods.SMALL, ("category",), states=states)


def _rounds(name: str, title: Any, kind: EventKind, role: str) -> Part:  # noqa: ANN401  # lazy text
    return Part(name, title, Counted.EVENTS, Goods.AMMUNITION, ROUNDS, (kind,), role=role)


_EXPORTS: Final = _("Exports")
_IMPORTS: Final = _("Imports")
_QUESTIONS: Final = _("Questions")
_DESTROYED: Final = _happened("destroyed", _("Destroyed"), EventKind.DESTROYED)
_MARKED: Final = _happened("marked", _("Marked"), EventKind.MARKED)
_LOSSES: Final = _happened("losses", _("Lost or stolen"), EventKind.LOST, EventKind.STOLEN)
_TRACING: Final = (
    (_("Origin traced"), Fate.TRACED),
    (_("Origin established in another way"), Fate.ESTABLISHED),
    (_("Origin not established"), Fate.NOT_ESTABLISHED),
    (_("Trace asked for, nothing concluded yet"), Fate.PENDING),
    (_("No trace asked for"), Fate.NOT_ATTEMPTED),
)
"""The numerator of indicator 16.4.2 in its two ways, and how far tracing has come with the rest: each recovered arm is
in one. Source: metadata of indicator 16.4.2, 26 July 2018."""

_UN_REGISTER: Final = (
    _exports("exports", Goods.MAJOR, _EXPORTS),
    _imports("imports", Goods.MAJOR, _IMPORTS),
    _exports("small_exports", Goods.SMALL_FORM, _("Small arms: exports"), is_military=True),
    _imports("small_imports", Goods.SMALL_FORM, _("Small arms: imports"), is_military=True),
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
        states=HELD,
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
)
"""Small arms are asked for where they are made or modified to military specification and intended for military use;
holdings are those of the armed forces. Source: report of the group of governmental experts of 2003, A/58/274, and the
Register's standardised forms. Of both the register knows only whose they are: the notes of a part say how many others
own."""

_POA: Final = (
    *_recovered(is_indicator=False),
    _fate(_("Recovered, and marked since"), Fate.MARKED),
    _fate(_("Recovered, and destroyed since"), Fate.DESTROYED),
    _fate(_("Recovered, and a trace asked for"), Fate.ASKED),
    _fate(_("Origin traced"), Fate.TRACED),
    _DESTROYED,
    _MARKED,
    _LOSSES,
    Part("answers", _QUESTIONS, Counted.ANSWERS, Goods.SMALL, ()),
)

_ECOWAS: Final = (
    Part("orders", _("Imports licensed"), Counted.LICENSED, Goods.SMALL, FLOW, role="importer"),
    _imports("imports", Goods.SMALL, _IMPORTS),
    _exports("exports", Goods.SMALL, _EXPORTS),
    _rounds("ammunition_imports", _("Ammunition: imports"), EventKind.IMPORTED, "importer"),
    _rounds("ammunition_exports", _("Ammunition: exports"), EventKind.EXPORTED, "exporter"),
    _held("held", _("Held at the end of the period"), HELD),
    _held("seized_held", _("Held as evidence at the end of the period"), (State.SEIZED,)),
    _held("deactivated_held", _("Deactivated, held at the end of the period"), (State.DEACTIVATED,)),
    *_recovered(is_indicator=False),
    _DESTROYED,
    _LOSSES,
    Part("answers", _QUESTIONS, Counted.ANSWERS, Goods.SMALL, ()),
)
"""Article 10 has members report on orders and purchases, of which the register knows the import licences; Articles 1
and 9 cover ammunition. Source: ECOWAS Convention, Abuja, 14 June 2006; not confirmed against the Commission's form."""

PARTS: Final[Mapping[str, tuple[Part, ...]]] = MappingProxyType(
    {
        Instrument.ATT_ANNUAL: (
            _exports("exports", Goods.ALL, _EXPORTS),
            _imports("imports", Goods.ALL, _IMPORTS),
        ),
        Instrument.ATT_INITIAL: (Part("answers", _QUESTIONS, Counted.ANSWERS, Goods.ALL, ()),),
        Instrument.UN_REGISTER: _UN_REGISTER,
        Instrument.POA: _POA,
        Instrument.SDG: (
            *_recovered(is_indicator=True),
            *(_fate(title, fate, is_indicator=True) for title, fate in _TRACING),
        ),
        Instrument.ECOWAS: _ECOWAS,
    }
)


def part_of(instrument: str, name: str) -> Part | None:
    """Find a part of a return by its name; None where the return has none of that name."""
    return next((part for part in PARTS[instrument] if part.name == name), None)
