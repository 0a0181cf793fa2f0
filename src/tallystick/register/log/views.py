"""Pages of the chain: what was done, newest first."""

import json
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.ledger.history import history
from tallystick.register.ledger.models import Entry
from tallystick.register.ledger.verify import heads, recorded_models
from tallystick.register.log.shown import with_withheld
from tallystick.register.paging import cut

MOST_SHOWN: Final = 100
"""Rows of one entry on its page: an import wrote thousands; all of them are in a complete export."""


@page("log", "view")
def log(request: Asked) -> HttpResponse:
    """List the entries, newest first, under the hash that seals them all."""
    # what an entry wrote may be a megabyte of an import, and is not listed
    entries = Entry.objects.defer("rows").order_by("-number")
    return render(request, "ledger/log.html", {"rows": cut(request, entries), "heads": heads()})


@page("log", "view")
def entry(request: Asked, number: int) -> HttpResponse:
    """Show one entry and every row it wrote."""
    found = get_object_or_404(Entry, number=number)
    every = json.loads(found.rows)
    written = with_withheld(every[:MOST_SHOWN], request.user.handlings)
    context = {"entry": found, "written": written, "left": len(every) - MOST_SHOWN}
    # what is told of users and drafts is no recorded row, and has no versions to show
    context["kinds"] = {model.row_kind() for model in recorded_models()}
    return render(request, "ledger/entry.html", context)


@page("log", "view")
def row_history(request: Asked, kind: str, pk: UUID) -> HttpResponse:
    """Show every version of one row, newest first: who changed what."""
    model = next((each for each in recorded_models() if each.row_kind() == kind), None)
    if model is None:
        raise Http404
    row = one(request, model._base_manager.all(), pk=pk)
    return render(request, "ledger/history.html", {"row": row, "kind": kind, "versions": history(row)})
