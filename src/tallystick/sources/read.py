"""Read a published file: open it, recognise its source, and bring back what it says."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from tallystick.errors import UnreadableError, UsageError, near_misses
from tallystick.model.claim import Reading
from tallystick.sources import shelf
from tallystick.sources.document import Document, fold
from tallystick.sources.intake import Given
from tallystick.sources.layout import ALMOST, Layout, by_likeness
from tallystick.sources.open import open_document

SHOWN_COLUMNS: Final = 30
"""How many columns of an unknown file a message lists: more than any known source has."""
_SHOWN_LAYOUTS: Final = 2
"""How many layouts a message sets out: the nearest, and one that may have been meant instead."""
_HOW_TO: Final = "How to write a file: “Add your declarations” in docs/how-to."


def read(
    path: Path,
    source: str | None = None,
    names: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
) -> Reading:
    """Read a document of a named or recognised source.

    Args:
        path: the file.
        source: a folder of the catalog; recognised by the header where none is named.
        names: hand names, as written → party code; they win over the vocabulary.
        defaults: values for columns that are absent or blank, by column name.

    Raises:
        UnreadableError: if the file cannot be opened, is of no known source, or holds refused values.
        UsageError: for a source or a default that no reader knows.
    """
    filled = {} if defaults is None else {fold(column): value.strip() for column, value in defaults.items()}
    given = Given({} if names is None else names, filled)
    document = open_document(path)
    name = _recognised(document, given.defaults) if source is None else known_source(source)
    reader = shelf.reader(name)
    _check_defaults(name, given.defaults)
    if not any(layout.fits(document.head, given.defaults) for layout in reader.LAYOUTS):
        raise _unrecognised(document, (name,), given.defaults)
    return replace(reader.read(document, given), above=len(document.preamble))


def recognise(path: Path) -> str:
    """Name the source a file is of.

    Raises:
        UnreadableError: if it cannot be opened, or is of no known source or of several.
    """
    return _recognised(open_document(path), {})


def known_source(name: str) -> str:
    """Give a source's name back if it stands on the shelf.

    Raises:
        UsageError: with the nearest names, if it does not.
    """
    if name in shelf.names():
        return name
    told = [
        f"no source is called {name!r}.",
        near_misses(name, shelf.names()),
        f"Known: {', '.join(shelf.names())}.",
    ]
    raise UsageError(" ".join(part for part in told if part != ""))


def _recognised(document: Document, given: Mapping[str, str]) -> str:
    found = [name for name in shelf.names() if shelf.reader(name).recognises(document.head)]
    if len(found) == 0 and len(given) > 0:
        found = [name for name in shelf.names() if _fits_with(name, document, given)]
    if len(found) == 1:
        return found[0]
    if len(found) == 0:
        raise _unrecognised(document, shelf.names(), given)
    raise UnreadableError(
        document.path,
        f"may be of several sources: {', '.join(found)}",
        line=1,
        remedy="Name the one it is of.",
    )


def _fits_with(name: str, document: Document, given: Mapping[str, str]) -> bool:
    reader = shelf.reader(name)
    usable = [column for column in given if column in reader.DEFAULTS]
    return any(layout.fits(document.head, usable) for layout in reader.LAYOUTS)


def _check_defaults(name: str, given: Mapping[str, str]) -> None:
    allowed = shelf.reader(name).DEFAULTS
    unknown = sorted(set(given) - allowed)
    if len(unknown) > 0:
        raise UsageError(
            f"source {name!r} takes no value for {', '.join(unknown)}. "
            f"It takes values for: {', '.join(sorted(allowed))}."
        )


def _unrecognised(document: Document, sources: Collection[str], given: Mapping[str, str]) -> UnreadableError:
    layouts = {name: shelf.reader(name).LAYOUTS for name in sources}
    near = by_likeness(layouts, document.head)
    alike = [one for one in near if one[0] < 1] or [one for one in near if one[2] == _own_layout()] or near
    expected = " ".join(
        f"A {layout.name} ({name}) has: {', '.join(layout.required)}."
        for _, name, layout in alike[:_SHOWN_LAYOUTS]
    )
    problem = "is of no source that is known here"
    if len(near) > 0 and near[0][0] <= ALMOST:
        almost = near[0][2]
        problem = f"is almost a {almost.name}, but {almost.shortfall(document.head, given)}"
    return UnreadableError(
        document.path,
        problem,
        line=1 + len(document.preamble),
        remedy=f"It was read as {document.read_as}, with the columns {_shown(document.columns)}. "
        f"{expected} {_HOW_TO}",
    )


def _own_layout() -> Layout:
    """Give the layout that any statement can be written in."""
    return shelf.reader("tally").LAYOUTS[0]


def _shown(columns: tuple[str, ...]) -> str:
    """List the columns of a file, or the first of very many."""
    shown = ", ".join(column[:60] for column in columns[:SHOWN_COLUMNS])
    more = len(columns) - SHOWN_COLUMNS
    return shown if more <= 0 else f"{shown} and {more} more"
