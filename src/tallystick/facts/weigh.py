"""Which claims stand behind a fact, and with what share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tallystick.facts.match import Laying
from tallystick.model.claim import HALF_OF
from tallystick.model.quantity import SILENT_KINDS

Row = Mapping[str, Any]


def weights(cell_id: str, claims: Sequence[Row], laying: Laying) -> Iterable[dict[str, object]]:
    """Make the rows of table `fact_claim`; the weights of a cell that has a figure add up to 1.

    What both halves say is shared between them alike, since below about six doubly reported cells no claimant's
    reliability can be estimated and none is preferred. A line that stands in one half only is that claim's alone.
    """
    shares = _by_line(laying) if laying.by_line else {}
    total = sum(shares.values())
    if total == 0:
        shares = _by_half(claims)
        total = sum(shares.values())
    for row in claims:
        share = shares.get(row["claim_id"], 0.0)
        yield {"cell_id": cell_id, "claim_id": row["claim_id"], "weight": share / total if total > 0 else 0.0}


def _by_line(laying: Laying) -> dict[str, float]:
    shares: dict[str, float] = defaultdict(float)
    for laid in laying.matched:
        shares[laid.exporter.claim_id] += laid.quantity / 2
        shares[laid.importer.claim_id] += laid.quantity / 2
    for part in laying.left:
        # the greater figure of one and the same goods has no more weight than the smaller
        shares[part.claim_id] += 0.0 if part.cut else part.quantity
    return shares


def _by_half(claims: Sequence[Row]) -> dict[str, float]:
    halves: dict[str, list[Row]] = defaultdict(list)
    for row in claims:
        if row["role"] in HALF_OF and row["quantity_kind"] not in SILENT_KINDS:
            halves[HALF_OF[row["role"]]].append(row)
    return {row["claim_id"]: 1 / len(half) for half in halves.values() for row in half}
