"""One small mark for each verdict: a shape as well as a colour, and a word as well as a shape."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final

from tallystick.model import words
from tallystick.model.agreement import Verdict


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape, and what it says where it stands alone."""

    kind: str
    glyph: str
    label: str


_EVERY: Final = (
    # every sign but the letter is of the set that all common fixed-width fonts hold, so that years stay in line
    Mark("kept", "●", "received, completed, or nothing against it"),
    Mark("late", "L", "received after the day it was due"),
    Mark("unkept", "○", "not recorded"),
    Mark("above", "◊", "above a limit, as the record stands"),
    Mark("open", "≈", "left open by the record"),
    Mark("unknown", "?", "cannot be assessed"),
    Mark("later", "·", "not due"),
    Mark("unbound", words.EN_DASH, "not bound"),
)
MARKS: Final[Mapping[str, Mark]] = MappingProxyType({mark.kind: mark for mark in _EVERY})
"""By kind, in the order of the legend; the order ranks nobody."""

KIND_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        Verdict.MET.value: "kept",
        Verdict.FOLLOWED.value: "kept",
        Verdict.BREACHED.value: "unkept",
        Verdict.NOT_RECORDED.value: "unkept",
        Verdict.UNDETERMINED.value: "open",
        Verdict.NOT_ASSESSABLE.value: "unknown",
        Verdict.NOT_DUE.value: "later",
        Verdict.NOT_BOUND.value: "unbound",
    }
)
"""The kind of mark, by verdict."""
BY_REASON: Final[Mapping[str, str]] = MappingProxyType({"received_late": "late", "exceeds": "above"})
"""The kind of mark, by the reason, where the verdict's own mark would say what is not so.

A report that came late is there; a figure above a limit is on record.
"""

_SHORT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "received_in_time": "in time",
        "received_late": "late",
        "not_received": "not recorded",
        "not_completed": "not recorded",
        "declared_none": "none declared",
        "existence_unknown": "not known whether any",
        "due_later": "not due",
        "status_contested": "contested",
        "left_to_the_report": "no report to compare",
        "day_of_receipt_unknown": "day not known",
        "exceeds": "above the limit",
        "figures_do_not_settle": "not settled",
    }
)
"""What a cell says beside its mark, where the reason's own code says it less well."""


def short(reason: str) -> str:
    """Say a reason in a word or two."""
    return _SHORT.get(reason, words.plain(reason))


@dataclass(frozen=True, slots=True)
class Strip:
    """The record of years of one party under one rule: one mark a year, neighbours of a kind joined."""

    runs: Sequence[tuple[str, str]]
    """Kind, and its shape once for each year."""
    title: str
    """The same in words."""


def strip(kinds: Mapping[int, str], years: range) -> Strip:
    """Lay a party's years over a column's; a year without a duty is one in which it was not bound."""
    row = [(kinds.get(year, "unbound"), year) for year in years]
    runs = [(kind, [year for _, year in group]) for kind, group in groupby(row, key=lambda pair: pair[0])]
    return Strip([(kind, MARKS[kind].glyph * len(group)) for kind, group in runs], _told(runs))


def _told(runs: Iterable[tuple[str, Sequence[int]]]) -> str:
    spans: dict[str, list[str]] = {}
    for kind, years in runs:
        spans.setdefault(kind, []).append(words.years(years))
    said = {"kept": "received", "late": "late"}
    return "; ".join(
        f"{said.get(kind, MARKS[kind].label)} {', '.join(spans[kind])}" for kind in MARKS if kind in spans
    )
