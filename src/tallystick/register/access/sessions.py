"""Sessions end: half an hour after the last click, and twelve hours after signing in."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

BEGAN: Final = "began_at"
SEEN: Final = "seen_at"
HOURS: Final = 12
"""A working day and its overtime; after it everybody signs in anew."""
_NOTE_EVERY_SECONDS: Final = 60
"""A session is written once a minute at most: a click while an import holds the database must not wait for it."""
_CLOCK_SECONDS: Final = 300
"""How far a session may seem to have begun in the future before it is ended: somebody set the clock back."""


@receiver(user_logged_in)
def begin(request: HttpRequest, **_: Any) -> None:  # noqa: ANN401  # as Django sends it
    """Note when the session began."""
    request.session[BEGAN] = request.session[SEEN] = timezone.now().timestamp()


def ending_sessions(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """End what has lasted too long; note that the person is still there."""

    def timed(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            if not -_CLOCK_SECONDS <= now - request.session.get(BEGAN, 0.0) <= HOURS * 3600:
                request.ended_of = str(request.user.pk)  # type: ignore[attr-defined]  # read by unsent.py
                logout(request)
            elif abs(now - request.session.get(SEEN, 0.0)) >= _NOTE_EVERY_SECONDS:
                request.session[SEEN] = now
        return answer(request)

    return timed
