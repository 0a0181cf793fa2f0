"""Open a saved web page: its grid becomes the rows, what stands around it is kept by `id`."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from tallystick.errors import UnreadableError
from tallystick.phrase import quoted, says
from tallystick.sources.document import Document, Form, Page, PageRow
from tallystick.sources.table import Cells, Header, assemble, not_utf8

PAGE_BYTES: Final = 2**24
"""The longest status page of the UN Treaty Collection has under half a megabyte."""

_UNREAD: Final = ("script", "style", "noscript", "template", "head")
_BREAKS: Final = frozenset({"br", "p", "div", "td", "th", "tr", "li", "h1", "h2", "h3", "h4"})
"""Where a browser begins a new line, words must not run together."""

_REMEDY: Final = says(
    "Open it in a browser, save the page as HTML once more, and add that; or save its table as CSV UTF-8."
)

Element = Any
"""An element of lxml, which comes without types."""


def open_page(path: Path, data: bytes) -> Document:
    """Read a web page; its grid is the first table with an id, two columns and two rows.

    Nothing is fetched, no entity is expanded, and scripts are not looked at.

    Raises:
        UnreadableError: for pages that are too large, cut short, nested too deeply, not UTF-8 or without a grid,
            and for all that every document is checked for.
    """
    root = _parsed(path, data)
    _separate_words(path, root)
    tables = {str(table.get("id")): table for table in root.iter("table") if _is_leaf_table(table)}
    name = next((name for name, table in tables.items() if _is_grid(table)), None)
    if name is None:
        raise UnreadableError(path, says("is a web page without a table"), line=1, remedy=_REMEDY)
    header, *records = tables[name].iter("tr")
    names = [_text(cell) for cell in _cells(header)]
    read_as = says("web page, its table %(table)s", table=quoted(name))
    document = assemble(path, Form.HTML, Header(names, _line(header)), _records(records), read_as)
    page = Page(
        MappingProxyType(dict(_texts(root))),
        MappingProxyType({key: tuple(_page_rows(table)) for key, table in tables.items()}),
        MappingProxyType({f"row {place}": _marks(row) for place, row in enumerate(records, start=1)}),
    )
    return Document(
        document.path, document.form, document.columns, document.rows, document.read_as, document.issues, page
    )


def _parsed(path: Path, data: bytes) -> Element:
    if len(data) > PAGE_BYTES:
        raise UnreadableError(
            path,
            says("has %(found)s bytes; a web page may have %(allowed)s", found=len(data), allowed=PAGE_BYTES),
            line=1,
            remedy=_REMEDY,
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise not_utf8(path, data, error, "1") from error
    if b"</html" not in data.lower():
        last = data.count(b"\n") + 1
        raise UnreadableError(path, says("is a web page cut short"), line=last, remedy=_REMEDY)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(data, parser)
    for trouble in parser.error_log:
        # what is merely untidy is mended as a browser would; past a limit the rest of the page is dropped
        if trouble.type_name == "ERR_RESOURCE_LIMIT":
            raise UnreadableError(
                path,
                says("goes past a limit (%(why)s)", why=str(trouble.message)),
                line=trouble.line,
                remedy=_REMEDY,
            )
    return root


def _separate_words(path: Path, root: Element) -> None:
    etree.strip_elements(root, *_UNREAD, with_tail=False)
    for element in root.iter(*_BREAKS):
        try:
            element.tail = f" {element.tail or ''}"
        except ValueError as error:
            raise UnreadableError(
                path, says("holds a control character"), line=_line(element), remedy=_REMEDY
            ) from error


def _is_leaf_table(table: Element) -> bool:
    return table.get("id") is not None and next(table.iterdescendants("table"), None) is None


def _is_grid(table: Element) -> bool:
    rows = list(table.iter("tr"))
    return len(rows) > 1 and len(_cells(rows[0])) > 1


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _records(rows: list[Element]) -> Iterator[Cells]:
    for place, row in enumerate(rows, start=1):
        yield f"row {place}", _line(row), [_text(cell) for cell in _cells(row)]


def _page_rows(table: Element) -> Iterator[PageRow]:
    for row in table.iter("tr"):
        anchors = tuple(str(anchor.get("name")) for anchor in row.iter("a") if anchor.get("name") is not None)
        yield PageRow(_line(row), tuple(_text(cell) for cell in _cells(row)), anchors)


def _texts(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.xpath("//*[@id][not(.//*[@id])][not(self::table)]"):
        yield str(element.get("id")), _text(element)


def _text(element: Element) -> str:
    """Write an element's words with single spaces, without the numbers of its notes and the anchors of notes."""
    return " ".join("".join(element.xpath(_WORDS)).split())


_WORDS: Final = ".//text()[not(ancestor::sup[.//a[starts-with(@href, '#')]])][not(parent::a[@name])]"


def _marks(row: Element) -> tuple[str, ...]:
    return tuple(str(mark)[1:] for mark in row.xpath(".//sup//a/@href[starts-with(., '#')]"))


def _line(element: Element) -> int:
    return int(element.sourceline)
