"""From halves, matches and causes to a fact: low, estimate, high, and how the halves stand.

First version (METHODS §0, row 1a below six doubly reported cells: plain mean in logarithms, wide interval). Each
cell is a sum of pieces: what both halves say, what one half says alone, what stands in a sibling cell too. Every
piece has a low, a middle and a high.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tallystick.model.cause import LIKELY, ONE_SIDED
from tallystick.model.claim import NONE
from tallystick.model.fact import NO_FIGURE, SPOKEN, UNHEARD
from tallystick.model.quantity import counted_units

Row = Mapping[str, Any]

Z90: Final = 1.6448536269514722
"""Standard normal quantile at 0.95: `low` and `high` are the 5th and 95th percentiles."""
_SD_BOTH: Final = 0.05
"""Two halves that fit may be one paper copied twice, so they are not taken as exact: about 8 % either
way, which for small counts rounds to the figure itself."""
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
"""One party's word with nobody against it; just above the share below which the low end becomes zero."""
_P_BOTH: Final = 0.99
"""Two parties' word for the same thing; what is left is that one copied the other's mistake."""


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
    """One left-over quantity of one side, with the cause offered for it, or none."""

    side: str
    quantity: float
    cause: str | None = None
    probability: float = 0.0

    def is_likely(self) -> bool:
        """Whether its cause is likelier than not."""
        return self.cause is not None and self.probability > LIKELY

    def is_one_sided(self) -> bool:
        """Whether it is a line of other goods, which the other half does not record."""
        return self.is_likely() and self.cause in ONE_SIDED

    def is_elsewhere(self) -> bool:
        """Whether its counterpart stands in a sibling cell, so that the pair must not be counted twice."""
        return self.is_likely() and self.cause in {"year_end", "category", "transit"}


def halves_of(cell: Row, shares: Iterable[Share]) -> str:
    """Say how a cell's halves stand (DESIGN §2); a nil filing that covers the cell speaks for its side."""
    states = (cell["from_state"], cell["to_state"])
    spoke = [state in SPOKEN for state in states]
    if not any(spoke):
        return "observer_only"
    if cell["from_party"] == NONE:
        return "holder_only"
    if not all(spoke):
        return "exporter_only" if spoke[0] else "importer_only"
    return _both(cell, states, shares)


def _both(cell: Row, states: tuple[str, str], shares: Iterable[Share]) -> str:
    if any(state in NO_FIGURE for state in states):
        return "withheld_one"
    if states == ("nil", "nil"):
        return "conflicting" if (cell["observer_low"] or 0) > 0 else "nil_both"
    shares = list(shares)
    if gap_of(cell) == 0 and len(shares) == 0:
        return "agreed"
    # ten mortars of 120 mm and ten of 81 mm are no agreement
    return "explained" if all(share.is_likely() for share in shares) else "conflicting"


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


def estimate(
    cell: Row, matched: float, shares: Sequence[Share], *, by_line: bool = True, differs: bool = False
) -> dict[str, object]:
    """Make one row of table `fact`.

    Args:
        cell: a row of table `cell`.
        matched: the quantity that the halves have in common, line by line.
        shares: what is left over, with causes.
        by_line: false where the halves are ranges, or filings of one side differ.
        differs: whether filings of one side differ.
    """
    gap = gap_of(cell)
    if not by_line and gap is not None and gap > 0:
        shares = [Share("exporter" if cell["from_low"] > cell["to_low"] else "importer", gap)]
    if differs:
        shares = [*shares, *_own_difference(cell)]
    piece = _by_line(cell, matched, shares) if by_line else _by_range(cell, differs=differs)
    piece = _with_observers(piece, cell)
    p_happened = _p_happened(cell, matched, shares, has_figure=piece is not None and piece.high > 0)
    return {
        "cell_id": cell["cell_id"],
        "halves": halves_of(cell, shares),
        "gap": gap,
        "explained": sum(
            share.quantity for share in shares if share.is_likely() and not share.is_one_sided()
        ),
        "one_sided": sum(share.quantity for share in shares if share.is_one_sided()),
        "remainder": _remainder(cell, shares),
        **_distribution(piece, p_happened, cell["unit"]),
    }


def _own_difference(cell: Row) -> Iterator[Share]:
    """What one side's own filings differ by: nobody but that side can say which stands."""
    for name, side in (("from", "exporter"), ("to", "importer")):
        low, high = cell[f"{name}_low"], cell[f"{name}_high"]
        if low is not None and high is not None and high > low:
            yield Share(side, high - low)


