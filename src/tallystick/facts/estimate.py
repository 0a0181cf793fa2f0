"""From halves, matches, causes and reliabilities to a fact: how much, how sure, and whether it happened at all.

A cell is a sum of pieces: what the halves say of the same goods, estimated by the model (amount.py), and beside it what
stands in one half only for a likely cause. Most cells are one piece.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from scipy.special import stdtrit

from tallystick.facts import existence
from tallystick.facts.amount import Amount, Trust
from tallystick.facts.halves import Share, gap_of, halves_of
from tallystick.facts.statement import Bounds, Statement
from tallystick.model.claim import NONE
from tallystick.model.fact import FALSE_SHARE, HEARD, NO_FIGURE, UNHEARD
from tallystick.model.quantity import counted_units

Row = Mapping[str, Any]
Complete = Mapping[tuple[str, str, str, str], float]
"""Completeness by act, unit, role and claimant."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A cell with what line-by-line laying made of it."""

    cell: Row
    matched: float
    """The quantity that the halves have in common, line by line."""
    shares: Sequence[Share]
    """What is left over, with causes."""
    by_line: bool = True
    """False where the halves are ranges, or filings of one side differ."""
    differs: bool = False
    """Whether filings of one side differ."""
    observers: tuple[tuple[str, Bounds], ...] = ()
    p_unexplained: float | None = None


@dataclass(frozen=True, slots=True)
class _Beside:
    """A left-over quantity beside what the halves have in common, by its place in the list of statements."""

    share: Share
    statement: Statement


def estimates(laid: Iterable[Laid], trust: Trust, complete: Complete) -> Iterator[dict[str, object]]:
    """Make the rows of table `fact`, with `weight`, the exporter's among the halves, and `observed`, the observers'."""
    cells = [_with_own_difference(one) for one in laid]
    main = [_statement(one) for one in cells]
    beside = [_beside(one) for one in cells]
    wanted = [said for said in main if said is not None]
    wanted += [extra.statement for extras in beside for extra in extras]
    known = dict(zip(wanted, trust.amounts(wanted), strict=True))
    ordinary = _p_ordinary(cells, main, trust, complete)
    for one, said, extras, p_ordinary in zip(cells, main, beside, ordinary, strict=True):
        amount = None if said is None else known[said]
        row = _row(one, amount, [_piece(extra, known[extra.statement]) for extra in extras], complete)
        yield row | {"p_ordinary": p_ordinary}


def standings(laid: Iterable[Laid], trust: Trust, complete: Complete) -> Iterator[dict[str, object]]:
    """Say how the halves of cells stand and what their gaps leave, without estimating how much: columns `STANDING`."""
    cells = [_with_own_difference(one) for one in laid]
    ordinary = _p_ordinary(cells, [_statement(one) for one in cells], trust, complete)
    for one, p_ordinary in zip(cells, ordinary, strict=True):
        yield {"cell_id": one.cell["cell_id"], **_standing(one), "p_ordinary": p_ordinary}


STANDING: Final = ("halves", "explained", "one_sided", "remainder", "p_unexplained", "p_ordinary")
"""Columns of a fact that laying a cell line by line tells; the others say how much, and whether it happened."""


def _with_own_difference(one: Laid) -> Laid:
    """Add what one side's own filings differ by: nobody but that side can say which stands."""
    gap = gap_of(one.cell)
    shares = list(one.shares)
    if not one.by_line and gap is not None and gap > 0:
        shares = [Share("exporter" if one.cell["from_low"] > one.cell["to_low"] else "importer", gap)]
    if one.differs:
        shares += _own_difference(one.cell)
    return replace(one, shares=shares)


def _own_difference(cell: Row) -> Iterator[Share]:
    for name, side in (("from", "exporter"), ("to", "importer")):
        low, high = cell[f"{name}_low"], cell[f"{name}_high"]
        if low is not None and high is not None and high > low:
            yield Share(side, high - low)


