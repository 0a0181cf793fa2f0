"""Say where a user is not what the chain says: a role that was changed in the database itself."""

import json
from collections.abc import Iterator

from tallystick.register.access.models import User
from tallystick.register.access.users import KIND, VERBS
from tallystick.register.ledger.canonical import Json, canonical
from tallystick.register.ledger.models import Entry


def user_breaks() -> Iterator[str]:
    """Compare every user with the last entry of this register's chain about them, one sentence a difference."""
    told = _told()
    for user in User.objects.order_by("username"):
        last = told.pop(user.username, None)
        if last is None:
            yield f"{KIND} {user.username}: no entry made this user"
        elif canonical(last) != canonical(user.as_told()):
            named = ", ".join(
                sorted(name for name, value in user.as_told().items() if last.get(name) != value)
            )
            yield f"{KIND} {user.username}: {named} is not what the last entry about this user says"
    for username in sorted(told):
        yield f"{KIND} {username}: an entry made this user, and it is gone"


def _told() -> dict[str, dict[str, Json]]:
    entries = Entry.objects.filter(verb__in=VERBS, origin__is_own=True).order_by("number")
    rows = (row for text in entries.values_list("rows", flat=True).iterator() for row in json.loads(text))
    return {row["id"]: row["is"] for row in rows if row["row"] == KIND}
