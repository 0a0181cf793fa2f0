"""Which flows a page lays open with their claims: all of them, or, of a large record, those that matter most.

A flow laid open takes some four thousand characters, its claims with the original cells of their documents among them.
A page of twenty thousand such flows is one that no browser opens; counts, map and files hold all of them in any case.
"""

from typing import Final

from tallystick.model import words
from tallystick.model.record import Record, Row

MOST: Final = 2_000
"""Flows laid open on one page: with charts and parties some eighteen megabytes, which opens in seconds. All that states
told the UN Register in seven years are fewer."""

_RANK: Final = {halves: place for place, halves in enumerate(words.FITS)}


def in_order(record: Record) -> list[Row]:
    """Give the cells as a page lists them: by how the halves stand, by what no cause explains, by name."""
    return sorted(record.rows("cell"), key=lambda cell: _place(record, str(cell["cell_id"])))


def _place(record: Record, cell_id: str) -> tuple[int, float, str]:
    fact = record.facts.get(cell_id, {})
    remainder = record.gaps.get(cell_id, {}).get("remainder", fact.get("remainder"))
    return _RANK.get(fact.get("halves", ""), 0), -(remainder or 0.0), cell_id


def opened(record: Record, ordered: list[Row], most: int | None = None) -> frozenset[str]:
    """Choose the flows that a page lays open, by `cell_id`.

    Every flow that a finding is about is one, however many they are; then the first of the list, up to the number.

    Args:
        record: the tables of an assessment.
        ordered: its cells as `in_order` gives them.
        most: how many; `MOST` if not given.
    """
    names = [str(cell["cell_id"]) for cell in ordered]
    asked = {row["about"] for row in record.rows("finding")}
    first = sorted(names, key=lambda name: name not in asked)
    most = MOST if most is None else most
    return frozenset(first[: max(most, sum(name in asked for name in names))])
