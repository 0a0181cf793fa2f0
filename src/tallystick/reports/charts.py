"""Geometry of the small charts: one line of goods over time with both halves, and the stick of the headline."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

from tallystick.model import words
from tallystick.reports.laid import Half, Laid

SLOT: Final = 26.0
"""Width of one year."""
LEFT: Final = 38.0
"""Room for the scale."""
TOP: Final = 8.0
FLOOR: Final = 74.0
"""Where zero is."""
_HEADROOM: Final = 1.3
"""A range may reach this far above the greater half before it is cut: the halves are what is compared."""

STICK_WIDTH: Final = 1000.0
_STICK_ORDER: Final = (
    "exporter_only",
    "observer_only",
    "conflicting",
    "explained",
    "agreed",
    "nil_both",
    "withheld_one",
    "holder_only",
    "importer_only",
)
"""Along the stick: the exporter's half alone, then both, then the importer's alone."""
_ABOVE: Final = frozenset({"exporter_only", "conflicting", "explained", "agreed", "nil_both", "withheld_one"})
_BELOW: Final = frozenset({"importer_only", "conflicting", "explained", "agreed", "nil_both", "withheld_one"})


@dataclass(frozen=True, slots=True)
class Mark:
    """What one side says of one year: a shape at a height, or a letter where there is no figure."""

    x: float
    y: float
    letter: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One year of a chart."""

    x: float
    label: str
    anchor: str
    halves: str
    exporter: Mark | None
    importer: Mark | None
    estimate: float | None
    band_top: float
    band_height: float
    is_cut: bool
    """Whether the range goes on above the chart."""
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of the scale."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One line of goods between two parties over time."""

    title: str
    width: float
    slots: Sequence[Slot]
    ticks: Sequence[Tick]


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of the stick."""

    halves: str
    count: int
    x: float
    width: float
    is_above: bool
    is_below: bool


def chart_pair(cells: Iterable[Laid], years: range) -> list[Chart]:
    """Draw one chart for each line of goods between one pair, sorted by name."""
    series: defaultdict[tuple[str, str, str], list[Laid]] = defaultdict(list)
    for cell in cells:
        series[cell.category, cell.cell["act"], cell.cell["unit"]].append(cell)
    return [_chart(key, series[key], years) for key in sorted(series)]


def year_labels(years: range) -> list[tuple[float, str]]:
    """Place the labels that all charts of a page share."""
    return [(LEFT + SLOT * (place + 0.5), f"{year % 100:02d}") for place, year in enumerate(years)]


def cut_stick(counts: Mapping[str, int]) -> list[Segment]:
    """Cut the stick of the headline in proportion to how many flows stand how."""
    total = sum(counts.values())
    segments: list[Segment] = []
    x = 0.0
    for halves in _STICK_ORDER:
        if (count := counts.get(halves, 0)) == 0:
            continue
        width = STICK_WIDTH * count / total
        segments.append(Segment(halves, count, x, width, halves in _ABOVE, halves in _BELOW))
        x += width
    return segments


def _chart(key: tuple[str, str, str], cells: Sequence[Laid], years: range) -> Chart:
    category, act, unit = key
    title = category + ("" if act == "transfer" else f", {act}") + ("" if unit == "items" else f", {unit}")
    top = _top(cells)
    slots = [_slot(cell, years, top) for cell in sorted(cells, key=lambda cell: (cell.year, cell.cell_id))]
    return Chart(
        title=title,
        width=LEFT + SLOT * len(years) + 4,
        slots=slots,
        ticks=[Tick(FLOOR, "0"), Tick(_height(_round_tick(top), top), words.number(_round_tick(top)))],
    )


def _top(cells: Iterable[Laid]) -> float:
    """Give the greatest figure the chart must show: the halves, and of the ranges what is near them."""
    said: list[float] = []
    reach: list[float] = []
    for cell in cells:
        said += [half.figure for half in (cell.exporter, cell.importer) if half.figure is not None]
        reach += [value for name in ("estimate", "high") if (value := cell.fact.get(name)) is not None]
    greatest = max(said, default=0.0)
    if greatest == 0:
        return max(reach, default=1.0) or 1.0
    return max([greatest * 1.05, *(min(value, greatest * _HEADROOM) for value in reach)])


def _round_tick(top: float) -> float:
    """Give the greatest of 1, 2, 5 times a power of ten that the chart can show; a count shows at least 1."""
    power: float = 10.0 ** floor(log10(top))
    return float(max(step * power for step in (1, 2, 5) if step * power <= top))


def _height(value: float, top: float) -> float:
    return round(FLOOR - (FLOOR - TOP) * min(value, top) / top, 1)


def _slot(cell: Laid, years: range, top: float) -> Slot:
    middle = LEFT + SLOT * (cell.year - years.start + 0.5)
    low, high, estimate = (cell.fact.get(name) for name in ("low", "high", "estimate"))
    band_top, band_height = _band(low, high, top)
    return Slot(
        x=round(middle - SLOT / 2, 1),
        label=cell.period,
        anchor=cell.anchor,
        halves=cell.halves,
        exporter=_mark(cell.exporter, middle, top),
        importer=_mark(cell.importer, middle, top),
        estimate=None if estimate is None else _height(estimate, top),
        band_top=band_top,
        band_height=band_height,
        is_cut=high is not None and high > top,
        title=_title(cell),
    )


def _band(low: float | None, high: float | None, top: float) -> tuple[float, float]:
    """Give top and height of the range; one that is a single figure is still a line to be seen."""
    if low is None or high is None:
        return FLOOR, 0.0
    upper = _height(high, top)
    return upper, round(max(_height(low, top) - upper, 1.0), 1)


def _mark(half: Half, x: float, top: float) -> Mark | None:
    if half.figure is not None:
        return Mark(x, _height(half.figure, top), "")
    letter = {"withheld": "w", "unknown": "?"}.get(half.state)
    return None if letter is None else Mark(x, FLOOR, letter)


def _title(cell: Laid) -> str:
    between = f" ({cell.bounds})" if cell.bounds != "" else ""
    halves = f"exporter {cell.exporter.text}, importer {cell.importer.text}"
    return f"{cell.period}: {halves}, estimate {cell.estimate}{between}"
