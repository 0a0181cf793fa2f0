"""What the General Assembly asks of Member States for the Register of Conventional Arms."""

from typing import Final

import polars as pl

from tallystick.rules.obligation import Duty, Ruling, obligation

REASONS: Final = {
    "not_received": (
        "Not recorded as received: the complete list as of {listed_on} does not have it. Reporting is voluntary."
    ),
}


@obligation(article="para. 9", each_year=True, reports="un_register")
def annual_return(duty: Duty) -> Ruling:
    """Report to the Secretary-General on the exports and imports of the calendar year before, or that there were none.

    A return of any content counts, a nil return too, and one whose content is not held. What a state may add of its
    own accord (holdings, procurement from national production, small arms and light weapons) is not asked for here.
    """
    return duty.report(_due_on(duty))


@obligation(article="para. 9", each_year=True, reports="un_register")
def annual_return_in_time(duty: Duty) -> Ruling:
    """Report to the Register by the day of the following year that the resolutions name: 30 April, then 31 May.

    Returns are taken in at any time; a late one is a return all the same.
    """
    return duty.report_in_time(_due_on(duty))


def _due_on(duty: Duty) -> pl.Expr:
    return duty.day(duty.year + 1, duty.parameter("annual_return_due"))
