"""Whole returns: which reporter's rows of a year and product add up to its World row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tallystick.catalog.comtrade.claims import INSTRUMENT
from tallystick.catalog.comtrade.rows import WORLD, TradeRow
from tallystick.model.claim import DIRECTION_OF, NONE, Basis, Filing
from tallystick.model.period import Period

_ROUNDING: Final = 0.5
"""Every row is rounded to whole dollars, World too: it may differ from the sum by half a dollar for each."""

Key = tuple[str, Period, str, str]
"""Reporter, period, direction, category."""


@dataclass(slots=True)
class Return:
    """What one file holds of one reporter's trade in one product and year."""

    world: float | None = None
    partners: float = 0.0
    rows: int = 0
    edition: str = NONE

    def add(self, row: TradeRow) -> None:
        """Count a row in."""
        value = 0.0 if row.value.quantity.low is None else row.value.quantity.low
        if row.partner == WORLD:
            self.world = value
        else:
            self.partners += value
        self.rows += 1
        self.edition = max(self.edition, row.edition)

    @property
    def is_whole(self) -> bool:
        """Whether the rows of the partners add up to World."""
        return self.world is not None and abs(self.world - self.partners) <= _ROUNDING * self.rows


def returns_of(rows: Iterable[TradeRow]) -> dict[Key, Return]:
    """Add the rows up by reporter, period, direction and category; groups of reporters and products stay out."""
    returns: dict[Key, Return] = {}
    for row in rows:
        if row.partner == WORLD or not row.is_sum:
            returns.setdefault(_key(row), Return()).add(row)
    return returns


def filing_id_of(row: TradeRow, returns: Mapping[Key, Return]) -> str:
    """Name the filing a row stands in: one for each reporter, period, direction, category and edition."""
    key = _key(row)
    return _name(key, returns[key])


def filings_of(returns: Mapping[Key, Return]) -> list[Filing]:
    """State a filing for every whole return; of the others, lines tell and silences do not."""
    return [
        Filing(
            filing_id=_name(key, found),
            claimant=key[0],
            instrument=INSTRUMENT,
            period=key[1],
            direction=key[2],
            content="lines",
            categories=key[3],
            basis=Basis.CUSTOMS,
        )
        for key, found in sorted(returns.items(), key=lambda item: item[0])
        if found.is_whole
    ]


def _key(row: TradeRow) -> Key:
    return (row.reporter, row.period, DIRECTION_OF[row.flow.role], row.category)


def _name(key: Key, found: Return) -> str:
    claimant, period, direction, category = key
    return "/".join((INSTRUMENT, str(period), claimant, direction, category, found.edition))
