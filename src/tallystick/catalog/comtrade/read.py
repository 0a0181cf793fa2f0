"""Read UN Comtrade: each row is what one reporter says of its trade with one partner in one product."""

from typing import Final

from tallystick.catalog.comtrade.claims import claims_of
from tallystick.catalog.comtrade.filings import filing_id_of, filings_of, returns_of
from tallystick.catalog.comtrade.rows import LAYOUT, TradeRow, read_rows
from tallystick.model.claim import Issue, Reading
from tallystick.sources.document import Document, FileHead
from tallystick.sources.intake import Given, Intake
from tallystick.sources.layout import Layout

LAYOUTS: Final[tuple[Layout, ...]] = (LAYOUT,)
DEFAULTS: Final = frozenset({"handling"})


def recognises(head: FileHead) -> bool:
    """Whether the columns are those of a Comtrade table."""
    return LAYOUT.fits(head)


def read(document: Document, given: Given) -> Reading:
    """Read a Comtrade table: a claim for each measure of each row, and a filing for each whole return.

    Rows of all partners together (World), of all products (TOTAL) and of groups of reporters (EU-28) are sums,
    and no claim is made of them. World is the check that every partner of a return is here: only then is a
    filing stated, since only then does a partner that is not named mean that nothing was recorded.

    Raises:
        UnreadableError: naming every cell the model refuses; nothing is taken then.
    """
    intake = Intake(document, given)
    rows = list(read_rows(intake))
    returns = returns_of(rows)
    for row in rows:
        if not row.is_sum:
            _report_own_goods(intake, row)
            intake.reading.claims.extend(claims_of(row, filing_id_of(row, returns)))
    intake.reading.filings.extend(filings_of(returns))
    _report_sums(intake, sum(row.is_sum for row in rows))
    return intake.finish()


def _report_own_goods(intake: Intake, row: TradeRow) -> None:
    """Tell once a reporter of trade with itself: goods of its own that came back."""
    if row.reporter != row.partner:
        return
    intake.report_once(
        Issue(
            rule="same_party",
            field="partner",
            value=row.reporter,
            message=f"From and to are the same party, {row.reporter}: goods of its own that came back. "
            "Kept as written; they mirror nobody's exports.",
            locator=row.raw.locator,
            original=row.raw.fields,
        )
    )


def _report_sums(intake: Intake, count: int) -> None:
    if count == 0:
        return
    intake.report_once(
        Issue(
            rule="sums_left_out",
            field="partner",
            value=str(count),
            message=f"{count:,} rows are sums over partners (World), products (TOTAL) or reporters (EU-28). "
            "No claim is made of them; the rows they add up are read where the file has them.",
            locator="whole file",
        )
    )
