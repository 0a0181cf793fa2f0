"""Parse the words that readers share, each refusal with the words allowed."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from tallystick.errors import ValueRefusedError
from tallystick.model.claim import HANDLINGS
from tallystick.model.period import Period

Word = TypeVar("Word", bound=StrEnum)


_LINE: Final = re.compile(r"^[1-9][0-9]{0,8}$")


def word_of(words: type[Word]) -> Callable[[str], Word]:
    """Make the parser for one set of words; capitals make no difference."""

    def parse(text: str) -> Word:
        try:
            return words(text.casefold())
        except ValueError as error:
            allowed = ", ".join(word.value for word in words)
            raise ValueRefusedError(f"{text!r} is not known; write {allowed}") from error

    return parse


def one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    """Make the parser for a few fixed words; capitals make no difference."""

    def parse(text: str) -> str:
        if text.casefold() in allowed:
            return text.casefold()
        raise ValueRefusedError(f"{text!r} is not known; write {', '.join(allowed)}")

    return parse


def parse_handling(text: str) -> str:
    """Read who may see a line: a known word, or `group:NAME`."""
    if text.startswith("group:") and len(text) > len("group:"):
        return text
    if text.casefold() in HANDLINGS:
        return text.casefold()
    raise ValueRefusedError(f"{text!r} is not known; write {', '.join(HANDLINGS)} or group:NAME")


def parse_period(text: str) -> Period:
    """Read a period; `2014-q1` is as good as `2014-Q1`."""
    return Period.parse(text.upper())


def parse_day(text: str) -> date:
    """Read an ISO day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueRefusedError(f"{text!r} is not a day; write it as 2014-03-07") from error


def parse_line(text: str) -> int:
    """Read which of several identical statements of one filing this is, from 1."""
    if _LINE.match(text) is not None:
        return int(text)
    raise ValueRefusedError(f"{text!r} is not a line; number identical statements 1, 2, …")
