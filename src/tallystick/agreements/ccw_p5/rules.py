"""What Protocol V asks about explosive remnants of war, and what its parties agreed to report."""

from typing import Final

import polars as pl

from tallystick.model.agreement import Force
from tallystick.rules.obligation import ALWAYS, Duty, Ruling, Step, holds, not_assessable, not_due, obligation

REASONS: Final = {
    "before_first_full_year": "The first report is for the first full calendar year in which the party is bound.",
    "before_reports_were_agreed": "No report was asked for that year: the First Conference agreed on reports later.",
    "no_day_agreed": "No day is on record by which that report was asked for.",
    "no_day_in_the_text": "The article asks for it as soon as feasible and fixes no day.",
    "conduct_not_seen": "It shows in conduct; what states report of transfers, holdings and measures does not.",
}


@obligation(article="3(2), 3(3)")
def clearance(_duty: Duty) -> Ruling:
    """Mark and clear explosive remnants of war in territory under its control once hostilities are over."""
    return Ruling((not_assessable(ALWAYS, "no_day_in_the_text"),))


@obligation(article="4(1), 4(2)")
def recording(_duty: Duty) -> Ruling:
    """Record what was fired and abandoned, and hand the record on after hostilities, each as far as is practicable.

    Handing on leaves room for the party's own legitimate security interests.
    """
    return Ruling((not_assessable(ALWAYS, "conduct_not_seen"),))


@obligation(
    article="10(2)(b); First Conference, decision on reporting",
    reports="ccw_p5_initial",
    force=Force.POLITICAL,
)
def initial_report(duty: Duty) -> Ruling:
    """Make a first national report within 180 days after the Protocol entered into force for the party.

    Article 10(2)(b) makes reporting a matter for the conferences; the First Conference agreed on it on 5 November 2007.
    For those bound before that day the 180 days had begun without it, and they are not counted here.
    """
    days = duty.parameter("initial_report_days")
    return duty.report(duty.days_after(duty.since, days)).first(
        holds(duty.filed, "received"), not_assessable(days.is_null(), "no_day_agreed")
    )


@obligation(
    article="10(2)(b); First Conference, decision on reporting",
    each_year=True,
    reports="ccw_p5_annual",
    force=Force.POLITICAL,
)
def annual_report(duty: Duty) -> Ruling:
    """Report or bring the report up to date each year, or say that nothing changed.

    The period is the calendar year in which the report is made, and it counts as absent only when that year is over.
    """
    return duty.report(pl.date(duty.year, 12, 31)).first(
        not_due(duty.parameter("annual_reports_a_year").is_null(), "before_reports_were_agreed"),
        _not_yet(duty),
    )


@obligation(
    article="Fourth Conference, Final Document",
    each_year=True,
    reports="ccw_p5_annual",
    force=Force.POLITICAL,
)
def annual_report_in_time(duty: Duty) -> Ruling:
    """Make the annual report by the day that the parties agreed, 31 March since 2011."""
    agreed = duty.parameter("annual_report_due")
    return duty.report_in_time(duty.day(duty.year, agreed)).first(
        not_assessable(agreed.is_null(), "no_day_agreed"), _not_yet(duty)
    )


def _not_yet(duty: Duty) -> Step:
    return not_due(duty.since > pl.date(duty.year, 1, 1), "before_first_full_year")
