"""What every page has around it, the first page, and how a list is cut into pages."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Protocol, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.models import User
from tallystick.register.access.page import Asked, page
from tallystick.register.access.permissions import Reach, permissions, reach
from tallystick.register.ledger.operation import is_clock_behind

Row = TypeVar("Row", bound=Model)

ROOM: Final = "tallystick.register."
"""What the names of the register's own apps begin with."""
PER_PAGE: Final = 50
"""Lines of a list on one page: some twenty kilobytes."""
MOST: Final = 10_000
"""Rows that can be leafed through: nobody goes to page 201, and to count a million takes as long as all the rest."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: shown to roles that reach its page."""

    title: Any
    address: str
    page: str
    action: str = "view"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the first page: something waits for this person."""

    title: Any
    """What waits, without its number: "Losses and exports to decide"."""
    address: str
    """The page that lists it, as `reverse` gives it."""
    count: int
    is_overdue: bool = False


class Waits(Protocol):
    """What an app's `waiting.py` offers."""

    def waiting(self, request: Asked) -> list[Waiting]:
        """Say what waits for the person; nothing at a count of 0."""
        ...


NAVIGATION: Final = (
    Place(_("Home"), "home", "home"),
    Place(_("Items"), "items", "items"),
    Place(_("Stores"), "stores", "stores"),
    Place(_("Stock-taking"), "counts", "counts"),
    Place(_("To decide"), "to_decide", "events", "decide"),
    Place(_("Licences"), "licences", "licences"),
    Place(_("Tracing"), "traces", "traces"),
    Place(_("Reports"), "returns", "returns"),
    Place(_("In and out"), "exchange", "exchange"),
    Place(_("Users"), "users", "users"),
    Place(_("Set up the register"), "set_up", "setup"),
    Place(_("Log"), "log", "log"),
    Place(_("Readings"), "readings", "readings"),
    Place(_("Glossary"), "glossary", "glossary"),
)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Give what `base.html` shows around every page."""
    own = None if settings.FOLDER is None else settings.FOLDER.settings
    return {
        "register": own,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "languages": settings.LANGUAGES,
        "is_right_to_left": translation.get_language_bidi(),
        "is_clock_behind": SimpleLazyObject(lambda: is_clock_behind(timezone.now())),
    }


def navigation(request: HttpRequest) -> list[tuple[Any, str, bool]]:
    """Give title, address and whether it is the present page, of each place that the role reaches."""
    # a request that was refused early has no user yet
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return []
    known = permissions()
    found = []
    for place in NAVIGATION:
        if (place.page, place.action) not in known or reach(
            user.role, place.page, place.action
        ) is Reach.NONE:
            continue
        try:
            address = reverse(place.address)
        except NoReverseMatch:
            continue
        is_here = request.path == address or (address != "/" and request.path.startswith(address))
        found.append((place.title, address, is_here))
    return found


def may(request: HttpRequest, name: str, action: str) -> bool:
    """Whether the person who asks may do something on a page: to show or hide its button."""
    return request.user.is_authenticated and reach(request.user.role, name, action) is not Reach.NONE


class LongPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Pages of a list that may be very long; beyond `MOST` rows one narrows the list."""

    most = MOST

    @cached_property
    def count(self) -> int:
        """Count the rows, up to one more than `MOST`."""
        rows = self.object_list
        return rows[: MOST + 1].count() if isinstance(rows, QuerySet) else len(rows)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than can be leafed through."""
        return self.count > MOST


def cut(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    """Give the page of a list that the address asks for: `?page=3`."""
    return LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))


@page("home", "view")
def home(request: Asked) -> HttpResponse:
    """Show what waits for this person."""
    found = [line for app in _waits() for line in app.waiting(request) if line.count > 0]
    found.sort(key=lambda line: (not line.is_overdue, str(line.title)))
    return render(request, "home.html", {"waiting": found})


@cache
def _waits() -> list[Waits]:
    names = [f"{app.name}.waiting" for app in apps.get_app_configs() if app.name.startswith(ROOM)]
    found: list[Any] = [import_module(name) for name in names if find_spec(name) is not None]
    # no app of its own: it asks what several apps hold
    found.append(import_module(f"{ROOM}setting_up"))
    return found
