"""What of traces waits for a person."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import on_page, visible
from tallystick.register.tracing.models import Direction, State, TraceRequest
from tallystick.register.waiting import Waiting


def waiting(request: Asked) -> list[Waiting]:
    """Count requests to acknowledge, and those whose day has passed."""
    there = on_page(request, "traces", "answer")
    if there is None:
        return []
    today, address = timezone.localdate(), reverse("traces")
    rows = visible(there, TraceRequest.objects.all()).order_by()
    received = rows.filter(direction=Direction.IN, state=State.RECEIVED).count()
    late = rows.filter(due_on__lt=today).count()
    return [
        Waiting(_("Requests to trace to acknowledge"), f"{address}?direction=in&state=received", received),
        Waiting(_("Requests to trace whose day has passed"), f"{address}?overdue=on", late, is_overdue=True),
    ]
