"""What a gap may come from, in words: the causes of the likeliest reading, and the readings that fit nearly as well."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tallystick.model import words
from tallystick.model.cause import WORDS
from tallystick.model.claim import NONE
from tallystick.model.record import Row

UNEXPLAINED: Final = "none"
"""What table `alternative` calls a quantity that nothing explains."""
_EVEN: Final = 0.05
"""Odds nearer to one than this are called even: the second digit of a probability means nothing."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One quantity accounted for, with the sibling where the counterpart stands."""

    label: str
    side: str
    quantity: str
    probability: str
    detail: str
    sibling: str
    sibling_anchor: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of a gap, and how likely it is beside the one that is shown."""

    odds: str
    causes: Sequence[Cause]


def causes(rows: Sequence[Row], anchors: Mapping[str, str]) -> list[Cause]:
    """Put rows of table `explained` or `alternative` in words; `anchors` say where the page shows each cell."""
    return [
        Cause(
            label=cause_said(row["cause"]),
            side=row["side"],
            quantity=words.number(row["quantity"]),
            probability=words.probability(row.get("probability")),
            detail="" if row["detail"] == NONE else row["detail"],
            sibling="" if row["sibling"] == NONE else row["sibling"],
            sibling_anchor=anchors.get(row["sibling"], ""),
        )
        for row in rows
    ]


def readings(rows: Sequence[Row], anchors: Mapping[str, str]) -> list[Reading]:
    """Put one cell's rows of table `alternative` in words, the likeliest reading first."""
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["reading"]].append(row)
    return [
        Reading(odds_said(group[0]["odds"]), causes(group, anchors)) for _, group in sorted(groups.items())
    ]


def by_cell(rows: Sequence[Row]) -> Mapping[str, Sequence[Row]]:
    """Group rows by the cell they are about."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["cell_id"]].append(row)
    return groups


def cause_said(cause: str) -> str:
    """Name a cause as it stands in a list of causes."""
    return "nothing on record explains it" if cause == UNEXPLAINED else WORDS.get(cause, words.plain(cause))


def odds_said(odds: float) -> str:
    """Say how likely a reading is beside the one that is shown: `as likely`, `2.4 times as likely`."""
    return "as likely" if abs(odds - 1) < _EVEN else f"{odds:.2g} times as likely"


def reading_line(one: Reading) -> str:
    """Write a reading in a line, for a terminal."""
    parts = [
        f"{cause.quantity} in the {cause.side}'s half: {cause.label}"
        + ("" if cause.sibling == "" else f", counterpart in {cause.sibling}")
        + ("" if cause.detail == "" else f" ({cause.detail})")
        for cause in one.causes
    ]
    return f"{one.odds}: {'; '.join(parts)}"
