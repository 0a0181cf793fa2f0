"""A PDF whose places are measured from the side where reading begins, so that Arabic sheets mirror by themselves."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, Literal
from weakref import finalize

import segno
from fpdf import FPDF
from fpdf.fonts import TTFFont

from tallystick.register.direction import isolated

FONTS: Final = Path(__file__).with_name("fonts")
_FILES: Final = (
    ("sans", "", "DejaVuSans.ttf"),
    ("sans", "B", "DejaVuSans-Bold.ttf"),
    ("mono", "", "DejaVuSansMono.ttf"),
)
_RIGHT_TO_LEFT: Final = frozenset({"ar"})
_QUIET: Final = 2
"""Light modules round a QR code. The norm asks four; readers do with two, and sheets add white."""
_MASK: Final = 3
"""One mask for every code: choosing the best of eight takes five times as long, and any may be read."""
_SMALLEST: Final = 5.0
"""Points below which nobody reads; longer text is cut with an ellipsis."""

Size = tuple[float, float]
Side = Literal["start", "end", "middle"]


class Paper:
    """One PDF in one language; lengths are millimetres, sizes of letters are points."""

    def __init__(self, *, size: Size, language: str, title: str, day: date) -> None:
        """Begin a document without pages.

        Args:
            size: width and height of a page.
            language: its code; Arabic is set from right to left.
            title: what readers of the file show.
            day: the day that stands as the file's date, so that the same input gives the same bytes.
        """
        self.width, self.height = size
        self.is_right_to_left = language in _RIGHT_TO_LEFT
        self._pdf = FPDF(unit="mm", format=size)
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_creation_date(datetime.combine(day, time(), UTC))
        self._pdf.set_title(title)
        self._pdf.set_lang(language)
        for family, style, name in _FILES:
            self._pdf.add_font(family, style, FONTS / name)
        # fonts are read as they are needed: their files stay open until nobody holds the paper any more
        finalize(self, _closed, self._pdf)
        self._pdf.set_text_shaping(use_shaping_engine=True)
        self._shaping: Any = self._pdf.text_shaping
        self._widths: dict[tuple[str, str, float, str], float] = {}

    def page(self) -> None:
        """Begin a page."""
        self._pdf.add_page()

    def pages(self) -> int:
        """Count the pages so far."""
        return int(self._pdf.page)

    def finished(self) -> bytes:
        """Give the whole file."""
        return bytes(self._pdf.output())

    def _left(self, start: float, width: float) -> float:
        return self.width - start - width if self.is_right_to_left else start

    def _font(self, text: str, size: float, *, is_bold: bool, is_mono: bool) -> None:
        self._pdf.set_font("mono" if is_mono else "sans", "B" if is_bold and not is_mono else "", size)
        # shaping joins Arabic letters and takes ten times as long; letters of other scripts stand by themselves
        self._pdf.text_shaping = self._shaping if needs_shaping(text) else None

    def _measured(self, text: str, size: float, *, is_bold: bool, is_mono: bool) -> float:
        key = (text, f"{is_bold}{is_mono}", size, "")
        if key not in self._widths:
            self._font(text, size, is_bold=is_bold, is_mono=is_mono)
            self._widths[key] = self._pdf.get_string_width(text)
        return self._widths[key]

    def text(  # noqa: PLR0913  # each says one thing about one line
        self,
        start: float,
        top: float,
        width: float,
        text: str,
        *,
        size: float = 9,
        is_bold: bool = False,
        is_mono: bool = False,
        lines: int = 1,
        side: Side = "start",
    ) -> float:
        """Write text into a column, smaller if it must be, on at most so many lines; give where the next would begin.

        Args:
            start: distance from the side where reading begins.
            top: distance from the upper edge.
            width: of the column.
            text: one paragraph.
            size: of the letters.
            is_bold: whether it is bold.
            is_mono: whether 0 and O, 1 and l must not be mistaken: numbers and marks.
            lines: at most.
            side: where the text stands in the column.
        """
        broken, size = self._broken(text, width, size, lines, is_bold=is_bold, is_mono=is_mono)
        step = size * 0.42
        for line in broken:
            self._font(line, size, is_bold=is_bold, is_mono=is_mono)
            self._pdf.set_xy(self._left(start, width), top)
            self._pdf.cell(width, step, isolated(line), align=self._align(side))
            top += step
        return top

    def _align(self, side: Side) -> str:
        if side == "middle":
            return "C"
        return "R" if (side == "start") == self.is_right_to_left else "L"

    def _broken(
        self, text: str, width: float, size: float, lines: int, *, is_bold: bool, is_mono: bool
    ) -> tuple[list[str], float]:
        """Break a paragraph into lines that fit, and say in which size."""
        while True:
            broken = self._wrapped(text, width, size, is_bold=is_bold, is_mono=is_mono)
            fits = all(
                self._measured(line, size, is_bold=is_bold, is_mono=is_mono) <= width for line in broken
            )
            if len(broken) <= lines and fits:
                return broken, size
            if size <= _SMALLEST:
                return [
                    self._cut(line, width, size, is_mono=is_mono) for line in _joined(broken, lines)
                ], size
            size = max(_SMALLEST, size - 0.5)

    def _wrapped(self, text: str, width: float, size: float, *, is_bold: bool, is_mono: bool) -> list[str]:
        found = [""]
        for word in text.split():
            longer = word if found[-1] == "" else f"{found[-1]} {word}"
            if found[-1] == "" or self._measured(longer, size, is_bold=is_bold, is_mono=is_mono) <= width:
                found[-1] = longer
            else:
                found.append(word)
        return found

    def _cut(self, line: str, width: float, size: float, *, is_mono: bool) -> str:
        if self._measured(line, size, is_bold=False, is_mono=is_mono) <= width:
            return line
        while len(line) > 1 and self._measured(f"{line}…", size, is_bold=False, is_mono=is_mono) > width:
            line = line[:-1]
        return f"{line}…"

    def rule(self, start: float, top: float, width: float, *, thickness: float = 0.1) -> None:
        """Draw a line across."""
        self._pdf.set_line_width(thickness)
        left = self._left(start, width)
        self._pdf.line(left, top, left + width, top)

    def box(self, start: float, top: float, width: float, height: float, *, thickness: float = 0.25) -> None:
        """Draw an empty box, to be ticked or written in."""
        self._pdf.set_line_width(thickness)
        self._pdf.rect(self._left(start, width), top, width, height)

    def qr(self, start: float, top: float, size: float, text: str) -> None:
        """Draw a QR code as black squares, so that it prints sharply at any size."""
        drawn, modules = _drawn(text)
        scale = self._pdf.k
        module = size / modules * scale
        left, below = self._left(start, size) * scale, (self.height - top) * scale
        # the module is the unit and the upper left corner the origin, with y downwards
        self._pdf._out(f"q {module:.4f} 0 0 -{module:.4f} {left:.3f} {below:.3f} cm {drawn} f Q")


def _closed(pdf: FPDF) -> None:
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()


def needs_shaping(text: str) -> bool:
    """Whether a text has letters that join or run from right to left: Arabic ones."""
    return any("؀" <= sign <= "ۿ" for sign in text)


def _joined(broken: list[str], lines: int) -> list[str]:
    return [*broken[: lines - 1], " ".join(broken[lines - 1 :])]


def matrix(text: str) -> tuple[tuple[int, ...], ...]:
    """Give the modules of a text's QR code, 1 for dark, with error correction of level M (a seventh may be soiled)."""
    made = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
    return tuple(tuple(row) for row in made.matrix)


def _drawn(text: str) -> tuple[str, int]:
    """Write a code as rectangles of a PDF, one a run of dark modules, and give its width in modules."""
    rows = matrix(text)
    runs = []
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            end = across
            while end < len(row) and row[end] == 1:
                end += 1
            if end > across:
                runs.append(f"{across + _QUIET} {down + _QUIET} {end - across} 1 re")
            across = end + 1
    return " ".join(runs), len(rows) + 2 * _QUIET
