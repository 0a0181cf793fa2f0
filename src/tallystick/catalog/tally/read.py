"""Read tally files (a line a statement), filing files (a line an act of reporting), and what bears on agreements."""

from typing import Final

from tallystick.catalog.tally.agreements import (
    MILESTONE_LAYOUT,
    PARTICIPATION_LAYOUT,
    read_milestones,
    read_participation,
)
from tallystick.catalog.tally.filings import FILING_LAYOUT, read_filings
from tallystick.catalog.tally.lines import TALLY_LAYOUT, read_lines
from tallystick.model.claim import Reading
from tallystick.sources.document import Document, FileHead
from tallystick.sources.intake import Given, Intake
from tallystick.sources.layout import Layout

LAYOUTS: Final[tuple[Layout, ...]] = (TALLY_LAYOUT, FILING_LAYOUT, PARTICIPATION_LAYOUT, MILESTONE_LAYOUT)

_READERS: Final = {
    TALLY_LAYOUT: read_lines,
    FILING_LAYOUT: read_filings,
    PARTICIPATION_LAYOUT: read_participation,
    MILESTONE_LAYOUT: read_milestones,
}

DEFAULTS: Final = frozenset(
    column for layout in LAYOUTS for column in layout.required + layout.optional if column != "line"
)
"""Any column may be given once for the whole file; a `line` may not, since it numbers repeated statements."""


def recognises(head: FileHead) -> bool:
    """Whether the header is that of one of these files."""
    return any(layout.fits(head) for layout in LAYOUTS)


def read(document: Document, given: Given) -> Reading:
    """Read a tally file into claims, a filing file into filings, and so on.

    Raises:
        UnreadableError: naming every cell the model refuses; nothing is taken then.
    """
    intake = Intake(document, given)
    layout = next(layout for layout in LAYOUTS if layout.fits(document.head, given.defaults))
    _READERS[layout](intake)
    return intake.finish()
