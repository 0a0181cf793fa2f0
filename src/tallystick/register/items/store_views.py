"""Pages of stores with what lies there, and the handover of a store, which confirms it."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.items.holdings import entries_in, fill, holdings, lying_in, withheld
from tallystick.register.ledger.edited import edited
from tallystick.register.ledger.operation import EditedMeanwhileError, operation
from tallystick.register.paging import cut
from tallystick.register.stores.due import overdue, with_due
from tallystick.register.stores.forms import HandoverForm
from tallystick.register.stores.models import Handover, Store

_SHOWN: Final = 10
"""Inspections, handovers and returned keys on the page of a store: the latest; the log has all."""


@page("stores", "view")
def stores(request: Asked) -> HttpResponse:
    """List stores with what they hold, how full they are, and when an inspection is due."""
    today = timezone.localdate()
    rows = visible(request, Store.objects.select_related("site__service"))
    words, only = request.GET.get("q", "").strip(), request.GET.get("only", "")
    if words != "":
        rows = rows.filter(name__icontains=words) | rows.filter(code__icontains=words)
    rows = overdue(rows, today) if only == "overdue" else with_due(rows)
    shown = cut(request, rows.order_by("code"))
    entries = entries_in([store.pk for store in shown])
    for store in shown:
        store.entries = entries.get(store.pk, 0)  # type: ignore[attr-defined]  # shown on this page alone
        store.fill = fill(entries.get(store.pk, 0), store.capacity)  # type: ignore[attr-defined]
    context = {"rows": shown, "words": words, "only": only, "today": today}
    return render(request, "stores/stores.html", context)


@page("stores", "view")
def store(request: Asked, pk: UUID) -> HttpResponse:
    """Show one store: what lies there, who answers for it, its keys, inspections and handovers."""
    found = one(request, with_due(Store.objects.select_related("site__service")), pk=pk)
    held = holdings(found, request.user.handlings)
    hidden = withheld(found, request.user.handlings)
    entries = sum(line.entries for line in held) + hidden
    context = {
        "store": found,
        "holdings": held,
        "withheld": hidden,
        "entries": entries,
        "fill": fill(entries, found.capacity),
        "keys_out": found.keys.filter(returned_on=None),
        "keys_back": found.keys.exclude(returned_on=None).order_by("-returned_on", "key")[:_SHOWN],
        "inspections": found.inspections.all()[:_SHOWN],
        "handovers": found.handovers.all()[:_SHOWN],
        "counts": found.counts.order_by("-counted_on", "-number")[:_SHOWN],
        "today": timezone.localdate(),
    }
    return render(request, "stores/store.html", context)


@page("stores", "change")
def hand_over(request: Asked, pk: UUID) -> HttpResponse:
    """Pass a store from one custodian to another, with what both confirm lies in it."""
    found = one(request, Store.objects.all(), pk=pk)
    form = HandoverForm(request.POST or None, instance=Handover(store=found))
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "title": _("Hand over the store"), "store": found}
        return render(request, "stores/edit.html", context)
    try:
        kept = _passed_on(request, found, form)
    except EditedMeanwhileError as error:
        return edited(request, form, error)
    if kept.differs:
        told = _(
            "Kept. Both confirm %(confirmed)s entries; the register has %(registered)s. A count settles which."
        )
        numbers = {"confirmed": kept.confirmed, "registered": kept.registered}
        messages.warning(request, told % numbers)
    else:
        messages.success(request, _("Kept."))
    return redirect("store", pk=found.pk)


def _passed_on(request: Asked, store: Store, form: HandoverForm) -> Handover:
    """Keep a handover and the store's new custodian in one operation.

    Raises:
        EditedMeanwhileError: the store was passed on or changed after the form was opened.
    """
    handover: Handover = form.save(commit=False)
    with operation(request.user, "hand over store", document=handover.reference) as done:
        stands = Store.objects.get(pk=store.pk)
        handover.from_custodian = stands.custodian
        handover.registered = lying_in(stands).count()
        done.save(handover)
        stands.custodian = handover.to_custodian
        done.save(stands, seen=form.entry_seen)
    return handover
