"""How much a claim says there is: exact, bounded, nil, withheld or unknown. Missing is not zero."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Self

from tallystick.errors import ValueRefusedError, near_words
from tallystick.phrase import Phrase, Value, Word, listed, quoted, says


class QuantityKind(StrEnum):
    """What sort of statement about an amount this is."""

    EXACT = "exact"
    INTERVAL = "interval"
    AT_LEAST = "at_least"
    BELOW = "below"
    """Strictly less than `high`; says nothing of zero."""
    NIL = "nil"
    """The claimant says: none."""
    WITHHELD = "withheld"
    """The claimant says there is a figure and does not give it."""
    UNKNOWN = "unknown"
    """The claimant does not know, or does not say whether there is a figure."""


SILENT_KINDS = frozenset({QuantityKind.WITHHELD, QuantityKind.UNKNOWN})
"""Kinds that carry no number."""

# Fifteen digits are what a floating-point number holds exactly; longer ones would be changed in silence.
_NUMBER = r"\d{1,15}(?:\.\d+)?"
_EXACT = re.compile(rf"^{_NUMBER}$")
_INTERVAL = re.compile(rf"^({_NUMBER})\s*(?:-|–|\.\.)\s*({_NUMBER})$")
_BOUND = re.compile(rf"^(>=|≥|<)\s*({_NUMBER})$")


@cache
def counted_units() -> dict[str, bool]:
    """Every known unit, and whether it counts things (so that halves of one make no sense)."""
    text = resources.files("tallystick.vocabulary").joinpath("units.csv").read_text("utf-8")
    rows = [line.split(",", 2) for line in text.splitlines()[1:]]
    return {row[0]: row[1] == "true" for row in rows}


_UNITS_MEANT = {
    "items": "piece pieces pcs unit units each ea no nos number pièce pièces unité unités pieza piezas unidad "
    "unidades peça peças unidade قطعة وحدة",
    "tonnes": "t ton tons mt tonelada toneladas",
    "kg": "kilo kilos kilogram kilograms kilogramme kilogrammes kilogramos quilogramas",
    "rounds": "cartridge cartridges cartouche cartouches cartuchos munitions",
}
"""What people write for a unit: offered, never taken, since a piece may be a case of a hundred."""


def _unknown_unit(unit: str) -> Phrase:
    meant = [known for known, words in _UNITS_MEANT.items() if unit.casefold() in words.split()]
    near = meant if len(meant) > 0 else near_words(unit, counted_units())
    known = listed(sorted(counted_units()))
    # whoever shows the message ends it
    if len(near) == 0:
        return says("unit %(unit)s is not known; known units: %(known)s", unit=quoted(unit), known=known)
    return says(
        "unit %(unit)s is not known; known units: %(known)s. Nearest: %(near)s",
        unit=quoted(unit),
        known=known,
        near=listed(near),
    )


def _figure(bound: float) -> Value:
    return Value(Word.FIGURE, (int(bound) if float(bound).is_integer() else bound,))


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount with its unit; `low` and `high` are null where the claimant gave no such bound."""

    kind: QuantityKind
    low: float | None
    high: float | None
    unit: str = "items"

    def __post_init__(self) -> None:
        """Refuse what no claimant can mean: negative counts, low above high, half a tank."""
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        if any(bound < 0 for bound in bounds):
            below = listed(_figure(bound) for bound in bounds if bound < 0)
            raise ValueRefusedError(says("a quantity cannot be below zero: %(figures)s", figures=below))
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueRefusedError(
                says(
                    "the low end %(low)s is above the high end %(high)s",
                    low=_figure(self.low),
                    high=_figure(self.high),
                )
            )
        if self.unit not in counted_units():
            raise ValueRefusedError(_unknown_unit(self.unit))
        if counted_units()[self.unit] and any(bound != int(bound) for bound in bounds):
            odd = next(bound for bound in bounds if bound != int(bound))
            raise ValueRefusedError(
                says(
                    "%(unit)s counts things, so %(figure)s must be whole;"
                    " thousands are written without separators",
                    unit=quoted(self.unit),
                    figure=_figure(odd),
                )
            )

    @classmethod
    def parse(cls, text: str, unit: str = "items") -> Self:
        """Read `12`, `10-20`, `>=5`, `<100`, `nil`, `withheld` or `unknown`.

        Raises:
            ValueRefusedError: for anything else; thousands separators are refused because `1,200` and
                `1.200` mean different numbers in different countries.
        """
        text = text.strip()
        if text in {QuantityKind.WITHHELD, QuantityKind.UNKNOWN}:
            return cls(QuantityKind(text), None, None, unit)
        if text == QuantityKind.NIL:
            return cls(QuantityKind.NIL, 0.0, 0.0, unit)
        if _EXACT.match(text):
            return cls.of(float(text), unit)
        if match := _INTERVAL.match(text):
            return cls(QuantityKind.INTERVAL, float(match[1]), float(match[2]), unit)
        if match := _BOUND.match(text):
            return cls._bounded(match[1], float(match[2]), unit)
        raise ValueRefusedError(
            says(
                "%(text)s is not a quantity; write 12, 10-20, >=5, <100, nil, withheld or unknown,"
                " without thousands separators",
                text=quoted(text),
            )
        )

    @classmethod
    def of(cls, number: float, unit: str = "items") -> Self:
        """Make the exact quantity, or nil for zero."""
        kind = QuantityKind.NIL if number == 0 else QuantityKind.EXACT
        return cls(kind, number, number, unit)

    @classmethod
    def _bounded(cls, sign: str, bound: float, unit: str) -> Self:
        if sign == "<":
            return cls(QuantityKind.BELOW, 0.0, bound, unit)
        return cls(QuantityKind.AT_LEAST, bound, None, unit)

    @classmethod
    def written_zero(cls, designation: str, unit: str = "items") -> Self:
        """Read a figure 0: beside a described item ("Several missiles") it is withheld, otherwise nil."""
        if designation in {"", "-"}:
            return cls(QuantityKind.NIL, 0.0, 0.0, unit)
        return cls(QuantityKind.WITHHELD, None, None, unit)

    def __str__(self) -> str:
        """Write it the way a tally file does; `parse` reads it back."""
        match self.kind:
            case QuantityKind.EXACT:
                return f"{self.low:.15g}"
            case QuantityKind.INTERVAL:
                return f"{self.low:.15g}-{self.high:.15g}"
            case QuantityKind.AT_LEAST:
                return f">={self.low:.15g}"
            case QuantityKind.BELOW:
                return f"<{self.high:.15g}"
            case _:
                return str(self.kind.value)
