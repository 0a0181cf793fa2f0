"""What the Tank Treaty asks of its parties."""

from tallystick.rules.obligation import Ceiling, Duty, Ruling, obligation


@obligation(
    article="2",
    each_year=True,
    reports="tank_return",
    ceiling=Ceiling(
        act="holding",
        side="to",
        categories=("battle_tanks",),
        limit="most_tanks",
        tolerance="tanks_let_pass",
        significance="tanks_that_matter",
        alpha=0.1,
        beta=0.1,
    ),
)
def most_tanks(duty: Duty) -> Ruling:
    """Keep no more than five hundred battle tanks."""
    return duty.ceiling()
