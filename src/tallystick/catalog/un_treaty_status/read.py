"""Read a status page of the UN Treaty Collection into acts of joining and leaving."""

from typing import Final

from tallystick.catalog.un_treaty_status.acts import Entry
from tallystick.catalog.un_treaty_status.declarations import read_declarations
from tallystick.catalog.un_treaty_status.heading import Heading, read_heading
from tallystick.catalog.un_treaty_status.linked import link_notes
from tallystick.catalog.un_treaty_status.notes import read_notes
from tallystick.catalog.un_treaty_status.protocols import read_protocols
from tallystick.catalog.un_treaty_status.rows import PARTICIPANT, StatusRow, acts_of, read_rows
from tallystick.model.agreement import Joining
from tallystick.model.claim import Issue, Reading
from tallystick.phrase import marked
from tallystick.sources.document import Document, FileHead, Form
from tallystick.sources.intake import Given, Intake
from tallystick.sources.layout import Layout

LAYOUT: Final = Layout(marked("status page of the UN Treaty Collection"), (PARTICIPANT,), form=Form.HTML)
"""The other columns differ from treaty to treaty; their headings say what their codes mean."""
LAYOUTS: Final[tuple[Layout, ...]] = (LAYOUT,)
DEFAULTS: Final[frozenset[str]] = frozenset()
"""No column may be given for the whole page."""


def recognises(head: FileHead) -> bool:
    """Whether it is a web page whose grid begins with the participant."""
    return LAYOUT.fits(head) and head.columns[0] == PARTICIPANT


def read(document: Document, given: Given) -> Reading:
    """Read a status page: grid, notes, protocols and declarations of provisional application.

    Raises:
        UnreadableError: for a page of no agreement known here, and naming every cell that is no act.
    """
    intake = Intake(document, given)
    heading = read_heading(document)
    rows = read_rows(intake, heading)
    later = link_notes(intake, heading, rows, read_notes(document.page))
    later += read_protocols(intake, heading, rows)
    later += read_declarations(intake, heading, rows)
    intake.reading.participation.extend(act for row in rows for act in acts_of(row, heading))
    intake.reading.participation.extend(later)
    _check_counts(intake, heading, rows)
    return intake.finish()


def _check_counts(intake: Intake, heading: Heading, rows: list[StatusRow]) -> None:
    """Hold our counts against the page's own; those who withdrew are no parties, nor signatories."""
    ours = {
        "Signatories": sum(_stands(row.entry(Joining.SIGNATURE)) for row in rows),
        "Parties": sum(_stands(row.consent) for row in rows),
    }
    for name, counted in ours.items():
        told = heading.counts.get(name)
        if told != counted and (told is not None or counted > 0):
            said = "does not say how many" if told is None else f"says {told}"
            intake.reading.issues.append(
                Issue(
                    rule="count_differs",
                    field=name,
                    value=str(counted),
                    message=f"The page {said} under {name!r}, and its table shows {counted}. Look for what is amiss.",
                    locator="whole file",
                )
            )


def _stands(entry: Entry | None) -> bool:
    return entry is not None and not entry.in_brackets
