"""What of stores waits for a person."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import on_page, visible
from tallystick.register.stocktaking.ammunition import due, lots
from tallystick.register.waiting import Waiting


def waiting(request: Asked) -> list[Waiting]:
    """Count the lots whose surveillance is due; whether the day of one has passed already."""
    there = on_page(request, "ammunition", "add")
    if there is None:
        return []
    today = timezone.localdate()
    rows = visible(there, due(lots(), today)).order_by()
    told = rows.aggregate(due=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    return [
        Waiting(
            _("Surveillance due"),
            f"{reverse('ammunition')}?only=due",
            told["due"],
            is_overdue=told["late"] > 0,
        )
    ]
