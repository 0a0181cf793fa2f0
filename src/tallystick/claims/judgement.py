"""What people decided, contested or replied: read from and appended to `hand/judgements.csv`."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.claims.key import framed
from tallystick.claims.ledger import read_rows, write_rows
from tallystick.engine.local import frame
from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.model.judgement import Judgement
from tallystick.model.tables import JUDGEMENT

_COLUMNS: Final = ("about", "kind", "text", "by", "on", "evidence", "supersedes")


def judgements(folder: Path) -> pl.DataFrame:
    """Read the judgements of a case as a table.

    Raises:
        UnreadableError: if a line is not a judgement; names the line.
    """
    path = folder / "hand" / "judgements.csv"
    rows = []
    for number, row in enumerate(read_rows(path, _COLUMNS, optional=True), start=2):
        try:
            judgement = Judgement(**{**row, "on": date.fromisoformat(row["on"])})  # type: ignore[arg-type]
        except (ValueError, TypeError, ValueRefusedError) as error:
            raise UnreadableError(path, str(error), line=number) from error
        rows.append(_words(judgement) | {"on": judgement.on, "judgement_id": identity(judgement)})
    return frame(JUDGEMENT, rows)


def judge(folder: Path, judgement: Judgement) -> str:
    """Append one judgement; returns its identifier. Nothing is ever overwritten."""
    path = folder / "hand" / "judgements.csv"
    write_rows(path, _COLUMNS, [*read_rows(path, _COLUMNS, optional=True), _words(judgement)])
    return identity(judgement)


def identity(judgement: Judgement) -> str:
    """Name a judgement by a hash of its content."""
    return hashlib.sha256(framed(_words(judgement).values())).hexdigest()


def _words(judgement: Judgement) -> dict[str, str]:
    return {name: str(getattr(judgement, name)) for name in _COLUMNS}
