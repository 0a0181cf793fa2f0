"""Invented goods of simulated worlds: what they are called, how many are ordered, how other states would count them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Good:
    """One make of goods; every name is invented."""

    designation: str
    category: str
    usual: int
    """The middle order, in items; orders vary about threefold either way."""
    elsewhere: str = ""
    """The category in which another national definition puts it; empty where all agree."""
    launcher: str = ""
    """What a party that counts launchers calls it; empty for all but missiles."""
    rounds: int = 1
    """Missiles to a launcher."""


GOODS: Final = (
    Good("Tarvan 4 tank", "battle_tanks", 20),
    Good("Ostrel 2 tank", "battle_tanks", 14, "armoured_combat_vehicles"),
    Good("Belmar 7 tank", "battle_tanks", 30),
    Good("Quillet 6 APC", "armoured_combat_vehicles", 30),
    Good("Harrowel 12 APC", "armoured_combat_vehicles", 18),
    Good("Drumlin 3 IFV", "armoured_combat_vehicles", 24, "battle_tanks"),
    Good("Fennick 9 mortar carrier", "armoured_combat_vehicles", 12, "large_calibre_artillery"),
    Good("Corvane 155 mm howitzer", "large_calibre_artillery", 10),
    Good("Ilbert 120 mm mortar", "large_calibre_artillery", 16, "armoured_combat_vehicles"),
    Good("Sallow 21 fighter", "combat_aircraft", 6),
    Good("Pellane 8 trainer", "combat_aircraft", 8, "attack_helicopters"),
    Good("Wexel 5 helicopter", "attack_helicopters", 5, "combat_aircraft"),
    Good("Thrawl missile", "missiles", 80, "manpads", "Thrawl launcher", 8),
    Good("Umbrel missile", "missiles", 40, "", "Umbrel launcher", 4),
    Good("Garrant frigate", "warships", 1),
    Good("Nivane patrol vessel", "warships", 2),
)
"""Sizes are of the order met in the UN Register: from single ships to hundreds of missiles."""

LIMITED: Final = "battle_tanks"
"""The category of which the invented pact limits holdings."""

KEPT: Final = (LIMITED, "armoured_combat_vehicles")
"""The categories of which holdings are declared; the second is under no limit."""
