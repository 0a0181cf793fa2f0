"""Which claims stand behind a fact, and with what share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from tallystick.model.quantity import SILENT_KINDS

Row = Mapping[str, Any]
_SIDE_OF: Final = {"exporter": "from", "importer": "to", "holder": "to"}


def weights(cell_id: str, claims: Sequence[Row]) -> Iterable[dict[str, object]]:
    """Make the rows of table `fact_claim`: both halves weigh alike, lines within a half by their number.

    Below about six doubly reported cells no claimant's reliability can be estimated, so none is preferred.
    """
    heard = {_SIDE_OF[row["role"]] for row in claims if _weighs(row)}
    for row in claims:
        share = _share(row, claims) / len(heard) if _weighs(row) else 0.0
        yield {"cell_id": cell_id, "claim_id": row["claim_id"], "weight": share}


def _weighs(row: Row) -> bool:
    return row["role"] in _SIDE_OF and row["quantity_kind"] not in SILENT_KINDS


def _share(row: Row, claims: Sequence[Row]) -> float:
    side = [one for one in claims if _weighs(one) and _SIDE_OF[one["role"]] == _SIDE_OF[row["role"]]]
    total = sum(_amount(one) for one in side)
    return float(_amount(row) / total) if total > 0 else 1 / len(side)


def _amount(row: Row) -> float:
    low, high = row["quantity_low"], row["quantity_high"]
    return float(low if high is None else (low + high) / 2)
