"""Keep what is written from left to right from being turned round in an Arabic sentence, on pages and on paper."""

import re
from collections.abc import Iterable
from typing import Final, Literal

_WORD: Final = r"[A-Za-z0-9*?](?:[!-~]*[A-Za-z0-9*?])?"
_LATIN: Final = re.compile(rf"\u2066[^\u2069]*\u2069|[=+/.#-]?{_WORD}(?: {_WORD})*")
"""A stretch that is written from left to right: a mark such as `*1234`, a day, a command of several words. Brackets
round it and what closes a sentence are no part of it. What a translation isolated already is taken as one, and left."""
_IN_ARABIC: Final = {",": "\u060c", ";": "\u061b"}
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_ISOLATED: Final = "\u2066{}\u2069"
"""The signs of Unicode's bidirectional algorithm for a stretch from left to right; nothing of them is seen."""


def isolated(sentence: str) -> str:
    """Isolate marks, numbers and days in a sentence with Arabic letters; any other stays as it is."""
    if _ARABIC.search(sentence) is None:
        return sentence
    return _LATIN.sub(_as_isolated, sentence)


def listed(words: Iterable[object], mark: Literal[",", ";"] = ",") -> str:
    """Put words in a row, with the comma or semicolon of their script between them."""
    written = [str(word) for word in words]
    is_arabic = any(_ARABIC.search(word) is not None for word in written)
    return f"{_IN_ARABIC[mark] if is_arabic else mark} ".join(written)


def left_to_right(text: str) -> str:
    """Isolate a whole text that is written from left to right, such as a day."""
    return _ISOLATED.format(text)


def _as_isolated(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith(_ISOLATED[0]) else left_to_right(found[0])
