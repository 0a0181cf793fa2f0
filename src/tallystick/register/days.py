"""Days on which something happened: none of them is still to come."""

from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NOT_COME: Final = _("This day has not come yet. Enter the day on which it happened.")
"""Why a day to come is refused of what has happened."""


def is_to_come(day: date) -> bool:
    """Whether a day lies after today."""
    return day > timezone.localdate()
