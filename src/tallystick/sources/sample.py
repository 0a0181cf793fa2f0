"""Read the sample of a source, and say what it says in lines that can be kept and compared."""

import dataclasses
import json
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from tallystick.model.claim import Reading
from tallystick.model.period import Period
from tallystick.sources import shelf
from tallystick.sources.read import known_source, read, recognise

EXPECTED: Final = "expected.jsonl"
"""Beside `source.toml`: one JSON object for each claim, filing, act, milestone and issue of the sample."""


def read_sample(name: str) -> list[str]:
    """Read every file of a source's sample, each recognised by itself, and write what it says.

    Raises:
        UsageError: if no source is called so.
        UnreadableError: if a file of the sample cannot be read, or is taken for another source's.
    """
    folder = resources.files(shelf.SHELF).joinpath(known_source(name), "sample")
    lines: list[str] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        lines.extend(_told(name, file))
    return lines


def expected_of_sample(name: str) -> list[str]:
    """Give the lines kept beside the sample."""
    file = resources.files(shelf.SHELF).joinpath(known_source(name), EXPECTED)
    return file.read_text("utf-8").splitlines()


def _told(name: str, file: Traversable) -> list[str]:
    with resources.as_file(file) as path:
        found = recognise(path)
        return [_line(path, "source", found), *_reading(path, read(path, name))]


def _reading(path: Path, reading: Reading) -> list[str]:
    claims = [_line(path, "claim", (taken.locator, taken.claim)) for taken in reading.claims]
    filings = [_line(path, "filing", filing) for filing in reading.filings]
    acts = [_line(path, "participation", act) for act in reading.participation]
    milestones = [_line(path, "milestone", one) for one in reading.milestones]
    issues = [_line(path, "issue", issue) for issue in reading.issues]
    return claims + filings + acts + milestones + issues


def _line(path: Path, what: str, value: object) -> str:
    return json.dumps({"file": path.name, what: _plain(value)}, ensure_ascii=False)


def _plain(value: object) -> object:
    """Write a noun as JSON can; periods and days in their own short form."""
    match value:
        case Period() | date():
            return str(value)
        case tuple():
            return [_plain(part) for part in value]
        case _ if dataclasses.is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value
