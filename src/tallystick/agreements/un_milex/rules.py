"""What the General Assembly asks of Member States for the Report on Military Expenditures."""

from typing import Final

import polars as pl

from tallystick.rules.obligation import Duty, Ruling, obligation

REASONS: Final = {
    "not_received": (
        "Not recorded as received: the complete list as of {listed_on} does not have it. Reporting is voluntary."
    ),
}


@obligation(article="-", each_year=True, reports="un_milex")
def annual_return(duty: Duty) -> Ruling:
    """Report to the Secretary-General each year on military expenditures in the latest fiscal year with figures.

    Fiscal years differ and older figures are welcome: a return counts for the calendar year before the one in which
    it is asked for, and its filing names that year, whatever months its figures cover. A nil return counts too.
    """
    return duty.report(_due_on(duty))


@obligation(article="-", each_year=True, reports="un_milex")
def annual_return_in_time(duty: Duty) -> Ruling:
    """Report on military expenditures by 30 April.

    Returns are taken in at any time; a late one is a return all the same.
    """
    return duty.report_in_time(_due_on(duty))


def _due_on(duty: Duty) -> pl.Expr:
    return duty.day(duty.year + 1, duty.parameter("annual_return_due"))
