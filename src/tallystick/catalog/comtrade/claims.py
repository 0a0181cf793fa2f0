"""From a row to claims: one for each measure, all of one filing."""

from typing import Final

from tallystick.catalog.comtrade.rows import Figure, TradeRow
from tallystick.model.claim import Basis, Claim, Grade, ReadClaim, Role
from tallystick.model.quantity import QuantityKind

INSTRUMENT: Final = "comtrade"


def claims_of(row: TradeRow, filing_id: str) -> list[ReadClaim]:
    """Make the claims of one row: its value, its quantity and its net weight, each in its unit."""
    return [
        ReadClaim(_claim(row, figure, filing_id), row.raw.locator, row.raw.fields)
        for figure in (row.value, *row.others)
    ]


def _claim(row: TradeRow, figure: Figure, filing_id: str) -> Claim:
    is_export = row.flow.role is Role.EXPORTER
    # nothing was estimated where no figure stands
    silent = figure.quantity.kind is QuantityKind.UNKNOWN
    return Claim(
        claimant=row.reporter,
        role=row.flow.role,
        from_party=row.reporter if is_export else row.partner,
        to_party=row.partner if is_export else row.reporter,
        category=row.category,
        scheme=row.scheme,
        scheme_code=row.product,
        period=row.period,
        quantity=figure.quantity,
        instrument=INSTRUMENT,
        filing_id=filing_id,
        basis=Basis.CUSTOMS,
        handling=row.handling,
        grade=Grade.DECLARED if silent else figure.grade,
    )
