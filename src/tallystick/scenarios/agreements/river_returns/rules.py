"""What the River Pact asks of its parties."""

import polars as pl

from tallystick.rules.obligation import Duty, Ruling, obligation


@obligation(article="3", each_year=True, reports="river_return")
def yearly_return(duty: Duty) -> Ruling:
    """Report each year on the arms sent and received in the year before."""
    return duty.report(_due_on(duty))


@obligation(article="3", each_year=True, reports="river_return")
def yearly_return_in_time(duty: Duty) -> Ruling:
    """Make that return by the end of April."""
    return duty.report_in_time(_due_on(duty))


def _due_on(duty: Duty) -> pl.Expr:
    return duty.day(duty.year + 1, duty.parameter("return_due"))