def _statement(one: Laid) -> Statement | None:
    """Say what the halves say of the same goods; null where nothing is said of any amount above zero."""
    cell = one.cell
    measure = (cell["act"], cell["unit"])
    ours, theirs = _bounds(cell, "from"), _bounds(cell, "to")
    if (
        one.by_line
        and len(one.observers) == 0
        and cell["from_state"] not in NO_FIGURE
        and cell["to_state"] not in NO_FIGURE
    ):
        ours, theirs = _same_goods(one, ours, "exporter"), _same_goods(one, theirs, "importer")
    if ours is None and theirs is None:
        # what an observer's word is worth does not hang on whose deal it is: then it is worked out once for all
        return None if len(one.observers) == 0 else Statement(measure, NONE, NONE, None, None, one.observers)
    return Statement(measure, cell["from_party"], cell["to_party"], ours, theirs, one.observers)


def _bounds(cell: Row, side: str) -> Bounds | None:
    """Give one half's bounds; null where it gives no figure or says none (whether it happened is another question).

    Filings that say "none" and "at least five" leave any amount open: together they bound nothing.
    """
    low, high = cell[f"{side}_low"], cell[f"{side}_high"]
    if low is None or high == 0 or (low == 0 and high is None):
        return None
    return float(low), None if high is None else float(high)


def _same_goods(one: Laid, bounds: Bounds | None, side: str) -> Bounds | None:
    """Give what one half says of goods that the other half may mean too."""
    if bounds is None:
        return None
    amount = one.matched + sum(
        share.quantity for share in one.shares if share.side == side and not share.is_likely()
    )
    return (amount, amount) if amount > 0 else None


def _beside(one: Laid) -> list[_Beside]:
    """List what stands beside; nothing where observers or ranges speak of the whole cell."""
    if not one.by_line or len(one.observers) > 0:
        return []
    cell = one.cell
    measure = (cell["act"], cell["unit"])
    found = []
    for share in one.shares:
        if share.is_likely() and share.quantity > 0:
            alone: Bounds = (share.quantity, share.quantity)
            sides = (alone, None) if share.side == "exporter" else (None, alone)
            found.append(_Beside(share, Statement(measure, cell["from_party"], cell["to_party"], *sides)))
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    low: float
    middle: float
    high: float


def _piece(extra: _Beside, amount: Amount) -> _Piece:
    """Hold a left-over quantity: half of it where a sibling cell has it too, all of it where it is of other goods."""
    share, unit = extra.share, extra.statement.measure[1]
    if share.is_elsewhere():
        return _Piece(0.0, _placed(share, unit), share.quantity)
    if share.is_one_sided():
        return _Piece(0.0, amount.middle, amount.high)
    return _Piece(0.0, share.quantity / 2, share.quantity)


def _placed(share: Share, unit: str) -> float:
    """Place half of a quantity that two sibling cells share here.

    Of things that are counted the odd one goes to the exporter's cell, so that the two add up to what was moved.
    """
    half = share.quantity / 2
    if not counted_units().get(unit, False):
        return half
    return float(math.ceil(half) if share.side == "exporter" else math.floor(half))


def _row(one: Laid, amount: Amount | None, extras: Sequence[_Piece], complete: Complete) -> dict[str, object]:
    cell = one.cell
    gap = gap_of(cell)
    p_same = amount.p_same if amount is not None and gap is not None else None
    p_happened = _p_happened(one, p_same or 0.0, complete)
    return {
        "cell_id": cell["cell_id"],
        **_standing(one),
        "gap": gap,
        "p_same": p_same,
        "weight": 0.5 if amount is None else amount.weight,
        "observed": 0.0 if amount is None else amount.observed,
        **_distribution(cell, amount, extras, p_happened),
        **(_bound(one, p_happened) if len(extras) == 0 else {}),
    }


def _bound(one: Laid, p_happened: float) -> dict[str, object]:
    """Give the bound alone where every witness says "at least" or "at most": how much beyond it, nobody says.

    A middle would be that of the grid, which ends somewhere, and of nothing in the record.
    """
    halves = (_bounds(one.cell, side) for side in ("from", "to"))
    said = [*(half for half in halves if half is not None), *(bounds for _, bounds in one.observers)]
    least = max((low for low, _ in said), default=0.0)
    most = min((high for _, high in said if high is not None), default=None)
    if len(said) == 0 or (least > 0 and most is not None):
        return {}
    low = 0.0 if 1 - p_happened > existence.TAIL else least
    shape = dict.fromkeys(("estimate", *_SHAPE))
    return shape | {"low": low, "high": most, "family": "range"}


