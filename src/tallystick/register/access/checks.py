"""Say where a user is not what the chain says: a role or a password that was changed in the database itself."""

import json
from collections.abc import Iterator

from tallystick.register.access.models import User
from tallystick.register.access.users import KIND, VERBS, secrets_told
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Entry


def breaks() -> Iterator[str]:
    """Compare every user with the last entry of this register's chain about them, one sentence a difference."""
    told = _told()
    for user in User.objects.order_by("username"):
        last = told.pop(user.username, None)
        if last is None:
            yield f"{KIND} {user.username}: no entry made this user"
        elif len(differing := _differing(user, last)) > 0:
            named = ", ".join(differing)
            yield f"{KIND} {user.username}: {named} is not what the last entry about this user says"
    for username in sorted(told):
        yield f"{KIND} {username}: an entry made this user, and it is gone"


def _differing(user: User, last: dict[str, Json]) -> list[str]:
    stands = user.as_told()
    # an export holds no secret: who was restored from one cannot sign in, and is told anew when reset
    if user.password != "":
        stands |= secrets_told(user)
    return sorted(name for name, value in stands.items() if last.get(name) != value)


def _told() -> dict[str, dict[str, Json]]:
    entries = Entry.objects.filter(verb__in=VERBS, origin__is_own=True).order_by("number")
    rows = (row for text in entries.values_list("rows", flat=True).iterator() for row in json.loads(text))
    return {row["id"]: row["is"] for row in rows if row["row"] == KIND}
