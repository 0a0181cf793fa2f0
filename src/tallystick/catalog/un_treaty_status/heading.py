"""The head of a status page: which agreement, as at which day, and how many the page itself counts."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from tallystick.errors import UnreadableError
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

_REMEDY: Final = "Save the treaty's status page of the UN Treaty Collection as HTML, whole, and add that."


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
    head = _found(document, _CHAPTER, page.text("rptHead_ctl00_tcHead"), "chapter")
    treaty = _found(document, _TREATY, page.text("rptTreaty_ctl00_tcTreaty"), "number within the chapter")
    chapter = "-".join(part for part in (head[1], treaty[1], treaty[2]) if part is not None)
    if chapter not in AGREEMENTS:
        raise _unknown(document, chapter)
    counts = {name: int(number) for name, number in _COUNT.findall(page.text("rptStatus_ctl00_tcText"))}
    return Heading(AGREEMENTS[chapter], chapter, _as_at(document), counts)


def _as_at(document: Document) -> date:
    match = _found(document, _AS_AT, document.page.text("div3"), "date")
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableError(
            document.path, f"{match[0]!r} is a day that no calendar has", line=1, remedy=_REMEDY
        ) from error


def _found(document: Document, pattern: re.Pattern[str], text: str, what: str) -> re.Match[str]:
    match = pattern.match(text)
    if match is None:
        raise UnreadableError(document.path, f"has no {what} in its head", line=1, remedy=_REMEDY)
    return match


def _unknown(document: Document, chapter: str) -> UnreadableError:
    near = get_close_matches(chapter, AGREEMENTS, n=1)
    hint = f" Nearest: {near[0]} ({AGREEMENTS[near[0]]})." if len(near) > 0 else ""
    known = ", ".join(f"{number} ({name})" for number, name in AGREEMENTS.items())
    return UnreadableError(
        document.path,
        f"is of chapter {chapter}, which stands for no agreement known here",
        line=1,
        remedy=f"Known: {known}.{hint} Another treaty needs its own folder of the shelf of agreements first.",
    )
