"""Say what a file is by its bytes; what it calls itself counts for nothing."""

import re
import stat
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import IO, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PIXELS: Final = 50_000_000
"""Pixels of the largest picture: telephones of today stay below; unpacked it is 150 MB, which an old computer has."""
_UNPACKED: Final = 200 * 1024 * 1024
"""Bytes that the parts of a document may unpack to: a small zip can unpack to fill a disk."""
_RATIO: Final = 200
"""Times that one part may grow when unpacked; XML of spreadsheets grows some twentyfold, a bomb a thousandfold."""
_MOST_PARTS: Final = 5_000
_HEAD: Final = 8_192

_MAGIC: Final[Mapping[str, str]] = MappingProxyType(
    {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "TIFF": "image/tiff"}
)
"""Pillow's names of the pictures that are kept."""
_OPENING: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (re.compile(rb"%PDF-\d\.\d"), "application/pdf"),
    (re.compile(rb"\xff\xd8\xff"), "picture"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "picture"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "picture"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "picture"),
    (re.compile(rb"PK\x03\x04"), "zip"),
)
_OOXML: Final[Mapping[str, str]] = MappingProxyType(
    {
        "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
_ODF: Final = frozenset(
    {"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"}
)
_MACROS: Final = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/)", re.IGNORECASE)
ENDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "application/pdf": ".pdf",
        "image/jpeg": ".jpg",
        "image/png": ".png",
        "image/webp": ".webp",
        "image/tiff": ".tif",
        **dict(zip(_OOXML.values(), (".docx", ".xlsx"), strict=True)),
        "application/vnd.oasis.opendocument.text": ".odt",
        "application/vnd.oasis.opendocument.spreadsheet": ".ods",
        "text/csv": ".csv",
        "text/plain": ".txt",
    }
)
"""Every kind of file that is kept, and how a name of it ends."""
PICTURES: Final = frozenset(_MAGIC.values())


def kind_of(path: Path, name: str) -> str:
    """Say what a file is, by its content.

    Args:
        path: where its bytes lie.
        name: what it was called; it tells a table from a text, which have no bytes of their own, and nothing else.

    Raises:
        ValidationError: it is none of the kinds that are kept, is broken, or would do harm when opened.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head == b"":
        raise ValidationError(_("This file is empty."))
    for opening, what in _OPENING:
        if opening.match(head) is not None:
            return _OF[what](path) if what in _OF else what
    return _text(path, name)


def _picture(path: Path) -> str:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # a tenth of a second, for pages without pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=list(_MAGIC)) as picture:
                kind, size = str(picture.format), picture.size
                _check_pixels(size)
                picture.verify()
            with Image.open(path, formats=list(_MAGIC)) as picture:
                # `verify` reads no pixels of most kinds; a cut file is found by reading them
                picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValidationError(_too_large()) from error
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
        raise ValidationError(_("This picture is broken: it cannot be read to its end.")) from error
    return _MAGIC[kind]


def _check_pixels(size: tuple[int, int]) -> None:
    if size[0] * size[1] > PIXELS:
        raise ValidationError(_too_large())


def _too_large() -> str:
    return _("This picture has more than %(millions)s million pixels. Make it smaller first.") % {
        "millions": PIXELS // 1_000_000
    }


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            broken = archive.testzip()
            kind = _document(archive, {part.filename for part in parts})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValidationError(_("This document is broken or locked with a password.")) from error
    if broken is not None:
        raise ValidationError(_("This document is broken or locked with a password."))
    return kind


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    grown = any(part.file_size > _RATIO * max(part.compress_size, 1_000) for part in parts)
    if len(parts) > _MOST_PARTS or grown or sum(part.file_size for part in parts) > _UNPACKED:
        raise ValidationError(_("This document would unpack to too much."))
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or any(_is_trick(part) for part in parts):
        raise ValidationError(_("This document has parts that point outside it, or two of one name."))
    if any(_MACROS.search(name) is not None for name in names):
        raise ValidationError(_("This document carries a program (macros). Save it without."))


def _is_trick(part: zipfile.ZipInfo) -> bool:
    name = part.filename
    path = PurePosixPath(name)
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    return (
        is_link or path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\x00" in name
    )


def _document(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        for part, kind in _OOXML.items():
            if part in names:
                return kind
    if "mimetype" in names:
        said = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
        if said in _ODF and "content.xml" in names:
            return said
    raise ValidationError(_not_kept())


def _text(path: Path, name: str) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_not_kept()) from error
    if any(sign < " " and sign not in "\t\r\n\f" for sign in text):
        raise ValidationError(_not_kept())
    if re.match(r"\s*<(!doctype|html|svg|\?xml|script)", text, re.IGNORECASE) is not None:
        raise ValidationError(_not_kept())
    return "text/csv" if name.lower().endswith((".csv", ".tsv")) else "text/plain"


def _not_kept() -> str:
    return _(
        "This is no PDF, picture (JPEG, PNG, WebP, TIFF), document (DOCX, XLSX, ODT, ODS), CSV or text in UTF-8."
    )


_OF: Final[Mapping[str, Callable[[Path], str]]] = MappingProxyType({"picture": _picture, "zip": _zip})


def copied(source: IO[bytes], target: IO[bytes], most: int) -> int:
    """Copy bytes up to a limit.

    Returns:
        how many; more than `most` where the limit was passed, and then the copy is not whole.
    """
    count = 0
    while count <= most and (some := source.read(64 * 1024)):
        count += len(some)
        target.write(some)
    return count
