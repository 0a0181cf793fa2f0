"""Write the differences of a count as lines of its page."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from tallystick.register.stocktaking.models import Differs
from tallystick.register.stocktaking.shown import Shown, Ways

_WORDS: Final = (
    "place", "item", "number", "described", "marks", "counted", "expected", "elsewhere", "store", "reason",
    "settled_by", "subject",
)  # fmt: skip
"""What the lines of one shape differ by: all that somebody wrote, and no word of the register's own."""
_MARKED: Final = re.compile("\ue000([a-z_]+)\ue001")
"""The place of a word, between two characters for private use: none of the register's own words has these."""
_NONE: Final = "–"


class _Shape(NamedTuple):
    """Everything of a line but its words."""

    differs: Differs
    state: str
    ways: Ways
    is_withheld: bool
    is_of_lot: bool
    """Whether it is about how many of a lot there are."""
    settled: str
    """How it was settled; empty where it was not."""
    waits: bool
    is_open: bool


def written(rows: Sequence[Shown], *, can_settle: bool) -> list[SafeString]:
    """Write each difference as a line of the table; the ways to settle one only for who can settle it now.

    Lines of one shape differ by a few words: the template writes one of them, into which the words of each are filled.
    To have it write all of them takes three times as long.
    """
    shapes: dict[_Shape, list[str]] = {}
    lines = []
    for row in rows:
        shape = _shape(row, can_settle=can_settle)
        if shape not in shapes:
            shapes[shape] = _parts(shape)
        lines.append(_filled(shapes[shape], row))
    return lines


def _shape(row: Shown, *, can_settle: bool) -> _Shape:
    one = row.difference
    settled = ""
    if one.settled is not None:
        event = one.settled.event
        settled = str(one.settled.get_how_display() if event is None else event.get_kind_display())
    is_of_lot = one.counted is not None and one.expected is not None
    ways = row.ways if can_settle else ()
    return _Shape(
        one.differs, row.state, ways, row.withheld, is_of_lot, settled, waits=one.waits, is_open=one.is_open
    )


def _parts(shape: _Shape) -> list[str]:
    """Write a line and cut it where its words stand: every second part is the name of one."""
    places = {name: f"\ue000{name}\ue001" for name in _WORDS}
    return _MARKED.split(render_to_string("stocktaking/_difference.html", shape._asdict() | places))


def _filled(parts: Sequence[str], row: Shown) -> SafeString:
    words = _words(row)
    line = [*parts]
    line[1::2] = [conditional_escape(words[name]) for name in parts[1::2]]
    return SafeString("".join(line))


def _words(row: Shown) -> dict[str, Any]:
    one, elsewhere = row.difference, SafeString()
    if len(row.elsewhere) > 0:
        elsewhere = render_to_string("stocktaking/elsewhere.html", {"there": row.elsewhere})
    return {
        "place": _NONE if one.place is None else one.place,
        "item": one.item,
        "number": one.number or _NONE,
        "described": row.described or _NONE,
        "marks": row.marks or _NONE,
        "counted": one.counted,
        "expected": one.expected,
        "elsewhere": elsewhere,
        "store": row.store,
        "reason": "" if one.settled is None else one.settled.reason,
        "settled_by": "" if one.settled is None else one.settled.settled_by,
        "subject": one.subject,
    }
