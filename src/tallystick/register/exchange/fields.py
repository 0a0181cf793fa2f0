"""The fields that a line of a ledger can fill, and how a word of the ledger becomes a value of the register."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.errors import near_words
from tallystick.model.party import find_party
from tallystick.register.direction import listed
from tallystick.register.exchange.models import DayOrder
from tallystick.register.exchange.usual import category_called
from tallystick.register.items.categories import WORDS as CATEGORY_WORDS
from tallystick.register.items.categories import category_choices, code_of
from tallystick.register.items.models import EventKind, Item, ItemKind, Mark, MarkKind, Offence, State
from tallystick.register.states import nearest_states
from tallystick.register.stores.models import Service, Store


class Shape(StrEnum):
    """What a field holds."""

    TEXT = "text"
    WORD = "word"
    """One of a few words: a kind, a state, a service, a store."""
    WHOLE = "whole"
    DAY = "day"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Field:
    """One field that a line can fill."""

    title: Any
    shape: Shape = Shape.TEXT
    is_needed: bool = False
    longest: int | None = None
    mark: MarkKind | None = None
    """Of which kind of mark it is the text."""


def _column(name: str, shape: Shape = Shape.TEXT, *, is_needed: bool = False) -> Field:
    column: Any = Item._meta.get_field(name)
    return Field(column.verbose_name, shape, is_needed, column.max_length)


_MARK: Final = Mark._meta.get_field("text").max_length

FIELDS: Final[Mapping[str, Field]] = {
    "kind": _column("kind", Shape.WORD, is_needed=True),
    "category": _column("category", Shape.WORD, is_needed=True),
    "make": _column("make"),
    "model": _column("model", is_needed=True),
    "calibre": _column("calibre"),
    "year": _column("year", Shape.WHOLE),
    "country": _column("country", Shape.PARTY),
    "service": _column("service", Shape.WORD, is_needed=True),
    "quantity": _column("quantity", Shape.WHOLE),
    "lot_number": _column("lot_number"),
    "condition": _column("condition"),
    "origin": _column("origin"),
    "note": _column("note"),
    "serial": Field(gettext_lazy("serial number as read"), longest=_MARK, mark=MarkKind.MANUFACTURER),
    "import_mark": Field(gettext_lazy("import mark"), longest=_MARK, mark=MarkKind.IMPORT),
    "national_mark": Field(gettext_lazy("national mark"), longest=_MARK, mark=MarkKind.NATIONAL),
    "happened_on": Field(gettext_lazy("registered on"), Shape.DAY, is_needed=True),
    "reference": Field(gettext_lazy("number of the document"), longest=120),
    "store": Field(gettext_lazy("in store"), Shape.WORD),
    "state": Field(gettext_lazy("state"), Shape.WORD),
    "since": Field(gettext_lazy("in this state since"), Shape.DAY),
    "holder": Field(gettext_lazy("to whom: number of the person, or unit"), longest=120),
    "circumstances": Field(gettext_lazy("what is known of it")),
    "place": Field(gettext_lazy("place"), longest=120),
    "offence": Field(gettext_lazy("for what kind of offence"), Shape.WORD),
}
DESCRIBING: Final = tuple(name for name in (*Item.DESCRIBING, "note") if name in FIELDS)
"""Fields that are columns of an item and may be edited."""
HAPPENING: Final = ("store", "state", "since", "holder", "circumstances", "place", "offence")
"""Fields that are told by events."""
STATES: Final[Mapping[str, EventKind | None]] = {
    State.REGISTERED: None,
    State.IN_STORE: None,
    State.ISSUED: EventKind.ISSUED,
    State.ENTRUSTED: EventKind.ENTRUSTED,
    State.LOST: EventKind.LOST,
    State.STOLEN: EventKind.STOLEN,
    State.SEIZED: EventKind.SEIZED,
}
"""States that a ledger can tell, and the event that leads there from a store. What has left the state asks for more
than a ledger says, and is entered by hand."""


class UnreadableValueError(ValueError):
    """A cell that cannot be read; the message says why."""


@dataclass(slots=True)
class Words:
    """The words that fields of shape `WORD` and `PARTY` know: those of the register, and what the mapping adds."""

    mapped: Mapping[str, Mapping[str, str]]
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    unknown: dict[tuple[str, str], str] = field(default_factory=dict)
    """For each field and word that nobody knows: its near misses."""

    def __post_init__(self) -> None:
        """Look up the register's own words."""
        self.known["kind"] = {word: one for one in ItemKind for word in (one.value, str(one.label))}
        self.known["state"] = {word: State(one) for one in STATES for word in (one, str(State(one).label))}
        self.known["offence"] = {word: one.value for one in Offence for word in (one.value, str(one.label))}
        self.known["category"] = {
            word: code for code, words in category_choices() if code != "" for word in (code, str(words))
        }
        self.known["category"] |= {str(words): code for code, words in CATEGORY_WORDS.items()}
        self.known["service"] = {one.name: one for one in Service.objects.all()}
        stores = list(Store.objects.select_related("site").filter(is_open=True))
        names = [one.name for one in stores]
        # two stores of one name: only the code tells them apart
        self.known["store"] = {one.name: one for one in stores if names.count(one.name) == 1}
        self.known["store"] |= {word: one for one in stores for word in (str(one), one.code)}
        for name, words in self.known.items():
            self.known[name] = {_folded(word): value for word, value in words.items()}

    def value(self, name: str, text: str) -> Any:  # noqa: ANN401  # an enum or a row
        """Give what a word stands for.

        Raises:
            UnreadableValueError: nobody knows it.
        """
        known = self.known[name]
        target = self.mapped.get(name, {}).get(text, text)
        found = known.get(_folded(target))
        if found is None and name == "category" and code_of(target) in CATEGORY_WORDS:
            return code_of(target)
        if found is None:
            near = self._near(name, text)
            self.unknown[name, text] = near
            raise UnreadableValueError(
                _("“%(word)s” is not known under “%(field)s”. %(near)s")
                % {"word": text, "field": FIELDS[name].title, "near": near}
            )
        return found

    def party(self, name: str, text: str) -> str:
        """Give the code of the state that a word stands for.

        Raises:
            UnreadableValueError: nobody knows it.
        """
        code = find_party(self.mapped.get(name, {}).get(text, text))
        if code is not None and ":" not in code:
            return code
        near = nearest_states(text)
        self.unknown[name, text] = _("Nearest: %(near)s.") % {"near": near} if near != "" else ""
        raise UnreadableValueError(
            _("“%(text)s” is no state that is known. Nearest: %(near)s.")
            % {"text": text, "near": near or "–"}
        )

    def _near(self, name: str, text: str) -> str:
        code = category_called(text) if name == "category" else None
        if code is None:
            # a code that programs write is accepted, and is no word to offer a person
            return near_shown(_folded(text), (word for word in self.known[name] if "_" not in word))
        return _("Perhaps %(category)s.") % {"category": f"{code} · {CATEGORY_WORDS[code]}"}


