"""What every page has around it: the register's name, the languages, and the places that the role reaches."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.models import User
from tallystick.register.access.permissions import Reach, permissions, reach
from tallystick.register.ledger.operation import is_clock_behind


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: shown to roles that reach its page."""

    title: Any
    address: str
    page: str
    action: str = "view"


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
