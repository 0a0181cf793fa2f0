"""What the Comprehensive Nuclear-Test-Ban Treaty would ask; it is not in force, so it binds nobody yet.

The rules stand ready for a what-if in which it is in force. What a signatory owes before that day is no duty under it.
"""

from typing import Final

from tallystick.rules.obligation import ALWAYS, Duty, Ruling, not_assessable, obligation

REASONS: Final = {
    "signed_only": "Signed; the Treaty is not in force, and consent to be bound is not on record.",
    "not_yet_in_force": "Consent is deposited; the Treaty is not in force: it needs all 44 States of its Annex 2.",
    "conduct_not_seen": "It shows in conduct; findings of the Treaty's own monitoring would be needed.",
    "no_notice_on_record": "No list of such notices is on record; the Organization itself is still to be set up.",
}


@obligation(article="I")
def nuclear_explosions(_duty: Duty) -> Ruling:
    """Carry out no nuclear explosion, prevent any where it has jurisdiction or control, and take part in none."""
    return Ruling((not_assessable(ALWAYS, "conduct_not_seen"),))


@obligation(article="III(4)")
def national_authority(_duty: Duty) -> Ruling:
    """Set up a National Authority and tell the Organization of it upon entry into force for the party."""
    return Ruling((not_assessable(ALWAYS, "no_notice_on_record"),))
