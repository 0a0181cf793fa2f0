"""Pages of stores with what lies there, and the handover of a store, which confirms it."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.form_page import FormPage, acted, form_page, is_sent
from tallystick.register.items.holdings import fill, holdings, lying_in, with_entries, withheld
from tallystick.register.ledger.edited import edited
from tallystick.register.ledger.operation import EditedMeanwhileError, Operation
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
    rows = visible(request, Store.objects.all())
    words, only = request.GET.get("q", "").strip(), request.GET.get("only", "")
    if words != "":
        rows = rows.filter(name__icontains=words) | rows.filter(code__icontains=words)
    rows = overdue(rows, today) if only == "overdue" else with_due(rows)
    shown = cut(request, rows.order_by("code"))
    context = {"rows": shown, "lines": _lines(shown), "words": words, "only": only, "today": today}
    return render(request, "stores/stores.html", context)


def _lines(rows: Page[Store]) -> list[dict[str, Any]]:
    """Give what a list shows of each store, read as columns: three rows made of each take as long as all the rest."""
    stores: Any = rows.object_list
    lines = with_entries(stores).values(
        *("pk", "code", "name", "is_open", "custodian", "capacity", "inspected_on", "due_on", "entries"),
        site_name=F("site__name"),
        service_name=F("site__service__name"),
    )
    return [line | {"fill": fill(line["entries"], line["capacity"])} for line in lines]


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
    title = _("Hand over the store")
    page_of = FormPage(title, reverse("store", args=[found.pk]), about=found, verb=title)
    try:
        if is_sent(request, form) and acted(request, form, "hand over store", partial(_pass_on, form)):
            _tell(request, form.instance)
            return redirect(page_of.back)
    except EditedMeanwhileError as error:
        return edited(request, form, error)
    return form_page(request, form, page_of)


def _pass_on(form: HandoverForm, done: Operation) -> None:
    """Keep a handover and the store's new custodian.

    Raises:
        EditedMeanwhileError: the store was passed on or changed after the form was opened.
    """
    handover: Handover = form.save(commit=False)
    done.document = handover.reference
    stands = Store.objects.get(pk=handover.store_id)
    handover.from_custodian = stands.custodian
    handover.registered = lying_in(stands).count()
    done.save(handover)
    stands.custodian = handover.to_custodian
    done.save(stands, seen=form.entry_seen)


def _tell(request: Asked, handover: Handover) -> None:
    if not handover.differs:
        messages.success(request, _("Kept."))
        return
    told = _(
        "Kept. Both confirm %(confirmed)s entries; the register has %(registered)s. A count settles which."
    )
    numbers = {"confirmed": handover.confirmed, "registered": handover.registered}
    messages.warning(request, told % numbers)
