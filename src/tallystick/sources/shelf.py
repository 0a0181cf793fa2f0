"""What stands on the shelf of sources, found there and never listed here."""

import importlib
from functools import cache
from importlib import resources
from typing import Final, Protocol, cast

from tallystick.model.claim import Reading
from tallystick.sources.document import Document, FileHead
from tallystick.sources.intake import Given
from tallystick.sources.layout import Layout

SHELF: Final = "tallystick.catalog"
"""A name, not an import: rooms do not know what stands on shelves."""


class Reader(Protocol):
    """What `read.py` of every source offers."""

    LAYOUTS: tuple[Layout, ...]
    """The layouts it reads, for recognising files and for saying what one falls short of."""
    DEFAULTS: frozenset[str]
    """The columns for which the user may give a value."""

    def recognises(self, head: FileHead) -> bool:
        """Whether a file with this head is of this source."""
        ...

    def read(self, document: Document, given: Given) -> Reading:
        """Take every row: used, ignored by name, or reported."""
        ...


@cache
def names() -> tuple[str, ...]:
    """Name the sources on the shelf, sorted."""
    folders = resources.files(SHELF).iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.joinpath("source.toml").is_file()))


@cache
def reader(name: str) -> Reader:
    """Load the reader of one source."""
    return cast("Reader", importlib.import_module(f"{SHELF}.{name}.read"))
