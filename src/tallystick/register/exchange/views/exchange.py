"""Pages of what comes in and goes out: lists, sites, bundles, conflicts. Ledgers have `ledgers`."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.errors import TallystickError
from tallystick.register.access.models import Reading
from tallystick.register.access.page import Asked, may, page
from tallystick.register.access.silo import keep_readings, visible
from tallystick.register.core_words import error_told
from tallystick.register.exchange import lists
from tallystick.register.exchange.conflicts import (
    Said,
    choice,
    differing,
    events_of,
    row_of,
    settle,
    versions_of,
)
from tallystick.register.exchange.forms import BundleForm, LedgerForm, SettleForm, SiteForm
from tallystick.register.exchange.models import Conflict, Intake, Mapping, Peer
from tallystick.register.exchange.sites import (
    introduce,
    marks_standing,
    own_card,
    take_in_bundle,
    write_bundle,
)
from tallystick.register.files.keeping import safe_name
from tallystick.register.folder import own_folder
from tallystick.register.form_page import FormPage, form_page, is_sent, kept
from tallystick.register.handling import OPEN
from tallystick.register.items.models import Event, Item
from tallystick.register.ledger.keys import fingerprint
from tallystick.register.ledger.models import Origin
from tallystick.register.ledger.operation import Operation
from tallystick.register.log.shown import keep_readings_of, with_withheld
from tallystick.register.paging import cut

_SHOWN = 20
"""Ledgers and conflicts on the first page; it stays short."""


@page("exchange", "view")
def exchange(request: Asked) -> HttpResponse:
    """Show what can be written out, and, to who may, ledgers, sites, conflicts and backups."""
    context: dict[str, Any] = {"lists": [("items", _("Items")), ("events", _("Events"))]}
    if may(request, "exchange", "take_in"):
        context["intakes"] = Intake.objects.select_related("document", "mapping")[:_SHOWN]
        context["mappings"] = Mapping.objects.all()[:_SHOWN]
        context["ledger_form"] = LedgerForm()
    if may(request, "exchange", "carry"):
        context["own_fingerprint"] = fingerprint(own_card()["public_key"])
        context["peers"] = Peer.objects.select_related("origin").order_by("origin__name", "pk")
        context["bundle_form"] = BundleForm()
        context["last_backup"] = _last_backup()
    if may(request, "exchange", "settle"):
        context["conflicts"] = Conflict.objects.filter(differs=True)[:_SHOWN]
    return render(request, "exchange/exchange.html", context)


def _last_backup() -> Any:  # noqa: ANN401  # a moment, or none
    files = [one for one in own_folder().backups.iterdir() if not one.name.startswith(".")]
    newest = max((one.stat().st_mtime for one in files), default=None)
    return None if newest is None else datetime.fromtimestamp(newest, tz=timezone.get_current_timezone())


@page("exchange", "view")
@require_POST
def write_out(request: Asked, what: str, ending: str) -> HttpResponseBase:
    """Give a list of the items or events that this person may see; that it was given stands in the log."""
    if what not in {"items", "events"} or ending not in {"csv", "xlsx"}:
        raise Http404
    items, events = visible(request, Item.objects.all()), visible(request, Event.objects.all())
    allowed = visible(request, Item.objects.all()).values("pk")
    if what == "events":
        # an event is as closed as its item
        events = events.filter(item__in=allowed)
    name = f"{what}-{timezone.localdate().isoformat()}.{ending}"
    written = items if what == "items" else Item.objects.filter(pk__in=events.values("item"))
    # before anything is written: no list goes out of which the readings could not be kept
    keep_readings(request, written.exclude(handling__in=OPEN))
    lists.tell(request.user, name, what)
    file = tempfile.TemporaryFile(dir=own_folder().backups)  # noqa: SIM115  # the answer closes it
    lists.write_list(file, f".{ending}", what, items, events)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


@page("exchange", "carry")
@require_POST
def card(_request: Asked) -> HttpResponse:
    """Give this register's card, for another site."""
    import json  # noqa: PLC0415  # only here

    said = own_card()
    answer = HttpResponse(json.dumps(said, ensure_ascii=False, indent=1), content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="card.json"'
    return answer


@page("exchange", "carry")
def accept_site(request: Asked) -> HttpResponse:
    """Accept another site by its card and the fingerprint that was read over the telephone."""
    form = SiteForm(request.POST or None, request.FILES or None)
    if is_sent(request, form):
        try:
            with _on_disk(form.cleaned_data["card"]) as file:
                origin = introduce(file, form.cleaned_data["fingerprint"], request.user.get_username())
        except TallystickError as error:
            form.add_error(None, ValidationError(error_told(error)))
        else:
            messages.success(request, _("%(site)s is accepted.") % {"site": origin.name})
            return redirect("exchange")
    title = _("Accept a site")
    return form_page(request, form, FormPage(title, verb=title))


@page("exchange", "carry")
@require_POST
def bundle(request: Asked) -> HttpResponseBase:
    """Give a bundle for another site, of what it lacks; of everything, for none.

    Nothing may be left out of it, since the chains must be whole: only who is cleared for all that stands gets one.
    """
    chosen = request.POST.get("site", "")
    site = None if chosen == "" else get_object_or_404(Origin, pk=chosen, is_own=False)
    sensitive = marks_standing() - set(OPEN)
    if not sensitive <= set(request.user.handlings):
        messages.error(request, _not_cleared())
        return redirect("exchange")
    name = f"bundle-{timezone.localdate().isoformat()}.zip"
    with tempfile.TemporaryDirectory(dir=own_folder().backups, prefix=".bundle-") as place:
        path = Path(place) / name
        try:
            write_bundle(own_folder(), path, request.user, site=None if site is None else site.name)
        except TallystickError as error:
            messages.error(request, " ".join(error_told(error)))
            return redirect("exchange")
        _keep_readings_of_bundle(request, name, sensitive)
        # the folder goes with this block; the open file stays readable until the answer is sent
        file = path.open("rb")
    return FileResponse(file, as_attachment=True, filename=name)


def _not_cleared() -> str:
    return _(
        "A bundle leaves nothing out, and this one would carry records marked for others than you. Nothing was "
        "written. Ask somebody who is cleared for every mark to make it, or the administrator, with the command: "
        "tallystick register bundle DIR OUT"
    )


def _keep_readings_of_bundle(request: Asked, name: str, marks: set[str]) -> None:
    """Keep that this person was given all that bears these marks, under the name by which the log tells of it."""
    with transaction.atomic():
        for mark in sorted(marks):
            Reading.objects.create(user=request.user, subject=f"exchange.bundle {name}", handling=mark)


@page("exchange", "carry")
@require_POST
def receive(request: Asked) -> HttpResponse:
    """Take in a bundle of another site."""
    form = BundleForm(request.POST, request.FILES)
    if is_sent(request, form):
        try:
            with _on_disk(form.cleaned_data["file"]) as path:
                found = take_in_bundle(path, request.user)
        except TallystickError as error:
            form.add_error("file", ValidationError(error_told(error)))
        else:
            said = {"site": found.sender, "entries": found.entries, "waiting": len(found.conflicts)}
            messages.success(
                request,
                _("Taken in from %(site)s: %(entries)s new entries. Waiting for a decision: %(waiting)s.")
                % said,
            )
            return redirect("exchange")
    title = _("Take in a bundle")
    return form_page(request, form, FormPage(title, verb=title))


class _on_disk:  # noqa: N801  # used as a verb of a with
    """An uploaded file as a path, for as long as the block lasts."""

    def __init__(self, uploaded: "UploadedFile[bytes]") -> None:
        self._uploaded = uploaded
        self._folder = tempfile.TemporaryDirectory(dir=own_folder().backups, prefix=".upload-")

    def __enter__(self) -> Path:
        # under the name that the person knows: what is wrong with it is said of that
        path = Path(self._folder.name) / safe_name(self._uploaded.name or "")
        with path.open("wb") as file:
            for chunk in self._uploaded.chunks():
                file.write(chunk)
        return path

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


@page("exchange", "settle")
def conflicts(request: Asked) -> HttpResponse:
    """List what two sites said differently."""
    return render(
        request, "exchange/conflicts.html", {"rows": cut(request, Conflict.objects.filter(differs=True))}
    )


@page("exchange", "settle")
def conflict(request: Asked, pk: UUID) -> HttpResponse:
    """Show what two sites said of one thing, and let a person decide what stands."""
    found = get_object_or_404(Conflict, pk=pk)
    versions = versions_of(found)
    _refuse_withheld(request, found, versions)
    form = SettleForm(choice(found, versions), request.POST or None)

    def act(done: Operation) -> None:
        settle(done, found, form.cleaned_data.get("version", ""), form.cleaned_data["reason"])

    beside = {
        "conflict": found,
        "row": row_of(found),
        "versions": versions,
        "columns": differing(found, versions),
        "events": events_of(found),
    }
    shown = FormPage(
        found.get_kind_display(),
        there="conflicts",
        said=_("Settled. The other version stays in the log."),
        template="exchange/conflict.html",
        shown=beside,
    )
    return kept(request, form, shown, "settle conflict", act)


def _refuse_withheld(request: Asked, found: Conflict, versions: list[Said]) -> None:
    """Answer as if there were no conflict where it is about what is marked for others; keep the reading of the rest."""
    told = [{"row": found.about_kind, "id": found.about_id, "is": each.content} for each in versions]
    row = row_of(found)
    if row is not None:
        told.append({"row": row.row_kind(), "id": str(row.pk), "is": row.content()})
    if any(each["is"] is None for each in with_withheld(told, request.user.handlings)):
        raise Http404
    keep_readings_of(request, told)
