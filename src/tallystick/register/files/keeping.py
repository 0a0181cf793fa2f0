"""Keep a file: checked by its content, once for the same bytes, on the disk before the chain tells of it."""

import hashlib
import os
import unicodedata
from pathlib import Path
from typing import IO, Final, cast

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from tallystick.register.aside import part_of, synced
from tallystick.register.files.content import ENDINGS, copied, kind_of
from tallystick.register.files.models import Document, place_of
from tallystick.register.folder import own_folder
from tallystick.register.handling import Handling
from tallystick.register.ledger.operation import Operation
from tallystick.register.stores.models import Service

MOST_BYTES: Final = 20 * 1024 * 1024
"""Bytes of one file: a scan of some fifty pages. A register of paper must fit on a stick."""
_LONGEST_NAME: Final = 200


def keep(
    done: Operation,
    uploaded: "File[bytes]",
    *,
    title: str = "",
    handling: str = Handling.PARTIES_ONLY,
    service: Service | None = None,
) -> Document:
    """Keep one file and record it.

    Args:
        done: the operation; where it fails afterwards the bytes stay, named by their hash, and nothing names them.
        uploaded: the file as it came: of a form, or `File(open(…, "rb"))`.
        title: what people call it.
        handling: who may see it.
        service: whose it is, for people who reach their own service alone; None where it is no service's.

    Returns:
        the document; the same bytes said to be the same are one document.

    Raises:
        ValidationError: it is too large, or none of the kinds that are kept; nothing is kept then.
    """
    called = safe_name(uploaded.name or "")
    part = _written(_rewound(uploaded))
    try:
        kind = kind_of(part, called)
        digest, size = _digest(part)
        _into_place(part, place_of(digest))
    finally:
        part.unlink(missing_ok=True)
    said = {
        "sha256": digest,
        "name": _ending(called, kind),
        "title": title,
        "handling": handling,
        "service": service,
    }
    same = Document.objects.filter(**said).first()
    return same or done.save(Document(media_type=kind, bytes=size, **said))


def checked(uploaded: "File[bytes]") -> str:
    """Say what a file is without keeping it: for the checks of a form.

    Raises:
        ValidationError: as `keep`.
    """
    part = _written(_rewound(uploaded))
    try:
        return kind_of(part, safe_name(uploaded.name or ""))
    finally:
        part.unlink(missing_ok=True)


def _rewound(uploaded: "File[bytes]") -> IO[bytes]:
    uploaded.seek(0)
    return cast("IO[bytes]", uploaded)  # it reads as one does


def safe_name(name: str) -> str:
    """Give the last part of a name without what an operating system or a reader takes for something else."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # controls and marks of direction: with one of the latter `exe.fdp` is shown as a PDF
    shown = "".join(
        sign for sign in last if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    )
    clean = "".join("_" if sign in '<>:"|?*;%' else sign for sign in shown).strip(". ")
    return clean[-_LONGEST_NAME:] or "file"


def _ending(name: str, kind: str) -> str:
    ending = ENDINGS[kind]
    known = {ending, ".jpeg"} if kind == "image/jpeg" else {ending, ".tiff", ".tsv"}
    if name.lower().endswith(tuple(known)):
        return name
    return name[: _LONGEST_NAME - len(ending)] + ending


def _written(source: IO[bytes]) -> Path:
    files = own_folder().files
    files.mkdir(mode=0o700, exist_ok=True)
    part = part_of(files / "upload")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        size = copied(source, file, MOST_BYTES)
        file.flush()
        os.fsync(file.fileno())
    if size > MOST_BYTES:
        part.unlink()
        raise ValidationError(
            _("This file is larger than %(most)s megabytes.") % {"most": MOST_BYTES // (1024 * 1024)}
        )
    return part


def _digest(part: Path) -> tuple[str, int]:
    with part.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), part.stat().st_size


def _into_place(part: Path, place: Path) -> None:
    # bytes that lie there already are left alone, unless they were spoilt: then the new ones mend them
    if place.exists() and _digest(place)[0] == place.name:
        return
    if not place.parent.exists():
        place.parent.mkdir(mode=0o700)
        synced(place.parent.parent)
    part.replace(place)
    synced(place.parent)
