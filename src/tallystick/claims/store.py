"""The case folder: what it is, which documents it keeps, what people decided by hand.

Documents are the record and stay byte for byte; claims are read from them on every run, so that a corrected
name, vocabulary or reader is never out of step with what was kept (docs/decisions/0002).
"""

import csv
import hashlib
import io
import os
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tallystick.errors import CaseError, UnreadableError
from tallystick.model.case import Case
from tallystick.model.claim import NONE, CompleteList
from tallystick.model.document import Addition, Document
from tallystick.model.period import Period

REGISTER: Final = "documents.csv"
_COLUMNS: Final = ("sha256", "file", "source", "name", "bytes", "added_on", "added_by", "handling", "replaces", "origin")
_CLAIMS: Final = "claims"
_FILINGS: Final = "filings"


class _List(BaseModel):
    model_config = ConfigDict(extra="forbid")
    instrument: str
    first_year: int
    last_year: int
    as_of: date
    source: str


class _CaseFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    about: str
    notes: list[str] = Field(default_factory=list)
    sources: list[str] = Field(default_factory=list)
    audience: str = "public"
    assessed_on: date | None = None
    contact: str = ""
    complete_list: list[_List] = Field(default_factory=list)


_NEW_CASE: Final = """\
title = {title}
about = "What is put together here, and why."
# What a reader must know before using a figure: what was inferred, what was left out.
notes = []
# Citations of the primary sources.
sources = []
# For whose eyes the outputs are: public, parties_only, restricted or group:NAME.
audience = "public"
# Where to write to contest a figure.
contact = ""

# A complete list lets a silence count: a source says that all filings for these years are known.
# [[complete_list]]
# instrument = "un_register"
# first_year = 2014
# last_year = 2015
# as_of = 2016-12-31
# source = "who says so"
"""


