"""On which ground a verdict is worth a person's time, how soon, and with which others it is one lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from tallystick.model.agreement import Verdict
from tallystick.model.finding import Severity, Step
from tallystick.model.record import Row

SOON: Final = timedelta(days=90)
"""What falls due within it is watched: time for a reminder, and for help with the return if it is wanted."""
MORE_LIKELY_THAN_NOT: Final = 0.5
"""A lower bound of the probability of breach above it is worth a question; an upper bound, a word among others."""

SILENT: Final = frozenset({Verdict.MET, Verdict.FOLLOWED, Verdict.NOT_BOUND})
"""Verdicts in which there is nothing to do."""
UNSAID: Final = frozenset({"left_to_the_report"})
"""Reasons of which another rule's verdict says the same already."""


@dataclass(frozen=True, slots=True)
class Ground:
    """How soon, which step, and by which columns verdicts are joined into one lead (none: each is its own)."""

    severity: Severity
    step: Step
    joined_by: tuple[str, ...] = ()
    is_helped: bool = False
    """Whether help that the party asked for goes before any question."""


GROUNDS: Final[Mapping[str, Ground]] = MappingProxyType(
    {
        "excess": Ground(Severity.HIGH, Step.INSPECT),
        # one word against none, or against a silence, is asked about before anybody is visited
        "excess_by_others": Ground(Severity.MEDIUM, Step.CLARIFY),
        # less sure than the rule asks: a question, and no visit
        "likely_excess": Ground(Severity.LOW, Step.CLARIFY),
        "not_done": Ground(Severity.MEDIUM, Step.CLARIFY, is_helped=True),
        # one letter asks for all the years: whoever lacks the people to report is not written to once for each
        "not_received": Ground(Severity.LOW, Step.CLARIFY, ("agreement", "rule", "party"), is_helped=True),
        # the report is there: nothing is left to ask but why it took longer
        "received_late": Ground(Severity.NOTE, Step.CLARIFY, ("agreement", "rule", "party"), is_helped=True),
        # nothing was promised, so a party is written to once and not once a year
        "not_recorded": Ground(Severity.NOTE, Step.CLARIFY, ("agreement", "rule", "party"), is_helped=True),
        "contested": Ground(Severity.NOTE, Step.WATCH, ("agreement", "party", "reason")),
        # one list would answer for all parties and years
        "not_assessed": Ground(Severity.NOTE, Step.CLARIFY, ("agreement", "rule", "reason")),
        # the texts, not the parties, leave it open
        "undetermined": Ground(Severity.NOTE, Step.CLARIFY, ("agreement", "rule", "reason")),
        "due_soon": Ground(Severity.NOTE, Step.WATCH, ("agreement", "due_on")),
        "spoken_of": Ground(Severity.NOTE, Step.CLARIFY),
    }
)
"""Reports that are missing or late are never more than `low`, whatever else is on record: they concern the reporting
rule alone (DESIGN §6.3). Only figures that exceed a limit are ever `high`."""


def ground_of(row: Row) -> str | None:
    """Name the ground on which a verdict is a lead, or none; what is due much later must be left out before."""
    if row["verdict"] in SILENT or row["reason"] in UNSAID:
        return None
    if row["reason"] == "status_contested":
        return "contested"
    ground: str | None
    match row["verdict"]:
        case Verdict.BREACHED:
            ground = _of_breach(row)
        case Verdict.NOT_RECORDED:
            ground = None if row["reason"] == "received_late" else "not_recorded"
        case Verdict.NOT_DUE:
            ground = "due_soon" if row["reason"] == "due_later" else None
        case Verdict.UNDETERMINED:
            ground = _of_doubt(row)
        case _:
            ground = "not_assessed"
    return ground


def _of_breach(row: Row) -> str:
    if row["reason"] in {"not_received", "received_late"}:
        return str(row["reason"])
    return "not_done" if row["p_breach_low"] is None else "excess"


def _of_doubt(row: Row) -> str | None:
    if row["p_breach_low"] is None or row["p_breach_high"] is None:
        return "undetermined"
    if row["p_breach_low"] > MORE_LIKELY_THAN_NOT:
        return "likely_excess"
    # many small figures alone can raise the upper bound to certainty: that is no ground to single a party out
    return "undetermined" if row["p_breach_high"] > MORE_LIKELY_THAN_NOT else None
