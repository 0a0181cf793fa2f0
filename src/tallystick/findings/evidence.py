"""The cheapest further evidence that would settle a finding: first what is in our own hands, then one paper."""

from types import MappingProxyType
from typing import Final

from tallystick.findings.observed import is_denied
from tallystick.model.fact import NO_FIGURE
from tallystick.model.record import Record, Row
from tallystick.model.stated import has_lines, possessive, under_unsettled_names
from tallystick.model.words import number, party, period, plain

_OF_REASON: Final = MappingProxyType(
    {
        "not_received": "The report itself with the day it was received, or a later complete list that has it.",
        "received_late": "The secretariat's word on the day of receipt.",
        "day_of_receipt_unknown": "The secretariat's word on the day of receipt.",
        "no_complete_list": "A complete list of the reports received, with its day, from whoever receives them.",
        "existence_unknown": "One dated declaration of whether there is anything to which the duty applies.",
        "not_completed": "A declaration of completion, or a decision on an extension, with its day.",
        "no_figure": "A declared figure for the period, or a count.",
        "exceeds": "A count at the declared places, or the figures unit by unit and day by day.",
        "figures_do_not_settle": "A count at the declared places, or the figures unit by unit and day by day.",
        "status_contested": "The depositary's record of the act, or a decision of the parties.",
        "due_later": "Nothing before it is due.",
    }
)
"""By the reason of a verdict."""


def verdict_evidence(reason: str) -> str:
    """Name what would settle a verdict, by its reason; the agreement's own reasons are pointed to their trace."""
    return _OF_REASON.get(reason, f"What the rule asks for where it says “{plain(reason)}”; see the trace.")


def gap_evidence(record: Record, cell: Row, gap: Row) -> str:
    """Name what would settle a gap."""
    unsettled = [
        cell[f"{side}_party"]
        for side in ("from", "to")
        if len(under_unsettled_names(record, cell, side)) > 0 and cell[f"{side}_low"] is None
    ]
    if len(unsettled) > 0:
        return f"Nothing from outside: settle the name in {possessive(party(unsettled[0]))} return."
    match "observer_only" if is_denied(record, cell) else gap["halves"]:
        case "exporter_only":
            return _other_half(record, cell, "to")
        case "importer_only":
            return _other_half(record, cell, "from")
        case "withheld_one":
            return f"A range from {_withholding(cell)}, if need be with limited handling."
        case "observer_only" | "holder_only":
            return "What the claim rests on (a photograph, a mark, an entry), and one party's own record."
        case _:
            return _delivery_record(gap)


def _delivery_record(gap: Row) -> str:
    left = gap["remainder"] or 0.0
    what = f"the {number(left)} left over" if left > 0 else "the goods that only one half records"
    return f"From either side, one delivery record for {what}: day, number, designation."


def _other_half(record: Record, cell: Row, side: str) -> str:
    silent = party(cell[f"{side}_party"])
    when = period(cell["period_start"], cell["period_end"])
    match cell[f"{side}_state"]:
        case "other_span" | "other_unit":
            return f"{possessive(silent)} figure for {when}, in {plain(cell['unit'])}."
        case "not_held":
            return f"{possessive(silent)} return for {when}, which was filed."
        case "no_record" if has_lines(record, cell, side):
            return f"Word on whether the lines held are the whole of {possessive(silent)} return for {when}."
        case "no_record":
            return f"Word on whether {silent} filed for {when}, then its return."
        case "no_filing":
            return f"{possessive(silent)} own record of the line; no return of it is to be had for {when}."
        case _:
            return f"One delivery record, or {possessive(silent)} own lines for the years and categories beside it."


def _withholding(cell: Row) -> str:
    sides = [side for side in ("from", "to") if cell[f"{side}_state"] in NO_FIGURE]
    return " or ".join(party(cell[f"{side}_party"]) for side in sides)
