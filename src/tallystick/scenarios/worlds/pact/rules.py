"""What the invented Pact on Heavy Weapons asks of its parties."""

from tallystick.rules.obligation import Ceiling, Duty, Ruling, obligation


@obligation(article="4(1)", each_year=True, reports="pact_return")
def annual_return(duty: Duty) -> Ruling:
    """Report by 31 May on what was exported, imported and held in the year before."""
    return duty.report(duty.day(duty.year + 1, duty.parameter("return_due")))


@obligation(article="4(2)", each_year=True, reports="pact_return")
def annual_return_in_time(duty: Duty) -> Ruling:
    """Make the return of the year before by 31 May."""
    return duty.report_in_time(duty.day(duty.year + 1, duty.parameter("return_due")))


@obligation(
    article="2",
    each_year=True,
    reports="pact_return",
    ceiling=Ceiling(
        act="holding",
        side="to",
        categories=("battle_tanks",),
        limit="most_tanks",
        tolerance="tanks_let_pass",
        significance="tanks_that_matter",
        alpha=0.05,
        beta=0.1,
    ),
)
def most_tanks(duty: Duty) -> Ruling:
    """Hold no more than three hundred battle tanks."""
    return duty.ceiling()
