"""What the Convention on Cluster Munitions asks of its parties, article by article."""

import polars as pl

from tallystick.rules.obligation import (
    ALWAYS,
    Duty,
    Ruling,
    Step,
    holds,
    not_assessable,
    not_due,
    obligation,
)

REASONS = {
    "observance_not_seen": "Nothing held here can show whether a prohibition is observed; nothing is concluded.",
    "number_not_fixed": "The text fixes no number that may be kept, so no number is judged.",
    "nothing_kept": "Declared on {nothing_on}: nothing is kept under Article 3.",
    "keeping_reported": "What is kept under Article 3 was reported on {kept_on}; how many is not judged.",
    "keeping_unknown": "Nothing on record says whether anything is kept under Article 3.",
    "first_update_later": "No update is due by {due_on}: the initial report may come until {initial_due_on}.",
}


@obligation(article="1", provisional=("1", "1(1)(a)"))
def prohibitions(_: Duty) -> Ruling:
    """Never use cluster munitions or bomblets, nor make, acquire, keep or pass them on, nor help anybody to do so.

    Declarations cannot show that something is never done, and a declared transfer may be one that Article 3 permits,
    for destruction, training or counter-measures; Article 21 speaks of military operations together with States that
    are no parties. What would be needed is a clarification under Article 8.
    """
    return Ruling((not_assessable(ALWAYS, "observance_not_seen"),))


@obligation(article="3(2)", reports="ccm_article_3")
def stockpile_destruction(duty: Duty) -> Ruling:
    """Destroy all stocks, save what Article 3 lets a party keep, within eight years of entry into force for it.

    A meeting of the parties or a review conference may extend the deadline, each time by four years at the most
    (Art. 3(3)); where the extensions on record cannot add up to the day stated, one is missing or misread. The clock
    runs for stocks known to exist.
    """
    deadline = duty.years_after(duty.since, duty.parameter("stockpile_destruction_years"))
    return duty.completion_of_finds(deadline, longest=duty.parameter("longest_stockpile_extension_years"))


@obligation(article="3(6)")
def retention(duty: Duty) -> Ruling:
    """Keep or acquire no more munitions than training and the making of counter-measures strictly need.

    The text names no number; only a declaration that none are kept leaves nothing to judge.
    """
    return Ruling((_nothing_kept(duty), not_assessable(ALWAYS, "number_not_fixed")), values=_kept(duty))


@obligation(article="3(8)")
def retention_report(duty: Duty) -> Ruling:
    """Report in detail on what is kept, acquired or passed on under Article 3, and on its planned and actual use.

    The report is due by 30 April for each year in which something was kept, acquired or passed on, the day on which the
    annual update is due, in which it is made in practice; that day is judged there. Judged here is only whether
    munitions that are kept were reported at all; what nobody declared cannot be seen.
    """
    return Ruling(
        (
            _nothing_kept(duty),
            holds(duty.exists_on.is_not_null(), "keeping_reported"),
            not_assessable(ALWAYS, "keeping_unknown"),
        ),
        values=_kept(duty),
    )


@obligation(article="4(1)(a)", reports="ccm_article_4")
def clearance(duty: Duty) -> Ruling:
    """Clear the remnants that lay there at entry into force for the party within ten years, or as extended.

    No clock runs without known remnants. A meeting of the parties or a review conference may extend the deadline,
    each time by five years at the most (Art. 4(5)); where the extensions on record cannot add up to the day stated,
    one is missing or misread.
    """
    deadline = duty.years_after(duty.since, duty.parameter("clearance_years"))
    return duty.completion_of_finds(deadline, longest=duty.parameter("longest_clearance_extension_years"))


@obligation(article="4(1)(b)", reports="ccm_article_4")
def clearance_after_hostilities(duty: Duty) -> Ruling:
    """Clear the remnants of later hostilities within ten years of the end of those hostilities, or as extended.

    Here the day from which remnants exist is the day on which the active hostilities that left them ended. Where
    several left remnants, the first end counts until completion is declared, and then the next.
    """
    ended_on = pl.when(duty.found_on > duty.completed_on).then(duty.found_on).otherwise(duty.exists_on)
    deadline = duty.years_after(ended_on, duty.parameter("clearance_years"))
    return duty.completion_of_finds(deadline, longest=duty.parameter("longest_clearance_extension_years"))


@obligation(article="7(1)", reports="ccm_article_7_initial")
def initial_report(duty: Duty) -> Ruling:
    """Report to the Secretary-General within 180 days of entry into force for the party.

    The text asks for it as soon as practicable; only its last day can be judged.
    """
    return duty.report(_initial_due(duty))


@obligation(article="7(1)", reports="ccm_article_7_initial")
def initial_report_in_time(duty: Duty) -> Ruling:
    """Send the initial report by its last day; whether one came at all is judged by the rule on the report."""
    return duty.report_in_time(_initial_due(duty))


@obligation(article="7(2)", each_year=True, reports="ccm_article_7")
def annual_report(duty: Duty) -> Ruling:
    """Update the report each year by 30 April, on the calendar year before.

    An update follows an initial report: none is asked for on a 30 April by which the initial report need not be there.
    """
    return _after_initial(duty, duty.report(_annual_due(duty)))


@obligation(article="7(2)", each_year=True, reports="ccm_article_7")
def annual_report_in_time(duty: Duty) -> Ruling:
    """Send the annual update by 30 April; whether one came at all is judged by the rule on the update."""
    return _after_initial(duty, duty.report_in_time(_annual_due(duty)))


def _initial_due(duty: Duty) -> pl.Expr:
    return duty.days_after(duty.since, duty.parameter("initial_report_days"))


def _annual_due(duty: Duty) -> pl.Expr:
    return duty.day(duty.year + 1, duty.parameter("annual_report_due"))


def _after_initial(duty: Duty, ruling: Ruling) -> Ruling:
    initial = _initial_due(duty)
    return ruling.first(not_due(initial >= ruling.due_on, "first_update_later"), initial_due_on=initial)


def _kept(duty: Duty) -> dict[str, pl.Expr]:
    return {"kept_on": duty.found_on, "nothing_on": pl.max_horizontal(duty.none_on, duty.completed_on)}


def _nothing_kept(duty: Duty) -> Step:
    """Leave nothing to judge where the latest word is that nothing is kept, or that all of it is gone."""
    kept_on, nothing_on = _kept(duty).values()
    is_latest = (nothing_on >= kept_on.fill_null(nothing_on)).fill_null(value=False)
    return not_due(is_latest, "nothing_kept")
