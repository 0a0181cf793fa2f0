"""What the Chemical Weapons Convention asks of its parties: declarations with a clock, and destruction with one."""

from typing import Final

import polars as pl

from tallystick.model.agreement import Force
from tallystick.rules.obligation import (
    ALWAYS,
    Duty,
    Ruling,
    Step,
    fails,
    holds,
    not_assessable,
    not_due,
    obligation,
    unknown,
)

REASONS: Final = {
    "conduct_not_seen": "It shows in conduct; the findings of the Organisation's own verification would be needed.",
    "before_first_year": "The first one is made in the calendar year after entry into force for the party.",
    "no_day_agreed": "The Convention fixes no day, and none is on record that its Conference agreed on for that year.",
    "order_set_by_the_council": "Joined after the ten years: the Executive Council sets the order; no day is recorded.",
    "extension_past_the_longest": "The extension on record runs past the longest that the Verification Annex allows.",
}

# Article IV and V count from the Convention's own entry into force, not from that for the party.
_IN_FORCE_ON: Final = pl.date(1997, 4, 29)


@obligation(article="I(1)")
def prohibitions(_duty: Duty) -> Ruling:
    """Do not develop, make, have, transfer or use chemical weapons, nor help anyone to do so."""
    return Ruling((not_assessable(ALWAYS, "conduct_not_seen"),))


@obligation(article="III(1)", reports="cwc_initial")
def initial_declarations(duty: Duty) -> Ruling:
    """Declare within 30 days after entry into force for the party what it has or had, or that it had nothing."""
    return duty.report(_initial_due(duty))


@obligation(article="III(1)", reports="cwc_initial")
def initial_declarations_in_time(duty: Duty) -> Ruling:
    """Make the initial declarations within the 30 days."""
    return duty.report_in_time(_initial_due(duty))


@obligation(
    article="VI(8); Verification Annex VII(2)(b), VII(4)(b), VIII(2)(b), VIII(4)(b)",
    each_year=True,
    reports="cwc_annual_past",
)
def past_activities(duty: Duty) -> Ruling:
    """Declare what was done in the year with scheduled chemicals within 90 days after its end, where there is anything.

    The period is the year declared on. Who has nothing above the thresholds owes no declaration, so a silence counts
    only where a declarable activity is on record (`exists`) and no later statement that there is none (`none`). The
    yearly update on other chemical production facilities (Part IX) has its own count of days and is not judged here.
    """
    return _declared(
        duty, duty.days_after(pl.date(duty.year, 12, 31), duty.parameter("past_activities_days"))
    )


@obligation(
    article="VI(8); Verification Annex VII(4)(c), VIII(4)(c)",
    each_year=True,
    reports="cwc_annual_anticipated",
)
def anticipated_activities(duty: Duty) -> Ruling:
    """Declare what is planned with scheduled chemicals at least 60 days before the year begins, where anything is.

    The period is the year that is planned for; Schedule 1 facilities have 90 days (Part VI) and are not judged here.
    """
    due_on = duty.days_after(pl.date(duty.year, 1, 1), -duty.parameter("anticipated_activities_days"))
    # made from the calendar year after entry into force on, it speaks of the year after that at the earliest
    return _declared(duty, due_on).first(not_due(duty.year < duty.since.dt.year() + 2, "before_first_year"))


@obligation(article="X(4)", each_year=True, reports="cwc_protective_programmes")
def protective_programmes(duty: Duty) -> Ruling:
    """Tell the Technical Secretariat every year about national programmes for protection against chemical weapons.

    The period is the year told of. The article names no day: the information counts as absent only when the following
    calendar year is over.
    """
    return duty.report(pl.date(duty.year + 1, 12, 31))


@obligation(
    article="X(4); Conference decision C-9/DEC.10",
    each_year=True,
    reports="cwc_protective_programmes",
    force=Force.POLITICAL,
)
def protective_programmes_in_time(duty: Duty) -> Ruling:
    """Give that information within 120 days after the end of the year it tells of, as the Conference asked in 2004."""
    days = duty.parameter("protective_programmes_days")
    return duty.report_in_time(duty.days_after(pl.date(duty.year, 12, 31), days)).first(
        not_assessable(days.is_null(), "no_day_agreed")
    )


@obligation(article="IV(6), IV(8)", reports="cwc_article_4")
def weapons_destruction(duty: Duty) -> Ruling:
    """Destroy all chemical weapons within ten years after the Convention's entry into force, or as extended.

    No extension runs past 15 years (Verification Annex IV(A)26). Who joins after the ten years destroys as soon as
    possible, in the order that the Executive Council sets; a day set by it is recorded as an extension.
    """
    years = duty.parameter("weapons_destruction_years")
    longest = duty.years_after(_IN_FORCE_ON, duty.parameter("longest_extension_years"))
    too_long = ~_late(duty, years) & (duty.extended_to > longest).fill_null(value=False)
    return _destruction(duty, years, unknown(too_long, "extension_past_the_longest"))


@obligation(article="V(8), V(10)", reports="cwc_article_5")
def facilities_destruction(duty: Duty) -> Ruling:
    """Destroy all facilities that made chemical weapons within ten years after the Convention's entry into force.

    Conversion for peaceful purposes, approved by the Conference (V(13)), is recorded as completion. Who joins after
    the ten years destroys as soon as possible, in the order that the Executive Council sets.
    """
    return _destruction(duty, duty.parameter("facilities_destruction_years"))


def _initial_due(duty: Duty) -> pl.Expr:
    return duty.days_after(duty.since, duty.parameter("initial_declarations_days"))


def _declared(duty: Duty, due_on: pl.Expr) -> Ruling:
    known = (duty.exists_on.dt.year() <= duty.year).fill_null(value=False)
    ended = (duty.none_on.dt.year() <= duty.year).fill_null(value=False)
    since_then = (duty.none_on >= duty.exists_on).fill_null(value=True)
    return Ruling(
        (
            holds(duty.filed, "received"),
            not_due(ended & since_then, "declared_none"),
            not_assessable(~known, "existence_unknown"),
            not_due(due_on > duty.on, "due_later"),
            fails((duty.listed_on >= due_on).fill_null(value=False), "not_received"),
            not_assessable(ALWAYS, "no_complete_list"),
        ),
        due_on,
    )


def _late(duty: Duty, years: pl.Expr) -> pl.Expr:
    # The clause speaks of the deposit; nobody deposited within the ten years and was bound only after them.
    return duty.since > duty.years_after(_IN_FORCE_ON, years)


def _destruction(duty: Duty, years: pl.Expr, *exceptions: Step) -> Ruling:
    late = _late(duty, years)
    deadline = pl.when(~late).then(duty.years_after(_IN_FORCE_ON, years))
    unset = late & duty.exists_on.is_not_null() & duty.extended_to.is_null()
    ruling = duty.completion(deadline)
    afterwards = (duty.completed_on > ruling.due_on).fill_null(value=False)
    return ruling.first(
        unknown(afterwards, "day_of_completion_unknown"),
        holds(duty.completed_on.is_not_null(), "completed"),
        *exceptions,
        not_assessable(unset, "order_set_by_the_council"),
    )
