"""The documents of a case: kept byte for byte, entered in `documents.csv`, checked against their hashes."""

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from tallystick.errors import CaseError, UnreadableError
from tallystick.model.claim import NONE, closeness
from tallystick.model.document import Addition, Document, Entry

REGISTER: Final = "documents.csv"
COLUMNS: Final = (
    *("sha256", "file", "source", "name", "bytes", "added_on", "added_by"),
    *("handling", "replaces", "origin"),
)
SHELVES: Final = ("claims", "filings")
"""Where documents lie: those that carry claims, and those that only say who filed."""


def documents(folder: Path) -> list[Document]:
    """List the documents of a case, each checked against the hash it was added under.

    Raises:
        CaseError: if a document is gone or changed, or a file lies in the case that was never added.
    """
    rows = read_rows(folder / REGISTER, COLUMNS)
    found: dict[str, Document] = {}
    for number, row in enumerate(rows, start=2):
        addition = Addition(added_on=_day(folder, number, row["added_on"]), added_by=row["added_by"])
        known = found.get(row["sha256"])
        if known is None:
            found[row["sha256"]] = _checked(folder, row, addition)
        else:
            found[row["sha256"]] = _again(known, row, addition)
    _refuse_strays(folder, {document.path for document in found.values()})
    return sorted(found.values(), key=lambda document: document.sha256)


def _day(folder: Path, number: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableError(folder / REGISTER, str(error), line=number, column="added_on") from error


def _checked(folder: Path, row: Mapping[str, str], addition: Addition) -> Document:
    path = folder / row["file"]
    if path.parent.parent != folder or path.parent.name not in SHELVES:
        raise CaseError(
            f"{REGISTER} names {row['file']}, which lies outside {' and '.join(SHELVES)} of the case"
        )
    if not path.is_file():
        raise CaseError(
            f"{row['file']} was added on {row['added_on']} and is gone; "
            f"put it back or take its line out of {REGISTER}"
        )
    if digest(path) != row["sha256"]:
        raise CaseError(
            f"{row['file']} is no longer the file that was added on {row['added_on']}: its SHA-256 differs. "
            "Put the original back and add the new version with `tallystick add --replaces`"
        )
    return Document(
        sha256=row["sha256"],
        path=path,
        source=row["source"],
        name=row["name"],
        size=path.stat().st_size,
        handling=row["handling"],
        origin=row["origin"],
        replaces=row["replaces"],
        additions=(addition,),
    )


def _again(document: Document, row: Mapping[str, str], addition: Addition) -> Document:
    """Add one more time of adding: the closest handling that was ever asked for holds, and a stated correction."""
    return replace(
        document,
        additions=tuple(
            sorted({*document.additions, addition}, key=lambda one: (one.added_on, one.added_by))
        ),
        handling=max(document.handling, row["handling"], key=closeness),
        replaces=document.replaces if document.replaces != NONE else row["replaces"],
    )


def _refuse_strays(folder: Path, kept: set[Path]) -> None:
    lying = {path for name in SHELVES for path in (folder / name).glob("*") if not path.name.startswith(".")}
    stray = sorted(str(path.relative_to(folder)) for path in lying - kept)
    if len(stray) > 0:
        raise CaseError(
            f"{', '.join(stray)} lies in the case but was never added, so it would be passed over in silence; "
            "move it out and add it with `tallystick add CASE FILE`"
        )


def keep(folder: Path, path: Path, entry: Entry, *, has_claims: bool) -> str:
    """Copy a document into the case and enter it in the register; returns its SHA-256.

    A document that is already there is only entered again: one more sighting of the same words.
    """
    sha256 = digest(path)
    rows = read_rows(folder / REGISTER, COLUMNS)
    known = next((row["file"] for row in rows if row["sha256"] == sha256), None)
    file = _free_name(folder, SHELVES[0 if has_claims else 1], path.name, sha256) if known is None else known
    if known is None:
        write_bytes(folder / file, path.read_bytes())
    line = {
        "sha256": sha256,
        "file": file,
        "source": entry.source or NONE,
        "name": path.name,
        "bytes": str(path.stat().st_size),
        "added_on": str(entry.addition.added_on),
        "added_by": entry.addition.added_by,
        "handling": entry.handling,
        "replaces": entry.replaces or NONE,
        "origin": entry.origin,
    }
    try:
        write_rows(folder / REGISTER, COLUMNS, [*rows, line])
    except BaseException:
        # a file the register does not name would make the case unreadable
        if known is None:
            (folder / file).unlink()
        raise
    return sha256


def _free_name(folder: Path, shelf: str, name: str, sha256: str) -> str:
    if not (folder / shelf / name).exists():
        return f"{shelf}/{name}"
    return f"{shelf}/{sha256[:12]}-{name}"


def other_version(folder: Path, path: Path) -> str | None:
    """Name the document last added under the name of a file that is itself not in the case; null where none was."""
    rows = read_rows(folder / REGISTER, COLUMNS)
    named = [row["sha256"] for row in rows if row["name"] == path.name]
    if len(named) == 0 or digest(path) in {row["sha256"] for row in rows}:
        return None
    return named[-1]


def find_document(folder: Path, wanted: str) -> str:
    """Find a document of the case by file name or by the first characters of its SHA-256.

    Raises:
        CaseError: if none or several answer to it.
    """
    rows = {row["sha256"]: row["name"] for row in read_rows(folder / REGISTER, COLUMNS)}
    found = [sha256 for sha256, name in sorted(rows.items()) if wanted == name or sha256.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"{name} ({sha256[:12]})" for sha256, name in sorted(rows.items()))
    raise CaseError(f"{len(found)} documents of the case answer to {wanted!r}; there are: {there or 'none'}")


def digest(path: Path) -> str:
    """Hash a file: SHA-256 in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def read_rows(path: Path, needed: Iterable[str], *, optional: bool = False) -> list[dict[str, str]]:
    """Read a CSV file of the case that people may edit.

    Raises:
        UnreadableError: if it is not CSV, or lacks a column, or a line has more or fewer cells than the header.
        CaseError: if it is not there and must be.
    """
    if not path.is_file():
        if optional:
            return []
        raise CaseError(f"{path.parent} has no {path.name}; make a case with `tallystick new CASE`")
    try:
        reader = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), strict=True)
        rows = list(reader)
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableError(path, f"cannot be read as CSV: {error}") from error
    missing = [name for name in needed if name not in (reader.fieldnames or [])]
    if len(missing) > 0:
        raise UnreadableError(path, f"lacks the columns {', '.join(missing)}", line=1)
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise UnreadableError(path, "this line has more or fewer cells than the header", line=number)
    return rows


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a CSV file of the case aside and rename it into place."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_bytes(path, text.getvalue().encode())


def write_bytes(target: Path, content: bytes) -> None:
    """Write a file aside and rename it into place, so that no reader meets half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        aside.write_bytes(content)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
