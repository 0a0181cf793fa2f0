"""The rows of the grid, each with the party it is about, its acts and its notes."""

from dataclasses import dataclass, field
from functools import partial
from typing import Final

from tallystick.catalog.un_treaty_status.acts import Entry, columns_of, parse_entry
from tallystick.catalog.un_treaty_status.heading import Heading
from tallystick.model.agreement import CONSENTS, Joining, Participation
from tallystick.model.claim import NONE
from tallystick.sources.intake import Intake
from tallystick.sources.strict import Record

PARTICIPANT: Final = "participant"


@dataclass(slots=True)
class StatusRow:
    """One row of the grid."""

    record: Record
    party: str
    entries: list[Entry]
    notes: tuple[str, ...]
    articles: dict[Joining, str] = field(default_factory=dict)
    """Which articles an act covers, where the page says so."""
    remarks: list[str] = field(default_factory=list)
    """What its notes are about."""

    def entry(self, *acts: Joining) -> Entry | None:
        """Give the first of its acts that is one of these."""
        return next((entry for entry in self.entries if entry.act in acts), None)

    @property
    def consent(self) -> Entry | None:
        """Its consent to be bound, in effect or not."""
        return self.entry(*CONSENTS)


def read_rows(intake: Intake, heading: Heading) -> list[StatusRow]:
    """Read every row; names are looked up as of the day of the page, whose names they are."""
    columns = columns_of(intake.document.columns)
    rows: list[StatusRow] = []
    for record in intake.records():
        name = intake.take(record, PARTICIPANT, str)
        entries = [
            intake.take_optional(record, key, partial(parse_entry, meanings=meanings))
            for key, meanings in columns.items()
        ]
        if name is not None:
            party = intake.party(record, PARTICIPANT, name, heading.as_at)
            marks = intake.document.page.marks.get(record.row.locator, ())
            rows.append(StatusRow(record, party, [one for one in entries if one is not None], marks))
    return rows


def acts_of(row: StatusRow, heading: Heading) -> list[Participation]:
    """Make an act of each entry; what notes are about stands with the consent, or with the last act."""
    main = row.consent if row.consent is not None else row.entries[-1] if len(row.entries) > 0 else None
    return [
        Participation(
            agreement=heading.agreement,
            party=row.party,
            act=entry.act,
            acted_on=entry.day,
            articles=row.articles.get(entry.act, NONE),
            note=_note(entry, row.remarks if entry is main else []),
            source=heading.source,
        )
        for entry in row.entries
    ]


def _note(entry: Entry, remarks: list[str]) -> str:
    parts = [entry.remark] if entry.remark != "" else []
    if entry.in_brackets:
        parts.append("in brackets: no longer in effect")
    return "; ".join([*parts, *remarks]) or NONE
