"""From halves, matches and causes to a fact: low, estimate, high, and how the halves stand.

First version (METHODS §0, row 1a below six doubly reported cells: plain mean in logarithms, wide interval). Each
cell is a sum of pieces: what both halves say, what one half says alone, what a cause moved to a sibling, what the
halves differ on. Every piece has a low, a middle and a high; the pieces add up.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tallystick.model.claim import NONE
from tallystick.model.quantity import counted_units

Row = Mapping[str, Any]

Z90: Final = 1.6448536269514722
"""Standard normal quantile at 0.95: `low` and `high` are the 5th and 95th percentiles."""
_SD_BOTH: Final = 0.05
"""Two halves that fit may be one paper copied twice, so they are not taken as exact: about 8 % either way."""
SD_BETWEEN_HALVES: Final = 0.98
"""Log-sd between two halves that both give a figure: measured on the 122 such cells of the bundled case
(tests/facts/test_estimate.py holds it to them). With it 90 % of one half's figures lie in the other's range."""
_SD_LONE: Final = SD_BETWEEN_HALVES / math.sqrt(2)
"""If both halves err alike and independently, one of them alone is off by this much."""
_SD_ONE: Final = {
    "nil": 1.4 * _SD_LONE,
    "silent": 1.2 * _SD_LONE,
    **dict.fromkeys(("withheld", "unknown", "not_held", "no_filing", "no_record", "reported"), _SD_LONE),
}
"""Log-sd of a figure that only one half gives, by what the other side says: wider where the other side filed and
has no such line, or says none. The two factors are judgement; the reconciliation model replaces them by posteriors."""
_P_HAPPENED: Final = {"silent": 0.85, "nil": 0.6}
"""A figure beside a partner that filed without it, or said none, is likelier to be a different year, a different
category or a mistake than one beside a partner that was not heard."""
_P_ONE: Final = 0.96
_P_BOTH: Final = 0.99


@dataclass(frozen=True, slots=True)
class Piece:
    """An amount with its 90 % range."""

    low: float
    middle: float
    high: float

    @classmethod
    def around(cls, middle: float, log_sd: float) -> "Piece":
        """Spread an amount by a log-sd."""
        return cls(middle * math.exp(-Z90 * log_sd), middle, middle * math.exp(Z90 * log_sd))


@dataclass(frozen=True, slots=True)
class Share:
    """One left-over quantity with the cause that took it, or none."""

    quantity: float
    cause: str | None


_SPOKEN: Final = frozenset({"reported", "nil", "withheld", "unknown"})
_NO_FIGURE: Final = frozenset({"withheld", "unknown"})


def halves_of(cell: Row, shares: Iterable[Share]) -> str:
    """Say how a cell's halves stand (DESIGN §2); a nil filing that covers the cell speaks for its side."""
    states = (cell["from_state"], cell["to_state"])
    spoke = [state in _SPOKEN for state in states]
    if not any(spoke):
        return "observer_only"
    if cell["from_party"] == NONE:
        return "holder_only"
    if not all(spoke):
        return "exporter_only" if spoke[0] else "importer_only"
    return _both(cell, states, shares)


def _both(cell: Row, states: tuple[str, str], shares: Iterable[Share]) -> str:
    if any(state in _NO_FIGURE for state in states):
        return "withheld_one"
    if states == ("nil", "nil"):
        return "nil_both"
    if gap_of(cell) == 0:
        return "agreed"
    return "explained" if all(share.cause is not None for share in shares) else "conflicting"


def gap_of(cell: Row) -> float | None:
    """Give the distance between the two halves' ranges; null unless both gave a figure."""
    if cell["from_low"] is None or cell["to_low"] is None:
        return None
    over = [
        low - high
        for low, high in ((cell["from_low"], cell["to_high"]), (cell["to_low"], cell["from_high"]))
        if high is not None and low > high
    ]
    return max(over, default=0.0)


def estimate(cell: Row, matched: float, shares: Sequence[Share]) -> dict[str, object]:
    """Make one row of table `fact` from a cell, the quantity its halves have in common, and the left-over shares."""
    halves = halves_of(cell, shares)
    explained = sum(share.quantity for share in shares if share.cause is not None)
    remainder = sum(share.quantity for share in shares if share.cause is None)
    row: dict[str, object] = {
        "cell_id": cell["cell_id"],
        "halves": halves,
        "gap": gap_of(cell),
        "explained": explained,
        "remainder": remainder,
    }
    return row | _distribution(_total(cell, matched, shares), _p_happened(cell, matched), cell["unit"])


