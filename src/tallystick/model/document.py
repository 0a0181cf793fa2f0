"""A document: one file of a source, kept byte for byte and named by its SHA-256."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """One time the document was added."""

    added_on: date
    added_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a document is entered in a case."""

    addition: Addition
    source: str | None = None
    """A folder of the catalog; null: recognised by the header."""
    handling: str = "public"
    origin: str = "-"
    replaces: str | None = None
    """File name or SHA-256 of the document whose filings this one corrects."""
    is_whole: bool = False
    """Whether somebody says that the files hold the whole return: what they lack of the old one is not declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of a case with every time it was added."""

    sha256: str
    path: Path
    source: str
    name: str
    size: int
    handling: str
    origin: str
    replaces: str
    """SHA-256 of the document whose filings this one corrects, or `-`."""
    additions: tuple[Addition, ...]
