"""Parse the words that readers share, each refusal with the words allowed."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from tallystick.errors import ValueRefusedError
from tallystick.model.claim import HANDLINGS
from tallystick.model.period import Period
from tallystick.phrase import listed, quoted, says

Word = TypeVar("Word", bound=StrEnum)

BLANK: Final = says("the cell is blank, and a blank is neither nil nor withheld")
NOBODY: Final = says("'-' says that nobody speaks, and every statement is somebody's")
"""Why a claimant cannot be `-`."""

_LINE: Final = re.compile(r"^[1-9][0-9]{0,8}$")


def word_of(words: type[Word]) -> Callable[[str], Word]:
    """Make the parser for one set of words; capitals make no difference."""

    def parse(text: str) -> Word:
        try:
            return words(text.casefold())
        except ValueError as error:
            raise _unknown(text, [word.value for word in words]) from error

    return parse


def one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    """Make the parser for a few fixed words; capitals make no difference."""

    def parse(text: str) -> str:
        if text.casefold() in allowed:
            return text.casefold()
        raise _unknown(text, allowed)

    return parse


def _unknown(text: str, known: Iterable[str]) -> ValueRefusedError:
    return ValueRefusedError(
        says("%(text)s is not known; write %(known)s", text=quoted(text), known=listed(known))
    )


def parse_handling(text: str) -> str:
    """Read who may see a line: a known word, or `group:NAME`."""
    if text.startswith("group:") and len(text) > len("group:"):
        return text
    if text.casefold() in HANDLINGS:
        return text.casefold()
    raise ValueRefusedError(
        says(
            "%(text)s is not known; write %(known)s or group:NAME",
            text=quoted(text),
            known=listed(HANDLINGS),
        )
    )


def parse_period(text: str) -> Period:
    """Read a period; `2014-q1` is as good as `2014-Q1`."""
    return Period.parse(text.upper())


def parse_day(text: str) -> date:
    """Read an ISO day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueRefusedError(
            says("%(text)s is not a day; write it as 2014-03-07", text=quoted(text))
        ) from error


def parse_line(text: str) -> int:
    """Read which of several identical statements of one filing this is, from 1."""
    if _LINE.match(text) is not None:
        return int(text)
    raise ValueRefusedError(
        says("%(text)s is not a line; number identical statements 1, 2, …", text=quoted(text))
    )