def new_case(folder: Path, title: str) -> None:
    """Lay out an empty case.

    Raises:
        CaseError: if something already stands there.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CaseError(f"{folder} is not empty; a new case needs a folder of its own")
    for name in (_CLAIMS, _FILINGS, "hand"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    _write(folder / "case.toml", _NEW_CASE.format(title=quoted).encode())
    _write(folder / "hand" / "names.csv", b"name,party,by,on,why\n")
    _write(folder / "hand" / "judgements.csv", b"about,kind,text,by,on,evidence,supersedes\n")
    _write(folder / REGISTER, (",".join(_COLUMNS) + "\n").encode())


def open_case(folder: Path) -> Case:
    """Read a case's description.

    Raises:
        CaseError: if the folder is not a case or its `case.toml` is malformed.
    """
    described = folder / "case.toml"
    if not described.is_file():
        raise CaseError(
            f"{folder} is not a case: it has no case.toml. "
            "Make one with `tallystick new CASE`, then add files or folders with `tallystick add CASE FILE…`"
        )
    try:
        read = _CaseFile.model_validate(tomllib.loads(described.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaseError(f"{described.name} is not TOML: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise CaseError(f"{described.name}: {wrong}") from error
    return Case(
        folder=folder,
        title=read.title,
        about=read.about,
        notes=tuple(read.notes),
        sources=tuple(read.sources),
        audience=read.audience,
        assessed_on=read.assessed_on,
        contact=read.contact,
        complete_lists=tuple(_complete(one) for one in read.complete_list),
    )


def _complete(read: _List) -> CompleteList:
    span = Period(date(read.first_year, 1, 1), date(read.last_year, 12, 31))
    return CompleteList(instrument=read.instrument, period=span, as_of=read.as_of, source=read.source)


def documents(folder: Path) -> list[Document]:
    """List the documents of a case, each checked against the hash it was added under.

    Raises:
        CaseError: if a document is gone or changed, or a file lies in the case that was never added.
    """
    rows = _rows(folder / REGISTER, _COLUMNS)
    found: dict[str, Document] = {}
    for row in rows:
        addition = Addition(added_on=date.fromisoformat(row["added_on"]), added_by=row["added_by"])
        known = found.get(row["sha256"])
        if known is None:
            found[row["sha256"]] = _checked(folder, row, addition)
        else:
            found[row["sha256"]] = _again(known, addition)
    _refuse_strays(folder, {document.path for document in found.values()})
    return sorted(found.values(), key=lambda document: document.sha256)


def _checked(folder: Path, row: Mapping[str, str], addition: Addition) -> Document:
    path = folder / row["file"]
    if not path.is_file():
        raise CaseError(f"{row['file']} was added on {row['added_on']} and is gone; put it back or take its line out of {REGISTER}")
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
        size=int(row["bytes"]),
        handling=row["handling"],
        origin=row["origin"],
        replaces=row["replaces"],
        additions=(addition,),
    )


def _again(document: Document, addition: Addition) -> Document:
    ordered = sorted({*document.additions, addition}, key=lambda one: (one.added_on, one.added_by))
    return Document(
        sha256=document.sha256,
        path=document.path,
        source=document.source,
        name=document.name,
        size=document.size,
        handling=document.handling,
        origin=document.origin,
        replaces=document.replaces,
        additions=tuple(ordered),
    )


def _refuse_strays(folder: Path, kept: set[Path]) -> None:
    lying = {path for name in (_CLAIMS, _FILINGS) for path in (folder / name).glob("*") if not path.name.startswith(".")}
    stray = sorted(str(path.relative_to(folder)) for path in lying - kept)
    if len(stray) > 0:
        raise CaseError(
            f"{', '.join(stray)} lies in the case but was never added, so it would be passed over in silence; "
            "move it out and add it with `tallystick add CASE FILE`"
        )


def keep(
    folder: Path, path: Path, *, source: str, has_claims: bool, addition: Addition, handling: str, origin: str, replaces: str
) -> str:
    """Copy a document into the case and enter it in the register; returns its SHA-256.

    A document that is already there is only entered again: one more sighting of the same words.
    """
    sha256 = digest(path)
    rows = _rows(folder / REGISTER, _COLUMNS)
    known = next((row["file"] for row in rows if row["sha256"] == sha256), None)
    file = known if known is not None else _free_name(folder, _CLAIMS if has_claims else _FILINGS, path.name, sha256)
    if known is None:
        _write(folder / file, path.read_bytes())
    entry = {
        "sha256": sha256,
        "file": file,
        "source": source,
        "name": path.name,
        "bytes": str(path.stat().st_size),
        "added_on": str(addition.added_on),
        "added_by": addition.added_by,
        "handling": handling,
        "replaces": replaces,
        "origin": origin,
    }
    write_rows(folder / REGISTER, _COLUMNS, [*rows, entry])
    return sha256


def _free_name(folder: Path, shelf: str, name: str, sha256: str) -> str:
    if not (folder / shelf / name).exists():
        return f"{shelf}/{name}"
    return f"{shelf}/{sha256[:12]}-{name}"


def find_document(folder: Path, wanted: str) -> str:
    """Find a document of the case by file name or by the first characters of its SHA-256.

    Raises:
        CaseError: if none or several answer to it.
    """
    rows = {row["sha256"]: row["name"] for row in _rows(folder / REGISTER, _COLUMNS)}
    found = [sha256 for sha256, name in sorted(rows.items()) if wanted == name or sha256.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"{name} ({sha256[:12]})" for sha256, name in sorted(rows.items()))
    raise CaseError(f"{len(found)} documents of the case answer to {wanted!r}; there are: {there or 'none'}")


def hand_names(folder: Path) -> dict[str, str]:
    """Read the names a person has settled for this case: as written → party."""
    return {row["name"]: row["party"] for row in _rows(folder / "hand" / "names.csv", ("name", "party"), optional=True)}


def digest(path: Path) -> str:
    """Hash a file: SHA-256 in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _rows(path: Path, needed: Iterable[str], *, optional: bool = False) -> list[dict[str, str]]:
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
    _write(path, text.getvalue().encode())


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        aside.write_bytes(content)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
