"""What is wrong with an agreement's folder, all of it at once, each fault with its file, line and key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from tallystick.errors import AgreementError
from tallystick.model.claim import NONE
from tallystick.rules.lines import line_at

_T = TypeVar("_T")
_SHOWN: Final = 10
"""How many faults one message lists: enough to see a pattern, few enough to read."""


class Faults:
    """Collects the faults of several parts, so that a person need not come back for each."""

    def __init__(self) -> None:
        """Begin without any."""
        self.found: list[AgreementError] = []

    def of(self, read: Callable[[], _T]) -> _T | None:
        """Read one part; null where it is refused."""
        try:
            return read()
        except AgreementError as error:
            self.found.append(error)
            return None

    def refuse(self) -> None:
        """Refuse what was read if anything is wrong with it.

        Raises:
            AgreementError: the first fault in full, and the others after it.
        """
        if len(self.found) > 0:
            raise together(self.found)


def together(found: Sequence[AgreementError]) -> AgreementError:
    """Make one error of several, in their order."""
    faults = [fault for one in found for fault in (one.faults if len(one.faults) > 0 else (one,))]
    first, others = faults[0], faults[1:]
    if len(others) == 0:
        return first
    unlisted = len(others) - _SHOWN
    tail = f" And {unlisted} not listed here." if unlisted > 0 else ""
    listed = " ".join(str(one) for one in others[:_SHOWN])
    remedy = f"{first.remedy} {len(others)} more: {listed}{tail}".strip()
    made = AgreementError(first.file, first.problem, line=first.line, column=first.column, remedy=remedy)
    made.faults = tuple(faults)
    return made


def refused(
    path: Path, text: str, error: ValidationError, model: type[BaseModel], within: Sequence[str] = ()
) -> AgreementError:
    """Tell all that a model does not allow in a TOML file: lines, keys, what they are for, and the nearest keys."""
    faults = [_Fault(one["type"], one["loc"], one["msg"]) for one in error.errors()]
    return together([_told(path, text, one, model, within) for one in faults])


@dataclass(frozen=True, slots=True)
class _Fault:
    """What pydantic found: of what kind, at which key of the model, in its words."""

    kind: str
    place: tuple[str | int, ...]
    message: str


def _told(
    path: Path, text: str, found: _Fault, model: type[BaseModel], within: Sequence[str]
) -> AgreementError:
    place = (*within, *found.place)
    words = [str(part) for part in place if not isinstance(part, int)]
    column: str | None = ".".join(words)
    problem, remedy = found.message, ""
    if found.kind == "missing":
        meaning = _meaning(model, found.place)
        problem = f"key {column!r} is missing" + ("" if meaning == "" else f": {meaning}")
        column = None
    elif found.kind == "extra_forbidden":
        key = words[-1] if len(words) > 0 else NONE
        near = get_close_matches(key, _keys(model), n=2, cutoff=0.5)
        problem = f"{key!r} is not known here"
        remedy = f"Nearest: {', '.join(near)}." if len(near) > 0 else ""
    return AgreementError(path, problem, line=line_at(text, place), column=column, remedy=remedy)


def _meaning(model: type[BaseModel], place: Sequence[str | int]) -> str:
    """Say what a key is for, as the model describes it; its first sentence, as it stands in another."""
    whole = model.model_json_schema()
    here: Mapping[str, Any] = whole
    for word in place:
        here = _opened(whole, here)
        here = here.get("items", {}) if isinstance(word, int) else here.get("properties", {}).get(word, {})
    told = " ".join(str(here.get("description", "")).split()).removesuffix(".")
    return told[:1].lower() + told[1:]


def _opened(whole: Mapping[str, Any], here: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference to the table it stands for; of several, the first that is one."""
    for one in (here, *here.get("anyOf", ())):
        if "$ref" in one:
            found: Mapping[str, Any] = whole["$defs"][str(one["$ref"]).rpartition("/")[2]]
            return found
    return here


def _keys(model: type[BaseModel]) -> list[str]:
    """Name every key that a model and those inside it know."""
    whole = model.model_json_schema()
    return sorted(
        {key for one in [whole, *whole.get("$defs", {}).values()] for key in one.get("properties", ())}
    )
