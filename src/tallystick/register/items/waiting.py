"""What of items waits for a person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import on_page, visible
from tallystick.register.items.pending import pending_events
from tallystick.register.waiting import Waiting


def waiting(request: Asked) -> list[Waiting]:
    """Count the events that wait for a second person, without those that this person entered."""
    there = on_page(request, "events", "decide")
    if there is None:
        return []
    count = visible(there, pending_events()).exclude(entered_by=request.user.get_username()).count()
    return [Waiting(_("Events to accept or refuse"), reverse("to_decide"), count)]
