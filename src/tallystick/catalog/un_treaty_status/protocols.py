"""The second grid of the Convention on Certain Conventional Weapons: by which protocols each is bound."""

import re
from datetime import date
from typing import Final

from tallystick.catalog.un_treaty_status.days import DAY, parse_day
from tallystick.catalog.un_treaty_status.heading import Heading
from tallystick.catalog.un_treaty_status.rows import PARTICIPANT, StatusRow
from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.model.agreement import Joining, Participation
from tallystick.model.claim import Issue
from tallystick.phrase import quoted, says
from tallystick.sources.document import PageRow
from tallystick.sources.intake import Intake

TABLE: Final = "Table1"
_MARK: Final = re.compile(rf"^[xX](?: \((?P<day>{DAY})\))?$")


def read_protocols(intake: Intake, heading: Heading, rows: list[StatusRow]) -> list[Participation]:
    """Read the protocols accepted with the consent into its articles; later acceptances are acts of their own.

    Raises:
        UnreadableError: for a mark that is none.
    """
    header, *lines = intake.document.page.rows(TABLE) or (PageRow(0, ()),)
    consented = {row.party: row for row in rows if row.consent is not None}
    later: list[Participation] = []
    told: set[str | None] = set()
    for line in lines:
        marks = _marks(intake, header, line)
        party = intake.known_party(line.cells[0], heading.as_at)
        if party is None or party not in consented:
            _report(intake, line.cells[0], "stands among the protocols and has no consent in the first table")
            continue
        told.add(party)
        _accept_at_once(consented[party], marks)
        later += [_later(heading, party, name, day) for name, day in marks.items() if day is not None]
    if len(lines) > 0:
        for party in sorted(set(consented) - told):
            _report(intake, party, "has consented, and the page does not say to which protocols")
    return later


def _marks(intake: Intake, header: PageRow, line: PageRow) -> dict[str, date | None]:
    """Read the marks of one row: protocol → the day it was accepted, null where that was with the consent."""
    if len(line.cells) != len(header.cells):
        problem = says(
            "has %(found)s cells, and the header of table %(table)s has %(expected)s",
            found=len(line.cells),
            table=TABLE,
            expected=len(header.cells),
        )
        raise UnreadableError(intake.document.path, problem, line=line.line)
    found: dict[str, date | None] = {}
    for name, cell in zip(header.cells[1:], line.cells[1:], strict=True):
        if cell != "":
            try:
                found[name.replace("Protocol ", "protocol_")] = _mark(cell)
            except ValueRefusedError as error:
                raise UnreadableError(
                    intake.document.path, error.whole, line=line.line, column=name
                ) from error
    return found


def _mark(cell: str) -> date | None:
    match = _MARK.match(cell)
    if match is None:
        raise ValueRefusedError(
            says("%(text)s is not a mark such as x or x (18 July 2002)", text=quoted(cell[:40]))
        )
    return None if match["day"] is None else parse_day(match["day"])


def _accept_at_once(row: StatusRow, marks: dict[str, date | None]) -> None:
    at_once = [name for name, day in marks.items() if day is None]
    if row.consent is not None and len(at_once) > 0:
        row.articles[row.consent.act] = " ".join(at_once)


def _later(heading: Heading, party: str, name: str, day: date) -> Participation:
    return Participation(
        agreement=heading.agreement,
        party=party,
        act=Joining.CONSENT,
        acted_on=day,
        articles=name,
        note="accepted after the Convention",
        source=heading.source,
    )


def _report(intake: Intake, value: str, what: str) -> None:
    intake.reading.issues.append(
        Issue(
            rule="protocols_unsettled",
            field=PARTICIPANT,
            value=value,
            message=f"{value} {what}.",
            locator=f"table {TABLE}",
        )
    )
