"""Count sheets: one line an item, to be ticked on paper and keyed or scanned back."""

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
_TOP: Final = 46.0
"""Where the first line stands, below the head."""
_STEP: Final = 12.6
"""Height of a line: a QR code of eleven millimetres, which a telephone reads at arm's length."""
PER_PAGE: Final = 18
_CODE: Final = 11.0


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line: of a blind sheet the description, marks and quantity are empty."""

    place: int
    number: str
    described: str
    marks: str
    quantity: str


@dataclass(frozen=True, slots=True)
class SheetHead:
    """What stands on every page."""

    register: str
    """What the register calls itself."""
    count: str
    """The count's number, which the codes of pages carry."""
    store: str
    counted_on: date
    team: str
    list_sha256: str


def count_sheets(head: SheetHead, lines: Sequence[SheetLine], language: str) -> bytes:
    """Set the sheets of a count.

    Args:
        head: what stands on every page.
        lines: in the order of the list.
        language: code of the language they are printed in.

    Returns:
        a PDF, the same bytes for the same input.
    """
    with translation.override(language):
        paper = _paper(head, language)
        pages = [lines[at : at + PER_PAGE] for at in range(0, len(lines), PER_PAGE)]
        for number, page in enumerate(pages, 1):
            paper.page()
            _head(paper, head, number, len(pages))
            _columns(paper)
            for at, line in enumerate(page):
                _line(paper, line, _TOP + at * _STEP)
            _foot(paper, head, page)
        return paper.finished()


def blind_sheets(head: SheetHead, pages: int, language: str) -> bytes:
    """Set empty sheets, on which the counters write the number and mark of everything they see."""
    with translation.override(language):
        paper = _paper(head, language)
        for number in range(1, pages + 1):
            paper.page()
            _head(paper, head, number, pages)
            paper.text(_MARGIN, _TOP - 5, 80, _("Register number, or what it is"), size=7.5, is_bold=True)
            paper.text(100, _TOP - 5, 60, _("Mark as read"), size=7.5, is_bold=True)
            paper.text(168, _TOP - 5, 30, _("Quantity"), size=7.5, is_bold=True)
            for at in range(PER_PAGE):
                paper.rule(_MARGIN, _TOP + at * _STEP + _STEP - 1, _A4[0] - 2 * _MARGIN)
            _signatures(paper)
        return paper.finished()


def _paper(head: SheetHead, language: str) -> Paper:
    return Paper(size=_A4, language=language, title=f"{head.register} {head.count}", day=head.counted_on)


def _head(paper: Paper, head: SheetHead, number: int, pages: int) -> None:
    width = _A4[0] - 2 * _MARGIN
    paper.text(_MARGIN, 10, 120, head.register, size=9)
    told = _("page %(number)s of %(pages)s") % {"number": number, "pages": pages}
    paper.text(_A4[0] - _MARGIN - 60, 10, 60, told, size=9, side="end")
    paper.text(_MARGIN, 15, 110, _("Count sheet"), size=15, is_bold=True)
    paper.text(_A4[0] - _MARGIN - 70, 16.5, 70, head.count, size=12, is_mono=True, side="end")
    paper.text(_MARGIN, 23, width, f"{_('Store')}: {head.store}", size=9)
    paper.text(_MARGIN, 27.5, 60, f"{_('Day of the count')}: {head.counted_on.isoformat()}", size=9)
    paper.text(_MARGIN + 62, 27.5, width - 62, f"{_('Who counts')}: {head.team}", size=9)
    paper.text(_MARGIN, 32, width, _instruction(), size=7.5, lines=2)


def _instruction() -> str:
    return _(
        "Look for every line. Tick “there” or “not there”; leave both empty if you could not look. "
        "Write down at the end what you see that is not on the list."
    )


_COLUMNS: Final = (
    (0.0, 9.0),
    (9.0, 12.0),
    (22.0, 40.0),
    (63.0, 50.0),
    (114.0, 42.0),
    (157.0, 12.0),
    (170.0, 8.0),
    (179.0, 8.0),
)
"""Start and width of line, code, number, description, marks, quantity, there, not there; from the margin."""


def _columns(paper: Paper) -> None:
    titles = (
        "", "", _("Register number"), _("What it is"), _("Marks"), _("Quantity"), _("there"), _("not there"),
    )  # fmt: skip
    for (start, width), title in zip(_COLUMNS, titles, strict=True):
        if title != "":
            paper.text(_MARGIN + start, _TOP - 7.2, width, title, size=7, is_bold=True, lines=2)
    paper.rule(_MARGIN, _TOP - 0.4, _A4[0] - 2 * _MARGIN, thickness=0.4)


def _line(paper: Paper, line: SheetLine, top: float) -> None:
    place, code, number, described, marks, quantity, there, not_there = (
        (_MARGIN + start, width) for start, width in _COLUMNS
    )
    middle = top + 4
    paper.text(place[0], middle, place[1], str(line.place), size=8)
    paper.qr(code[0], top + 0.6, _CODE, f"{SCHEME}{line.number}")
    paper.text(number[0], middle - 0.4, number[1], line.number, size=11, is_mono=True)
    paper.text(described[0], top + 2, described[1], line.described, size=8, lines=2)
    paper.text(marks[0], top + 2, marks[1], line.marks, size=9, is_mono=True, lines=2)
    paper.text(quantity[0], middle, quantity[1], line.quantity, size=9, is_mono=True)
    for start, width in (there, not_there):
        paper.box(start + (width - 6) / 2, top + 3, 6, 6)
    paper.rule(_MARGIN, top + _STEP - 0.4, _A4[0] - 2 * _MARGIN)


def _foot(paper: Paper, head: SheetHead, page: Sequence[SheetLine]) -> None:
    first, last = page[0].place, page[-1].place
    _signatures(paper)
    paper.qr(_A4[0] - _MARGIN - 14, 279, 14, f"{SCHEME}{head.count}/{first}-{last}")
    told = _("Lines %(first)s-%(last)s: scan this code, or key these numbers, if every line was looked for.")
    paper.text(92, 280, 90, told % {"first": first, "last": last}, size=8, is_bold=True, lines=2)
    paper.text(92, 288, 90, f"{_('Hash of the list')}: {head.list_sha256[:32]}", size=6)


def _signatures(paper: Paper) -> None:
    paper.text(_MARGIN, 281, 76, f"{_('Counted by, signature')}: ……………………………………", size=8)
    paper.text(_MARGIN, 288, 76, f"{_('Witness, signature')}: ……………………………………………", size=8)
