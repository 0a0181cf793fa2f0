"""What the witnesses of a cell say: the halves of the same goods, and observers who are not copies of the halves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from tallystick.facts.estimate import Laid
from tallystick.facts.statement import Bounds, is_counted
from tallystick.model.claim import HALF_OF, LOCAL_PRODUCTION, Role
from tallystick.model.quantity import QuantityKind

Row = Mapping[str, Any]
Derived = Mapping[str, Sequence[str]]
"""By instrument, the instruments it was made from."""

_PAIR: Final = {
    **dict.fromkeys(("cell_id", "act", "unit", "from_party", "to_party"), pl.String),
    **dict.fromkeys(("ours", "theirs"), pl.Float64),
}
_SEEN: Final = {
    **dict.fromkeys(("cell_id", "act", "unit", "half", "observer"), pl.String),
    **dict.fromkeys(("ours", "theirs"), pl.Float64),
}
_NUMBERED: Final = {QuantityKind.EXACT, QuantityKind.INTERVAL, QuantityKind.AT_LEAST, QuantityKind.BELOW}


def observers(claims: Sequence[Row], derived: Derived) -> tuple[tuple[str, Bounds], ...]:
    """Add up each observer's lines in a cell, leaving out what was made from returns that speak in the cell themselves.

    Several filings of one observer are one witness: the widest bounds count; observers who give the same figure are one
    too. Goods made in the recipient's own country crossed no border: returns need not have them, so beside a half they
    are no evidence of what it should say.
    """
    spoken = {row["instrument"] for row in claims if row["role"] in HALF_OF}
    filings: dict[str, dict[tuple[str, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in claims:
        is_own = spoken.isdisjoint(derived.get(row["instrument"], ()))
        is_beside = len(spoken) == 0 or LOCAL_PRODUCTION not in row["condition"]
        if row["role"] == Role.OBSERVER and row["quantity_kind"] in _NUMBERED and is_own and is_beside:
            filings[row["claimant"]][row["filing_id"], row["basis"]].append(row)
    seen = ((name, _widest([_added(rows) for rows in own.values()])) for name, own in sorted(filings.items()))
    # "below a hundred" in one filing and "at least five" in another bound nothing
    return _apart((name, bounds) for name, bounds in seen if bounds != (0.0, None))


def is_copied(bounds: Bounds, cell: Row) -> bool:
    """Say whether an observer's figure is a measured half's to the last digit: then it was copied, and not seen.

    Things that are counted come out alike by being right; measured amounts do not.
    """
    low, high = bounds
    exact = {cell[f"{side}_low"] for side in ("from", "to") if cell[f"{side}_low"] == cell[f"{side}_high"]}
    return low > 0 and low == high and low in exact and not is_counted((cell["act"], cell["unit"]))


def _apart(seen: Iterable[tuple[str, Bounds]]) -> tuple[tuple[str, Bounds], ...]:
    """Take observers who say the very same for one witness, the first by name: most reports have one source."""
    first: dict[Bounds, str] = {}
    for name, bounds in seen:
        first.setdefault(bounds, name)
    return tuple(sorted((name, bounds) for bounds, name in first.items()))


def _added(rows: Sequence[Row]) -> Bounds:
    tops = [row["quantity_high"] for row in rows]
    high = None if any(top is None for top in tops) else float(sum(tops))
    return float(sum(row["quantity_low"] or 0.0 for row in rows)), high


def _widest(bounds: Sequence[Bounds]) -> Bounds:
    tops = [high for _, high in bounds]
    return min(low for low, _ in bounds), None if any(top is None for top in tops) else max(
        top or 0.0 for top in tops
    )


def same_goods(laid: Sequence[Laid]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the figures that two witnesses gave of the same goods.

    Returns:
        the doubly reported amounts (cell_id, act, unit, from_party, to_party, ours, theirs), and those that an observer
        and a half gave (cell_id, act, unit, half, observer, ours, theirs); all above zero.
    """
    pairs, seen = [], []
    # a party that is its own partner is not two witnesses
    for one in (one for one in laid if one.cell["from_party"] != one.cell["to_party"]):
        cell = one.cell
        ours, theirs = (_figure(one, side) for side in ("exporter", "importer"))
        key = {name: cell[name] for name in ("cell_id", "act", "unit")}
        if ours is not None and theirs is not None:
            pairs.append(
                key
                | {
                    "from_party": cell["from_party"],
                    "to_party": cell["to_party"],
                    "ours": ours,
                    "theirs": theirs,
                }
            )
        half = (ours, cell["from_party"]) if ours is not None else (theirs, cell["to_party"])
        for name, (low, high) in one.observers:
            if half[0] is not None and low > 0 and low == high:
                seen.append(key | {"half": half[1], "observer": name, "ours": half[0], "theirs": low})
    return pl.DataFrame(pairs, schema=_PAIR, orient="row"), pl.DataFrame(seen, schema=_SEEN, orient="row")


def _figure(one: Laid, side: str) -> float | None:
    """Give one half's exact figure of goods that the other may mean too; null if there is none."""
    name = "from" if side == "exporter" else "to"
    low, high = one.cell[f"{name}_low"], one.cell[f"{name}_high"]
    if low is None or low != high or low == 0:
        return None
    if not one.by_line:
        return float(low)
    open_ = sum(share.quantity for share in one.shares if share.side == side and not share.is_likely())
    amount = one.matched + open_
    return float(amount) if amount > 0 else None
