"""Say where users, second factors and readings are not what was recorded: somebody had the database open."""

import json
from collections.abc import Iterator

from tallystick.register.access.models import SealedDevice, User
from tallystick.register.access.readings import breaks as breaks_of_readings
from tallystick.register.access.users import KIND, VERBS, secrets_told
from tallystick.register.ledger.canonical import Json
from tallystick.register.ledger.models import Entry


def breaks() -> Iterator[str]:
    """Say what does not fit of users, their devices, and readings, one sentence each."""
    yield from _of_users()
    yield from _of_devices()
    yield from breaks_of_readings()


def _of_users() -> Iterator[str]:
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


def _of_devices() -> Iterator[str]:
    for device in SealedDevice.objects.select_related("user").order_by("user__username", "pk"):
        if not device.opens:
            yield (
                f"{KIND} {device.user.get_username()}: the key of this folder does not open the second factor; "
                "restore the folder `keys`, or reset the second factor"
            )


def _told() -> dict[str, dict[str, Json]]:
    entries = Entry.objects.filter(verb__in=VERBS, origin__is_own=True).order_by("number")
    rows = (row for text in entries.values_list("rows", flat=True).iterator() for row in json.loads(text))
    return {row["id"]: row["is"] for row in rows if row["row"] == KIND}
