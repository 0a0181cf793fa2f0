"""Headers on every answer: nothing from elsewhere, nothing inline, nothing kept by others."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""The content security policy: only this register's own files, and no script in a page."""


def strict_headers(
    answer: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Add the policy, and forbid shared computers to keep pages."""

    def with_headers(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return _without_body(response) if request.method == "HEAD" else response

    return with_headers


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    # the server sends what it is given, and a body after HEAD would be read as the beginning of the next answer
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    if isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response
