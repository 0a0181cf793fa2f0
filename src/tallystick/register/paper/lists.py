"""Lists of what lies in a store or is with a person, and receipts that are signed where weapons change hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from tallystick.register.numbers import SCHEME
from tallystick.register.paper.paper import Paper

_A4: Final = (210.0, 297.0)
_MARGIN: Final = 12.0
_WIDTH: Final = _A4[0] - 2 * _MARGIN
_LABEL: Final = 50.0
"""Room for the word before a fact, in the longest of the languages."""
_TOP: Final = 58.0
"""Where the first line stands, below the head and its facts."""
_STEP: Final = 12.6
"""Height of a line: a QR code of eleven millimetres, which a telephone reads at arm's length."""
PER_PAGE: Final = 17
_CODE: Final = 11.0
_COLUMNS: Final = ((0.0, 9.0), (9.0, 12.0), (22.0, 42.0), (65.0, 62.0), (128.0, 44.0), (173.0, 13.0))
"""Start and width of line, code, number, description, marks, quantity; from the margin."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line: an item with its mark; the quantity is empty where it is one."""

    number: str
    described: str
    mark: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on every page; what is empty is left out."""

    register: str
    """What the register calls itself."""
    day: date
    """Of a list, the day it was printed; of a receipt, the day it happened."""
    store: str = ""
    holder: str = ""
    reference: str = ""
    """Number of the document."""
    withheld: int = 0
    """Entries that whoever prints may not read."""


def list_of_items(head: Head, lines: Sequence[Listed], language: str) -> bytes:
    """Set a list of what lies in a store, or of what is with a person.

    Args:
        head: with a store or a holder.
        lines: in order.
        language: code of the language.

    Returns:
        a PDF, the same bytes for the same input.
    """
    with translation.override(language):
        title = _("What lies in the store") if head.holder == "" else _("What was issued or entrusted")
        return _set(head, lines, language, title, (_("Checked by, signature"),))


def receipt(head: Head, lines: Sequence[Listed], language: str, *, is_return: bool) -> bytes:
    """Set a receipt, to be signed by who gives and who takes.

    Args:
        head: with the holder and, where it is known, the store.
        lines: in order.
        language: code of the language.
        is_return: whether they come back from the holder.

    Returns:
        a PDF, the same bytes for the same input.
    """
    with translation.override(language):
        title = _("Receipt of return") if is_return else _("Receipt of issue")
        signed = (_("Handed over by, signature"), _("Received by, signature"))
        return _set(head, lines, language, title, signed)


def _set(head: Head, lines: Sequence[Listed], language: str, title: str, signed: tuple[str, ...]) -> bytes:
    paper = Paper(size=_A4, language=language, title=f"{head.register} {title}", day=head.day)
    pages = [lines[at : at + PER_PAGE] for at in range(0, len(lines), PER_PAGE)] or [()]
    for number, page in enumerate(pages):
        paper.page()
        _head(paper, head, title, (number + 1, len(pages), len(lines)))
        for at, line in enumerate(page):
            _line(paper, line, number * PER_PAGE + at + 1, _TOP + at * _STEP)
        for at, words in enumerate(signed):
            paper.text(_MARGIN + at * 94, 283, 90, f"{words}: ……………………………………………", size=8)
    return paper.finished()


def _head(paper: Paper, head: Head, title: str, counted: tuple[int, int, int]) -> None:
    number, pages, lines = counted
    paper.text(_MARGIN, 10, 120, head.register, size=9)
    told = _("page %(number)s of %(pages)s") % {"number": number, "pages": pages}
    paper.text(_A4[0] - _MARGIN - 60, 10, 60, told, size=9, side="end")
    top = paper.text(_MARGIN, 15, _WIDTH, title, size=15, is_bold=True) + 1.5
    for label, value in _facts(head, lines):
        # apart, so that a Latin name beside an Arabic word is not turned round
        paper.text(_MARGIN, top, _LABEL, label, size=9)
        top = paper.text(_MARGIN + _LABEL, top, _WIDTH - _LABEL, value, size=9) + 0.8
    titles = ("", "", _("Register number"), _("What it is"), _("Marks"), _("Quantity"))
    for (start, width), words in zip(_COLUMNS, titles, strict=True):
        paper.text(_MARGIN + start, _TOP - 4.4, width, words, size=7, is_bold=True)
    paper.rule(_MARGIN, _TOP - 0.4, _WIDTH, thickness=0.4)


def _facts(head: Head, lines: int) -> list[tuple[str, str]]:
    facts = [
        (_("Store"), head.store),
        (_("Held by"), head.holder),
        (_("Day"), head.day.isoformat()),
        (_("Document"), head.reference),
        (_("Entries"), str(lines)),
        (_("Withheld from whoever printed this"), str(head.withheld) if head.withheld > 0 else ""),
    ]
    return [(label, value) for label, value in facts if value != ""]


def _line(paper: Paper, line: Listed, place: int, top: float) -> None:
    at, code, number, described, mark, quantity = ((_MARGIN + start, width) for start, width in _COLUMNS)
    middle = top + 4
    paper.text(at[0], middle, at[1], str(place), size=8)
    paper.qr(code[0], top + 0.6, _CODE, f"{SCHEME}{line.number}")
    paper.text(number[0], middle - 0.4, number[1], line.number, size=11, is_mono=True)
    paper.text(described[0], top + 2, described[1], line.described, size=8, lines=2)
    paper.text(mark[0], middle - 0.4, mark[1], line.mark, size=10, is_mono=True)
    paper.text(quantity[0], middle, quantity[1], line.quantity, size=9, is_mono=True)
    paper.rule(_MARGIN, top + _STEP - 0.4, _WIDTH)
