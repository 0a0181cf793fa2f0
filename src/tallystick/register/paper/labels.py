"""Labels for items: register number, QR code, what it is; on sheets of labels or on a roll."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from tallystick.register.numbers import SCHEME
from tallystick.register.paper.paper import Paper


@dataclass(frozen=True, slots=True)
class Stock:
    """One kind of label: pages of `across` × `down` labels, millimetres."""

    name: str
    page: tuple[float, float]
    across: int
    down: int
    label: tuple[float, float]
    edge: tuple[float, float] = (0.0, 0.0)
    """From the page's start and upper edge to the first label."""

    @property
    def per_page(self) -> int:
        """Count the labels of a page."""
        return self.across * self.down


_A4: Final = (210.0, 297.0)
STOCKS: Final = {
    stock.name: stock
    for stock in (
        # sizes that stationers of every continent sell: 24 and 40 to a sheet, without gaps
        Stock("A4-24", _A4, 3, 8, (70.0, 37.0), (0.0, 0.5)),
        Stock("A4-40", _A4, 4, 10, (52.5, 29.7)),
        # rolls of label printers; 19 mm goes round a trigger guard on a tag
        Stock("roll-62x29", (62.0, 29.0), 1, 1, (62.0, 29.0)),
        Stock("roll-50x25", (50.0, 25.0), 1, 1, (50.0, 25.0)),
        Stock("roll-38x19", (38.0, 19.0), 1, 1, (38.0, 19.0)),
    )
}
_EDGE: Final = 2.0
"""White inside a label: printers and scissors are not exact."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one label says."""

    number: str
    described: str
    mark: str = ""


def label_sheets(
    labels: Sequence[Label], stock: Stock, *, register: str, language: str, day: date, skipped: int = 0
) -> bytes:
    """Set labels.

    Args:
        labels: in order.
        stock: what they are printed on.
        register: what the register calls itself.
        language: code of the language.
        day: the day that stands as the file's date.
        skipped: labels already taken from the first sheet.

    Returns:
        a PDF, the same bytes for the same input.
    """
    paper = Paper(size=stock.page, language=language, title=register, day=day)
    for at, label in enumerate(labels, skipped % stock.per_page):
        if at % stock.per_page == 0 or paper.pages() == 0:
            paper.page()
        down, across = divmod(at % stock.per_page, stock.across)
        start = stock.edge[0] + across * stock.label[0]
        _label(paper, label, stock, register, (start, stock.edge[1] + down * stock.label[1]))
    return paper.finished()


def _label(paper: Paper, label: Label, stock: Stock, register: str, corner: tuple[float, float]) -> None:
    width, height = stock.label
    start, top = corner[0] + _EDGE, corner[1] + _EDGE
    code = min(height - 2 * _EDGE, width * 0.36)
    paper.qr(start, top, code, f"{SCHEME}{label.number}")
    column = start + code + 1.5
    left = width - 2 * _EDGE - code - 1.5
    below = paper.text(column, top + 0.5, left, register, size=6)
    below = paper.text(column, below + 1, left, label.number, size=11, is_mono=True)
    room = corner[1] + height - _EDGE - below
    if room > _LINE:
        below = paper.text(
            column, below + 1, left, label.described, size=7, lines=2 if room > 2 * _LINE else 1
        )
    if label.mark != "" and corner[1] + height - _EDGE - below > _LINE:
        paper.text(column, below + 0.5, left, label.mark, size=8, is_mono=True)


_LINE: Final = 4.0
"""Room that one more line needs."""
