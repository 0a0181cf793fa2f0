"""Take a machine file apart: every name is used, and what is not known is refused with the nearest that is."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tallystick.model.claim import HANDLINGS
from tallystick.model.party import is_code

MOST_BYTES: Final = 1024 * 1024
_LONGEST: Final = 10_000
"""Characters of one text: some four pages."""
_MOST_NAMES: Final = 100
"""Answers whose place one answer can take: more than were ever sent to one request."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Characters that no database and no page holds."""
_GROUP: Final = re.compile(r"group:[a-z0-9_-]{1,50}")
_FIRST_YEAR, _LAST_YEAR = 1800, 2200

Value = TypeVar("Value")


def opened(content: bytes) -> "Named":
    """Read the bytes of a file.

    Raises:
        ValidationError: they are no JSON object, or too many.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(_("This file is larger than %(most)s megabytes.") % {"most": 1})
    try:
        # no form of ours holds a fraction, and two programs may write one in two ways
        said = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_float=_never, parse_constant=_never
        )
    # a number of ten thousand digits, or brackets ten thousand deep
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This is no machine file of a request or an answer.")) from error
    return Named(said, "")


def _never(_text: str) -> object:
    raise ValueError


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # two readers of a name that stands twice may take different ones, and one signature would cover both
    said = dict(pairs)
    if len(said) < len(pairs):
        raise ValueError
    return said


class Named:
    """The names of one object, taken out one by one."""

    def __init__(self, said: object, where: str) -> None:
        if not isinstance(said, dict):
            raise ValidationError(_("This is no machine file of a request or an answer."))
        self.left: dict[str, Any] = dict(said)
        self.where = where
        self.asked: list[str] = []

    def take(self, name: str, parse: Callable[[object], Value]) -> Value:
        """Take a value out.

        Raises:
            ValidationError: it is not there, or not what it must be.
        """
        self.asked.append(name)
        if name not in self.left:
            raise ValidationError(_("The file does not say “%(name)s”.") % {"name": self.called(name)})
        given = self.left.pop(name)
        try:
            return parse(given)
        except (ValueError, TypeError) as error:
            said = {"name": self.called(name), "value": str(given)[:80], "why": str(error)}
            raise ValidationError(
                _("“%(value)s” cannot stand under “%(name)s” in the file. %(why)s") % said
            ) from error

    def named(self, name: str) -> "Named":
        """Take an object out."""
        self.asked.append(name)
        return Named(self.left.pop(name, None), self.called(name))

    def several(self, name: str, most: int) -> list["Named"]:
        """Take a list of objects out."""
        self.asked.append(name)
        found = self.left.pop(name, None)
        if not isinstance(found, list) or len(found) > most:
            raise ValidationError(_("The file does not say “%(name)s”.") % {"name": self.called(name)})
        return [Named(one, f"{self.called(name)} {at}") for at, one in enumerate(found, 1)]

    def over(self) -> None:
        """Refuse what is left over.

        Raises:
            ValidationError: the object has names that nobody asked for.
        """
        for name in sorted(self.left):
            near = ", ".join(get_close_matches(name, self.asked))
            raise ValidationError(
                _("“%(name)s” in the file is not known. Nearest: %(near)s.")
                % {"name": self.called(name)[:80], "near": near or "–"}
            )

    def called(self, name: str) -> str:
        """Say where a name stands."""
        return f"{self.where} · {name}" if self.where != "" else name


def text(longest: int = _LONGEST) -> Callable[[object], str]:
    """Give what parses a text."""

    def parse(given: object) -> str:
        if not isinstance(given, str) or _CONTROL.search(given) is not None:
            raise ValueError
        if len(given) > longest:
            raise ValueError(_("It is too long."))
        return given

    return parse


def one_of(known: Iterable[str], *, or_nothing: bool = False) -> Callable[[object], str]:
    """Give what parses one of some words."""
    words = [*known, *([""] if or_nothing else [])]

    def parse(given: object) -> str:
        if given not in words:
            near = get_close_matches(str(given)[:80], words)
            raise ValueError(_("Nearest: %(near)s.") % {"near": ", ".join(near) or "–"})
        return str(given)

    return parse


def day(given: object) -> date | None:
    """Parse a day; empty is none."""
    said = text(10)(given)
    return None if said == "" else date.fromisoformat(said)


def needed_day(given: object) -> date:
    """Parse a day that must be there."""
    return date.fromisoformat(text(10)(given))


def year(given: object) -> int | None:
    """Parse a year."""
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or not _FIRST_YEAR <= given <= _LAST_YEAR:
        raise ValueError
    return given


def party(given: object) -> str:
    """Parse the code of a state."""
    code = text(10)(given)
    if not is_code(code):
        raise ValueError
    return code


def party_or_none(given: object) -> str:
    """Parse the code of a state; empty is none."""
    return "" if given == "" else party(given)


def handling(given: object) -> str:
    """Parse a handling mark."""
    mark = text(60)(given)
    if mark not in HANDLINGS and _GROUP.fullmatch(mark) is None:
        raise ValueError
    return mark


def identity(given: object) -> str:
    """Parse the name of a row of another register."""
    return str(UUID(text(36)(given)))


def identity_or_none(given: object) -> str:
    """Parse the name of a row of another register; empty is none."""
    return "" if given == "" else identity(given)


def identities(given: object) -> list[str]:
    """Parse a list of names of rows of another register, none of them twice."""
    if not isinstance(given, list) or not 0 < len(given) <= _MOST_NAMES:
        raise ValueError
    found = [identity(one) for one in given]
    if len(set(found)) < len(found):
        raise ValueError
    return found


def hexadecimal(digits: int) -> Callable[[object], str]:
    """Give what parses so many hexadecimal digits, in small letters."""
    form = re.compile(f"[0-9a-f]{{{digits}}}")

    def parse(given: object) -> str:
        if not isinstance(given, str) or form.fullmatch(given) is None:
            raise ValueError
        return given

    return parse


def yes_or_no(given: object) -> bool:
    """Parse yes or no."""
    if not isinstance(given, bool):
        raise TypeError
    return given
