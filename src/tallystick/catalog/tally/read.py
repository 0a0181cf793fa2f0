"""Read tally files (one line a statement) and filing files (one line an act of reporting)."""

from typing import Final

from tallystick.catalog.tally.filings import FILING_LAYOUT, read_filings
from tallystick.catalog.tally.lines import TALLY_LAYOUT, read_lines
from tallystick.model.claim import Reading
from tallystick.sources.document import Document, FileHead
from tallystick.sources.intake import Given, Intake
from tallystick.sources.layout import Layout

LAYOUTS: Final[tuple[Layout, ...]] = (TALLY_LAYOUT, FILING_LAYOUT)

DEFAULTS: Final = frozenset(
    column for layout in LAYOUTS for column in layout.required + layout.optional if column != "line"
)
"""Any column may be given once for the whole file; a `line` may not, since it numbers repeated statements."""


def recognises(head: FileHead) -> bool:
    """Whether the header is that of a tally file or of a filing file."""
    return any(layout.fits(head) for layout in LAYOUTS)


def read(document: Document, given: Given) -> Reading:
    """Read a tally file into claims, or a filing file into filings.

    Raises:
        UnreadableError: naming every cell the model refuses; nothing is taken then.
    """
    intake = Intake(document, given)
    if TALLY_LAYOUT.fits(document.head, given.defaults):
        read_lines(intake)
    else:
        read_filings(intake)
    return intake.finish()
