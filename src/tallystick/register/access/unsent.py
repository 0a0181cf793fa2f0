"""What a person sends after the session has ended, or while a code is owed: kept, so that it is not typed again.

It is done by nobody but the person it is from, and only when they send it again after signing in.
"""

import re
import time
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tallystick.register.access.deciding import SECOND_PERSON

KEY: Final = "unsent"
"""Where the session keeps it."""
MOST_CHARACTERS: Final = 1_000_000
"""Ten thousand serial numbers are a tenth of it; a session is read on every page, so it does not hold more."""
LASTS: Final = 30 * 60
"""Seconds: as long as a session does without a click."""
READING: Final = frozenset({"GET", "HEAD"})
"""Methods that send nothing."""
_TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105  # the name of a field
"""It belongs to the page it stood on; the page to send again from has its own."""

_UNSAID: Final = frozenset({"once", "seen"})
"""Fields that every form has for itself: the one-time word, and the entry that was seen."""
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Unsent:
    """What a form would have sent."""

    whose: str
    """The key of the user it is from."""
    address: str
    page: str
    """The page the form stood on."""
    fields: list[tuple[str, str]]
    kept_at: float
    """Seconds of the clock of this computer."""

    @property
    def said(self) -> list[str]:
        """Give what a person wrote or chose, as far as they can tell it again: without ids and one-time words."""
        return [value for name, value in self.fields if name not in _UNSAID and _is_readable(value)]


def stood_on(request: HttpRequest) -> str:
    """Give the page to come back to: of a form that was sent, the one it stood on, as the browser says."""
    if request.method in READING:
        return request.get_full_path()
    told = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}):
        return request.path
    place = urlsplit(told)
    return f"{place.path}?{place.query}" if place.query != "" else place.path


def keep_unsent(request: HttpRequest) -> str:
    """Keep what was sent for the person it is from, and name the page where to come back to.

    Nothing is kept of a form with files, which a browser sends only once and nobody should miss unnoticed, nor of
    passwords, nor of what nobody known sent, nor of what a second person says of others' entries: who sat at the
    computer meanwhile may have sent it, and it is to be said before the page that shows what it is about.
    """
    back = stood_on(request)
    if request.method in READING or not _may_be_kept(request):
        return back
    whose = _whose(request)
    if whose == "":
        return back
    fields = [(name, value) for name, many in request.POST.lists() if name != _TOKEN for value in many]
    request.session[KEY] = asdict(Unsent(whose, request.get_full_path(), back, fields, time.time()))
    return reverse("send_again")


def unsent(request: HttpRequest) -> Unsent | None:
    """Give what this person sent too late; None where that is nothing, or was kept longer ago than it lasts."""
    told = request.session.get(KEY)
    if told is None or told["whose"] != str(request.user.pk):
        return None
    kept_at = float(told.get("kept_at", 0.0))
    # a clock that was set back makes nothing last longer
    if not 0 <= time.time() - kept_at <= LASTS:
        del request.session[KEY]
        return None
    fields = [(name, value) for name, value in told["fields"]]
    return Unsent(told["whose"], told["address"], told["page"], fields, kept_at)


def forget_sent(request: HttpRequest) -> None:
    """Keep what was sent no longer once it is sent again."""
    told = request.session.get(KEY) if request.method not in READING else None
    if told is not None and told["address"] == request.get_full_path():
        del request.session[KEY]


def _is_readable(value: str) -> bool:
    return value.strip() != "" and _ID.fullmatch(value) is None


def _may_be_kept(request: HttpRequest) -> bool:
    match = request.resolver_match
    _name, action = ("", "") if match is None else getattr(match.func, "page", ("", ""))
    is_secret = any("password" in name for name in request.POST)
    length = sum(len(value) for _name, many in request.POST.lists() for value in many)
    is_kept = not is_secret and action not in SECOND_PERSON
    return len(request.FILES) == 0 and is_kept and length <= MOST_CHARACTERS


def _whose(request: HttpRequest) -> str:
    """Say whose form it is: of who is signed in, or of the session that has ended, as long as it is remembered."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    just_ended: str = getattr(request, "ended_of", "")
    if just_ended != "":
        return just_ended
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = Session.objects.filter(session_key=cookie).first()
    return "" if ended is None else str(ended.get_decoded().get(SESSION_KEY, ""))
