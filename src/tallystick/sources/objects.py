"""Open JSON: a list of objects that all have the same keys."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from tallystick.errors import UnreadableError, ValueRefusedError
from tallystick.phrase import Said, listed, says
from tallystick.sources.document import Document, Form
from tallystick.sources.table import NO_NIL, Cells, Header, assemble, not_utf8

_SPACE: Final = re.compile(r"[ \t\r\n]*")

Item = dict[str, object]


def open_objects(path: Path, data: bytes) -> Document:
    """Read a JSON document; numbers keep the digits they were written with, and nested values stay JSON.

    Raises:
        UnreadableError: for broken JSON, anything but a list of objects, keys that differ, and all that
            every document is checked for.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(path, data, error, str(error.start - data.rfind(b"\n", 0, error.start))) from error
    items = _items(path, text)
    first = next(items, None)
    if first is None:
        raise UnreadableError(path, says("is an empty list"), line=1, remedy=NO_NIL)
    header = Header(list(first[1]), first[0])
    return assemble(
        path, Form.JSON, header, _rows(path, header.names, first, items), says("JSON, a list of objects")
    )


def _rows(
    path: Path, names: list[str], first: tuple[int, Item], rest: Iterator[tuple[int, Item]]
) -> Iterator[Cells]:
    yield "row 1", first[0], _texts(path, first[0], first[1], names)
    for number, (line, item) in enumerate(rest, start=2):
        if item.keys() != set(names):
            odd = sorted(item.keys() ^ set(names))
            raise UnreadableError(
                path,
                says("has an object whose keys differ from those of the first: %(keys)s", keys=listed(odd)),
                line=line,
                column=odd[0],
                remedy=says(
                    "Give every object the same keys; write an empty text where there is nothing to say."
                ),
            )
        yield f"row {number}", line, _texts(path, line, item, names)


def _items(path: Path, text: str) -> Iterator[tuple[int, Item]]:
    """Give each object of the list with the line it begins on."""
    decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_refuse_constant
    )
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        raise _broken(path, text, at, says("is JSON, but not a list of objects"))
    at, separator = _skip(text, at + 1), ","
    line, counted = 1, 0
    if text[at : at + 1] == "]":
        return
    while separator == ",":
        line, counted = line + text.count("\n", counted, at), at
        item, at = _decode(path, text, at, decoder)
        yield line, item
        at = _skip(text, at)
        separator = text[at : at + 1]
        at = _skip(text, at + 1)
    if separator != "]":
        unclosed = says("is broken JSON: the list is not closed, or a comma is missing")
        raise _broken(path, text, at - 1, unclosed)
    if at < len(text):
        raise _broken(path, text, at, says("goes on after the list has ended"))


def _decode(path: Path, text: str, at: int, decoder: json.JSONDecoder) -> tuple[Item, int]:
    try:
        item, end = decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise _broken(path, text, error.pos, says("is broken JSON (%(why)s)", why=error.msg)) from error
    except ValueRefusedError as error:
        raise _broken(path, text, at, error.whole) from error
    except RecursionError as error:
        raise _broken(path, text, at, says("is nested too deeply")) from error
    if not isinstance(item, dict):
        raise _broken(path, text, at, says("is a list of something other than objects"))
    return item, end


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()


def _object(pairs: list[tuple[str, object]]) -> Item:
    item = dict(pairs)
    if len(item) != len(pairs):
        raise ValueRefusedError(says("has an object with one key twice"))
    return item


def _refuse_constant(word: str) -> NoReturn:
    raise ValueRefusedError(says("holds %(word)s, which is no figure", word=word))


def _texts(path: Path, line: int, item: Item, names: list[str]) -> list[str]:
    try:
        return [_as_text(item[name]) for name in names]
    except RecursionError as error:
        raise UnreadableError(
            path, says("is nested too deeply"), line=line, remedy=says("Fetch it again.")
        ) from error


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


def _broken(path: Path, text: str, at: int, problem: Said) -> UnreadableError:
    at = min(max(at, 0), len(text))
    return UnreadableError(
        path,
        problem,
        line=text.count("\n", 0, at) + 1,
        column=str(at - text.rfind("\n", 0, at)),
        remedy=says("The file may be cut short: fetch it again."),
    )
