"""What the Harbour Council's embargo asks."""

from tallystick.rules.obligation import Ceiling, Duty, Ruling, obligation


@obligation(
    article="1",
    each_year=True,
    ceiling=Ceiling(
        act="transfer",
        side="to",
        categories=("light_weapons", "small_arms"),
        limit="items_allowed",
        tolerance="items_let_pass",
        significance="items_that_matter",
        # an embargo is said to be broken only where hardly any doubt is left
        alpha=0.001,
        beta=0.1,
    ),
)
def nothing_received(duty: Duty) -> Ruling:
    """Receive no small arms and no light weapons."""
    return duty.ceiling()
