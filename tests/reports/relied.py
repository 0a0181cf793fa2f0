"""Invented reliabilities, other readings of a gap, and remarks."""

from collections.abc import Mapping, Sequence
from typing import Final

_EXPLAINED: Final = "transfer.DEU.POL.battle_tanks.2014.items"
_LEFT: Final = {"cell_id": _EXPLAINED, "side": "exporter", "quantity": 28.0}
_ENDS: Final = {
    "completeness_low": 0.56,
    "completeness": 0.72,
    "completeness_high": 0.85,
    "bias_low": -0.3,
    "bias_log": 0.04,
    "bias_high": 0.39,
    "noise_low": 0.14,
    "noise_log": 0.41,
    "noise_high": 0.74,
}


def reliable(claimant: str, role: str, *, double: int, asked: int) -> dict[str, object]:
    """Make a row of table `reliability`; all have the same qualities, and differ by how much shows them."""
    measure = {"act": "transfer", "unit": "items"}
    cells = {"n_double": double, "n_asked": asked, "estimable": double >= 6}
    return {"claimant": claimant, "role": role, **measure, **cells, **_ENDS}


def relied() -> Mapping[str, Sequence[Mapping[str, object]]]:
    """Give rows of the three tables, beside the flows of `conftest.py`."""
    sibling = "transfer.DEU.POL.battle_tanks.2015.items"
    return {
        "reliability": [
            reliable("POL", "importer", double=3, asked=3),
            reliable("DEU", "exporter", double=11, asked=16),
            reliable("IND", "importer", double=2, asked=8),
        ],
        "alternative": [
            {**_LEFT, "reading": 1, "cause": "none", "sibling": "-", "odds": 0.25, "detail": "-"},
            {
                **_LEFT,
                "reading": 2,
                "cause": "category",
                "sibling": sibling,
                "odds": 0.1,
                "detail": "<tanks>",
            },
        ],
        "remark": [
            {"cell_id": "-", "kind": "invented", "sentence": "All figures are invented & small."},
            {"cell_id": _EXPLAINED, "kind": "odd", "sentence": "Germany's return <was> corrected once."},
        ],
    }
