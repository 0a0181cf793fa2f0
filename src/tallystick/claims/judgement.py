"""What people decided, contested or replied: read from and appended to `hand/judgements.csv`."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from tallystick.claims.key import framed
from tallystick.claims.store import _rows, write_rows
from tallystick.engine.local import frame
from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.model.tables import JUDGEMENT

_COLUMNS: Final = ("about", "kind", "text", "by", "on", "evidence", "supersedes")
KINDS: Final = ("contest", "reply", "note")


def judgements(folder: Path) -> pl.DataFrame:
    """Read the judgements of a case as a table."""
    path = folder / "hand" / "judgements.csv"
    rows: list[dict[str, object]] = []
    for number, row in enumerate(_rows(path, _COLUMNS, optional=True), start=2):
        try:
            _check(row["kind"])
            on = date.fromisoformat(row["on"])
        except ValueError as error:
            raise UnreadableError(path, str(error), line=number, column="on") from error
        except ValueRefusedError as error:
            raise UnreadableError(path, str(error), line=number, column="kind") from error
        rows.append({**row, "on": on, "judgement_id": _identity(row)})
    return frame(JUDGEMENT, rows)


def judge(folder: Path, judgement: dict[str, str]) -> str:
    """Append one judgement; returns its identifier. Nothing is ever overwritten."""
    _check(judgement["kind"])
    path = folder / "hand" / "judgements.csv"
    write_rows(path, _COLUMNS, [*_rows(path, _COLUMNS, optional=True), judgement])
    return _identity(judgement)


def _check(kind: str) -> None:
    if kind not in KINDS:
        raise ValueRefusedError(f"kind {kind!r} is not known; write {', '.join(KINDS)}")


def _identity(row: dict[str, str]) -> str:
    return hashlib.sha256(framed(row[name] for name in _COLUMNS)).hexdigest()
