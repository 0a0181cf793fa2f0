"""Find the header of a table below the lines that its publisher sets above it."""

import csv
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from typing import Final

LINES: Final = 40
"""How far down a header is looked for: the longest preamble met has eleven lines."""

LEAST_COLUMNS: Final = 3
"""A line of prose often has one comma and seldom as many as the line below it."""

LINE_CHARACTERS: Final = 10_000
"""A longer line is no line of a preamble, and no header."""


def lines_above(text: str, separators: Sequence[str]) -> tuple[str, ...]:
    """Give the lines above the header; none where only blank ones are there, or where no header is found.

    The header is the first line of three columns or more that the next line has just as many of; every line above
    it must have fewer than half as many, so that a header with a cell too few or too many is never taken for prose.
    """
    lines = [line.rstrip("\r") for line in text.split("\n", LINES + 2)[: LINES + 2]]
    if any(len(line) > LINE_CHARACTERS for line in lines[:-1]):
        return ()
    for place, (line, below) in enumerate(pairwise(lines)):
        if line.count('"') % 2 == 1:
            return ()  # a cell goes on in the next line, so this is a row already
        separator = max(separators, key=line.count)
        columns = _columns(line, separator)
        if columns >= LEAST_COLUMNS and _columns(below[:LINE_CHARACTERS], separator) == columns:
            above = lines[:place]
            fewer = all(2 * _columns(one, separator) < columns for one in above)
            return tuple(above) if fewer and any(one.strip() != "" for one in above) else ()
    return ()


def rows_above(rows: Iterable[Sequence[str]]) -> int:
    """Count the rows of a sheet above its header; none where nothing above it is a title.

    Rows of a sheet are equally wide, so cells that hold something are counted: the header is the first row of three or
    more such cells, all different words, that has more than twice as many as any row above it.
    """
    most = 0
    for place, row in enumerate(islice(rows, LINES)):
        filled = [cell.strip() for cell in row if cell.strip() != ""]
        if 0 < 2 * most < len(filled) and len(filled) >= LEAST_COLUMNS and _are_names(filled):
            return place
        most = max(most, len(filled))
    return 0


def _are_names(cells: Sequence[str]) -> bool:
    return len(set(cells)) == len(cells) and not any(cell[0].isdigit() for cell in cells)


def _columns(line: str, separator: str) -> int:
    """Count the cells of one line; a quotation mark that is never closed makes it no row."""
    try:
        return len(next(csv.reader([line], delimiter=separator, strict=True), []))
    except csv.Error:
        return 0
