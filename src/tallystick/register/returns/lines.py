"""The lines of a filing: figures with who may see each, live while it is working and frozen once submitted."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tallystick.register.returns.figures import Figure, Found, found
from tallystick.register.returns.instruments import PARTS, part_of
from tallystick.register.returns.models import Emptiness, Filing, Visibility
from tallystick.register.returns.part import Part
from tallystick.register.returns.profiles import NOTES, frozen_with

PUBLIC: Final = "public"
PARTIES_ONLY: Final = "parties_only"
WITHHELD: Final = "withheld"
MARKS: Final = (PUBLIC, PARTIES_ONLY, WITHHELD)
"""From open to closed. What is withheld stands in no version, and the return says that something was withheld."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a filing."""

    figure: Figure
    mark: str
    remark: str = ""

    @property
    def key(self) -> str:
        """Name the line."""
        return self.figure.key

    def as_json(self) -> dict[str, Any]:
        """Give what is frozen of it."""
        figure = self.figure
        return {
            "key": figure.key,
            "part": figure.part,
            "which": dict(figure.which),
            "quantity": figure.quantity,
            "basis": figure.basis,
            "unit": figure.unit,
            "value": figure.value,
            "goods": figure.goods,
            "mark": self.mark,
            "remark": self.remark,
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Line":
        """Read a frozen line."""
        said = {name: kept[name] for name in ("part", "which", "quantity", "basis", "unit", "value", "goods")}
        figure = Figure(**said)
        return cls(figure, kept["mark"], kept["remark"])


@dataclass(frozen=True, slots=True)
class Table:
    """One part of a filing: its lines, what has to be known beside them, and what a person said of its emptiness."""

    part: Part
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    said: str = ""
    """One of `Emptiness`, or nothing."""
    is_cut: bool = False
    """Whether lines are left out that a reader is not cleared for."""

    @property
    def is_open(self) -> bool:
        """Whether it is empty and a person still has to say what that means."""
        return self.part.may_be_nil and len(self.lines) == 0 and self.said == ""

    @property
    def is_contradicted(self) -> bool:
        """Whether a nil was declared, and now there are lines."""
        return self.said == Emptiness.NIL and len(self.lines) > 0

    def total(self) -> int | None:
        """Add the quantities up; None where one is not known, or where units differ."""
        quantities = [line.figure.quantity for line in self.lines]
        if None in quantities or len({line.figure.unit for line in self.lines}) > 1:
            return None
        return sum(quantity for quantity in quantities if quantity is not None)


def tables(filing: Filing, names: Collection[str] | None = None) -> list[Table]:
    """Give the parts of a filing with their lines: frozen ones of a submitted filing, else as the register stands.

    Args:
        filing: the filing.
        names: only these parts; None for all.
    """
    parts = [part for part in PARTS[filing.instrument] if names is None or part.name in names]
    return [table(filing, part) for part in parts]


def table(filing: Filing, part: Part) -> Table:
    """Give one part of a filing."""
    said = filing.said.get(part.name, {}).get("what", "")
    if filing.frozen is None:
        return live(filing, part)
    lines = (Line.of_json(one) for one in filing.frozen if one["part"] == part.name)
    notes = (frozen_with(filing, NOTES) or {}).get(part.name, ())
    return Table(part, tuple(lines), tuple(notes), said)


def live(filing: Filing, part: Part) -> Table:
    """Give one part as the register stands, whatever was submitted."""
    counted = found(filing, part)
    said = filing.said.get(part.name, {}).get("what", "")
    return Table(part, tuple(_lines(filing, counted)), counted.notes, said)


def _lines(filing: Filing, counted: Found) -> Iterable[Line]:
    for figure in counted.figures:
        yield Line(figure, mark_of(filing, figure), filing.line_remarks.get(figure.key, ""))


def mark_of(filing: Filing, figure: Figure) -> str:
    """Say who may see a line: as a person marked it, else as its rows are handled; never more than see the return."""
    mark: str = filing.marks.get(figure.key) or _mark_of_handling(figure.handling)
    return PARTIES_ONLY if filing.visibility == Visibility.PARTIES_ONLY and mark == PUBLIC else mark


def _mark_of_handling(handling: str) -> str:
    """A mark for records that are closed to some users stands for nothing that is sent abroad."""
    return handling if handling in {PUBLIC, PARTIES_ONLY} else WITHHELD


def line_of(filing: Filing, part_name: str, key: str) -> Line | None:
    """Find one line of a filing; None where it has none of that key."""
    part = part_of(filing.instrument, part_name)
    if part is None:
        return None
    return next((line for line in table(filing, part).lines if line.key == key), None)


def readable(lines: Iterable[Line], handlings: Collection[str]) -> list[Line]:
    """Keep the lines whose rows a reader is cleared for."""
    return [line for line in lines if line.figure.handling in handlings]


def for_audience(lines: Iterable[Line], audience: str) -> list[Line]:
    """Keep the lines that an audience may have: `public`, or `parties_only`, who may have both."""
    allowed = {PUBLIC} if audience == PUBLIC else {PUBLIC, PARTIES_ONLY}
    return [line for line in lines if line.mark in allowed]
