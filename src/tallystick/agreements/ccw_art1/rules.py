"""What the amendment of Article 1 changes: in which conflicts the Convention and its Protocols are to be kept."""

from typing import Final

from tallystick.rules.obligation import ALWAYS, Duty, Ruling, not_assessable, obligation

REASONS: Final = {
    "conduct_not_seen": "It shows in conduct; what states report of transfers, holdings and measures does not.",
}


@obligation(article="1(2), 1(3)")
def wider_scope(_duty: Duty) -> Ruling:
    """Keep to the Convention and its Protocols in armed conflicts within its territory as in those between States.

    Protocols adopted after 1 January 2002 may set their own scope (Art. 1(7)); the amendment asks for no report.
    """
    return Ruling((not_assessable(ALWAYS, "conduct_not_seen"),))
