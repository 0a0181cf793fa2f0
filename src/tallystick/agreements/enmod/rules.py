"""What the Environmental Modification Convention asks."""

from typing import Final

from tallystick.rules.obligation import ALWAYS, Duty, Ruling, not_assessable, obligation

REASONS: Final = {
    "conduct_not_seen": "It shows in conduct, and the Convention asks for no report; findings of fact would be needed.",
    "no_measure_on_record": "Nothing on record tells which measures were taken; no report on them is asked for.",
}


@obligation(article="I(1)")
def hostile_use(_duty: Duty) -> Ruling:
    """Make no hostile use, to harm another party, of techniques whose effects on nature are wide, lasting or severe."""
    return Ruling((not_assessable(ALWAYS, "conduct_not_seen"),))


@obligation(article="IV")
def national_measures(_duty: Duty) -> Ruling:
    """Prohibit and prevent such use anywhere under its jurisdiction or control, by what measures it holds necessary."""
    return Ruling((not_assessable(ALWAYS, "no_measure_on_record"),))
