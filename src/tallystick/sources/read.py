"""Read a published file: open it, recognise its source, and bring back what it says."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from tallystick.errors import UnreadableError, UsageError, nearest
from tallystick.model.claim import Reading
from tallystick.phrase import Joint, Phrase, listed, quoted, says
from tallystick.sources import shelf
from tallystick.sources.document import Document, fold
from tallystick.sources.intake import Given
from tallystick.sources.layout import ALMOST, Layout, by_likeness
from tallystick.sources.open import open_document

SHOWN_COLUMNS: Final = 30
"""How many columns of an unknown file a message lists: more than any known source has."""
_SHOWN_LAYOUTS: Final = 2
"""How many layouts a message sets out: the nearest, and one that may have been meant instead."""
_HOW_TO: Final = says("How to write a file: “Add your declarations” in docs/how-to.")


def read(
    path: Path,
    source: str | None = None,
    names: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    *,
    any_party: bool = False,
) -> Reading:
    """Read a document of a named or recognised source.

    Args:
        path: the file.
        source: a folder of the catalog; recognised by the header where none is named.
        names: hand names, as written → party code; they win over the vocabulary.
        defaults: values for columns that are absent or blank, by column name.
        any_party: take codes of parties and categories in filing files as they stand.

    Raises:
        UnreadableError: if the file cannot be opened, is of no known source, or holds refused values.
        UsageError: for a source or a default that no reader knows.
    """
    filled = {} if defaults is None else {fold(column): value.strip() for column, value in defaults.items()}
    given = Given({} if names is None else names, filled, any_party)
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
    raise UsageError(
        says("no source is called %(name)s.", name=quoted(name)),
        *nearest(name, shelf.names()),
        says("Known: %(known)s.", known=listed(shelf.names())),
    )


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
        says("may be of several sources: %(sources)s", sources=listed(found)),
        line=1,
        remedy=says("Name the one it is of."),
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
            says(
                "source %(name)s takes no value for %(columns)s.", name=quoted(name), columns=listed(unknown)
            ),
            says("It takes values for: %(columns)s.", columns=listed(sorted(allowed))),
        )


def _unrecognised(document: Document, sources: Collection[str], given: Mapping[str, str]) -> UnreadableError:
    layouts = {name: shelf.reader(name).LAYOUTS for name in sources}
    near = by_likeness(layouts, document.head)
    alike = [one for one in near if one[0] < 1] or [one for one in near if one[2] == _own_layout()] or near
    expected = [_expected(name, layout) for _, name, layout in alike[:_SHOWN_LAYOUTS]]
    problem = says("is of no source that is known here")
    if len(near) > 0 and near[0][0] <= ALMOST:
        problem = near[0][2].shortfall(document.head, given)
    return UnreadableError(
        document.path,
        problem,
        line=1 + len(document.preamble),
        remedy=listed([_as_read(document), *expected, _HOW_TO], Joint.SPACE),
    )


def _expected(name: str, layout: Layout) -> Phrase:
    return says(
        "A %(layout)s (%(source)s) has: %(columns)s.",
        layout=layout.said(),
        source=name,
        columns=listed(layout.required),
    )


def _own_layout() -> Layout:
    """Give the layout that any statement can be written in."""
    return shelf.reader("tally").LAYOUTS[0]


def _as_read(document: Document) -> Phrase:
    """Say how a file was read, and list its columns, or the first of very many."""
    shown = listed(column[:60] for column in document.columns[:SHOWN_COLUMNS])
    more = len(document.columns) - SHOWN_COLUMNS
    if more <= 0:
        return says(
            "It was read as %(form)s, with the columns %(columns)s.", form=document.read_as, columns=shown
        )
    return says(
        "It was read as %(form)s, with the columns %(columns)s and %(more)s more.",
        form=document.read_as,
        columns=shown,
        more=more,
    )