def _remainder(cell: Row, shares: Sequence[Share]) -> float | None:
    """Add up what no likely cause explains; null where the other half is not on record and nothing can be laid."""
    states = {cell["from_state"], cell["to_state"]}
    if not states.isdisjoint(UNHEARD | NO_FIGURE):
        return None
    return sum(share.quantity for share in shares if not share.is_likely())


def _by_line(cell: Row, matched: float, shares: Sequence[Share]) -> Piece | None:
    if cell["from_state"] in NO_FIGURE or cell["to_state"] in NO_FIGURE:
        return _by_range(cell, differs=False)
    if cell["from_low"] is None and cell["to_low"] is None:
        return None
    if cell["from_low"] is not None and cell["to_low"] is not None:
        return _both_halves(cell, matched, shares)
    other = cell["to_state"] if cell["from_low"] is not None else cell["from_state"]
    return _sum([Piece(0.0, 0.0, 0.0), *(_lone(share, other, cell["unit"]) for share in shares)])


def _both_halves(cell: Row, matched: float, shares: Sequence[Share]) -> Piece:
    open_shares = [share for share in shares if not share.is_likely()]
    more = {
        side: sum(one.quantity for one in open_shares if one.side == side)
        for side in ("exporter", "importer")
    }
    common = _conflict(matched + more["exporter"], matched + more["importer"])
    total = _sum([common, *(_beside(share, cell["unit"]) for share in shares if share.is_likely())])
    low, high = sorted((float(cell["from_low"]), float(cell["to_low"])))
    # whatever the pieces say, the range holds what either half declared, unless both declare the same
    return total if low == high else Piece(min(total.low, low), total.middle, max(total.high, high))


def _conflict(ours: float, theirs: float) -> Piece:
    """Hold two figures of the same goods: in the middle of both in logarithms, wide enough for either and more.

    The middle's log-sd grows with half their distance; no end goes farther than a lone half would.
    """
    low, high = sorted((ours, theirs))
    if high == 0:
        return Piece(0.0, 0.0, 0.0)
    # a nil is laid as half a thing: it has no logarithm, and rounds to none
    middle = math.sqrt(max(low, min(high, 1.0) / 2) * high)
    sd = max(_SD_BOTH, _WIDER * math.log(high / middle))
    spread = Piece.around(middle, sd)
    alone = Piece.around(high, _SD_ONE["nil" if low == 0 else "reported"])
    ceiling = max(high, min(spread.high, alone.high)) if low < high else spread.high
    floor = min(low, max(spread.low, Piece.around(low, _SD_LONE).low)) if low < high else spread.low
    return Piece(floor, middle, ceiling)


_WIDER: Final = 1.2
"""Two halves that differ do not bracket the truth for certain; the range goes a fifth beyond half their distance."""


def _lone(share: Share, other: str, unit: str) -> Piece:
    """Hold a figure that only one half gives; a cause that puts it elsewhere or in doubt opens it downward."""
    around = Piece.around(share.quantity, _SD_ONE[other])
    if share.is_elsewhere():
        return Piece(0.0, _placed(share, unit), around.high)
    return around if share.cause is None else Piece(0.0, around.middle, around.high)


def _beside(share: Share, unit: str) -> Piece:
    """Hold a left-over quantity beside what the halves have in common."""
    if share.is_elsewhere():
        return Piece(0.0, _placed(share, unit), share.quantity)
    around = Piece.around(share.quantity, _SD_ONE["silent"])
    if share.is_one_sided():
        return Piece(0.0, share.quantity, around.high)
    return Piece(0.0, share.quantity / 2, share.quantity)


def _placed(share: Share, unit: str) -> float:
    """Place half of a quantity that two sibling cells share here.

    Of things that are counted the odd one goes to the exporter's cell, so that the two add up to what was moved.
    """
    half = share.quantity / 2
    if not counted_units().get(unit, False):
        return half
    return math.ceil(half) if share.side == "exporter" else math.floor(half)


def _by_range(cell: Row, *, differs: bool) -> Piece | None:
    """Hold ranges: what two have in common if anything, else all that either says; one alone is widened.

    Where filings of one side differ, their range is no statement of that side, and all that is said is held.
    """
    halves = [
        (cell[f"{side}_low"], cell[f"{side}_high"])
        for side in ("from", "to")
        if cell[f"{side}_low"] is not None
    ]
    if len(halves) == 0:
        return None
    tops = [math.inf if high is None else high for _, high in halves]
    if len(halves) == 1:
        return _open(halves[0][0], tops[0], _SD_LONE)
    low, high = max(low for low, _ in halves), min(tops)
    if low > high or differs:
        return _open(min(low for low, _ in halves), max(tops), _SD_LONE)
    return _open(low, high, _SD_BOTH)


