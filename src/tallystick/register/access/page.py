"""Put the table of permissions on a view."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from tallystick.register.access.deciding import SECOND_PERSON, decides_from
from tallystick.register.access.models import User
from tallystick.register.access.permissions import Reach, permissions, reach
from tallystick.register.access.second_factor import is_fresh
from tallystick.register.access.unsent import READING, forget_sent, keep_unsent

if TYPE_CHECKING:

    class Asked(HttpRequest):
        """A request by a signed-in user whose role may make it."""

        user: User
        reach: Reach
        waits: str
        """From when on the person may decide what this page decides; empty where they may."""
else:
    Asked = HttpRequest

LATE: Final = "late"
"""In the address of the sign-in page: a form was sent after the session had ended."""

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def page(name: str, action: str, *, sensitive: bool = False) -> Callable[[View], View]:
    """Let only the roles through that the table names for this page and action.

    The view finds how far the role reaches in `request.reach`. Who is not signed in is sent to sign in; who has not
    given the second factor, or still has a password that others have seen, is sent to do so first.

    Args:
        name: a page of the table.
        action: what is done there.
        sensitive: ask for a code again where the last was given more than a quarter of an hour ago.

    Raises:
        KeyError: `permissions.csv` has no such page and action.
        PermissionDenied: the role does not reach this page (status 403).
    """
    permissions()[name, action]

    def on(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
            user = request.user
            if not user.is_authenticated:
                return _to_sign_in(request)
            step = owed(user)
            if step is not None and step != request.resolver_match.url_name:
                return _to_code(request) if step == "second_factor" else redirect(step)
            request.reach = reach(user.role, name, action)
            if request.reach is Reach.NONE:
                raise PermissionDenied
            # a page with a form says it before the form is filled in (form_page.html)
            request.waits = not_yet_deciding(user) if action in SECOND_PERSON else ""
            if request.method == "POST" and request.waits != "":
                messages.error(request, request.waits)
                return redirect("home")
            if sensitive and asks_code(user) and not is_fresh(request):
                return _to_code(request)
            forget_sent(request)
            return view(request, *args, **kwargs)

        guarded.page = (name, action)  # type: ignore[attr-defined]  # read by the tests of every cell
        return cast("View", guarded)

    return on


def may(request: HttpRequest, name: str, action: str) -> bool:
    """Whether the person who asks may do something on a page: to show or hide its button."""
    return request.user.is_authenticated and reach(request.user.role, name, action) is not Reach.NONE


def not_yet_deciding(user: User) -> str:
    """Say from when on a person may decide whose account somebody else has just changed; nothing where they may."""
    begins = decides_from(user, timezone.now())
    if begins is None:
        return ""
    at = formats.date_format(timezone.localtime(begins), "SHORT_DATETIME_FORMAT")
    return _("Your account was made, changed or reset lately. You may decide from %(at)s on.") % {"at": at}


def owed(user: Any) -> str | None:  # noqa: ANN401  # the middleware adds is_verified to a user
    """Name the page where the person does first what is still owed; None where nothing is.

    A device that is enrolled speaks before a new password is set, and a new password stands before a device is
    enrolled: whoever has seen a first password can do neither.
    """
    is_code_owed = asks_code(user) and not user.is_verified()
    if is_code_owed and user.has_second_factor:
        return "second_factor"
    if user.must_change_password:
        return "password"
    return "second_factor" if is_code_owed else None


def asks_code(user: User) -> bool:
    """Whether a one-time code is asked of this person: by the register, for the role, or since a device is enrolled."""
    folder = settings.FOLDER
    asked = () if folder is None else folder.settings.second_factor
    return user.has_second_factor or asked is None or user.role in asked


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    # who sent a form is told that it did not arrive: the sign-in page alone would pass for an answer
    late = "" if request.method in READING else f"?{LATE}=1"
    return redirect_to_login(keep_unsent(request), login_url=reverse("sign_in") + late)


def _to_code(request: HttpRequest) -> HttpResponseBase:
    return redirect_to_login(keep_unsent(request), login_url=reverse("second_factor"))
