"""What the Howitzer Ban asks of its parties."""

from tallystick.rules.obligation import Ceiling, Duty, Ruling, obligation


@obligation(
    article="1",
    each_year=True,
    reports="howitzer_return",
    ceiling=Ceiling(
        act="transfer",
        side="to",
        categories=("large_calibre_artillery",),
        limit="pieces_allowed",
        tolerance="pieces_let_pass",
        significance="pieces_that_matter",
        alpha=0.04,
        beta=0.1,
    ),
)
def no_imports(duty: Duty) -> Ruling:
    """Import no large calibre artillery systems."""
    return duty.ceiling()
