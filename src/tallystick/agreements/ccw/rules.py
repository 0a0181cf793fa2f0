"""What the Convention on Certain Conventional Weapons asks, and what its parties agreed to report about it."""

from typing import Final

import polars as pl

from tallystick.model.agreement import Force
from tallystick.rules.obligation import ALWAYS, Duty, Ruling, Step, not_assessable, not_due, obligation

REASONS: Final = {
    "before_first_full_year": "The first report is for the first full calendar year in which the party is bound.",
    "before_reports_were_agreed": "No report was asked for that year: the parties agreed on annual reports later.",
    "no_day_agreed": "No day is on record by which reports of that year were asked for.",
    "conduct_not_seen": "It shows in conduct; what states report of transfers, holdings and measures does not.",
    "no_measure_on_record": "Nothing on record tells what was done; a report on the matter would be needed.",
}


@obligation(article="Protocols I, II and III")
def restrictions_on_use(_duty: Duty) -> Ruling:
    """Keep to Protocols I, II and III in armed conflict, as far as bound by each.

    They deal with fragments, mines and incendiary weapons; which of them bind a party stands with its act of consent.
    Observance would take findings of fact on use.
    """
    return Ruling((not_assessable(ALWAYS, "conduct_not_seen"),))


@obligation(article="6")
def dissemination(_duty: Duty) -> Ruling:
    """Spread knowledge of the Convention and its Protocols, and teach them to the armed forces.

    The article fixes no day and asks for no report; what a party says of it stands in its reports on compliance.
    """
    return Ruling((not_assessable(ALWAYS, "no_measure_on_record"),))


@obligation(
    article="Third Review Conference, decision on compliance",
    each_year=True,
    reports="ccw_compliance",
    force=Force.POLITICAL,
)
def compliance_report(duty: Duty) -> Ruling:
    """Report each year on what was done to carry out the Convention and its Protocols.

    The parties agreed on it in 2006 and 2007; the Convention does not ask for it. The period is the calendar year in
    which the report is made, and it counts as absent only when that year is over, whatever day was agreed.
    """
    return duty.report(pl.date(duty.year, 12, 31)).first(
        not_due(duty.parameter("compliance_reports_a_year").is_null(), "before_reports_were_agreed"),
        _not_yet(duty),
    )


@obligation(
    article="Fourth Review Conference, Final Document",
    each_year=True,
    reports="ccw_compliance",
    force=Force.POLITICAL,
)
def compliance_report_in_time(duty: Duty) -> Ruling:
    """Make the annual report on compliance by the day that the parties agreed, 31 March since 2012."""
    agreed = duty.parameter("compliance_report_due")
    due_on = duty.day(duty.year, agreed)
    return duty.report_in_time(due_on).first(
        not_assessable(agreed.is_null(), "no_day_agreed"),
        _not_yet(duty),
    )


def _not_yet(duty: Duty) -> Step:
    return not_due(duty.since > pl.date(duty.year, 1, 1), "before_first_full_year")
