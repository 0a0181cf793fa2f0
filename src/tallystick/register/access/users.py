"""Make and change users, each change told in the chain. Pages and commands call these inside an operation."""

import secrets
from collections.abc import Iterable
from typing import Any, Final

from axes.models import AccessAttempt
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice

from tallystick.register.access.models import Role, SealedDevice, User
from tallystick.register.ledger.canonical import Json, canonical, sha256
from tallystick.register.ledger.operation import Operation, operation

Rows = Iterable[Any]
"""Services, or sites: their app stands above this one."""
KIND: Final = "access.user"
"""How the chain calls what it keeps of a user."""
MAKE, CHANGE, RESET, CHANGE_OWN = "make user", "change user", "reset user", "change own password"
VERBS: Final = (MAKE, CHANGE, RESET, CHANGE_OWN)
"""Verbs of the operations that tell of users; `checks` looks at these entries alone."""
_SIGNS_OF_FIRST: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""What is copied by hand is never mistaken: no capitals, neither i, l and 1 nor o and 0, and no dash."""
_LENGTH_OF_FIRST: Final = 20
"""Ninety-nine random bits, copied by hand once."""


def first_password() -> str:
    """Make a password that is shown once, and changed at the first sign-in."""
    return "".join(secrets.choice(_SIGNS_OF_FIRST) for _place in range(_LENGTH_OF_FIRST))


def add_user(done: Operation, user: User, services: Rows = (), sites: Rows = ()) -> str:
    """Keep a new user.

    Args:
        done: the operation; its verb is `MAKE`.
        user: unsaved.
        services: to which the person is confined, where the role is.
        sites: the same.

    Returns:
        the first password, which is kept nowhere.
    """
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    user.services.set(services)
    user.sites.set(sites)
    tell(done, user)
    return password


def change_user(done: Operation, user: User, services: Rows, sites: Rows) -> None:
    """Keep a user's new role, reach or clearances.

    Raises:
        ValidationError: nobody would be left who may administer the register, or the person changes their own.
    """
    refuse_own(done, user)
    # the rest of the row may have changed since it was read: a password, a device
    user.save(update_fields=["full_name", "role", "language", "clearances", "is_active"])
    user.services.set(services)
    user.sites.set(sites)
    # asked after writing: inside the operation nobody else changes users, and an error undoes it all
    if not User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        raise ValidationError(_("This is the last administrator who may sign in. Name another one first."))
    tell(done, user)


def refuse_own(done: Operation, user: User) -> None:
    """Refuse that people change their own role, reach or standing.

    Raises:
        ValidationError: the actor of the operation is the user.
    """
    if done.actor == user.username:
        raise ValidationError(_("Nobody changes their own role or reach. Ask another administrator."))


def reset_password(done: Operation, user: User) -> str:
    """Set a password anew, lift a lock-out and end every session; the password is shown once."""
    user.refresh_from_db()
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.session_round += 1
    user.save(update_fields=["password", "must_change_password", "session_round"])
    unlock(user)
    tell(done, user)
    return password


def reset_second_factor(done: Operation, user: User) -> None:
    """Forget a lost device and its backup codes, and end every session: a new one is enrolled at the next sign-in."""
    user.refresh_from_db()
    SealedDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    user.has_second_factor = False
    user.session_round += 1
    user.save(update_fields=["has_second_factor", "session_round"])
    tell(done, user)


def forget_unopened(actor: str) -> list[str]:
    """Reset the second factor of everybody whose device the key of this folder does not open; give their names.

    Args:
        actor: the name of the command.
    """
    devices = SealedDevice.objects.select_related("user").order_by("user__username")
    users = {device.user.username: device.user for device in devices if not device.opens}
    if len(users) > 0:
        with operation(actor, RESET, note="second factor") as done:
            for user in users.values():
                reset_second_factor(done, user)
    return list(users)


def unlock(user: User) -> int:
    """Lift the lock-out after failed tries; say how many tries were forgotten."""
    forgotten: int = AccessAttempt.objects.filter(username=user.username).delete()[0]
    return forgotten


def tell(done: Operation, user: User) -> None:
    """Put how a user stands in the database into the entry of the operation."""
    stands = User.objects.get(pk=user.pk)
    done.tell(KIND, stands.username, stands.as_told() | secrets_told(stands))


def secrets_told(user: User) -> dict[str, Json]:
    """Give digests of the hashed password and of the devices' secrets, so that `check` finds one that was put in.

    Each hashes 128 random bits or more, the salt or the secret itself: nobody finds the secret by guessing.
    """
    digests = sorted(device.digest for device in SealedDevice.objects.filter(user=user))
    return {"password_sha256": sha256(user.password), "devices_sha256": digests}


def stamp(user: User) -> str:
    """Give a digest of what the form of a user changes, as it stands in the database."""
    stands = User.objects.get(pk=user.pk)
    return sha256(canonical(stands.as_told() | {"language": stands.language}))


def refuse_stale(user: User, seen: str) -> None:
    """Refuse a form that was opened before somebody else changed the user: it would bring back what was taken.

    Args:
        user: whom the form is of.
        seen: the `stamp` when it was opened.

    Raises:
        ValidationError: the user stands differently now.
    """
    if stamp(user) != seen:
        raise ValidationError(
            _("Somebody else changed this after you opened it. Open it again and enter your change.")
        )


def refuse_ended(user: User) -> None:
    """Refuse a person whose account was dismissed or reset after their request came in.

    Raises:
        ValidationError: their session has ended.
    """
    stands = User.objects.get(pk=user.pk)
    if not stands.is_active or stands.get_session_auth_hash() != user.get_session_auth_hash():
        raise ValidationError(
            _("Somebody else changed this after you opened it. Open it again and enter your change.")
        )