def _p_happened(cell: Row, matched: float) -> float:
    states = {cell["from_state"], cell["to_state"]}
    if matched > 0:
        return _P_BOTH
    if states <= {"nil", *_UNHEARD}:
        return 1 - _P_ONE
    return min(_P_HAPPENED.get(state, _P_ONE) for state in states)


_UNHEARD: Final = frozenset({"silent", "not_held", "no_filing", "no_record"})


def _total(cell: Row, matched: float, shares: Sequence[Share]) -> Piece | None:
    pieces = [Piece.around(matched, _SD_BOTH)] if matched > 0 else []
    pieces += [_piece(cell, matched, share) for share in shares]
    if cell["observer_low"] is not None:
        pieces = [_with_observers(_sum(pieces), cell)]
    elif len(pieces) == 0 and len({cell["from_state"], cell["to_state"]} & {"reported", "nil"}) > 0:
        # Nil on the side that spoke; or a lone figure whose counterpart is withheld was laid by its total.
        low = max(cell["from_low"] or 0.0, cell["to_low"] or 0.0)
        return Piece.around(low, _SD_ONE["withheld"]) if low > 0 else Piece(0.0, 0.0, 0.0)
    return _sum(pieces) if len(pieces) > 0 else None


def _with_observers(piece: Piece, cell: Row) -> Piece:
    """Widen to what observers say; they are read beside the halves and not weighed in this version."""
    low, high = cell["observer_low"], cell["observer_high"]
    top = piece.high if high is None else max(piece.high, high)
    if piece.high == 0:
        middle = low if high is None else math.sqrt(max(low, 1.0) * max(high, 1.0))
        return Piece(
            Piece.around(low, _SD_ONE["no_record"]).low, middle, Piece.around(max(top, middle), _SD_LONE).high
        )
    return Piece(min(piece.low, low), piece.middle, top)


def _piece(cell: Row, matched: float, share: Share) -> Piece:
    quantity = share.quantity
    if share.cause in _STILL_MOVED:
        return Piece.around(quantity, _SD_ONE["silent"])
    if share.cause is not None:
        return Piece(0.0, quantity / 2, quantity)
    if cell["from_low"] is not None and cell["to_low"] is not None:
        # The halves differ: the middle is their geometric mean, the range holds both.
        middle = math.sqrt((matched + quantity) * matched) - matched if matched > 0 else quantity / 2
        return Piece(0.0, middle, quantity)
    other = cell["to_state"] if cell["from_low"] is not None else cell["from_state"]
    return Piece.around(quantity, _SD_ONE[other])


_STILL_MOVED: Final = frozenset({"different_goods", "unit_of_count"})
"""One-sided lines of other goods: the goods moved as far as the one side says; other causes may move them away."""


def _sum(pieces: Iterable[Piece]) -> Piece:
    every = list(pieces)
    return Piece(
        sum(one.low for one in every), sum(one.middle for one in every), sum(one.high for one in every)
    )


def _distribution(piece: Piece | None, p_happened: float, unit: str) -> dict[str, object]:
    if piece is None:
        blank = dict.fromkeys(("low", "estimate", "high", "log_mean", "log_sd"))
        return blank | {"p_happened": p_happened, "p_zero": 1 - p_happened, "family": "none"}
    # More than one chance in twenty that nothing happened puts the 5th percentile at zero.
    low = 0.0 if 1 - p_happened > _TAIL else piece.low
    bounds = [low, piece.middle, piece.high]
    if counted_units().get(unit, False):
        bounds = [float(math.floor(bound + 0.5)) for bound in bounds]
    known = piece.middle > 0
    return {
        "low": bounds[0],
        "estimate": bounds[1],
        "high": bounds[2],
        "p_happened": p_happened,
        "p_zero": 1 - p_happened,
        "family": "lognormal" if known else "point",
        "log_mean": math.log(piece.middle) if known else None,
        "log_sd": math.log(piece.high / piece.middle) / Z90 if known else None,
    }


_TAIL: Final = 0.05
