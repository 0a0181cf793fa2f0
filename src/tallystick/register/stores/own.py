"""Whose weapons a person may enter: those of their own services, and those that lie in their own sites."""

from django.db.models import Q, QuerySet

from tallystick.register.access.page import Asked
from tallystick.register.access.permissions import Reach
from tallystick.register.access.silo import on_page, visible
from tallystick.register.stores.models import Service, Store


def services_to_enter(request: Asked) -> QuerySet[Service]:
    """Give the services whose weapons the person may enter: their own, and those of their own sites."""
    if request.reach is not Reach.OWN:
        return visible(request, Service.objects.all())
    of_sites = Q(pk__in=request.user.sites.values("service"))
    return Service.objects.filter(Service.within(request.user) | of_sites)


def is_out_of_reach(request: Asked, service: Service, store: Store | None) -> bool:
    """Whether a weapon of the service in the store, or in none, would be out of sight of whoever enters it."""
    if request.reach is not Reach.OWN or visible(request, Service.objects.filter(pk=service.pk)).exists():
        return False
    return store is None or not request.user.sites.filter(pk=store.site_id).exists()


def may_register(request: Asked) -> bool:
    """Whether the person has anything to register items for: the role reaches it, and a service or a site is given."""
    there = on_page(request, "items", "add")
    return there is not None and (there.reach is Reach.ANY or services_to_enter(there).exists())
