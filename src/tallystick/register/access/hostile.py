"""Refuse text that cannot be kept or cannot be shown safely, before any page sees it."""

import unicodedata
from collections.abc import Callable
from itertools import chain
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import render

_WRITTEN: Final = frozenset("\t\n\r")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: they make a mark or a name read as another. Arabic and Hebrew need none of them
in a field of its own; the single marks that they do need (U+200E, U+200F, U+061C) stay."""
_CATEGORIES: Final = frozenset({"Cc", "Cs", "Co"})
"""Controls, surrogates and private characters: nobody writes them, and each reader shows them differently."""
_NONCHARACTERS: Final = (0xFFFE, 0xFDD0, 0xFDEF)


def first_refused(text: str) -> str | None:
    """Find the first character that is refused: NUL and other controls, turns of direction, noncharacters."""
    if text.isascii() and text.isprintable():
        return None
    return next((character for character in text if _is_refused(character)), None)


def _is_refused(character: str) -> bool:
    if character in _WRITTEN:
        return False
    last, first_of_block, last_of_block = _NONCHARACTERS
    point = ord(character)
    is_noncharacter = (point & 0xFFFF) >= last or first_of_block <= point <= last_of_block
    return character in _TURNING or is_noncharacter or unicodedata.category(character) in _CATEGORIES


class SafeText:
    """Answer 400 where the address or a field holds a refused character; nothing was saved then."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the address."""
        found = first_refused(request.path) or _refused_in(request.GET)
        return self.answer(request) if found is None else _refusal(request, found)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:  # noqa: ANN401  # as Django calls it
        """Look at the fields of a form, and at the names of its files."""
        try:
            posted = request.POST
        except RequestDataTooBig as error:
            raise SuspiciousOperation from error
        names = (
            file.name or "" for file in chain.from_iterable((files for _, files in request.FILES.lists()))
        )
        found = _refused_in(posted) or next(filter(None, map(first_refused, names)), None)
        return None if found is None else _refusal(request, found)


def _refused_in(fields: QueryDict) -> str | None:
    said = (text for name, values in fields.lists() for text in (name, *values))
    return next(filter(None, map(first_refused, said)), None)


def _refusal(request: HttpRequest, character: str) -> HttpResponse:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    return render(request, "400.html", {"code": code, "character_name": name}, status=400)
