"""Pages of the chain: what was done, newest first."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from tallystick.register.access.page import Asked, page
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.verify import heads
from tallystick.register.pages import cut


@page("log", "view")
def log(request: Asked) -> HttpResponse:
    """List the entries, newest first, under the hash that seals them all."""
    entries = Entry.objects.select_related("origin").order_by("-number")
    about = request.GET.get("about", "").strip()
    if about != "":
        entries = entries.filter(rows__contains=f'"{about}"')
    return render(
        request, "ledger/log.html", {"rows": cut(request, entries), "heads": heads(), "about": about}
    )


@page("log", "view")
def entry(request: Asked, number: int) -> HttpResponse:
    """Show one entry and every row it wrote."""
    found = get_object_or_404(Entry, number=number)
    return render(request, "ledger/entry.html", {"entry": found, "written": json.loads(found.rows)})
