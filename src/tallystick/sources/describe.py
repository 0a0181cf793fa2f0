"""Describe the sources on the shelf: what each is, who publishes it, under what licence."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, ValidationError

from tallystick.errors import UnreadableError
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
    """The source this one was made from, so that the two are never taken for two witnesses."""


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
