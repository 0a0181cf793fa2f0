"""The head of a status page: which agreement, as at which day, and how many the page itself counts."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from tallystick.catalog.un_treaty_status.days import no_such_day
from tallystick.errors import UnreadableError
from tallystick.phrase import Joint, Phrase, listed, says
from tallystick.sources.document import Document

AGREEMENTS: Final = MappingProxyType(
    {
        "XXVI-1": "enmod",
        "XXVI-2": "ccw",
        "XXVI-2-a": "ccw_p4",
        "XXVI-2-b": "ccw_p2a",
        "XXVI-2-c": "ccw_art1",
        "XXVI-2-d": "ccw_p5",
        "XXVI-3": "cwc",
        "XXVI-4": "ctbt",
        "XXVI-5": "ottawa",
        "XXVI-6": "ccm",
        "XXVI-8": "att",
        "XXVI-9": "tpnw",
    }
)
"""The chapter under which the Treaty Collection lists a treaty, and the folder of that agreement here."""

_CHAPTER: Final = re.compile(r"^CHAPTER ([IVXLC]+)$")
_TREATY: Final = re.compile(r"^(\d+)\.\s*(?:([a-z])\s)?")
"""`8. Arms Trade Treaty`, `2. b Protocol on …`."""
_AS_AT: Final = re.compile(r"^STATUS AS AT : (\d\d)-(\d\d)-(\d{4})\b")
"""The day comes first, as everywhere in the Treaty Collection."""
_COUNT: Final = re.compile(r"(Signatories|Parties) : (\d+)")

_REMEDY: Final = says(
    "Save the treaty's status page of the UN Treaty Collection as HTML, whole, and add that."
)
_NO_CHAPTER: Final = says("has no chapter in its head")
_NO_NUMBER: Final = says("has no number within the chapter in its head")
_NO_DATE: Final = says("has no date in its head")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the grid."""

    agreement: str
    chapter: str
    as_at: date
    counts: dict[str, int]
    """`Signatories` and `Parties`, as far as the page counts them."""

    @property
    def source(self) -> str:
        """Cite the page."""
        return f"UN Treaty Collection, chapter {self.chapter}, status as at {self.as_at}"


def read_heading(document: Document) -> Heading:
    """Read the head of the page.

    Raises:
        UnreadableError: for a page without chapter, number or date, and for a chapter that stands for no agreement.
    """
    page = document.page
    head = _found(document, _CHAPTER, page.text("rptHead_ctl00_tcHead"), _NO_CHAPTER)
    treaty = _found(document, _TREATY, page.text("rptTreaty_ctl00_tcTreaty"), _NO_NUMBER)
    chapter = "-".join(part for part in (head[1], treaty[1], treaty[2]) if part is not None)
    if chapter not in AGREEMENTS:
        raise _unknown(document, chapter)
    counts = {name: int(number) for name, number in _COUNT.findall(page.text("rptStatus_ctl00_tcText"))}
    return Heading(AGREEMENTS[chapter], chapter, _as_at(document), counts)


def _as_at(document: Document) -> date:
    match = _found(document, _AS_AT, document.page.text("div3"), _NO_DATE)
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableError(document.path, no_such_day(match[0]), line=1, remedy=_REMEDY) from error


def _found(document: Document, pattern: re.Pattern[str], text: str, problem: Phrase) -> re.Match[str]:
    match = pattern.match(text)
    if match is None:
        raise UnreadableError(document.path, problem, line=1, remedy=_REMEDY)
    return match


def _unknown(document: Document, chapter: str) -> UnreadableError:
    near = [f"{number} ({AGREEMENTS[number]})" for number in get_close_matches(chapter, AGREEMENTS, n=1)]
    known = listed(f"{number} ({name})" for number, name in AGREEMENTS.items())
    remedy = [says("Known: %(known)s.", known=known)]
    if len(near) > 0:
        remedy.append(says("Nearest: %(near)s.", near=listed(near)))
    remedy.append(says("Another treaty needs its own folder of the shelf of agreements first."))
    return UnreadableError(
        document.path,
        says("is of chapter %(chapter)s, which stands for no agreement known here", chapter=chapter),
        line=1,
        remedy=listed(remedy, Joint.SPACE),
    )
