"""The notes of a status page: withdrawals stand only there, and so do the articles applied provisionally."""

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from tallystick.catalog.un_treaty_status.days import DAY, parse_day
from tallystick.sources.document import Page

_DEPOSITED: Final = re.compile(
    rf"On (?P<day>{DAY}), the Government of (?P<who>.{{1,100}}?) deposited with the Secretary-General "
    r"a notification of withdrawal\b"
)
_EFFECT: Final = re.compile(
    rf"The withdrawal (?:took|takes|will take) effect for (?P<who>.{{1,100}}?) on (?P<day>{DAY})"
    r"(?: in accordance with article (?P<article>\d+ ?\(\d+\)))?"
)
_CONDITION: Final = "subject to the condition"
_NOTIFICATION: Final = re.compile(
    rf"C\.N\.\d+\.\d{{4}}\.TREATIES-[IVXLC]+[-.]\d+(?:[-.][a-z])?(?: of {DAY})?"
)

_PROVISIONAL: Final = re.compile(
    r"(?:In its notification of provisional application, )(?P<who>.{1,100}?) notified the Secretary-General.{0,500}?"
    r"(?:apply provisionally|provisionally apply) [Aa]rticle (?P<article>[IVX]+|\d+)"
    r"(?P<parts>(?: ?\(\d+\)| ?\(?[a-z]\))*)"
)
_ROMAN: Final = MappingProxyType(
    {
        "I": "1",
        "II": "2",
        "III": "3",
        "IV": "4",
        "V": "5",
        "VI": "6",
        "VII": "7",
        "VIII": "8",
        "IX": "9",
        "X": "10",
    }
)

LEAVING: Final = re.compile(r"\b(?:withdr[ae]w|denounc|denunciat|suspen|terminat)", re.IGNORECASE)
"""Words of leaving: a note that has them and is not read as a withdrawal is reported, whatever else it is."""

_KINDS: Final = (
    ("history of the state", re.compile(r"Historical Information")),
    ("acts of an earlier state", re.compile(r"had (?:signed|acceded|ratified)")),
    ("cancelled signature", re.compile(r"[Tt]he signature was cancelled")),
    ("communication", re.compile(r"\bcommunication\b")),
    (
        "territories",
        re.compile(
            r"territorial application|(?:apply|applies|extend|extended|extension) to\b|apply in respect|"
            r"For the (?:Kingdom in Europe|European part)|On behalf of the Kin|in respect of (?:Hong Kong|Tokelau)",
            re.IGNORECASE,
        ),
    ),
)
"""What notes are about that tell of no act of joining or leaving: they are ignored, by these names."""


@dataclass(frozen=True, slots=True)
class Note:
    """One numbered note."""

    number: str
    text: str

    @property
    def notification(self) -> str:
        """The depositary notification it cites; empty where it cites none."""
        match = _NOTIFICATION.search(self.text)
        return "" if match is None else match[0]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal as a note tells it."""

    notified_by: str
    notified_on: date
    in_effect_for: str
    in_effect_on: date
    remark: str


def read_notes(page: Page) -> dict[str, Note]:
    """Read the notes, by number."""
    found: dict[str, Note] = {}
    for row in page.rows("dgNotesAll"):
        for number in row.anchors[:1]:
            found[number] = Note(number, " ".join(row.cells))
    return found


def withdrawal_of(note: Note) -> Withdrawal | None:
    """Read a withdrawal: when it was notified, and from when it has effect; null where the note tells of none.

    Raises:
        ValueRefusedError: for a day that no calendar has.
    """
    deposited, effect = _DEPOSITED.search(note.text), _EFFECT.search(note.text)
    if deposited is None or effect is None:
        return None
    remarks = [note.notification] if note.notification != "" else [f"note {note.number}"]
    if effect["article"] is not None:
        remarks.append(f"article {effect['article'].replace(' ', '')}")
    if _CONDITION in note.text:
        remarks.append("subject to the condition of that paragraph")
    return Withdrawal(
        notified_by=_bare(deposited["who"]),
        notified_on=parse_day(deposited["day"]),
        in_effect_for=_bare(effect["who"]),
        in_effect_on=parse_day(effect["day"]),
        remark="; ".join(remarks),
    )


def provisional_of(note: Note) -> tuple[str, str] | None:
    """Read who applies which article provisionally, as (`Switzerland`, `1(1)(a)`); null where it tells of none."""
    match = _PROVISIONAL.search(note.text)
    if match is None:
        return None
    return match["who"], article_of(match["article"], match["parts"])


def article_of(number: str, parts: str) -> str:
    """Write an article as one word: `Article I`, `1 (1) a)` → `1`, `1(1)(a)`."""
    inner = re.findall(r"\w+", parts)
    return _ROMAN.get(number, number) + "".join(f"({part})" for part in inner)


def kind_of(note: Note) -> str | None:
    """Name what a note is about that tells of no act; null where that is not known."""
    return next((kind for kind, pattern in _KINDS if pattern.search(note.text) is not None), None)


def _bare(name: str) -> str:
    return name.removeprefix("the ")
