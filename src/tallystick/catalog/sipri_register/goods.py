"""What kind of goods a line speaks of: a category of ours where that is sure, otherwise SIPRI's own."""

from collections.abc import Mapping
from typing import Final

from tallystick.model.claim import Issue
from tallystick.sources.intake import Intake
from tallystick.sources.strict import Record

SCHEME: Final = "sipri"
"""SIPRI's armament categories; the code of one is its name as written."""

ARMAMENT_CATEGORIES: Final = frozenset(
    (
        "Air-defence systems",
        "Aircraft",
        "Armoured vehicles",
        "Artillery",
        "Engines",
        "Missiles",
        "Naval weapons",
        "Other",
        "Satellites",
        "Sensors",
        "Ships",
    )
)

_SURE: Final = {
    # SIPRI sets light tanks apart from tanks; by weight they may be of category I or II, and are left out.
    "battle_tanks": ("tank",),
    # Scout cars, armoured cars with a gun, recovery and engineer vehicles may or may not carry a squad or a weapon.
    "armoured_combat_vehicles": (
        "armoured personnel carrier",
        "infantry fighting vehicle",
        "tank destroyer",
    ),
    # SIPRI begins at 100 mm and the Register at 75 mm (100 mm before 2003). Mortars on armoured carriers are left
    # out: states report them as armoured vehicles.
    "large_calibre_artillery": ("mortar", "multiple rocket launcher", "self-propelled gun", "towed gun"),
    # "(armed) trainer" leaves open whether it is armed; aircraft against submarines are reported by some only.
    "combat_aircraft": (
        "FGA aircraft",
        "FGA/electronic warfare aircraft",
        "bomber aircraft",
        "fighter aircraft",
        "ground-attack aircraft",
        "trainer/combat aircraft",
    ),
    "unmanned_combat_aircraft": ("armed UAV",),
    # Transport helicopters are reported by states that armed them, and only they know which.
    "attack_helicopters": ("combat helicopter",),
    # Category VI asks for 500 t (750 t before 2006) or long-range missiles; of boats the description tells neither.
    "warships": (
        "aircraft carrier",
        "amphibious assault ship",
        "corvette",
        "destroyer",
        "frigate",
        "nuclear submarine",
        "submarine",
    ),
    # A range of 25 km goes with these descriptions. It does not with anti-tank, short-range or all anti-ship and
    # air-to-surface missiles; bombs, torpedoes and what is fired from the ground at aircraft are no category VII (a).
    "missiles": (
        "anti-radar missile",
        "anti-ship/anti-radar missile",
        "anti-ship/land-attack missile",
        "land-attack missile",
        "long-range air-to-air missile",
        "submarine-launched ballistic missile",
        "surface-to-surface missile",
    ),
    "manpads": ("portable SAM",),
}
"""Descriptions that by SIPRI's own terms fall within one category of the UN Register. The others stay in SIPRI's
category; the crosswalk says how likely which counterpart is."""

SURE: Final[Mapping[str, str]] = {
    description: category for category, descriptions in _SURE.items() for description in descriptions
}
"""SIPRI's description → our category."""


def category_of(intake: Intake, record: Record, armament_category: str, description: str) -> str:
    """Give our category where the description is sure of one, else `sipri:` and SIPRI's own.

    A category that SIPRI did not have is kept the same way, and reported once a file.
    """
    if armament_category not in ARMAMENT_CATEGORIES:
        intake.report_once(_unknown(record, armament_category))
    elif description in SURE:
        return SURE[description]
    return f"{SCHEME}:{'_'.join(armament_category.casefold().replace('-', ' ').split())}"


def _unknown(record: Record, armament_category: str) -> Issue:
    return Issue(
        rule="unknown_category",
        field="armament_category",
        value=armament_category,
        message=f"SIPRI's register had no category {armament_category!r}. Known: "
        f"{', '.join(sorted(ARMAMENT_CATEGORIES))}. Its rows are kept in a category of their own.",
        locator=record.row.locator,
        original=record.row.fields,
    )