def _folded(word: str) -> str:
    """Write a word as it is looked up: keyboards have one apostrophe, and print has another."""
    return word.casefold().replace("’", "'")


def near_shown(word: str, known: Iterable[str]) -> str:
    """Name the near misses of a word in the reader's language; empty where none is like it."""
    near = near_words(word, known)
    return _("Nearest: %(near)s.") % {"near": listed(near)} if len(near) > 0 else ""


def value_of(name: str, text: str, words: Words, order: DayOrder) -> Any:  # noqa: ANN401  # as the field has it
    """Read one cell.

    Raises:
        UnreadableValueError: it cannot be read.
    """
    about = FIELDS[name]
    if "\x00" in text:
        raise UnreadableValueError(_("%(field)s holds signs that are no text.") % {"field": about.title})
    if about.shape is Shape.WORD:
        return words.value(name, text)
    # a country is kept as its code, and its name may be longer than the column
    if about.shape is not Shape.PARTY and about.longest is not None and len(text) > about.longest:
        raise UnreadableValueError(
            _("%(field)s has more than %(longest)s characters.")
            % {"field": about.title, "longest": about.longest}
        )
    read = _READ.get(about.shape)
    if about.shape is Shape.DAY:
        return day(text, order)
    if about.shape is Shape.PARTY:
        return words.party(name, text)
    return text if read is None else read(text)


def whole(text: str) -> int:
    """Read a whole number; 1 200 and 1’200 are numbers, 1.200 is not said to be one.

    Raises:
        UnreadableValueError: it is none.
    """
    digits = re.sub(r"(?<=\d)[ \u00a0\u202f’'](?=\d{3}\b)", "", text)
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:  # noqa: PLR2004  # what the column holds
        raise UnreadableValueError(_("“%(text)s” is no whole number.") % {"text": text})
    return int(digits)


def day(text: str, order: DayOrder) -> date:
    """Read a day.

    Raises:
        UnreadableValueError: it is none, or is written in another order than the mapping says.
    """
    parts = re.fullmatch(r"(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{1,4})(?:[ T]00:00(?::00)?)?", text)
    if parts is not None:
        numbers = [int(one) for one in parts.groups()]
        is_year_first = len(parts[1]) == 4  # noqa: PLR2004  # the digits of a year
        places = _PLACES[DayOrder.YEAR if is_year_first else order]
        written = [parts[at + 1] for at in places]
        if len(written[0]) == 4:  # noqa: PLR2004  # a year of two digits may be of either century
            try:
                return date(*(numbers[at] for at in places))
            except ValueError:
                pass
    if re.fullmatch(r"[2-6]\d{4}", text) is not None:
        raise UnreadableValueError(
            _(
                "“%(text)s” is a spreadsheet's own number of a day. Format the column as dates and save it anew."
            )
            % {"text": text}
        )
    if re.fullmatch(r"(1[89]|20)\d\d", text) is not None:
        raise UnreadableValueError(
            _(
                "“%(text)s” is a year and no day. Leave this column out: give the day of the ledger once under “Or in "
                "every line”, and map this column to the note."
            )
            % {"text": text}
        )
    raise UnreadableValueError(
        _("“%(text)s” is no day. Write it as 2024-03-31, or say in the mapping how days are written.")
        % {"text": text}
    )


_PLACES: Final = {DayOrder.YEAR: (0, 1, 2), DayOrder.DAY: (2, 1, 0), DayOrder.MONTH: (2, 0, 1)}
_READ: Final[Mapping[Shape, Callable[[str], Any]]] = {Shape.WHOLE: whole}
