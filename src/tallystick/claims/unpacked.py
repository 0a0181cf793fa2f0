"""Claims out of rows that hold them as columns, for records small enough to be kept claim by claim."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tallystick.model.claim import NONE, Act, Basis, Claim, Grade, ReadClaim, Role
from tallystick.model.period import Period
from tallystick.model.quantity import Quantity, QuantityKind

Row = Mapping[str, Any]

_AS_THEY_ARE: Final = (
    "claimant",
    "from_party",
    "to_party",
    "category",
    "instrument",
    "origin_party",
    "via",
    "end_user",
    "consignee",
    "intermediary",
    "carrier",
    "designation",
    "condition",
    "handling",
)


def unpacked(rows: Iterable[Row], implied: str) -> list[ReadClaim]:
    """Make claims of rows in the columns of table `claim` but for claim_id and line, which are counted anew.

    Args:
        rows: the rows of one document.
        implied: how the names of filings begin that no document gives; such claims join a filing by their words.
    """
    claims = [_claim(row, implied) for row in rows]
    return [ReadClaim(claim, NONE, {}) for claim in sorted(claims, key=repr)]


def _claim(row: Row, implied: str) -> Claim:
    filing = row["filing_id"]
    return Claim(
        **{name: row[name] for name in _AS_THEY_ARE},
        role=Role(row["role"]),
        act=Act(row["act"]),
        basis=Basis(row["basis"]),
        grade=Grade(row["evidence_grade"]),
        filing_id=NONE if filing.startswith(implied) else filing,
        period=Period(row["period_start"], row["period_end"]),
        quantity=Quantity(
            QuantityKind(row["quantity_kind"]), row["quantity_low"], row["quantity_high"], row["unit"]
        ),
    )
