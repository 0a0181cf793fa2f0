"""What is said and asked about verdicts: calmly, first whether a party could, before whether it would."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from tallystick.findings.duty import Duties, when, years
from tallystick.findings.figures import counted
from tallystick.model.record import Row
from tallystick.model.stated import wanted
from tallystick.model.words import capitalised, odds, party, plain, plural


@dataclass(frozen=True, slots=True)
class Wording:
    """Words about verdicts of an assessment of a day."""

    duties: Duties
    on: date

    def sentence(self, ground: str, rows: Sequence[Row]) -> str:
        """Say what was found, for one verdict or for several that are one lead."""
        first = rows[0]
        who, duty = party(first["party"]), self.duties.name(first)
        match ground:
            case "received_late":
                return f"{who}, {duty}: the report came after the day it was due for {years(rows)}."
            case "not_received" | "not_recorded" if len(rows) > 1 or ground == "not_recorded":
                return f"{who}, {duty}{_not_recorded(rows)} {_BESIDES[ground]}"
            case "contested":
                title = self.duties.title(first["agreement"])
                return f"Whether {who} is bound by {title} is contested as of {self.on}; its status cites each view."
            case "not_assessed" | "undetermined":
                return self._open(ground, rows)
            case "due_soon":
                return self._due_soon(rows)
            case _:
                figures = counted(self.duties.record, first)
                lone = " It rests on the word of others alone." if ground == "excess_by_others" else ""
                return f"{who}, {duty}, {when(first)}. {first['sentence']}{figures}{lone}{_odds(first)}"

    def _open(self, ground: str, rows: Sequence[Row]) -> str:
        first = rows[0]
        parties = plural(len({row["party"] for row in rows}), "party", "parties")
        duty = capitalised(self.duties.name(first))
        if first["reason"] == "no_complete_list":
            return (
                f"{duty}: no complete list of reports for {years(rows)} is on record as of {self.on}, so that nothing "
                f"can be said of {plural(len(rows), 'report')} of {parties} that {_are(rows)} not on record."
            )
        sentences = {row["sentence"] for row in rows}
        reason = sentences.pop() if len(sentences) == 1 else f"{capitalised(plain(first['reason']))}."
        figures = counted(self.duties.record, first) if len(rows) == 1 else ""
        return f"{duty}{_in_years(rows)}: {plain(ground)} for {parties} as of {self.on}. {reason}{figures}"

    def _due_soon(self, rows: Sequence[Row]) -> str:
        first = rows[0]
        parties = plural(len({row["party"] for row in rows}), "party", "parties")
        title = capitalised(self.duties.title(first["agreement"]))
        return f"{title}: due on {first['due_on']} from {parties}: {self.duties.names(rows)}."

    def ask(self, ground: str, rows: Sequence[Row], requests: Sequence[Row]) -> str:
        """Say whom to ask what; where a party asked for help, that first."""
        first = rows[0]
        who = party(first["party"])
        if len(requests) > 0:
            return (
                f"Offer {who} the help that it asked for first: {'; '.join(wanted(requests))}. "
                f"Then ask: {_question(ground, first)}"
            )
        match ground:
            case "contested" | "due_soon":
                return "Nobody yet."
            case "not_assessed" if first["reason"] == "no_complete_list":
                return (
                    "Whoever receives the reports: which were received for these periods, and as of which day is the "
                    "list complete?"
                )
            case "undetermined":
                return f"The parties: {_OPEN.get(first['reason'], _BASIS)}"
            case "not_assessed":
                title = self.duties.title(first["agreement"])
                return (
                    f"Whoever keeps the record of {title}: is anything on record by which this can be judged?"
                )
            case _:
                return f"{who}: {_question(ground, first)}"


_FIGURES: Final = "by which date, category and unit of count was each figure made, and which is to stand?"


_BESIDES: Final = MappingProxyType(
    {
        "not_received": "Complete lists of those years do not have them.",
        "not_recorded": "It is not an obligation in law.",
    }
)
"""What a sentence on reports that are not on record adds, by its ground."""
_BASIS: Final = "is the record right, and by which day and count was it made?"
_OPEN: Final = MappingProxyType(
    {
        "day_of_completion_unknown": "on which day was it done, as distinct from the day on which that was said?",
        "figures_do_not_settle": _FIGURES,
    }
)
"""What to ask of an answer left open, by its reason."""


def _not_recorded(rows: Sequence[Row]) -> str:
    """Say what is not on record: a report, or, by the rule's own sentence, something else."""
    if all(row["reason"] == "not_received" for row in rows):
        return f": not recorded as received for {years(rows)}."
    return f", {years(rows)}. {rows[0]['sentence']}"


def _question(ground: str, row: Row) -> str:
    if row["reason"] in {"exceeds", "figures_do_not_settle"}:
        visit = " If they stand, a count or visit under the agreement's own terms."
        return f"{_FIGURES}{visit if ground == 'excess' else ''}"
    match ground:
        case "not_received" | "not_recorded" if row["reason"] == "not_received":
            return (
                "was a report made, when and to whom was it sent, and would help with reporting be welcome?"
            )
        case "received_late":
            return "what delayed it, and would help with reporting be welcome?"
        case "not_done":
            return (
                f"what stands in the way of what was due on {row['due_on']}, is an extension foreseen, "
                "and would help be welcome?"
            )
        case _:
            return "is the record right, and what is it based on?"


def _odds(row: Row) -> str:
    said = odds(row["p_breach_low"], row["p_breach_high"])
    if said == "":
        return ""
    return f" Probability that limit and tolerance are exceeded, on the record as it stands: {said}."


def _in_years(rows: Sequence[Row]) -> str:
    """Name the years of a duty of every year; one that runs has none."""
    is_yearly = all(row["period_start"].year == row["period_end"].year for row in rows)
    return f", {years(rows)}" if is_yearly else ""


def _are(rows: Sequence[Row]) -> str:
    return "is" if len(rows) == 1 else "are"
