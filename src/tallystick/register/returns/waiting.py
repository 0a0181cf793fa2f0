"""What of returns waits for a person."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import on_page
from tallystick.register.returns import deadlines
from tallystick.register.returns.profiles import told_profile
from tallystick.register.waiting import Waiting


def waiting(request: Asked) -> list[Waiting]:
    """Count the returns whose day has passed and that were not submitted.

    Overdue is what a treaty asks that binds the state by its profile; what every state is asked for is only told.
    Without a profile in which something is said nothing is known, and setting up the register asks for one.
    """
    profile = told_profile()
    if profile is None or on_page(request, "returns", "change") is None:
        return []
    standing = [one.standing for one in deadlines.due(timezone.localdate(), profile)]
    late, passed = (standing.count(one) for one in (deadlines.DueState.LATE, deadlines.DueState.PASSED))
    address = reverse("returns")
    return [
        Waiting(_("Reports that are late"), address, late, is_overdue=True),
        Waiting(_("Reports that every state is asked for, whose day has passed"), address, passed),
    ]