def _open(low: float, high: float, log_sd: float) -> Piece:
    if math.isinf(high):
        # "at least": as far upward as a lone half may be off, twice over
        return Piece(low, max(low, 1.0) * math.exp(_SD_LONE), max(low, 1.0) * math.exp(2 * Z90 * _SD_LONE))
    middle = high / 2 if low == 0 else math.sqrt(low * high)
    return Piece(Piece.around(low, log_sd).low, middle, Piece.around(high, log_sd).high)


def _with_observers(piece: Piece | None, cell: Row) -> Piece | None:
    """Widen to what observers say; they are read beside the halves and not weighed in this version."""
    low, high = cell["observer_low"], cell["observer_high"]
    if low is None:
        return piece
    seen = _open(low, math.inf if high is None else high, _SD_LONE)
    if piece is None or piece.high == 0:
        return Piece(0.0 if piece is not None else seen.low, seen.middle, seen.high)
    return Piece(min(piece.low, seen.low), piece.middle, max(piece.high, seen.high))


def _sum(pieces: Sequence[Piece]) -> Piece:
    """Add pieces whose errors are apart: middles add, distances to the ends add as squares."""
    middle = sum(one.middle for one in pieces)
    down = math.sqrt(sum((one.middle - one.low) ** 2 for one in pieces))
    up = math.sqrt(sum((one.high - one.middle) ** 2 for one in pieces))
    return Piece(max(0.0, middle - down), middle, middle + up)


def _p_happened(cell: Row, matched: float, shares: Sequence[Share], *, has_figure: bool) -> float:
    p_none = 1 - _p_from_halves(cell, matched, shares)
    if cell["observer_low"] is not None and cell["observer_low"] > 0:
        p_none *= 1 - _P_OBSERVED
    elif not has_figure and {cell["from_state"], cell["to_state"]} <= {"nil", "silent", *UNHEARD}:
        p_none = _P_ONE
    return 1 - p_none


def _p_from_halves(cell: Row, matched: float, shares: Sequence[Share]) -> float:
    states = {cell["from_state"], cell["to_state"]}
    if matched > 0:
        return _P_BOTH
    if "reported" not in states and states.isdisjoint(NO_FIGURE):
        return 0.0
    alone = min((_P_HAPPENED.get(state, _P_ONE) for state in states), default=_P_ONE)
    elsewhere = [share.probability for share in shares if share.is_elsewhere()]
    if len(elsewhere) == 0 or len(elsewhere) < len(shares):
        return alone
    # it happened in this cell or in its sibling; which of the two is even
    return min(elsewhere) / 2 + (1 - min(elsewhere)) * alone


_P_OBSERVED: Final = 0.9
"""An observer who names a figure is believed nine times in ten; judgement until observers are weighed."""
_TAIL: Final = 0.05
"""The lower end of a 90 % range leaves this much below it."""


def _distribution(piece: Piece | None, p_happened: float, unit: str) -> dict[str, object]:
    chances = {"p_happened": p_happened, "p_zero": 1 - p_happened}
    if piece is None:
        return chances | dict.fromkeys(("low", "estimate", "high", "log_mean", "log_sd")) | {"family": "none"}
    # More than one chance in twenty that nothing happened puts the 5th percentile at zero.
    low = 0.0 if 1 - p_happened > _TAIL else piece.low
    bounds = [low, piece.middle, piece.high]
    if counted_units().get(unit, False):
        bounds = [float(math.floor(bound + 0.5)) for bound in bounds]
    named = dict(zip(("low", "estimate", "high"), bounds, strict=True))
    return chances | named | _family(piece)


def _family(piece: Piece) -> dict[str, object]:
    if piece.high == 0:
        return {"family": "point", "log_mean": None, "log_sd": None}
    even = piece.low > 0 and math.isclose(piece.high / piece.middle, piece.middle / piece.low, rel_tol=1e-6)
    if not even:
        return {"family": "range", "log_mean": None, "log_sd": None}
    return {
        "family": "lognormal",
        "log_mean": math.log(piece.middle),
        "log_sd": math.log(piece.high / piece.middle) / Z90,
    }
