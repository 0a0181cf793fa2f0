"""What of returns waits for a person."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import on_page
from tallystick.register.pages import Waiting
from tallystick.register.returns import deadlines
from tallystick.register.returns.models import Profile


def waiting(request: Asked) -> list[Waiting]:
    """Count the returns whose day has passed and that were not submitted."""
    if on_page(request, "returns", "change") is None:
        return []
    late = [
        one for one in deadlines.due(timezone.localdate(), Profile.objects.first()) if one.standing == "late"
    ]
    return [Waiting(_("Reports that are late"), reverse("returns"), len(late), is_overdue=len(late) > 0)]
