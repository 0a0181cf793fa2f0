"""Declarations on a status page: read for provisional application only; the rest is counted and named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tallystick.catalog.un_treaty_status.heading import Heading
from tallystick.catalog.un_treaty_status.notes import article_of
from tallystick.catalog.un_treaty_status.rows import PARTICIPANT, StatusRow
from tallystick.model.agreement import Joining, Participation
from tallystick.model.claim import NONE, Issue
from tallystick.sources.document import Page
from tallystick.sources.intake import Intake

_PLACE: Final = re.compile(r"_(dgDecUnderArticle|dgDec|dgObj)_ctl\d+_divParticipant$")
_TITLES: Final = {
    "dgDecUnderArticle": ("divMainDecArt", "divDecArt"),
    "dgDec": ("divMainDecTilte", "divDecTilte"),
}
"""Where the title of each list stands; the page spells it so."""
_PROVISIONAL: Final = re.compile(
    r"(?:apply provisionally|provisionally apply)(?: paragraph (?P<paragraph>\d+) of)? article (?P<article>\d+)"
)
_OF_PROVISIONAL: Final = "Declaration of provisional application"
_UPON_CONSENT: Final = re.compile(
    r"Unless otherwise indicated, the declarations.* were made ?upon .*ratification"
)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration: in which list, by whom, in which words, under which title."""

    place: str
    by: str
    text: str
    title: str


def declarations_of(page: Page) -> Iterator[Declaration]:
    """Give every declaration and objection of the page."""
    for key, by in page.texts.items():
        match = _PLACE.search(key)
        if match is not None:
            text = page.texts.get(key.replace("divParticipant", "divText"), "").removeprefix(by).strip()
            title = " ".join(page.text(name) for name in _TITLES.get(match[1], ()))
            yield Declaration(match[1], by, text, title)


def read_declarations(intake: Intake, heading: Heading, rows: list[StatusRow]) -> list[Participation]:
    """Read declarations of provisional application; one that the page does not date is reported, never dated."""
    by_party = {row.party: row for row in rows}
    acts: list[Participation] = []
    unread = 0
    for one in declarations_of(intake.document.page):
        told = _PROVISIONAL.search(one.text)
        if one.place == "dgObj" or (told is None and _OF_PROVISIONAL not in one.title):
            unread += 1
            continue
        row = by_party.get(intake.known_party(one.by, heading.as_at) or "")
        act = None if told is None or row is None else _act(heading, row, one, told)
        if act is None:
            _report_undated(intake, one)
        else:
            acts.append(act)
    intake.reading.issues.extend(_left_unread(intake.document.page, unread))
    return acts


def _act(heading: Heading, row: StatusRow, one: Declaration, told: re.Match[str]) -> Participation | None:
    """Date a declaration by the consent, where the page says that they were made together."""
    consent = row.consent
    if consent is None or _UPON_CONSENT.search(one.title) is None or _YEAR.search(one.text) is not None:
        return None
    parts = "" if told["paragraph"] is None else f"({told['paragraph']})"
    return Participation(
        agreement=heading.agreement,
        party=row.party,
        act=Joining.PROVISIONAL,
        acted_on=consent.day,
        articles=article_of(told["article"], parts),
        note="declaration, made upon consent as the page says of those it does not date",
        source=heading.source,
    )


def _report_undated(intake: Intake, one: Declaration) -> None:
    intake.reading.issues.append(
        Issue(
            rule="undated_act",
            field=PARTICIPANT,
            value=one.by,
            message=f"{one.by} declared that it applies the treaty provisionally, and the page does not say when. "
            "It was not taken; a participation file can add it with its day.",
            locator=f"list {one.place}",
        )
    )


def _left_unread(page: Page, declarations: int) -> Iterator[Issue]:
    """Count what stands on the page and was not read."""
    if declarations > 0:
        yield Issue(
            rule="declarations_unread",
            field=NONE,
            value=str(declarations),
            message=f"Declarations, reservations and objections on the page that were not read: {declarations}. "
            "They may bear on what a party promised.",
            locator="whole file",
        )
    territories = len(page.rows("tblDec")[1:])
    if territories > 0:
        yield Issue(
            rule="territories_unread",
            field=NONE,
            value=str(territories),
            message=f"Notifications about territories on the page that were not read: {territories}. "
            "They may bear on where a party is bound.",
            locator="whole file",
        )
