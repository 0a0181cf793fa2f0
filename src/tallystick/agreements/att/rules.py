"""What the Arms Trade Treaty asks of its parties, as far as records can show it, article by article."""

from typing import Final

import polars as pl

from tallystick.rules.obligation import (
    ALWAYS,
    Duty,
    Ruling,
    not_assessable,
    not_due,
    obligation,
    unknown,
)

REASONS: Final = {
    "before_first_full_year": (
        "The first report is on {first_year}, the first calendar year in the whole of which the party is bound."
    ),
    "counting_differs": (
        "The report came on {filed_on}, the anniversary. Whether that is within the first year turns on whether the "
        "day of entry into force counts."
    ),
    "within_grace": (
        "The report came on {filed_on}, {days_late} days after it was due, within the {grace_days} days for which the "
        "Secretariat is understood to count a report as on time. The Treaty has no such span."
    ),
    "records_kept_nationally": (
        "Whether the records of {year} are kept, until {kept_until} at the least, can be seen only where they are "
        "kept; the party's own statement or an inspection of them would be needed."
    ),
    "retention_over": "The span for which the records of {year} are to be kept ended on {kept_until}.",
    "what_was_known": (
        "Figures do not say against which measures or obligations a transfer was authorised, nor what was known then; "
        "the licences, and what lay before those who gave them, would be needed."
    ),
    "assessed_nationally": (
        "Whether exports were assessed before they were authorised stands in national files; the assessments, or an "
        "answer to another party under Art. 7(6), would be needed."
    ),
}


@obligation(article="6", provisional=("6",))
def prohibited_transfers(_duty: Duty) -> Ruling:
    """Authorise no transfer against a Security Council measure or its own treaties, or in the knowledge of atrocities.

    Embargoes stand as agreements of their own (6(1)); what a party knew when it authorised a transfer (6(3)) is on
    no record here. Nothing is said for or against it.
    """
    return Ruling((not_assessable(ALWAYS, "what_was_known"),))


@obligation(article="7", provisional=("7",))
def export_assessment(_duty: Duty) -> Ruling:
    """Assess each export that is not prohibited before it is authorised; refuse it where an overriding risk is left.

    It addresses the exporting party; the assessment weighs harm to peace, to humanitarian law and to human rights,
    and what could be done against it.
    """
    return Ruling((not_assessable(ALWAYS, "assessed_nationally"),))


@obligation(article="12(1), 12(4)", each_year=True)
def export_records(duty: Duty) -> Ruling:
    """Keep national records of the export authorisations issued, or of the actual exports, for ten years or longer.

    The Treaty does not say from when the ten years run; here, from the end of the year of the record, so that the
    span is over for every record of that year. Records of imports and transit are encouraged, not asked for (12(2)).
    """
    kept_until = pl.date(duty.year + duty.parameter("record_years"), 12, 31)
    return Ruling(
        (
            not_due(kept_until < duty.on, "retention_over"),
            not_assessable(ALWAYS, "records_kept_nationally"),
        ),
        values={"kept_until": kept_until},
    )


@obligation(article="13(1)", reports="att_initial")
def initial_report(duty: Duty) -> Ruling:
    """Report within the first year after entry into force on the measures taken to carry out the Treaty.

    A report that may be read by parties only counts like a public one. New measures are to be reported when
    appropriate; no day is set for that, so it is not judged.
    """
    return duty.report(_initial_due_on(duty))


@obligation(article="13(1)", reports="att_initial")
def initial_report_in_time(duty: Duty) -> Ruling:
    """Make the initial report before the first year after entry into force is over.

    On the anniversary itself two ways of counting differ where the Secretariat's day is the one before; then it is
    left undetermined.
    """
    due_on = _initial_due_on(duty)
    on_anniversary = (duty.filed_on > due_on) & (duty.filed_on == _anniversary(duty))
    return duty.report_in_time(due_on).first(
        unknown(on_anniversary.fill_null(value=False), "counting_differs")
    )


@obligation(article="13(3)", each_year=True, reports="att_annual")
def annual_report(duty: Duty) -> Ruling:
    """Report by 31 May on the exports and imports of the preceding calendar year, authorised or actual.

    What is commercially sensitive or touches national security may be left out: a report that withholds is a report.
    A return to the UN Register may hold the same information, and is not for that a report to the Secretariat.
    """
    return _from_first_year(duty, duty.report(_annual_due_on(duty)))


@obligation(article="13(3)", each_year=True, reports="att_annual")
def annual_report_in_time(duty: Duty) -> Ruling:
    """Make the annual report by 31 May.

    The days that the Secretariat is understood to allow are no part of the Treaty: within them it is undetermined.
    """
    due_on = _annual_due_on(duty)
    grace_days = duty.parameter("annual_report_grace_days")
    within_grace = (duty.filed_on > due_on) & (duty.filed_on <= duty.days_after(due_on, grace_days))
    ruling = duty.report_in_time(due_on).first(unknown(within_grace.fill_null(value=False), "within_grace"))
    return _from_first_year(duty, Ruling(ruling.steps, due_on, {**ruling.values, "grace_days": grace_days}))


def _anniversary(duty: Duty) -> pl.Expr:
    return duty.years_after(duty.since, duty.parameter("initial_report_years"))


def _initial_due_on(duty: Duty) -> pl.Expr:
    return duty.days_after(_anniversary(duty), -duty.parameter("first_day_counts"))


def _annual_due_on(duty: Duty) -> pl.Expr:
    return duty.day(duty.year + 1, duty.parameter("annual_report_due"))


def _from_first_year(duty: Duty, ruling: Ruling) -> Ruling:
    """Ask nothing about a year of which the party was bound for a part only."""
    unbound = duty.days_after(duty.since, pl.lit(-1)).dt.year()
    first_year = unbound + duty.parameter("first_annual_report_year")
    asked = ruling.first(not_due(duty.year < first_year, "before_first_full_year"))
    return Ruling(asked.steps, asked.due_on, {**asked.values, "first_year": first_year})
