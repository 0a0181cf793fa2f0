"""Put the table of permissions on a view."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from tallystick.register.access.models import User
from tallystick.register.access.permissions import Reach, permissions, reach

if TYPE_CHECKING:

    class Asked(HttpRequest):
        """A request by a signed-in user whose role may make it."""

        user: User
        reach: Reach
else:
    Asked = HttpRequest

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def page(name: str, action: str) -> Callable[[View], View]:
    """Let only the roles through that the table names for this page and action.

    The view finds how far the role reaches in `request.reach`. Who is not signed in is sent to sign in; who has not
    given the second factor that the register asks of the role is sent there.

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
                return redirect_to_login(request.get_full_path())
            if is_second_factor_owed(user) and (name, action) != ("account", "change"):
                return redirect("second_factor")
            request.reach = reach(user.role, name, action)
            if request.reach is Reach.NONE:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.page = (name, action)  # type: ignore[attr-defined]  # read by the tests of every cell
        return cast("View", guarded)

    return on


def is_second_factor_owed(user: Any) -> bool:  # noqa: ANN401  # the middleware adds is_verified to a user
    """Whether the register asks this role for a one-time code and none was given in this session."""
    folder = settings.FOLDER
    asked = () if folder is None else folder.settings.second_factor
    return (asked is None or user.role in asked) and not user.is_verified()
