"""What waits for a person on the first page: things that two sites said differently."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tallystick.register.access.page import Asked, may
from tallystick.register.exchange.models import Conflict
from tallystick.register.waiting import Waiting


def waiting(request: Asked) -> list[Waiting]:
    """Give the number of conflicts between sites, to who settles them."""
    if not may(request, "exchange", "settle"):
        return []
    count = Conflict.objects.filter(differs=True).count()
    return [Waiting(_("Things that two sites said differently"), reverse("conflicts"), count)]
