"""Pages of the chain: what was done, newest first."""

import json
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import MARK, keep_reading_of, one
from tallystick.register.ledger.history import Version, history
from tallystick.register.ledger.models import Entry, Recorded
from tallystick.register.ledger.verify import heads, recorded_models
from tallystick.register.log.shown import (
    closed_entries,
    documents,
    keep_readings_of,
    marks_in,
    with_rows,
    with_withheld,
)
from tallystick.register.paging import cut

MOST_SHOWN: Final = 100
"""Rows of one entry on its page: an import wrote thousands; all of them are in a complete export."""


@page("log", "view")
def log(request: Asked) -> HttpResponse:
    """List the entries, newest first, under the hash that seals them all."""
    # what an entry wrote may be a megabyte of an import: only its beginning is read, to see whose document it is
    rows = cut(request, with_rows(Entry.objects.order_by("-number")))
    listed = documents(rows, request.user.handlings)
    return render(request, "ledger/log.html", {"rows": rows, "listed": listed, "heads": heads()})


@page("log", "view")
def entry(request: Asked, number: int) -> HttpResponse:
    """Show one entry and every row it wrote."""
    found = get_object_or_404(Entry, number=number)
    # all of them are looked at: the document and the note are of those that are not shown too
    every = with_withheld(json.loads(found.rows), request.user.handlings)
    written = every[:MOST_SHOWN]
    keep_readings_of(request, (row for row in written if row["is"] is not None))
    context = {"entry": found, "written": written, "left": len(every) - MOST_SHOWN}
    context["is_closed"] = any(row["is"] is None for row in every)
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
    versions = history(row)
    return render(
        request,
        "ledger/history.html",
        {"row": row, "kind": kind, "versions": _readable(request, row, versions)},
    )


def _readable(request: Asked, row: Recorded, versions: list[Version]) -> list[tuple[Version, bool, bool]]:
    """Give each version with whether what changed, and on what document, is withheld from the person.

    What changed shows the version before too, so that it is withheld where either of the two was marked for others. A
    reading of older marks is kept; that of the present one was when the row was found.
    """
    cleared = set(request.user.handlings)
    marks = [marks_in(version.content) for version in versions]
    is_open = [each <= cleared for each in marks]
    keep_reading_of(
        request, row, {mark for each in marks for mark in each & cleared} - {getattr(row, MARK, "")}
    )
    rows = {each.entry.number: json.loads(each.entry.rows) for each in versions if each.entry.document != ""}
    closed = closed_entries(rows, cleared)
    before = [*is_open[1:], True]
    return [
        (version, not (now and then), version.entry.number in closed)
        for version, now, then in zip(versions, is_open, before, strict=True)
    ]
