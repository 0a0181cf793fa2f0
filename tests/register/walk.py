"""Every address of the register, and sample objects for those that name one; the tests of every page walk it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tallystick.register.access.models import Role, User
from tallystick.register.access.permissions import Reach, reach
from tests.register.conftest import SmallState

Sample = Callable[[SmallState], dict[str, object]]
OPEN = frozenset({"sign_in", "sign_out", "set_language", "second_factor"})
"""Addresses that nobody needs a role for: they come before one is known."""


@dataclass(frozen=True)
class Address:
    """One named address and the view behind it."""

    name: str
    arguments: tuple[str, ...]
    view: Any

    @property
    def room(self) -> str:
        """The app that answers."""
        return str(self.view.__module__).split(".")[2]

    @property
    def page(self) -> tuple[str, str] | None:
        """The line of the table of permissions that its view names."""
        return getattr(self.view, "page", None)


def addresses() -> list[Address]:
    """Every address, in order of its name."""
    return sorted(_under(get_resolver().url_patterns), key=lambda address: address.name)


def _under(patterns: list[Any]) -> Iterator[Address]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _under(one.url_patterns)
        elif isinstance(one, URLPattern):
            yield Address(one.name or "", tuple(sorted(one.pattern.converters)), one.callback)


@cache
def samples() -> dict[str, Sample]:
    """What makes an object for each address that names one, from the files `samples_*.py`."""
    found: dict[str, Sample] = {}
    for file in sorted(Path(__file__).parent.glob("samples_*.py")):
        found |= import_module(f"tests.register.{file.stem}").SAMPLES
    return found


def guarded() -> list[Address]:
    """The addresses that the table of permissions guards."""
    return [address for address in addresses() if address.name not in OPEN]


def reachable() -> list[Address]:
    """The guarded addresses that can be asked: those that name an object need a sample of it."""
    known = samples()
    return [one for one in guarded() if len(one.arguments) == 0 or one.name in known]


@contextmanager
def standing(address: Address, small: SmallState) -> Iterator[str]:
    """Give the path of an address, its object made; all that was done meanwhile is undone."""
    with made_by(sample_of(address), small) as named:
        yield reverse(address.name, kwargs=named)


def sample_of(address: Address) -> Sample | None:
    """What makes the object that an address names, if it names one."""
    return samples()[address.name] if len(address.arguments) > 0 else None


@contextmanager
def made_by(sample: Sample | None, small: SmallState) -> Iterator[dict[str, object]]:
    """Give what an address says of its object, made; all that was done meanwhile is undone."""
    with transaction.atomic():
        yield {} if sample is None else sample(small)
        transaction.set_rollback(True)


def furthest(address: Address) -> Role:
    """The role that reaches furthest on an address."""
    assert address.page is not None
    page, action = address.page
    return min(Role, key=lambda role: list(Reach).index(reach(role, page, action)))


class Person:
    """A signed-in person: one signing-in serves for every step, though each step is undone."""

    def __init__(self, user: User) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self._key = client.cookies["sessionid"].value
        # what a request passes through is made once: it takes as long as a refusal
        self._handlers = {strict: Client(strict).handler for strict in (False, True)}

    def browser(self, *, enforce_csrf_checks: bool = False, raise_request_exception: bool = True) -> Client:
        """A browser that knows nothing but who it is."""
        client = Client(enforce_csrf_checks, raise_request_exception=raise_request_exception)
        client.handler = self._handlers[enforce_csrf_checks]
        client.cookies["sessionid"] = self._key
        return client


def text_of(answer: HttpResponseBase) -> str:
    """The page, if the answer is one; whatever it holds open is closed."""
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    text = b"".join(answer).decode() if is_page else ""
    put_away(answer)
    return text


def put_away(answer: HttpResponseBase) -> None:
    """Close what an answer holds open, and not the database, which `answer.close` takes for done with."""
    for close in answer._resource_closers:  # type: ignore[attr-defined]  # Django names no other way
        close()
