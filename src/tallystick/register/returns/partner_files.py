"""Partners' files as they are laid beside a return: copies, in which the register's own words are understood."""

import csv
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tallystick.errors import TallystickError
from tallystick.model.claim import NONE
from tallystick.register.returns.category_words import laid_as

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


def copied(partners: Sequence[tuple[str, Path]], folder: Path) -> Iterator[Path]:
    """Copy partners' files under their own names; a second one of the same name gets its number before it.

    In a tally file, a category that the register knows and the vocabulary does not (`SA4`) is written as the
    vocabulary has it. Every line stays where it is.
    """
    for number, (name, path) in enumerate(partners, 1):
        plain = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in name)[-_NAME:]
        target = folder / plain if not (folder / plain).exists() else folder / f"{number} {plain}"
        shutil.copyfile(path, target)
        _understood(target)
        yield target


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
        return next(map(fault_in, copied([(name, given)], folder / "copy")))


def _understood(path: Path) -> None:
    """Write a copy anew where it has words to be understood; what cannot be read is left for the reader to refuse."""
    try:
        (_workbook if zipfile.is_zipfile(path) else _text)(path)
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, KeyError, ValueError, OSError):
        return


def _text(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    header = next((line for line in text.splitlines()[:_LINES_ABOVE] if "category" in line.casefold()), "")
    separator = max(_SEPARATORS, key=header.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))

    def put(row: int, column: int, word: str) -> None:
        rows[row][column] = word

    if _changed(rows, put):
        written = io.StringIO()
        csv.writer(written, delimiter=separator, lineterminator="\n").writerows(rows)
        path.write_text(written.getvalue(), "utf-8", newline="")


def _workbook(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
            return
    book = load_workbook(path)
    if sum(_sheet(page) for page in book.worksheets) > 0:
        book.save(path)


def _sheet(page: Worksheet) -> bool:
    rows = [
        ["" if value is None else str(value) for value in row] for row in page.iter_rows(values_only=True)
    ]

    def put(row: int, column: int, word: str) -> None:
        page.cell(row + 1, column + 1).value = word

    return _changed(rows, put)


def _changed(rows: Sequence[Sequence[str]], put: Callable[[int, int, str], Any]) -> bool:
    """Write categories that only the register knows as the vocabulary has them; say whether there were any."""
    heads = [[cell.strip().casefold() for cell in row] for row in rows[:_LINES_ABOVE]]
    top = next((at for at, head in enumerate(heads) if set(head) >= _HEADER), None)
    if top is None:
        return False
    column, was_any = heads[top].index("category"), False
    for at in range(top + 1, len(rows)):
        word = laid_as(rows[at][column]) if column < len(rows[at]) else None
        if word is not None:
            put(at, column, word)
            was_any = True
    return was_any
