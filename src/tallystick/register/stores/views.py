"""Pages on which services, sites and stores are entered, their keys and inspections; `items` shows what lies there."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.ledger.edited import edited
from tallystick.register.ledger.operation import EditedMeanwhileError
from tallystick.register.paging import cut
from tallystick.register.stores.forms import (
    InspectionForm,
    KeyForm,
    KeyReturnForm,
    RecordedForm,
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