def _standing(one: Laid) -> dict[str, object]:
    """Give `STANDING` but for how ordinary a gap is."""
    shares, remainder = one.shares, _remainder(one.cell, one.shares)
    likely = [share for share in shares if share.is_likely() and not share.is_one_sided()]
    return {
        "halves": halves_of(one.cell, shares),
        "explained": sum(share.quantity for share in likely),
        "one_sided": sum(share.quantity for share in shares if share.is_one_sided()),
        "remainder": remainder,
        "p_unexplained": _p_unexplained(one, remainder),
    }


def _remainder(cell: Row, shares: Sequence[Share]) -> float | None:
    """Add up what no likely cause explains; null where the other half is not on record and nothing can be laid."""
    states = {cell["from_state"], cell["to_state"]}
    if not states.isdisjoint(UNHEARD | NO_FIGURE):
        return None
    return sum(share.quantity for share in shares if not share.is_likely())


def _p_ordinary(
    cells: Sequence[Laid], main: Sequence[Statement | None], trust: Trust, complete: Complete
) -> list[float | None]:
    """Say how ordinary each gap is: halves that differ so far, or a return that leaves such a line out."""
    two = [said for said in main if said is not None and said.ours is not None and said.theirs is not None]
    differ = dict(zip(two, trust.ordinary(two), strict=True))
    return [
        _p_left_out(one, complete) if said is None or said not in differ else differ[said]
        for one, said in zip(cells, main, strict=True)
    ]


def _p_left_out(one: Laid, complete: Complete) -> float | None:
    for side, other in (("exporter", "importer"), ("importer", "exporter")):
        if _says_something(one.cell, side) and one.cell[_STATE_OF[other]] in HEARD:
            return 1 - _completeness(one.cell, other, complete)
    return None


def _completeness(cell: Row, side: str, complete: Complete) -> float:
    return complete.get((cell["act"], cell["unit"], side, cell[_PARTY_OF[side]]), UNKNOWN_COMPLETENESS)


def _p_unexplained(one: Laid, remainder: float | None) -> float | None:
    """Give what the readings of the gap leave; where only totals could be compared nothing was looked for."""
    if one.p_unexplained is None and not one.by_line and remainder is not None and remainder > 0:
        return 1.0
    return one.p_unexplained


def _p_happened(one: Laid, p_same: float, complete: Complete) -> float:
    cell = one.cell
    says = [side for side in _STATE_OF if _says_something(cell, side)]
    unsure = [side for side in _STATE_OF if _leaves_open(cell, side)]
    silent = [side for side in _STATE_OF if side not in (*says, *unsure) and cell[_STATE_OF[side]] in HEARD]
    missed = [1 - _completeness(cell, side, complete) for side in silent]
    seen = [existence.OBSERVER_FALSE for _, (low, _) in one.observers if low > 0]
    if len(says) + len(seen) == 0:
        if len(unsure) > 0:
            return existence.OPEN
        if len(missed) == len(_STATE_OF):
            return existence.p_denied(*(1 - share for share in missed))
        return existence.UNSAID
    both = len(says) == len(_STATE_OF)
    p = existence.p_happened([FALSE_SHARE] * len(says) + seen, missed, p_same if both else 0.0)
    return _or_elsewhere(one.shares, p) if len(says) == 1 and len(seen) == 0 else p


def _says_something(cell: Row, side: str) -> bool:
    """Whether a side says that something moved, with a figure or withholding it."""
    name = "from" if side == "exporter" else "to"
    if cell[f"{name}_state"] in NO_FIGURE:
        return True
    return bool(cell[f"{name}_state"] == "reported" and (cell[f"{name}_low"] or 0.0) > 0)


