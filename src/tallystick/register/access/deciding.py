"""Hold decisions of a person whose account somebody else has just made, changed or reset.

An administrator can sign in as anybody by setting a password anew. The wait lets the person, who can no longer sign in,
and whoever reads the log notice it before a loss is accepted in that name.
"""

import json
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from tallystick.register.access.models import User
from tallystick.register.access.users import CHANGE, KIND, MAKE, RESET
from tallystick.register.ledger.models import Entry

SECOND_PERSON: Final = frozenset({"close", "countersign", "decide", "send", "submit"})
"""Actions of the table by which somebody answers for what others entered: a day's wait holds for them, and nothing of
them is kept for later, since whoever sat at the computer meanwhile may have sent it."""


def decides_from(user: User, now: datetime) -> datetime | None:
    """Say from when on a person may decide; None where they may.

    Read from the chain, where no change of an account can be taken out unseen.
    """
    folder = settings.FOLDER
    wait = timedelta(hours=0 if folder is None else folder.settings.decides_after_hours)
    lately = Entry.objects.filter(
        verb__in=(MAKE, CHANGE, RESET), origin__is_own=True, entered_at__gt=now - wait
    ).order_by("-number")
    for entry in lately:
        if any(row["row"] == KIND and row["id"] == user.username for row in json.loads(entry.rows)):
            return entry.entered_at + wait
    return None
