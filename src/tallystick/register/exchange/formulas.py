"""Find the cells of a workbook whose formula was kept without its result: read as they are, they look empty."""

import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final
from xml.etree import ElementTree

_WITHOUT: Final = re.compile(
    rb'<c\b[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
"""A cell with a formula and no value, as every spreadsheet writes it; spreadsheets write no prefixes here."""
_BOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"


def without_result(path: Path, sheet: str) -> frozenset[tuple[int, int]]:
    """Name the cells of a sheet that hold a formula without its result.

    Args:
        path: the workbook, of which `extent.refuse_bomb` said that it can be unpacked.
        sheet: the name of the sheet.

    Returns:
        line, from 1, and column, from 0; none where the file is no .xlsx.
    """
    if not zipfile.is_zipfile(path):
        return frozenset()
    with zipfile.ZipFile(path) as archive:
        part = _part(archive, sheet)
        data = b"" if part is None else archive.read(part)
    if b"<f" not in data:
        return frozenset()
    return frozenset((int(line), _column(letters)) for letters, line in _WITHOUT.findall(data))


def _part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Name the part of the workbook that holds a sheet."""
    names = set(archive.namelist())
    if not {_BOOK, _LINKS} <= names:
        return None
    # `refuse_bomb` has refused entities
    links = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(archive.read(_LINKS))}  # noqa: S314
    for one in ElementTree.fromstring(archive.read(_BOOK)).iter():  # noqa: S314  # as above
        if one.tag.endswith("}sheet") and one.get("name") == sheet:
            at = next((value for key, value in one.attrib.items() if key.endswith("}id")), None)
            part = str(PurePosixPath("/xl") / links.get(at, "")).lstrip("/")
            return part if part in names else None
    return None


def _column(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - ord("A") + 1
    return found - 1
