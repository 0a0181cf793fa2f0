"""What the sheets of an Excel workbook hold, told from their XML before any value is taken."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn
from xml.parsers import expat

from tallystick.errors import TallystickError, UnreadableError, ValueRefusedError
from tallystick.phrase import Joint, Said, listed, quoted, says

UNPACKED_BYTES: Final = 2**28
"""A full sheet of a million rows unpacks to less than a quarter of a gigabyte; a zip bomb to far more."""

GRID_CELLS: Final = 50_000_000
"""Two cells in opposite corners of a sheet would make a reader lay out seventeen thousand million."""

_REFERENCE: Final = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_LETTERS: Final = 26
_REMEDY: Final = says("Open it in a spreadsheet program, save it as .xlsx again, and add that.")

ARCHIVE_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    ValueRefusedError,
)
"""What damaged, encrypted or oddly compressed archives raise, and what is raised here of them."""


@dataclass(slots=True)
class Sheet:
    """One sheet: its name, how far it reaches, and its first formula and error cell by reference (`B5`)."""

    name: str
    filled: int = 0
    rows: int = 0
    columns: int = 0
    formula: str | None = None
    error: str | None = None


def look_at_sheets(path: Path, archive: zipfile.ZipFile) -> list[Sheet]:
    """Look through every worksheet, in the order of the workbook.

    Raises:
        UnreadableError: for archives that unpack to too much, damaged members, and anything but a workbook.
    """
    _check_members(path, archive)
    targets = _Targets()
    _parse(path, archive, "xl/_rels/workbook.xml.rels", targets)
    listed = _Names()
    _parse(path, archive, "xl/workbook.xml", listed)
    sheets = []
    for name, identifier in listed.sheets:
        member = _member(targets.targets.get(identifier, ""))
        if member.startswith("xl/worksheets/"):
            scan = _Scan(Sheet(name))
            _parse(path, archive, member, scan)
            _check_grid(path, scan.sheet)
            sheets.append(scan.sheet)
    return sheets


def place_of(reference: str) -> tuple[int, int]:
    """Tell row and column, from 1, of a reference such as `B5`; zeros for anything else."""
    match = _REFERENCE.match(reference)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return int(match[2]), column


class _Handler:
    """What is told of each element as it begins."""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        raise NotImplementedError


class _Targets(_Handler):
    """Which file stands behind each relation of the workbook."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Names(_Handler):
    """The sheets as the workbook lists them."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), identifier))


class _Scan(_Handler):
    """One worksheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.reference = ""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        sheet = self.sheet
        if name == "c":
            self.reference = attributes.get("r", "")
            row, column = place_of(self.reference)
            sheet.rows, sheet.columns = max(sheet.rows, row), max(sheet.columns, column)
            if attributes.get("t") == "e" and sheet.error is None:
                sheet.error = self.reference
        elif name in {"v", "is"}:
            sheet.filled += 1
        elif name == "f" and sheet.formula is None:
            sheet.formula = self.reference
        elif name == "row":
            row, _ = place_of("A" + attributes.get("r", ""))
            sheet.rows = max(sheet.rows, row)


def _parse(path: Path, archive: zipfile.ZipFile, member: str, handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: handler.begin(name.rpartition(":")[2], attributes)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        with archive.open(member) as stream:
            parser.ParseFile(stream)
    except KeyError as error:
        raise UnreadableError(
            path, says("is no Excel workbook: it has no %(part)s", part=member), line=1, remedy=_REMEDY
        ) from error
    except (expat.ExpatError, *ARCHIVE_ERRORS) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> UnreadableError:
    """Make the error for a workbook that is cut short or otherwise broken."""
    return UnreadableError(
        path,
        says("is a damaged or encrypted Excel workbook (%(why)s)", why=_reason(error)),
        line=1,
        remedy=listed([says("It may be cut short."), _REMEDY], Joint.SPACE),
    )


def _reason(error: Exception) -> Said:
    if isinstance(error, TallystickError):
        return error.whole
    lines = str(error).splitlines()
    return lines[0][:120].rstrip(".") if len(lines) > 0 else type(error).__name__


def _refuse_doctype(*_: object) -> NoReturn:
    raise ValueRefusedError(says("declares its own entities, which no spreadsheet program writes"))


def _member(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > UNPACKED_BYTES:
        raise UnreadableError(
            path,
            says(
                "unpacks to %(found)s bytes; %(allowed)s are allowed", found=unpacked, allowed=UNPACKED_BYTES
            ),
            line=1,
            remedy=says("Save the sheet as CSV UTF-8, or split it."),
        )
    # Every member is held against its checksum and declared size, so that nothing worse comes later.
    bad = archive.testzip()
    if bad is not None:
        raise ValueRefusedError(says("the checksum of %(part)s is wrong", part=bad))


def _check_grid(path: Path, sheet: Sheet) -> None:
    if sheet.rows * sheet.columns > GRID_CELLS:
        raise UnreadableError(
            path,
            says(
                "has a sheet %(sheet)s that reaches over %(rows)s rows and %(columns)s columns",
                sheet=quoted(sheet.name),
                rows=sheet.rows,
                columns=sheet.columns,
            ),
            line=sheet.rows,
            remedy=says("Delete what stands far outside the table, or save the table as CSV UTF-8."),
        )
