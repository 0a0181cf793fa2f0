"""Describe the sources on the shelf: what each is, who publishes it, under what licence."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, ValidationError

from tallystick.errors import UnreadableError, near_misses
from tallystick.sources import shelf
from tallystick.sources.document import Form
from tallystick.sources.read import known_source


class Source(BaseModel):
    """One publication we can read, as its `source.toml` describes it; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    what: str
    """What it holds, in one line."""
    claimant_kind: str
    """Who speaks in it."""
    reader: str
    """The module of its folder that reads it."""
    file_kinds: tuple[Form, ...]
    derived_from: str | None = None
    """The source this one was made from, so that the two are never taken for two witnesses. Claims of both carry
    the source's name as their instrument."""


@cache
def sources() -> Mapping[str, Source]:
    """Describe every source on the shelf, by name.

    Raises:
        UnreadableError: for a `source.toml` with keys that are missing, unknown or ill-typed.
    """
    return MappingProxyType({name: _source(name) for name in shelf.names()})


def source(name: str) -> Source:
    """Describe one source.

    Raises:
        UsageError: with the nearest names, if none is called so.
    """
    return sources()[known_source(name)]


@cache
def derivations() -> Mapping[str, tuple[str, ...]]:
    """Say what each derived source was made from: instrument as it stands on claims → those behind it, nearest first.

    A source that was made from none is not in it. The same mapping holds for filings.

    Raises:
        UnreadableError: if a source is made from one that is not on the shelf, or by a detour from itself.
    """
    return MappingProxyType(origins({name: described.derived_from for name, described in sources().items()}))


def origins(made_from: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    """Follow each source to those it was made from, and on to those they were made from."""
    return {
        name: tuple(_behind(name, made_from)) for name in sorted(made_from) if made_from[name] is not None
    }


def _behind(name: str, made_from: Mapping[str, str | None]) -> list[str]:
    found: list[str] = []
    here, before = name, made_from[name]
    while before is not None:
        if before not in made_from:
            problem = f"says it was made from {before!r}, and no source is called so. {near_misses(before, made_from)}"
            raise UnreadableError(f"{here}/source.toml", problem.strip(), column="derived_from")
        if before == name or before in found:
            problem = f"leads back to itself: {' from '.join([name, *found, before])}"
            raise UnreadableError(f"{name}/source.toml", problem, column="derived_from")
        found.append(before)
        here, before = before, made_from[before]
    return found


def _source(name: str) -> Source:
    file = resources.files(shelf.SHELF).joinpath(name, "source.toml")
    return parse_source(name, file.read_text("utf-8"))


def parse_source(name: str, text: str) -> Source:
    """Make a description from the text of a `source.toml` in the folder `name`."""
    file = f"{name}/source.toml"
    try:
        described = Source.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(file, f"is not TOML ({error})") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UnreadableError(file, f"{first['msg']} at {key!r}", column=key) from error
    if described.name != name:
        raise UnreadableError(
            file, f"calls itself {described.name!r}, but stands in the folder {name!r}", column="name"
        )
    return described
