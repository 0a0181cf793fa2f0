"""Refuse a workbook whose cells lie so far apart that reading them would fill the memory.

The reader lays every sheet out whole, from its first cell to its last: two cells in opposite corners are seventeen
thousand million. So the sheets are gone through as a stream first, and nothing is kept but where the last cell lies.
"""

import re
import zipfile
from pathlib import Path
from typing import Final
from xml.parsers import expat

from tallystick.errors import UnreadableError
from tallystick.phrase import Phrase, quoted, says

_MOST_CELLS: Final = 20_000_000
"""Laid out, some six hundred megabytes; a ledger of a hundred thousand lines has two million."""
_MOST_UNPACKED: Final = 1024 * 1024 * 1024
"""Bytes that a workbook may unpack to: a hundred thousand lines take some fifty million."""
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_SHEETS: Final = frozenset({"sheetData", "table"})
_ROWS: Final = frozenset({"row", "table-row"})
_CELLS: Final = frozenset({"c", "table-cell", "covered-table-cell"})
_VALUES: Final = frozenset({"v", "is", "p"})


class _UnfollowedError(Exception):
    """A part of a workbook cannot be gone through."""

    def __init__(self, why: Phrase) -> None:
        self.why = why
        super().__init__(str(why))


class _Extent:
    """Where the last cells that hold anything lie, in all sheets of one part of a workbook."""

    def __init__(self) -> None:
        self.cells = self._row = self._column = self._rows = self._columns = 0
        self._row_repeats = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Go on to a row or a cell."""
        name = tag.rpartition(":")[2]
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name in _ROWS:
            self._row_repeats = int(said.get("number-rows-repeated", 1))
            self._row = int(said.get("r", self._row + self._row_repeats))
            self._column = 0
        elif name in _CELLS:
            self._at(said)
            if "value-type" in said:
                self._fill()
        elif name in _VALUES:
            self._fill()

    def end(self, tag: str) -> None:
        """Count what a sheet takes when it is laid out."""
        if tag.rpartition(":")[2] in _SHEETS:
            self.cells += self._rows * self._columns
            self._row = self._column = self._rows = self._columns = 0

    def _at(self, said: dict[str, str]) -> None:
        place = _CELL.fullmatch(said.get("r", ""))
        if place is None:
            self._column += int(said.get("number-columns-repeated", 1))
            return
        self._column = 0
        for letter in place[1].upper():
            self._column = self._column * 26 + ord(letter) - ord("A") + 1
        self._row = int(place[2])

    def _fill(self) -> None:
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)


def refuse_bomb(path: Path) -> None:
    """Refuse a workbook that is small as a file and vast when it is opened; other files pass.

    Raises:
        UnreadableError: it unpacks to too much, its cells lie too far apart, or a part of it cannot be followed.
    """
    if not zipfile.is_zipfile(path):
        return  # an old workbook has at most 65,536 lines of 256 cells
    with zipfile.ZipFile(path) as archive:
        size = sum(one.file_size for one in archive.infolist())
        if size > _MOST_UNPACKED:
            problem = says("it unpacks to %(found)s bytes", found=size)
            raise UnreadableError(path, problem, remedy=says("Cut the ledger into several files."))
        try:
            _follow(archive)
            cells = sum(_cells(archive, one) for one in archive.namelist() if _may_be_sheet(one))
        except _UnfollowedError as error:
            problem = says("the workbook cannot be read: %(why)s", why=error.why)
            raise UnreadableError(path, problem, remedy=says("Save it anew.")) from error
        except (expat.ExpatError, ValueError, zipfile.BadZipFile) as error:
            problem = says("the workbook cannot be read: %(why)s", why=str(error))
            raise UnreadableError(path, problem, remedy=says("Save it anew.")) from error
    if cells > _MOST_CELLS:
        remedy = says("Delete what lies far below or beside the ledger, or save it as CSV.")
        raise UnreadableError(
            path, says("its sheets stretch over %(cells)s cells", cells=cells), remedy=remedy
        )


def _follow(archive: zipfile.ZipFile) -> None:
    """Refuse sheets that lie elsewhere than in files that are gone through."""
    names = archive.namelist()
    if any(name.lower().endswith("workbook.bin") for name in names):
        raise _UnfollowedError(says("it is a binary workbook"))
    for name in names:
        if name.lower().endswith("workbook.xml.rels"):
            for tag, said in _tags(archive, name):
                target = said.get("Target", "")
                if tag == "Relationship" and not target.lower().endswith((".xml", "vbaproject.bin")):
                    raise _UnfollowedError(says("a sheet is kept as %(target)s", target=quoted(target)))


def _tags(archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, said: found.append((tag.rpartition(":")[2], said))
    parser.StartDoctypeDeclHandler = _no_doctype
    with archive.open(name) as file:
        parser.ParseFile(file)
    return found


def _may_be_sheet(name: str) -> bool:
    return name.lower().endswith(".xml")


def _cells(archive: zipfile.ZipFile, name: str) -> int:
    extent, parser = _Extent(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = extent.start, extent.end
    parser.StartDoctypeDeclHandler = _no_doctype
    with archive.open(name) as file:
        parser.ParseFile(file)
    return extent.cells


def _no_doctype(*_: object) -> None:
    # entities of entities unpack to as much as a bomb does
    raise _UnfollowedError(says("it declares entities, which no workbook does"))
