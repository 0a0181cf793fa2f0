"""Partners' files as they are laid beside a return: copies, in which the register's own words are understood."""

import csv
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tallystick.errors import TallystickError
from tallystick.model.claim import NONE
from tallystick.register.returns.category_words import kind_of
from tallystick.register.returns.goods import tally_category

_NAME: Final = 80
"""Letters of a file's name that are kept beside its number."""
_HEADER: Final = frozenset({"claimant", "category"})
"""Columns by which the header of a tally file is known: files of publishers have words of their own."""
_SEPARATORS: Final = ",;\t"
"""What the reader of CSV tells apart, by the header alone."""
_MOST_BYTES: Final = 16 * 1024 * 1024
"""Of an unpacked workbook: a declaration has some thousand lines. What is larger is left to the reader's guards."""
_LINES_ABOVE: Final = 20
"""How far down a header is looked for; publishers set a title and a note above it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a partner's file, and the register's code that stood where the vocabulary's category stands now."""

    path: Path
    kinds: Mapping[str, str]
    """By the place of the row, as the reader of the file names it: `line 2`."""


def copied(partners: Sequence[tuple[str, Path]], folder: Path) -> Iterator[Copy]:
    """Copy partners' files under their own names; a second one of the same name gets its number before it.

    In a tally file, a category that the register knows and the vocabulary does not (`SA4`) is written as the
    vocabulary has it. Every line stays where it is.
    """
    for number, (name, path) in enumerate(partners, 1):
        plain = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in name)[-_NAME:]
        target = folder / plain if not (folder / plain).exists() else folder / f"{number} {plain}"
        shutil.copyfile(path, target)
        yield Copy(target, _understood(target))


def fault_in(path: Path) -> TallystickError | None:
    """Say why a file cannot be read as a declaration; None where it can. A copy is read, as `copied` leaves it."""
    # half a second, and only this needs it
    from tallystick.model.document import Addition, Entry  # noqa: PLC0415
    from tallystick.pipeline.cases import add, new  # noqa: PLC0415

    with TemporaryDirectory(prefix="tallystick-partner-") as place:
        case = Path(place) / "case"
        new(case)
        try:
            add(case, [path], Entry(addition=Addition(added_on=date(2000, 1, 1), added_by=NONE)))
        except TallystickError as fault:
            return fault
    return None


def fault_in_upload(name: str, content: bytes) -> TallystickError | None:
    """Say why a file that is about to be kept cannot be read as a declaration; None where it can."""
    with TemporaryDirectory(prefix="tallystick-partner-") as place:
        folder = Path(place)
        given = folder / "given"
        given.write_bytes(content)
        (folder / "copy").mkdir()
        return next(fault_in(copy.path) for copy in copied([(name, given)], folder / "copy"))


Kinds = dict[str, str]
"""The register's codes that were written otherwise, by the place of their row."""


def _understood(path: Path) -> Kinds:
    """Write a copy anew where it has words to be understood; what cannot be read is left for the reader to refuse."""
    try:
        return (_workbook if zipfile.is_zipfile(path) else _text)(path)
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, KeyError, ValueError, OSError):
        return {}


def _text(path: Path) -> Kinds:
    text = path.read_bytes().decode("utf-8-sig")
    header = next((line for line in text.splitlines()[:_LINES_ABOVE] if "category" in line.casefold()), "")
    separator = max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, begins = [], [1]
    for row in reader:
        rows.append(row)
        begins.append(reader.line_num + 1)

    def put(row: int, column: int, word: str) -> str:
        rows[row][column] = word
        return f"line {begins[row]}"

    kinds = _changed(rows, put)
    if len(kinds) > 0:
        written = io.StringIO()
        csv.writer(written, delimiter=separator, lineterminator="\n").writerows(rows)
        path.write_text(written.getvalue(), "utf-8", newline="")
    return kinds


def _workbook(path: Path) -> Kinds:
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
            return {}
    book = load_workbook(path)
    kinds = {place: kind for page in book.worksheets for place, kind in _sheet(page).items()}
    if len(kinds) > 0:
        book.save(path)
    return kinds


def _sheet(page: Worksheet) -> Kinds:
    rows = [
        ["" if value is None else str(value) for value in row] for row in page.iter_rows(values_only=True)
    ]

    def put(row: int, column: int, word: str) -> str:
        page.cell(row + 1, column + 1).value = word
        return f"sheet {page.title!r}, row {row + 1}"

    return _changed(rows, put)


def _changed(rows: Sequence[Sequence[str]], put: Callable[[int, int, str], str]) -> Kinds:
    """Write categories that only the register knows as the vocabulary has them; say where which of them stood."""
    heads = [[cell.strip().casefold() for cell in row] for row in rows[:_LINES_ABOVE]]
    top = next((at for at, head in enumerate(heads) if set(head) >= _HEADER), None)
    if top is None:
        return {}
    column, found = heads[top].index("category"), {}
    for at in range(top + 1, len(rows)):
        kind = kind_of(rows[at][column]) if column < len(rows[at]) else None
        if kind is not None:
            found[put(at, column, tally_category(kind))] = kind
    return found
