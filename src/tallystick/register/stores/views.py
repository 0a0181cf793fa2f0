"""Pages of services, sites and stores, and of what happens to a store."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.ledger.edited import edited
from tallystick.register.ledger.operation import EditedMeanwhileError, operation
from tallystick.register.pages import cut
from tallystick.register.stores.forms import (
    HandoverForm,
    InspectionForm,
    KeyForm,
    KeyReturnForm,
    RecordedForm,
    ServiceForm,
    SiteForm,
    StoreForm,
)
from tallystick.register.stores.holdings import (
    entries_in,
    fill,
    holdings,
    lying_in,
    overdue,
    with_due,
    withheld,
)
from tallystick.register.stores.models import Handover, Inspection, KeyHolding, Service, Site, Store

_SHOWN = 10
"""Inspections, handovers and returned keys on the page of a store: the latest; the log has all."""


@page("services", "view")
def services(request: Asked) -> HttpResponse:
    """List services and their sites."""
    rows = visible(request, Service.objects.prefetch_related("sites"))
    return render(request, "stores/services.html", {"rows": cut(request, rows)})


@page("services", "change")
def service_add(request: Asked) -> HttpResponse:
    """Add a service."""
    return _edited(request, ServiceForm(request.POST or None), "add service", _("Add a service"), "services")


@page("services", "change")
def service_change(request: Asked, pk: UUID) -> HttpResponse:
    """Change a service."""
    form = ServiceForm(request.POST or None, instance=one(request, Service.objects.all(), pk=pk))
    return _edited(request, form, "change service", _("Change a service"), "services")


@page("services", "change")
def site_add(request: Asked) -> HttpResponse:
    """Add a site."""
    return _edited(request, SiteForm(request.POST or None), "add site", _("Add a site"), "services")


@page("services", "change")
def site_change(request: Asked, pk: UUID) -> HttpResponse:
    """Change a site."""
    form = SiteForm(request.POST or None, instance=one(request, Site.objects.all(), pk=pk))
    return _edited(request, form, "change site", _("Change a site"), "services")


def _edited(
    request: Asked, form: RecordedForm, verb: str, title: str, back: str, store: Store | None = None
) -> HttpResponse:
    """Show a form, or keep what it says and go back; where another edit came first, show both versions."""
    if request.method == "POST" and form.is_valid():
        try:
            form.write(request, verb)
        except EditedMeanwhileError as error:
            return edited(request, form, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Kept."))
            return redirect(back) if store is None else redirect(back, pk=store.pk)
    return render(request, "stores/edit.html", {"form": form, "title": title, "store": store})


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
def store_add(request: Asked) -> HttpResponse:
    """Add a store to a site."""
    form = StoreForm(request, request.POST or None)
    return _edited(request, form, "add store", _("Add a store"), "stores")


@page("stores", "change")
def store_change(request: Asked, pk: UUID) -> HttpResponse:
    """Change a store."""
    found = one(request, Store.objects.all(), pk=pk)
    form = StoreForm(request, request.POST or None, instance=found)
    return _edited(request, form, "change store", _("Change a store"), "store", found)


@page("stores", "change")
def key_hand_over(request: Asked, pk: UUID) -> HttpResponse:
    """Enter that somebody was given a key of a store."""
    found = one(request, Store.objects.all(), pk=pk)
    form = KeyForm(request.POST or None, instance=KeyHolding(store=found))
    return _edited(request, form, "hand over key", _("Hand over a key"), "store", found)


@page("stores", "change")
def key_return(request: Asked, pk: UUID) -> HttpResponse:
    """Enter that a key came back; whoever comes second is shown what was entered before."""
    key = one(request, KeyHolding.objects.select_related("store"), pk=pk)
    if request.method != "POST" and key.returned_on is not None:
        return redirect("store", pk=key.store_id)
    form = KeyReturnForm(request.POST or None, instance=key)
    return _edited(request, form, "return key", _("Return a key"), "store", key.store)


@page("stores", "change")
def inspect(request: Asked, pk: UUID) -> HttpResponse:
    """Enter an inspection of a store."""
    found = one(request, Store.objects.all(), pk=pk)
    form = InspectionForm(request.POST or None, instance=Inspection(store=found))
    return _edited(request, form, "enter inspection", _("Enter an inspection"), "store", found)


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
