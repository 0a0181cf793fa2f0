"""Pages on which services, sites and stores are entered, their keys and inspections; `items` shows what lies there."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.edited import RecordedForm
from tallystick.register.paging import cut
from tallystick.register.stores.forms import (
    InspectionForm,
    KeyForm,
    KeyReturnForm,
    ServiceForm,
    SiteForm,
    StoreForm,
)
from tallystick.register.stores.models import Inspection, KeyHolding, Service, Site, Store


@page("services", "view")
def services(request: Asked) -> HttpResponse:
    """List services and their sites."""
    rows = visible(request, Service.objects.prefetch_related("sites"))
    return render(request, "stores/services.html", {"rows": cut(request, rows)})


@page("services", "change")
def service_add(request: Asked) -> HttpResponse:
    """Add a service."""
    return _kept(request, ServiceForm(request.POST or None), "add service", _("Add a service"))


@page("services", "change")
def service_change(request: Asked, pk: UUID) -> HttpResponse:
    """Change a service."""
    form = ServiceForm(request.POST or None, instance=one(request, Service.objects.all(), pk=pk))
    return _kept(request, form, "change service", _("Change a service"))


@page("services", "change")
def site_add(request: Asked) -> HttpResponse:
    """Add a site."""
    return _kept(request, SiteForm(request.POST or None), "add site", _("Add a site"))


@page("services", "change")
def site_change(request: Asked, pk: UUID) -> HttpResponse:
    """Change a site."""
    form = SiteForm(request.POST or None, instance=one(request, Site.objects.all(), pk=pk))
    return _kept(request, form, "change site", _("Change a site"))


def _kept(request: Asked, form: RecordedForm, verb: str, title: str, there: str = "services") -> HttpResponse:
    return kept(request, form, FormPage(title, verb=title, there=there), verb, form.keep)


@page("stores", "change")
def store_add(request: Asked) -> HttpResponse:
    """Add a store to a site."""
    form = StoreForm(request, request.POST or None)
    return _kept(request, form, "add store", _("Add a store"), "stores")


def _of_store(request: Asked, form: RecordedForm, verb: str, title: str, store: Store) -> HttpResponse:
    page_of = FormPage(title, reverse("store", args=[store.pk]), about=store, verb=title)
    return kept(request, form, page_of, verb, form.keep)


@page("stores", "change")
def store_change(request: Asked, pk: UUID) -> HttpResponse:
    """Change a store."""
    found = one(request, Store.objects.all(), pk=pk)
    form = StoreForm(request, request.POST or None, instance=found)
    return _of_store(request, form, "change store", _("Change a store"), found)


@page("stores", "change")
def key_hand_over(request: Asked, pk: UUID) -> HttpResponse:
    """Enter that somebody was given a key of a store."""
    found = one(request, Store.objects.all(), pk=pk)
    form = KeyForm(request.POST or None, instance=KeyHolding(store=found))
    return _of_store(request, form, "hand over key", _("Hand over a key"), found)


@page("stores", "change")
def key_return(request: Asked, pk: UUID) -> HttpResponse:
    """Enter that a key came back; whoever comes second is shown what was entered before."""
    key = one(request, KeyHolding.objects.select_related("store"), pk=pk)
    if request.method != "POST" and key.returned_on is not None:
        return redirect("store", pk=key.store_id)
    form = KeyReturnForm(request.POST or None, instance=key)
    return _of_store(request, form, "return key", _("Return a key"), key.store)


@page("stores", "change")
def inspect(request: Asked, pk: UUID) -> HttpResponse:
    """Enter an inspection of a store."""
    found = one(request, Store.objects.all(), pk=pk)
    form = InspectionForm(request.POST or None, instance=Inspection(store=found))
    return _of_store(request, form, "enter inspection", _("Enter an inspection"), found)
