"""Read the lines of a ledger by a mapping: each says something of one item, or is kept with the reasons why not."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from tallystick.errors import UsageError, nearest
from tallystick.phrase import Value, Word, says
from tallystick.register.exchange.fields import (
    DESCRIBING,
    FIELDS,
    STATES,
    UnreadableValueError,
    Words,
    value_of,
)
from tallystick.register.exchange.models import DayOrder
from tallystick.register.exchange.models import Mapping as LedgerMapping
from tallystick.register.exchange.sheets import Sheet
from tallystick.register.exchange.usual import NoMark, no_mark_in
from tallystick.register.items.likeness import key
from tallystick.register.items.marks import is_half_read, plain
from tallystick.register.items.models import COUNTED, Item, Mark, Reading, State
from tallystick.register.ledger.canonical import canonical, sha256

_LONGEST_KEY: Final = 200
Same = tuple[str, str, str]
"""Serial number, make and model, as two lines are told to be of one item."""


@dataclass(slots=True)
class Line:
    """One line of a ledger."""

    number: int
    cells: tuple[str, ...]
    key: str = ""
    said: dict[str, str] = field(default_factory=dict)
    """For each field, what the line says, as text; fields it says nothing of are not there."""
    values: dict[str, Any] = field(default_factory=dict)
    """For each field, its value in the register."""
    faults: list[str] = field(default_factory=list)
    """Why it cannot be taken in."""
    remarks: list[str] = field(default_factory=list)
    """What a person should look at before it is taken in; it is taken in all the same."""
    twins: int = 0
    """How many items of the register have its serial number, make and model, of those that it may be."""
    names: set[UUID] = field(default_factory=set)
    """Items under a closed mark of which something is said."""

    @property
    def sha256(self) -> str:
        """Hash what the line says."""
        return sha256(canonical(self.said))


class Reader:
    """Reads the lines of one ledger by one mapping."""

    def __init__(self, sheet: Sheet, mapping: LedgerMapping) -> None:
        """Find the columns that the mapping names.

        Raises:
            UsageError: the ledger lacks one of them, or the mapping names no key or lacks a field that is needed.
        """
        self.sheet = sheet
        self.words = Words(mapping.words)
        self._order = DayOrder(mapping.day_order)
        self._constants = {name: str(text) for name, text in mapping.constants.items() if str(text) != ""}
        self._at = {name: _place(sheet, heading) for name, heading in mapping.columns.items()}
        self._key = [_place(sheet, heading) for heading in mapping.key]
        self._seen: dict[str, int] = {}
        self._serials: dict[Same, int] = {}
        """By serial number, make and model: the first line that has them."""
        strange = sorted({*mapping.columns, *mapping.constants} - {*FIELDS})
        if len(strange) > 0:
            raise UsageError(says("The mapping names “%(field)s”, which no item has.", field=strange[0]))
        lacking = [
            name
            for name, one in FIELDS.items()
            if one.is_needed and name not in {*self._at, *self._constants}
        ]
        if len(lacking) > 0:
            raise UsageError(
                says(
                    "The mapping says nothing of “%(field)s”, which every item needs.",
                    field=_named(lacking[0]),
                )
            )
        if len(self._key) == 0:
            raise UsageError(says("The mapping names no column by which a line is known again."))

    def lines(self) -> Iterator[Line]:
        """Read every line, in order."""
        for number, cells in self.sheet.lines:
            line = Line(number, cells)
            self._read(line)
            yield line

    def _read(self, line: Line) -> None:
        width = len(self.sheet.headings)
        if any(cell != "" for cell in line.cells[width:]):
            line.faults.append(_("It has more cells than there are headings."))
        cells = line.cells + ("",) * (width - len(line.cells))
        self._know(line, [cells[at] for at in self._key])
        for name in FIELDS:
            text = cells[self._at[name]] if name in self._at else self._constants.get(name, "")
            if text == "":
                gap = self._gap(line.number, name)
                if gap != "":
                    line.faults.append(gap)
                elif FIELDS[name].is_needed:
                    line.faults.append(
                        _("%(field)s is empty. Fill it in, or give it once under “Or in every line”.")
                        % {"field": FIELDS[name].title}
                    )
                continue
            line.said[name] = text
            if FIELDS[name].mark is not None and no_mark_in(text) is not None:
                _remark_no_mark(line, name, text)
                continue
            try:
                line.values[name] = value_of(name, text, self.words, self._order)
            except UnreadableValueError as error:
                line.faults.append(str(error))
        if len(line.faults) == 0:
            line.faults.extend(_contradictions(line.values))
            self._remark_twice(line)

    def _gap(self, line: int, name: str) -> str:
        """Say why a cell only looks empty; nothing where it is."""
        at = (line, self._at.get(name, -1))
        about = {"field": FIELDS[name].title}
        if at in self.sheet.merged:
            return (
                _("%(field)s is empty, since its cell is merged with the one above. Unmerge the cells.")
                % about
            )
        if at in self.sheet.without_result:
            return (
                _(
                    "%(field)s is a formula without its result. Open the file in the spreadsheet and save it there."
                )
                % about
            )
        return ""

    @property
    def seen(self) -> Collection[str]:
        """The keys of the lines that were read so far."""
        return self._seen

    def _remark_twice(self, line: Line) -> None:
        told = same_of(line)
        if told is None:
            return
        first = self._serials.setdefault(told, line.number)
        if first != line.number:
            line.remarks.append(
                _("Line %(line)s has the same serial number, make and model. Look whether it is one item.")
                % {"line": first}
            )

    def _know(self, line: Line, parts: list[str]) -> None:
        line.key = " | ".join(parts)
        if all(part == "" for part in parts):
            line.faults.append(_("The columns by which a line is known again are empty."))
        elif len(line.key) > _LONGEST_KEY:
            line.faults.append(_("The columns by which a line is known again hold too much."))
        elif line.key in self._seen:
            line.faults.append(_("Line %(line)s has the same key.") % {"line": self._seen[line.key]})
        else:
            self._seen[line.key] = line.number


def same_of(line: Line) -> Same | None:
    """Give serial number, make and model of a line; None where its serial number was not read whole, or it has none."""
    serial = line.values.get("serial")
    if serial is None or is_half_read(serial):
        return None
    return (plain(serial), key(line.values.get("make", "")), key(line.values["model"]))


def _place(sheet: Sheet, heading: str) -> int:
    if heading in sheet.headings:
        return sheet.headings.index(heading)
    raise UsageError(
        says("The ledger has no column “%(heading)s”.", heading=heading),
        *nearest(heading, [one for one in sheet.headings if one != ""]),
    )


def _named(field: str) -> Value:
    """Name a field of an item, to be said in the language of whoever reads it."""
    with override("en"):
        return Value(Word.SAID, (str(FIELDS[field].title),))


def _contradictions(values: Mapping[str, Any]) -> Iterator[str]:
    kind, state = (
        values["kind"],
        values.get("state", State.IN_STORE if "store" in values else State.REGISTERED),
    )
    if kind in COUNTED and "quantity" not in values:
        yield _("Of parts and ammunition the quantity is needed.")
    if kind not in COUNTED and values.get("quantity", 1) != 1:
        yield _("Each weapon has a line of its own: the quantity is 1.")
    if values.get("quantity", 1) == 0:
        yield _("Nothing is registered by a quantity of 0.")
    if state == State.IN_STORE and "store" not in values:
        yield _("It is in store, and the line names no store.")
    needed = {
        State.ISSUED: ("since", "holder"),
        State.ENTRUSTED: ("since", "holder"),
        State.SEIZED: ("store", "since", "place"),
    }
    gone = ("since", "circumstances")
    for name in needed.get(state, gone if STATES[state] is not None else ()):
        if name not in values:
            yield _("%(field)s is needed in this state.") % {"field": FIELDS[name].title}
    if "since" in values and values["since"] < values["happened_on"]:
        yield _("It is in this state since before it was registered.")


def item_of(line: Line) -> tuple[Item, list[Mark]]:
    """Make the item and its marks that a line tells of, unsaved."""
    values = {name: line.values[name] for name in DESCRIBING if name in line.values}
    item = Item(**values, quantity=line.values.get("quantity", 1))
    marks = [
        mark_of(name, line.values[name]) for name, one in FIELDS.items() if one.mark and name in line.values
    ]
    return item, marks


def _remark_no_mark(line: Line, name: str, text: str) -> None:
    about = {"field": FIELDS[name].title, "word": text}
    read = mark_text(text)
    if read is None:
        line.remarks.append(_("%(field)s: “%(word)s” is read as: there is none.") % about)
        return
    line.values[name] = read
    line.remarks.append(_("%(field)s: “%(word)s” is read as: not legible.") % about)


def mark_text(text: str) -> str | None:
    """Give the mark that a cell tells of: `?` where there is one that could not be read, None where there is none."""
    why = no_mark_in(text)
    if why is None:
        return text
    return "?" if why is NoMark.UNREAD else None


def mark_of(name: str, text: str) -> Mark:
    """Make a mark, unsaved: with `?` in it, it was read in part."""
    return Mark(
        kind=str(FIELDS[name].mark), text=text, reading=Reading.PARTIAL if "?" in text else Reading.WHOLE
    )
