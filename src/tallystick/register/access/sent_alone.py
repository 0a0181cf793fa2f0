"""An address to which forms are sent, opened as a page: after a change of language, or typed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render


def with_a_way_out(
    answer: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Show a page with the navigation, where Django answers 405 and nothing else: a white window is no answer."""

    def shown(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if request.method != "GET" or not isinstance(response, HttpResponseNotAllowed):
            return response
        page = render(request, "403_csrf.html", status=response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return shown
