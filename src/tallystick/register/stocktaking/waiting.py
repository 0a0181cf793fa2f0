"""What of stores waits for a person."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import on_page, visible
from tallystick.register.stocktaking.ammunition import due, lots
from tallystick.register.stocktaking.models import Count as StockTaking
from tallystick.register.waiting import Waiting


def waiting(request: Asked) -> list[Waiting]:
    """Say which lots are due for surveillance, and which counts another person than who announced them is to close."""
    return [*_surveillance(request), *_counts(request)]


def _surveillance(request: Asked) -> list[Waiting]:
    there = on_page(request, "ammunition", "add")
    if there is None:
        return []
    today = timezone.localdate()
    rows = visible(there, due(lots(), today)).order_by()
    told = rows.aggregate(due=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    title, address = _("Surveillance due"), f"{reverse('ammunition')}?only=due"
    return [Waiting(title, address, told["due"], is_overdue=told["late"] > 0)]


def _counts(request: Asked) -> list[Waiting]:
    there = on_page(request, "counts", "close")
    if there is None:
        return []
    # whether all is settled is seen on the page of each: to compare every list here would make the first page slow
    rows = visible(there, StockTaking.objects.filter(closing=None, counted_on__lte=timezone.localdate()))
    count = rows.exclude(announced_by=request.user.get_username()).order_by().count()
    return [Waiting(_("Counts not closed yet"), f"{reverse('counts')}?only=open", count)]
