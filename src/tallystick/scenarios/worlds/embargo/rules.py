"""What the invented embargo asks: that nothing reaches the state it names."""

from tallystick.rules.obligation import Ceiling, Duty, Ruling, obligation


@obligation(
    article="1",
    each_year=True,
    reports="pact_return",
    ceiling=Ceiling(
        act="transfer",
        side="to",
        categories=(
            "battle_tanks",
            "armoured_combat_vehicles",
            "large_calibre_artillery",
            "combat_aircraft",
            "attack_helicopters",
            "missiles",
            "warships",
        ),
        limit="items_allowed",
        tolerance="items_let_pass",
        significance="items_let_pass",
        alpha=0.04,
        beta=0.1,
    ),
)
def no_imports(duty: Duty) -> Ruling:
    """Receive no heavy weapons while the embargo stands; whoever sent them is asked first."""
    return duty.ceiling()
