"""A named scenario: the story told, the question put, what is true, and which findings it should raise.

A folder of the shelf holds `scenario.toml` and the files of a case: `case.toml`, `claims/`, `filings/`. The invented
agreements stand beside the scenarios, under `agreements/`, where several may name them.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tallystick.errors import UnreadableError, near_misses
from tallystick.model.finding import Step

SCENARIO: Final = "scenario.toml"
SHELVES: Final = ("claims", "filings")
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Part):
    """One finding that the record calls for, and the step it calls for."""

    about: _Words
    """The cell, the verdict, or the words several verdicts of one finding share."""
    step: Step
    why: _Words


class Mistaken(_Part):
    """What somebody might raise and should not."""

    about: _Words
    """As in `Expected`; `*` stands for anything."""
    step: Step | None = None
    """Only with this step; null: with any."""
    why: _Words


class Stands(_Part):
    """What the record itself shows once it is assessed: how halves stand, a cause, a verdict, its reason."""

    about: _Words
    says: _Words
    why: _Words


class Told(_Part):
    """What `scenario.toml` holds."""

    title: _Words
    added_on: date
    """The day on which the files were put together; the case is assessed as of its own day."""
    agreements: tuple[_Words, ...] = ()
    """Folders of `agreements/` beside the scenarios."""
    story: _Words
    question: _Words
    truth: _Words
    """What happened; told only on request."""
    beyond: tuple[_Words, ...] = ()
    """What the software cannot see of it yet."""
    expected: tuple[Expected, ...] = ()
    mistaken: Annotated[tuple[Mistaken, ...], Field(min_length=1)]
    """Never empty: an exercise in which nothing can be raised wrongly teaches nobody to hold back."""
    allowed: tuple[Mistaken, ...] = ()
    """What may be raised and is neither asked for nor wrong."""
    stands: tuple[Stands, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """One folder of the shelf of scenarios, read."""

    folder: Path
    told: Told

    @property
    def name(self) -> str:
        """What it is called: its folder."""
        return self.folder.name

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The files to add to a case, sorted."""
        found = (one for shelf in SHELVES for one in (self.folder / shelf).glob("*") if one.is_file())
        return tuple(sorted(found))

    @property
    def agreements(self) -> tuple[Path, ...]:
        """The folders of the invented agreements that it is judged by."""
        return tuple(_agreements(self.folder) / name for name in self.told.agreements)


def _agreements(folder: Path) -> Path:
    return folder.parent / "agreements"


def read_scenario(folder: Path) -> Scenario:
    """Read one folder of the shelf.

    Raises:
        UnreadableError: if `scenario.toml` is missing or not TOML, or a key is missing, unknown or ill-typed; names
            the line and the nearest keys.
    """
    path = folder / SCENARIO
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise UnreadableError(path, "is missing", remedy=_HOW_TO) from error
    try:
        told = Told.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise _refused(path, text, error) from error
    except ValueError as error:  # TOML's own error, and days that do not exist
        raise UnreadableError(path, f"is not TOML ({error})") from error
    _refuse_unknown(path, told.agreements)
    return Scenario(folder=folder, told=told)


def _refuse_unknown(path: Path, names: Iterable[str]) -> None:
    known = sorted(one.parent.name for one in _agreements(path.parent).glob("*/agreement.toml"))
    for name in names:
        if name not in known:
            raise UnreadableError(
                path,
                f"no invented agreement is called {name!r}",
                column="agreements",
                remedy=near_misses(name, known) or f"Known: {', '.join(known) or 'none'}.",
            )


_HOW_TO: Final = "See docs/how-to/train-with-scenarios.md for what a scenario holds."


def _refused(path: Path, text: str, error: ValidationError) -> UnreadableError:
    """Tell the first thing that is wrong: where it stands, and the nearest word that may stand there."""
    # a slip is both an unknown key and a missing one: the unknown one stands somewhere
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    key, written = str(first["loc"][-1]), str(first["input"])
    known: list[str] = []
    if first["type"] == "extra_forbidden":
        problem, known = f"{key!r} is not known here", sorted(_keys())
    elif first["type"] == "enum":
        problem, known = f"{written!r} is no step", list(Step)
    elif first["type"] == "missing":
        problem = f"{key!r} is missing"
    else:
        problem = first["msg"]
    word = key if first["type"] == "extra_forbidden" else written
    near = get_close_matches(word, known, n=2, cutoff=0.4) or (known if first["type"] == "enum" else [])
    remedy = f"Nearest: {', '.join(near)}." if len(near) > 0 else _HOW_TO
    place = ".".join(str(part) for part in first["loc"])
    return UnreadableError(path, problem, line=_line(text, first["loc"]), column=place, remedy=remedy)


def _keys() -> set[str]:
    return {key for model in (Told, Expected, Mistaken, Stands) for key in model.model_fields}


def _line(text: str, place: tuple[int | str, ...]) -> int | None:
    """Find the line of a key, or of the header of the table that lacks it; null where neither stands there."""
    lines = text.splitlines()
    header = None
    if len(place) > 1 and isinstance(place[1], int):
        headers = (number for number, line in enumerate(lines) if line.strip() == f"[[{place[0]}]]")
        header = next(islice(headers, place[1], None), None)
    wanted = re.compile(rf"\s*\[*{re.escape(str(place[-1]))}\b")
    found = (number for number in range(header or 0, len(lines)) if wanted.match(lines[number]) is not None)
    number = next(found, header)
    return None if number is None else number + 1
