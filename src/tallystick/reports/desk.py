"""The findings as a person takes them up: what is in hand, what to look at first, and the many told in one piece."""

import shlex
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from tallystick.model import words
from tallystick.model.finding import ReplyState, Severity, Step
from tallystick.model.record import Record, Row
from tallystick.reports.alike import Alike, Key, key_of, tell
from tallystick.reports.laid import Laid, anchor

STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Step.CLARIFY.value: "ask",
        Step.INSPECT.value: "inspect",
        Step.ASSIST.value: "help",
        Step.WATCH.value: "watch",
    }
)
"""What to do next, in a word."""

_IN_HAND: Final = (
    ReplyState.OVERDUE,
    ReplyState.ANSWERED,
    ReplyState.CONTESTED,
    ReplyState.ASKED,
)
"""What waits for somebody, in the order in which a Monday begins with it."""
_DONE: Final = (ReplyState.SETTLED, ReplyState.CLOSED)
_SAID_BY: Final[Mapping[str, str]] = MappingProxyType(
    {
        ReplyState.ANSWERED.value: "replied",
        ReplyState.CONTESTED.value: "contested",
        ReplyState.SETTLED.value: "settled",
    }
)
"""What happened last where a finding stands so."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding by itself."""

    row: Row
    anchor: str
    step: str
    flow: Laid | None
    """The gap it is about, which says the rest."""
    state: str
    names: str
    events: Sequence[Row]

    @property
    def quoted_id(self) -> str:
        """The identifier as a shell needs it."""
        return shlex.quote(self.row["finding_id"])


@dataclass(frozen=True, slots=True)
class Pile:
    """Findings of one severity that nobody has taken up yet."""

    severity: str
    count: int
    shown: Sequence[Shown]
    alike: Sequence[Alike]
    gaps: int
    """Of its findings, those about gaps that stand in the list of gaps alone."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All findings, each in one place."""

    count: int
    sentence: str
    in_hand: Sequence[Shown]
    first: Sequence[Shown]
    """High ones; where there is none, medium ones."""
    then: Sequence[Shown]
    """Medium ones that come after high ones."""
    piles: Sequence[Pile]
    done: Sequence[Shown]
    of_gap: Mapping[str, Shown]
    """By cell: what the list of gaps says of it."""


def open_desk(
    record: Record,
    laid: Sequence[Laid],
    spoken_of: AbstractSet[str],
    lines: Mapping[tuple[str, str], str],
    none: str = words.NOTHING_ASKED,
) -> Desk:
    """Sort the findings of an assessment onto a desk.

    Args:
        record: the tables of an assessment; `finding` and `finding_event`.
        laid: the flows.
        spoken_of: the parties of the case, which come first.
        lines: where the row of a party stands, by agreement and party.
        none: what to say where there is no finding.
    """
    flows = {one.cell_id: one for one in laid}
    events: defaultdict[str, list[Row]] = defaultdict(list)
    for row in record.rows("finding_event"):
        events[row["finding_id"]].append(row)
    every = [_shown(row, flows, events[row["finding_id"]]) for row in record.rows("finding")]
    open_ones = [one for one in every if one.row["reply_state"] == ReplyState.OPEN]
    high, medium = (
        [one for one in open_ones if one.row["severity"] == severity]
        for severity in (Severity.HIGH, Severity.MEDIUM)
    )
    return Desk(
        count=len(every),
        sentence=_sentence([one.row for one in every]) if len(every) > 0 else none,
        in_hand=_of_states(every, _IN_HAND),
        first=high if len(high) > 0 else medium,
        then=medium if len(high) > 0 else [],
        piles=[
            _pile(severity, [one for one in open_ones if one.row["severity"] == severity], spoken_of, lines)
            for severity in (Severity.LOW, Severity.NOTE)
        ],
        done=_of_states(every, _DONE),
        of_gap={one.flow.cell_id: one for one in every if one.flow is not None},
    )


def _shown(row: Row, flows: Mapping[str, Laid], events: Sequence[Row]) -> Shown:
    names = [words.party(code) for code in row["parties"].split() if code != "-"]
    return Shown(
        row=row,
        anchor=anchor("f", row["finding_id"]),
        step=STEPS.get(row["step"], row["step"]),
        flow=flows.get(row["about"]) if row["kind"] == "gap" else None,
        state=_state(row, events),
        names=", ".join(names),
        events=events if len(events) > 1 else (),
    )


def _state(row: Row, events: Sequence[Row]) -> str:
    state = row["reply_state"]
    if state == ReplyState.ASKED:
        return f"asked on {row['asked_on']}; an answer is expected by {row['reply_due_on']}"
    if state == ReplyState.OVERDUE:
        return f"asked on {row['asked_on']}; an answer was expected by {row['reply_due_on']}"
    if state in _SAID_BY:
        last = max(event["on"] for event in events if event["what"] == _SAID_BY[state])
        return f"{state} on {last}"
    return "no longer raised" if state == ReplyState.CLOSED else "open; nobody was asked yet"


def _of_states(every: Sequence[Shown], states: Sequence[ReplyState]) -> list[Shown]:
    found = [one for one in every if one.row["reply_state"] in states]
    return sorted(found, key=lambda one: (states.index(one.row["reply_state"]), one.row["place"]))


def _pile(
    severity: Severity,
    found: Sequence[Shown],
    spoken_of: AbstractSet[str],
    lines: Mapping[tuple[str, str], str],
) -> Pile:
    groups: defaultdict[Key, list[Shown]] = defaultdict(list)
    single: list[Shown] = []
    for one in found:
        key = key_of(one.row)
        if key is not None:
            groups[key].append(one)
        elif one.flow is None:
            single.append(one)
    single += [group[0] for group in groups.values() if len(group) == 1]
    return Pile(
        severity.value,
        len(found),
        sorted(single, key=lambda one: int(one.row["place"])),
        [
            tell(key, [one.row for one in group], spoken_of, lines)
            for key, group in groups.items()
            if len(group) > 1
        ],
        sum(one.flow is not None for one in found),
    )


def _sentence(rows: Sequence[Row]) -> str:
    states = Counter(row["reply_state"] for row in rows)
    severities = Counter(row["severity"] for row in rows if row["reply_state"] == ReplyState.OPEN)
    waiting = [
        f"{words.number(states[state])} {text}"
        for state, text in (
            (ReplyState.OVERDUE, "past the day an answer was expected"),
            (ReplyState.ANSWERED, "answered"),
            (ReplyState.CONTESTED, "contested"),
            (ReplyState.ASKED, "waiting for an answer"),
        )
        if states[state] > 0
    ]
    open_ones = [
        f"{words.number(severities[one])} {one.value if one is not Severity.NOTE else 'for the record'}"
        for one in Severity
        if severities[one] > 0
    ]
    sentence = f"{words.plural(len(rows), 'finding')}"
    sentence += f"; in hand: {', '.join(waiting)}" if len(waiting) > 0 else _none_in_hand(rows)
    return sentence + (f". Open: {', '.join(open_ones)}." if len(open_ones) > 0 else ".")


def _none_in_hand(rows: Sequence[Row]) -> str:
    """Say why nothing waits: all that was asked is settled, or nobody was asked."""
    settled = sum(row["reply_state"] == ReplyState.SETTLED for row in rows)
    if settled > 0:
        return f"; none in hand, {words.number(settled)} settled"
    if any(row["asked_on"] is not None for row in rows):
        return "; none in hand"
    return "; nobody was asked yet"
