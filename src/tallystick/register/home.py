"""The first page."""

from django.http import HttpResponse
from django.shortcuts import render

from tallystick.register import setting_up
from tallystick.register.access.page import Asked, page
from tallystick.register.offered import offered
from tallystick.register.waiting import Waiting


@page("home", "view")
def home(request: Asked) -> HttpResponse:
    """Show what waits for this person."""
    # setting up is no app: it asks what several apps hold
    asked = (*offered("waiting"), setting_up)
    found: list[Waiting] = [line for app in asked for line in app.waiting(request) if line.count > 0]
    found.sort(key=lambda line: (not line.is_overdue, str(line.title)))
    return render(request, "home.html", {"waiting": found})
