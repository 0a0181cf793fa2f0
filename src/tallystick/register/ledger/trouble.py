"""A full or failing disk, or a database that does not answer, is said on a page; nothing of what was asked is kept."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class TroubleSaid:
    """Middleware: what the database cannot do becomes a page with a sentence (status 503)."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual."""
        return self._answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say what the database or the disk cannot do; other faults go their usual way."""
        if not isinstance(exception, (OperationalError, OSError)):
            return None
        said = str(exception)
        is_busy = "locked" in said
        return render(request, "trouble.html", {"is_busy": is_busy, "said": said}, status=503)
