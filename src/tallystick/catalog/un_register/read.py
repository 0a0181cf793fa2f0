"""Read the UN Register: returns with and without their reporter, and the list of who took part."""

from typing import Final

from tallystick.catalog.un_register.participation import (
    COUNTRIES_LAYOUT,
    YEARS_LAYOUT,
    read_countries,
    read_participation,
)
from tallystick.catalog.un_register.returns import RAW_LAYOUT, REPORTER_LAYOUT, read_raw, read_returns
from tallystick.model.claim import Reading
from tallystick.sources.document import Document, FileHead, Form
from tallystick.sources.intake import Given, Intake
from tallystick.sources.layout import Layout

LAYOUTS: Final[tuple[Layout, ...]] = (REPORTER_LAYOUT, RAW_LAYOUT, YEARS_LAYOUT, COUNTRIES_LAYOUT)
"""From the one that asks most: a file with reporters has every column of one without."""

DEFAULTS: Final = frozenset({"handling"})

_READERS: Final = {
    REPORTER_LAYOUT.name: read_returns,
    RAW_LAYOUT.name: read_raw,
    YEARS_LAYOUT.name: read_participation,
    COUNTRIES_LAYOUT.name: read_countries,
}


def recognises(head: FileHead) -> bool:
    """Whether the columns are those of one of the Register's layouts."""
    return _layout(head) is not None


def read(document: Document, given: Given) -> Reading:
    """Read one of the Register's layouts.

    Raises:
        UnreadableError: naming every cell the model refuses; nothing is taken then.
    """
    intake = Intake(document, given)
    layout = _layout(document.head)
    if layout is not None:
        _READERS[layout.name](intake)
    return intake.finish()


def _layout(head: FileHead) -> Layout | None:
    return next((layout for layout in LAYOUTS if _is_of(layout, head)), None)


def _is_of(layout: Layout, head: FileHead) -> bool:
    """Columns `country` alone could be anybody's: the two lists must be JSON and have nothing else."""
    if layout in {YEARS_LAYOUT, COUNTRIES_LAYOUT}:
        return head.form is Form.JSON and set(head.columns) == set(layout.required)
    return layout.fits(head)
