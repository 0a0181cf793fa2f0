"""What a comparison says of items to whoever made it: nothing of those that they are not cleared for."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from tallystick.register.exchange.models import ImportedRow
from tallystick.register.exchange.reading import Line
from tallystick.register.handling import OPEN
from tallystick.register.items.models import Item

Cleared = Collection[str] | None
"""Handling marks that a person is cleared for; None for whoever owns the computer and gives a command there."""
EVERY: Final = "*"
"""Stands among the marks of a report that was made for whoever owns the computer."""


def may_see(item: Item, cleared: Cleared) -> bool:
    """Whether an item may be named to a person."""
    return cleared is None or item.handling in cleared


def name(line: Line, item: Item) -> None:
    """Keep that what is said of a line tells of an item, where a reading of it is to be kept."""
    if item.handling not in OPEN:
        line.names.add(item.pk)


def shut_out(lines: Sequence[Line], known: Mapping[str, ImportedRow], cleared: Cleared) -> None:
    """Leave lines of items that the person may not see to somebody else.

    Whether such a line says something new is not told either: whoever may not read an item could ask for one value
    after another until a line changes nothing.
    """
    for line in lines:
        row = known.get(line.key)
        if len(line.faults) == 0 and row is not None and not may_see(row.item, cleared):
            line.faults.append(_("Somebody who is cleared for more must take in this line."))


def made_for(cleared: Cleared) -> list[str]:
    """Give the marks, beyond those that everybody is cleared for, with which a report was made."""
    return [EVERY] if cleared is None else sorted({*cleared} - {*OPEN})


def may_read(report: Mapping[str, object], cleared: Collection[str]) -> bool:
    """Whether a report holds nothing but what it would hold had this person made the comparison, or less."""
    marks = report.get("made_for")
    if marks is None:
        return "counts" not in report  # made before it was kept for whom
    return isinstance(marks, list) and {*marks} <= {*cleared}
