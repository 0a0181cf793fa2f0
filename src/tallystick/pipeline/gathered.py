"""Gather what files say for `reconcile`: tally files by columns, everything else through its own reader."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Final

import narwhals as nw
import polars as pl

from tallystick.claims.collect import collect
from tallystick.claims.unpacked import unpacked
from tallystick.engine.engine import Engine, Frame, as_texts
from tallystick.errors import UnreadableError
from tallystick.model.claim import NONE, Reading
from tallystick.model.document import Addition, Document
from tallystick.sources import read as sources
from tallystick.sources.columns import COLUMNS, Said, read_columns
from tallystick.sources.lines import open_lines
from tallystick.sources.meanings import known_party
from tallystick.sources.open import open_document

Remark = tuple[str, str]

_IMPLIED: Final = "\x1f"
"""How the names of filings begin that no file gives: a character that no file may hold in a word."""
_UNDATED: Final = Addition(added_on=date.min, added_by=NONE)
"""Files that are reconciled are kept nowhere, so that no day and no person belongs to them."""


@dataclass(slots=True)
class Gathered:
    """What some files say, the large ones by columns and the others line by line."""

    columns: list[tuple[Document, Said]] = field(default_factory=list)
    readings: list[tuple[Document, Reading]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def tables(self, engine: Engine) -> dict[str, pl.DataFrame]:
        """Make the tables of claims, claim by claim; only for what fits into memory so."""
        unfolded = [
            (document, Reading(claims=unpacked(engine.fetch(said.claims).to_dicts(), _IMPLIED)))
            for document, said in self.columns
        ]
        return collect([*unfolded, *self.readings], ())

    def tables_of(self, chosen: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """Make the tables of some claims, in the columns `COLUMNS`, beside all filings that were stated."""
        documents = {_IMPLIED + document.origin: document for document, _ in self.columns}
        rows = defaultdict(list)
        for row in chosen.iter_rows(named=True):
            rows[row["filing_id"].split("/")[0]].append(row)
        named = [
            (document, Reading(claims=unpacked(rows.pop(key, []), _IMPLIED)))
            for key, document in documents.items()
        ]
        # what names its filing itself may stand in any of them
        rest = [row for key in sorted(rows) for row in rows[key]]
        every = [document for document, _ in (*self.columns, *self.readings)]
        named.append((every[0], Reading(claims=unpacked(rest, _IMPLIED))))
        others = [(document, replace(reading, claims=[])) for document, reading in self.readings]
        return collect([*named, *others], ())

    def is_resolved(self) -> bool:
        """Whether it is sure that every party is known: of what is read line by line it is not asked."""
        return len(self.readings) == 0 and all(said.resolved for _, said in self.columns)

    def claims(self, engine: Engine) -> tuple[Frame, dict[str, pl.DataFrame]]:
        """Give all claims, and the tables of those that were read line by line."""
        by_line = collect(self.readings, ())
        parts = [said.claims for _, said in self.columns]
        if by_line["claim"].height > 0 or len(parts) == 0:
            parts.append(engine.bring(by_line["claim"].select(COLUMNS)))
        return (parts[0] if len(parts) == 1 else nw.concat(list(map(as_texts, parts)))), by_line


def gather(files: Sequence[Path], engine: Engine, *, any_party: bool) -> Gathered:
    """Read files; the same content given twice is read once.

    Args:
        files: tally files, or files of any source of the catalog.
        engine: where tally files are read.
        any_party: take codes of parties and categories in tally and filing files as they stand.

    Raises:
        UnreadableError: if a file cannot be read; nothing is taken then.
    """
    found = Gathered()
    seen: dict[str, Path] = {}
    for path in files:
        document = _document(path, len(seen) + 1)
        if document.sha256 in seen:
            same = seen[document.sha256].name
            found.remarks.append(("given_twice", f"{path.name} says what {same} says, and was read once."))
            continue
        seen[document.sha256] = path
        _read(found, document, engine, any_party=any_party)
    return found


def _read(found: Gathered, document: Document, engine: Engine, *, any_party: bool) -> None:
    path = document.path
    try:
        lines = open_lines(path, _IMPLIED + document.origin, engine)
        said = None if lines is None else read_columns(lines, engine, None if any_party else known_party)
    except pl.exceptions.PolarsError as error:
        # the reader of single lines says which line it is
        open_document(path)
        reason = str(error).splitlines()[0][:120].rstrip(".")
        raise UnreadableError(path, f"is damaged ({reason})", remedy="Fetch or save it again.") from error
    if said is not None:
        found.columns.append((document, said))
        found.remarks += said.remarks
        return
    reading = sources.read(path, any_party=any_party)
    found.readings.append((document, reading))
    found.remarks += sorted({(issue.rule, f"{path.name}: {issue.message}") for issue in reading.issues})


def _document(path: Path, number: int) -> Document:
    try:
        with path.open("rb") as file:
            sha256 = file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableError(
            path,
            f"cannot be opened ({error.strerror or error})",
            remedy="Check the name and the permissions.",
        ) from error
    return Document(
        sha256=sha256,
        path=path,
        source=NONE,
        name=path.name,
        size=size,
        handling="public",
        origin=str(number),
        replaces=NONE,
        additions=(_UNDATED,),
    )
