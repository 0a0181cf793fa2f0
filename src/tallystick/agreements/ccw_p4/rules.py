"""What Protocol IV asks: no laser weapon made to blind, used or transferred."""

from typing import Final

from tallystick.rules.obligation import ALWAYS, Duty, Ruling, not_assessable, obligation

REASONS: Final = {
    "conduct_not_seen": "It shows in conduct; what states report of transfers, holdings and measures does not.",
    "no_such_category": "No reporting scheme has a category for such weapons, so records of transfers do not tell.",
}


@obligation(article="1")
def use(_duty: Duty) -> Ruling:
    """Use no laser weapon made to blind lastingly, whether this is its only combat function or one among others.

    Meant is sight without magnifying optics; spectacles and lenses that correct it change nothing.
    """
    return Ruling((not_assessable(ALWAYS, "conduct_not_seen"),))


@obligation(article="1")
def transfers(_duty: Duty) -> Ruling:
    """Transfer no such weapon to anyone, State or not."""
    return Ruling((not_assessable(ALWAYS, "no_such_category"),))
