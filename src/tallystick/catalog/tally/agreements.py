"""Participation files and milestone files: each line is one act of joining or leaving, or one mark on a clock."""

from typing import Final

from tallystick.errors import ValueRefusedError
from tallystick.model.agreement import MILESTONES, Joining, Milestone, Participation
from tallystick.phrase import marked
from tallystick.sources.intake import Intake
from tallystick.sources.layout import Layout
from tallystick.sources.strict import Record
from tallystick.sources.words import one_of, parse_day, parse_handling, word_of

PARTICIPATION_LAYOUT: Final = Layout(
    marked("participation file"),
    ("agreement", "party", "act", "acted_on"),
    ("in_force_on", "ends_on", "articles", "contested", "note", "source"),
)
MILESTONE_LAYOUT: Final = Layout(
    marked("milestone file"),
    ("agreement", "rule", "party", "kind", "happened_on"),
    ("until", "said_by", "source", "handling"),
)

_PARSE_ACT: Final = word_of(Joining)
_PARSE_KIND: Final = one_of(MILESTONES)


def read_participation(intake: Intake) -> None:
    """Read every line of a participation file into an act; a line that repeats another adds nothing."""
    read = [_act(intake, record) for record in intake.records()]
    intake.reading.participation.extend(dict.fromkeys(act for act in read if act is not None))


def read_milestones(intake: Intake) -> None:
    """Read every line of a milestone file; a line that repeats another adds nothing."""
    read = [_milestone(intake, record) for record in intake.records()]
    intake.reading.milestones.extend(dict.fromkeys(one for one in read if one is not None))


def _act(intake: Intake, record: Record) -> Participation | None:
    before = len(intake.problems)
    acted_on = intake.take(record, "acted_on", parse_day)
    party = intake.claimant(record, "party", acted_on)
    agreement = intake.take(record, "agreement", str)
    act = intake.take(record, "act", _PARSE_ACT)
    in_force_on = intake.take_optional(record, "in_force_on", parse_day)
    ends_on = intake.take_optional(record, "ends_on", parse_day)
    words = {name: record.pop_optional(name) for name in ("articles", "contested", "note", "source")}
    if acted_on is None or party is None or agreement is None or act is None or len(intake.problems) > before:
        return None
    try:
        return Participation(
            agreement=agreement,
            party=party,
            act=act,
            acted_on=acted_on,
            in_force_on=in_force_on,
            ends_on=ends_on,
            **words,
        )
    except ValueRefusedError as error:
        intake.refuse(record, "ends_on", error.whole)
        return None


def _milestone(intake: Intake, record: Record) -> Milestone | None:
    before = len(intake.problems)
    happened_on = intake.take(record, "happened_on", parse_day)
    party = intake.claimant(record, "party", happened_on)
    agreement = intake.take(record, "agreement", str)
    rule = intake.take(record, "rule", str)
    kind = intake.take(record, "kind", _PARSE_KIND)
    until = intake.take_optional(record, "until", parse_day)
    handling = intake.take_optional(record, "handling", parse_handling)
    words = {name: record.pop_optional(name) for name in ("said_by", "source")}
    if happened_on is None or party is None or agreement is None or rule is None or kind is None:
        return None
    if len(intake.problems) > before:
        return None
    try:
        return Milestone(
            agreement=agreement,
            rule=rule,
            party=party,
            kind=kind,
            happened_on=happened_on,
            until=until,
            handling="public" if handling is None else handling,
            **words,
        )
    except ValueRefusedError as error:
        intake.refuse(record, "until", error.whole)
        return None
