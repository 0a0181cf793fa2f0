"""The second factor: a one-time code of a device, or one of the backup codes; and when it must be given again."""

import base64
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

import segno
from django.http import HttpRequest
from django.utils import timezone
from django_otp import login, verify_token
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import default_key

from tallystick.register.access.models import SealedDevice, User
from tallystick.register.access.sealing import code_digest, sealed
from tallystick.register.access.users import CHANGE_OWN, tell
from tallystick.register.ledger.operation import Operation, operation

CODES: Final = 8
"""Backup codes given at once: one for every week of two months without the device."""
FRESH_MINUTES: Final = 15
"""How long a code vouches for the person before a sensitive action."""
SENT_MINUTES: Final = 30
"""The same for a form that is sent: it may have been opened at the last moment."""
GIVEN_AT: Final = "second_factor_at"
_CLOCK_SECONDS: Final = 60
"""How far a code may seem to be given in the future: more, and the clock was set back, which renews no old code."""
ENROLLING: Final = "second_factor_sealed"
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device to be enrolled; its secret stays in the session, sealed, until a code proves that the device has it."""

    device: SealedDevice

    @property
    def picture(self) -> str:
        """Give the QR code as an address that holds the picture itself."""
        code = segno.make(self.device.config_url, error="m")
        return code.png_data_uri(scale=5, border=4)

    @property
    def letters(self) -> str:
        """Give the secret in groups of four letters, for a device without a camera."""
        text = base64.b32encode(self.device.bin_key).decode("ascii")
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def enrolment(request: HttpRequest, user: User) -> Enrolment:
    """Begin, or go on with, enrolling a device."""
    if ENROLLING not in request.session:
        request.session[ENROLLING] = sealed(default_key(), user.get_username())
    key = request.session[ENROLLING]
    return Enrolment(SealedDevice(user=user, name="device", key=key, confirmed=True))


def enrol(request: HttpRequest, user: User, code: str) -> list[str] | None:
    """Finish enrolling: the device's first code shows that it has the secret.

    Returns:
        the backup codes, to be shown once; None where the code is not the device's.
    """
    device = enrolment(request, user).device
    if not code.isdecimal() or not _is_of(device, code):
        return None
    with operation(user, CHANGE_OWN, note="second factor enrolled") as done:
        SealedDevice.objects.filter(user=user).delete()
        device.save()
        user.has_second_factor = True
        user.save(update_fields=["has_second_factor"])
        tell(done, user)
        codes = new_codes(user)
    del request.session[ENROLLING]
    remember(request, device)
    return codes


def _is_of(device: SealedDevice, code: str) -> bool:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    fits: bool = totp.verify(int(code), device.tolerance)
    device.last_t = totp.t() if fits else device.last_t
    return fits


def new_codes(user: User) -> list[str]:
    """Make backup codes, of which digests alone are kept; those given before no longer hold."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="backup codes")
    codes = [StaticToken.random_token() for _ in range(CODES)]
    digests = [code_digest(code, user.get_username()) for code in codes]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=digest) for digest in digests)
    return codes


def renewed_codes(user: User, done: Operation) -> list[str]:
    """Make backup codes anew, and tell so."""
    tell(done, user)
    return new_codes(user)


def is_given(request: HttpRequest, user: User, text: str) -> bool:
    """Check a code that was typed: six digits are the device's, anything else a backup code, which holds once."""
    code = text.replace(" ", "").replace("-", "").lower()
    device = device_for(user, code)
    if device is None:
        return False
    token = code_digest(code, user.get_username()) if isinstance(device, StaticDevice) else code
    if not verify_token(user, device.persistent_id, token):
        return False
    remember(request, device)
    return True


def device_for(user: User, code: str) -> SealedDevice | StaticDevice | None:
    """Find the device that a code can be of; none where the key of this folder does not open it, as `check` says."""
    if not code.isdecimal() or len(code) != _DIGITS:
        return cast("StaticDevice | None", StaticDevice.objects.filter(user=user, confirmed=True).first())
    found = SealedDevice.objects.filter(user=user, confirmed=True).first()
    return found if found is not None and found.opens else None


def locked_until(user: User) -> datetime | None:
    """Say until when no code is looked at, after wrong ones: each doubles the wait."""
    waits = []
    for kind in (SealedDevice, StaticDevice):
        for device in kind.objects.filter(user=user, confirmed=True):
            is_allowed, why = device.verify_is_allowed()
            if not is_allowed:
                waits.append(why["locked_until"])
    return max(waits, default=None)


def remember(request: HttpRequest, device: SealedDevice | StaticDevice) -> None:
    """Note in the session that the code was given, under a new session id."""
    request.session.cycle_key()
    login(request, device)
    request.session[GIVEN_AT] = timezone.now().timestamp()


def is_fresh(request: HttpRequest) -> bool:
    """Whether a code was given lately enough for a sensitive action."""
    given = request.session.get(GIVEN_AT, 0.0)
    minutes = FRESH_MINUTES if request.method in {"GET", "HEAD"} else SENT_MINUTES
    age = timezone.now().timestamp() - given
    return bool(-_CLOCK_SECONDS <= age <= minutes * 60)
