"""The trace of a finding: what was found, the clock of its answer, what people said, and what it rests on."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import polars as pl

from tallystick.model.agreement import Verdict
from tallystick.model.claim import NONE
from tallystick.model.finding import OWN_CHANNEL
from tallystick.model.record import Record, Row
from tallystick.model.words import party, plain, plural, verdict_said
from tallystick.reports.subject import Kind, Subject
from tallystick.reports.written import channel, section

_MOST_NAMED: Final = 12
"""Verdicts of a joint finding that are listed; the table names all of them."""
_STEPS: Final = {
    "clarify": "ask",
    "inspect": "look, under the agreement's own terms",
    "assist": "offer the help that was asked for",
    "watch": "watch; nothing is asked of anybody yet",
}
_NO_LEAD: Final = frozenset({Verdict.MET, Verdict.FOLLOWED, Verdict.NOT_BOUND})
_LACKING: Final = frozenset({Verdict.BREACHED, Verdict.NOT_RECORDED})


class Traced(Protocol):
    """A trace of anything: for people, and as data."""

    def lines(self) -> Iterable[str]:
        """Write it for people."""

    def as_json(self) -> str:
        """Write it as JSON."""


@dataclass(frozen=True, slots=True)
class FindingTrace:
    """Everything behind one finding; `about` is the trace of its cell or verdict, where it has one of its own."""

    finding: Row
    events: Sequence[Row]
    verdicts: Sequence[Row]
    """Verdicts that a joint finding puts together, without their traces."""
    about: Traced | None = None
    papers: Mapping[str, str] = field(default_factory=dict)
    """File names of the documents that the history names by their SHA-256."""
    changes: Sequence[str] = ()
    """What the documents that replies attached have changed, as `changes.change_lines` says it."""

    def as_json(self) -> str:
        """Write the finding, its history and what it is about as JSON."""
        content: dict[str, Any] = {
            "finding": self.finding,
            "events": self.events,
            "papers": dict(self.papers),
            "changes": self.changes,
            "verdicts": self.verdicts,
            "about": None if self.about is None else json.loads(self.about.as_json()),
        }
        return json.dumps(content, ensure_ascii=False, indent=2, default=str)

    def lines(self) -> Iterator[str]:
        """Write the finding for people."""
        row = self.finding
        yield row["finding_id"]
        yield f"  {row['sentence']}"
        yield f"  Severity: {row['severity']}. Next step: {_STEPS[row['step']]}."
        yield f"  Ask: {row['ask']}"
        yield f"  What would settle it: {row['evidence']}"
        yield f"  {_clock(row)}"
        yield from section("History", (self._event(event) for event in self.events))
        yield from section("What the answers changed", self.changes)
        yield from section("Verdicts put together here", _listed(self.verdicts))
        if self.about is not None:
            yield "  What it rests on:"
            yield from (f"    {line}" for line in self.about.lines())
        else:
            yield "  A finding is a lead, never an accusation."

    def _event(self, row: Row) -> str:
        """Write one event; the assessment's own words are left out where they stand above already."""
        who = "" if row["by"] == NONE else f", {row['by']}"
        text = "" if row["text"] == self.finding["sentence"] else f": {row['text']}"
        named = [
            f"{self.papers[word]}, SHA-256 {word[:12]}…" if word in self.papers else word
            for word in row["evidence"].split(" ")
        ]
        evidence = "" if row["evidence"] == NONE else f" [{' '.join(named)}]"
        return f"{row['on']} {row['what']}{who}{text}{evidence}"


def finding_trace(
    record: Record, finding_id: str, about: Traced | None = None, changes: Iterable[str] = ()
) -> FindingTrace:
    """Put together the trace of a finding.

    Args:
        record: the tables of an assessment; `finding`, `finding_event`, `verdict`.
        finding_id: the whole identifier, as `find_subject` gives it.
        about: the trace of what `subject_of` names, if that is one thing.
        changes: lines of `change_lines`.
    """
    row = finding_of(record, finding_id)
    events = [one for one in record.rows("finding_event") if one["finding_id"] == finding_id]
    verdicts = [] if subject_of(record, finding_id) is not None else joined_verdicts(record, row)
    named = {word for event in events for word in event["evidence"].split()}
    papers = {name: record.documents[name]["name"] for name in sorted(named & set(record.documents))}
    return FindingTrace(row, events, verdicts, about, papers, tuple(changes))


def finding_of(record: Record, finding_id: str) -> Row:
    """Give the row of a finding that `find_subject` found."""
    return next(row for row in record.rows("finding") if row["finding_id"] == finding_id)


def subject_of(record: Record, finding_id: str) -> Subject | None:
    """Name the one cell or verdict that a finding is about; null where it joins several, or is no longer there."""
    head, _, name = finding_id.partition(".")
    kind = Kind.CELL if head == "gap" else Kind.VERDICT
    frame = record.frames.get(kind.value)
    column = f"{kind}_id"
    is_there = frame is not None and frame.filter(pl.col(column) == name).height > 0
    return Subject(kind, name) if is_there else None


def joined_verdicts(record: Record, finding: Row) -> Sequence[Row]:
    """Give the verdicts that a joint finding puts together, without their traces."""
    frame = record.frames.get("verdict")
    if frame is None or finding["kind"] != Kind.VERDICT:
        return []
    alike = frame.filter(pl.col("agreement") == finding["agreement"]).drop("trace").sort("verdict_id")
    return [row for row in alike.iter_rows(named=True) if is_joined(finding, row)]


def is_joined(finding: Row, verdict: Row) -> bool:
    """Whether a verdict is one of those that a joint finding puts together: its name says what they have in common.

    Findings are named `verdict.` and their agreement with a party, a rule, a reason or a day; what is still to come is
    joined by its day, what is not on record or late by its party, and what cannot be assessed by its reason.
    """
    common = set(finding["about"].removeprefix(f"{finding['agreement']}.").split("."))
    due_on = str(verdict["due_on"])
    shared = {verdict["rule"], verdict["party"], verdict["reason"], due_on}
    if finding["agreement"] != verdict["agreement"] or not common <= shared or verdict["verdict"] in _NO_LEAD:
        return False
    if due_on in common:
        return bool(verdict["reason"] == "due_later")
    return verdict["reason"] in common or verdict["verdict"] in _LACKING


def _clock(row: Row) -> str:
    via = "a channel of your choice" if row["channel"] in {OWN_CHANNEL, NONE} else channel(row["channel"])
    if row["asked_on"] is None:
        return f"Answer: {plain(row['reply_state'])}; nothing was asked yet. Questions go through {via}."
    return (
        f"Answer: {plain(row['reply_state'])}; asked on {row['asked_on']}, expected by {row['reply_due_on']}, "
        f"through {via}."
    )


def _listed(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows[:_MOST_NAMED]:
        yield f"{row['verdict_id']}: {party(row['party'])}, {verdict_said(row['verdict'], row['reason']).lower()}"
    if len(rows) > _MOST_NAMED:
        yield f"and {plural(len(rows) - _MOST_NAMED, 'other')}; see out/verdict.csv"
