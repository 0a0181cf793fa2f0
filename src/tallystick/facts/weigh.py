"""Which claims stand behind a fact, and with what share."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tallystick.facts.match import Laying
from tallystick.model.claim import HALF_OF
from tallystick.model.quantity import SILENT_KINDS

Row = Mapping[str, Any]


Weighed = tuple[float, float, Collection[str]]
"""The exporter's weight among the halves, what observers weigh of all, and which observers were heard."""


def weights(
    cell_id: str, claims: Sequence[Row], laying: Laying, model: Weighed
) -> Iterable[dict[str, object]]:
    """Make the rows of table `fact_claim`; the weights of a cell that has a figure add up to 1.

    What both halves say is shared between them by the model's weights: the exporter's among the halves, and what
    observers weigh of all. A line that stands in one half only is that claim's alone.
    """
    exporter, observed, watching = model
    shares = _by_line(laying, exporter) if laying.by_line else {}
    if sum(shares.values()) == 0:
        shares = _by_half(claims, exporter)
    total = sum(shares.values())
    seen = [row["claim_id"] for row in claims if _is_seen(row, watching)]
    observed = 0.0 if len(seen) == 0 else 1.0 if total == 0 else observed
    for row in claims:
        share = shares.get(row["claim_id"], 0.0) / total * (1 - observed) if total > 0 else 0.0
        own = observed / len(seen) if row["claim_id"] in seen else 0.0
        yield {"cell_id": cell_id, "claim_id": row["claim_id"], "weight": share + own}


def _is_seen(row: Row, watching: Collection[str]) -> bool:
    spoke = row["role"] not in HALF_OF and row["quantity_kind"] not in SILENT_KINDS
    return spoke and row["claimant"] in watching


def _by_line(laying: Laying, exporter: float) -> dict[str, float]:
    shares: dict[str, float] = defaultdict(float)
    for laid in laying.matched:
        shares[laid.exporter.claim_id] += laid.quantity * exporter
        shares[laid.importer.claim_id] += laid.quantity * (1 - exporter)
    for part in laying.left:
        # the greater figure of one and the same goods has no more weight than the smaller
        shares[part.claim_id] += 0.0 if part.cut else part.quantity
    return shares


def _by_half(claims: Sequence[Row], exporter: float) -> dict[str, float]:
    halves: dict[str, list[Row]] = defaultdict(list)
    for row in claims:
        if row["role"] in HALF_OF and row["quantity_kind"] not in SILENT_KINDS:
            halves[HALF_OF[row["role"]]].append(row)
    share = {"exporter": exporter, "importer": 1 - exporter} if len(halves) > 1 else {}
    return {
        row["claim_id"]: share.get(side, 1.0) / len(half) for side, half in halves.items() for row in half
    }