def _leaves_open(cell: Row, side: str) -> bool:
    """Whether a side's figure may be nought and may be more, so that it neither says nor denies that anything moved."""
    name = "from" if side == "exporter" else "to"
    is_more = cell[f"{name}_high"] is None or cell[f"{name}_high"] > 0
    return bool(cell[f"{name}_state"] == "reported" and (cell[f"{name}_low"] or 0.0) == 0 and is_more)


_STATE_OF: Final = {"exporter": "from_state", "importer": "to_state"}
_PARTY_OF: Final = {"exporter": "from_party", "importer": "to_party"}
UNKNOWN_COMPLETENESS: Final = 0.5
"""A claimant whom no partner ever gave occasion to answer: as likely as not to have shown it."""


def _or_elsewhere(shares: Sequence[Share], alone: float) -> float:
    """A lone figure whose counterpart stands in a sibling cell happened in one of the two; which is even."""
    elsewhere = [share.probability for share in shares if share.is_elsewhere()]
    if len(elsewhere) == 0 or len(elsewhere) < len(shares):
        return alone
    return min(elsewhere) / 2 + (1 - min(elsewhere)) * alone


def _distribution(
    cell: Row, amount: Amount | None, extras: Sequence[_Piece], p_happened: float
) -> dict[str, object]:
    chances: dict[str, object] = {"p_happened": p_happened, "p_zero": 1 - p_happened}
    nothing = dict.fromkeys(("low", "estimate", "high", *_SHAPE))
    if amount is None and len(extras) == 0:
        if _says_none(cell):
            return chances | nothing | {"low": 0.0, "estimate": 0.0, "high": 0.0, "family": "point"}
        return chances | nothing | {"family": "none"}
    main = [] if amount is None else [_Piece(_low_end(amount, p_happened), amount.middle, amount.high)]
    whole = _sum(main + list(extras))
    # more than one chance in twenty that nothing happened puts the 5th percentile at zero
    ends = [0.0 if 1 - p_happened > existence.TAIL else whole.low, whole.middle, whole.high]
    if counted_units().get(cell["unit"], False):
        ends = [float(math.floor(end + 0.5)) for end in ends]
    found = chances | nothing | dict(zip(("low", "estimate", "high"), ends, strict=True))
    if amount is None or len(extras) > 0:
        return found | {"family": "range"}
    return found | {
        "family": "student_t",
        "log_mean": amount.log_mean,
        "log_sd": amount.log_sd,
        "df": amount.df,
        **_stated(amount),
    }


def _stated(amount: Amount) -> dict[str, object]:
    """Give the figures that may be exactly right, as columns."""
    figures: list[tuple[float | None, float]] = [*amount.stated, (None, 0.0), (None, 0.0)]
    (figure, p_figure), (other, p_other) = figures[:2]
    return {"figure": figure, "p_figure": p_figure, "other_figure": other, "p_other": p_other}


_SHAPE: Final = ("log_mean", "log_sd", "df", "figure", "p_figure", "other_figure", "p_other")
"""What a distribution is told by, beside its ends and middle."""


def _low_end(amount: Amount, p_happened: float) -> float:
    """Put the lower end where a twentieth lies below it, that nothing happened with it."""
    share = float(existence.share_below(np.asarray(1 - p_happened)))
    if share == 0.0:
        return 0.0
    further = float(stdtrit(amount.df, 1 - share)) - float(stdtrit(amount.df, 1 - existence.TAIL))
    # what is counted, and happened, is at least one
    reach = amount.log_sd if amount.reach is None else amount.reach
    return max(amount.low * math.exp(-further * reach), min(amount.low, amount.least))


def _says_none(cell: Row) -> bool:
    states = {cell["from_state"], cell["to_state"]}
    return states.isdisjoint(NO_FIGURE) and any(cell[f"{side}_high"] == 0 for side in ("from", "to"))


def _sum(pieces: Sequence[_Piece]) -> _Piece:
    """Add pieces whose errors are apart: middles add, distances to the ends add as squares."""
    middle = sum(one.middle for one in pieces)
    down = math.sqrt(sum((one.middle - one.low) ** 2 for one in pieces))
    up = math.sqrt(sum((one.high - one.middle) ** 2 for one in pieces))
    return _Piece(max(0.0, middle - down), middle, middle + up)
