"""Left-over lines in a line each; every one of them is invented."""

from dataclasses import replace
from datetime import date
from typing import Any

from tallystick.facts.match import Part
from tallystick.facts.residual import Key, Residual


def line(
    side: str, quantity: float, words: str = "", *, year: int = 2020, is_heard: bool = True, **key: Any
) -> Residual:
    """Make a line that one side has left over; `key` takes parties, category, act and unit."""
    exporter, importer = key.pop("parties", ("SWE", "FIN"))
    plain = Key(
        "", "transfer", exporter, importer, "battle_tanks", date(year, 1, 1), date(year, 12, 31), "items"
    )
    changed = replace(plain, **key)
    cell_id = f"{changed.act}.{exporter}.{importer}.{changed.category}.{year}.{changed.unit}"
    part = Part(f"{cell_id} {side} {words} {quantity}", side, words, quantity)
    return Residual(replace(changed, cell_id=cell_id), part, quantity, is_heard=is_heard)
