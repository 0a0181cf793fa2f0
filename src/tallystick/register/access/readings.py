"""The log of who opened which sensitive record: a chain of its own, beside that of the entries.

Each reading is sealed with the hash of the one before it, so that none can be changed, removed or put elsewhere unseen.
One that is taken from the end shows by the last hash, written down elsewhere, as with entries.
"""

from collections.abc import Iterator
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from tallystick.register.ledger.canonical import canonical, sha256
from tallystick.register.ledger.models import GENESIS
from tallystick.register.ledger.operation import lock

FORMAT: Final = "tallystick-reading-1"
"""The name of the form that is hashed, frozen as that of entries is."""
_LOCK: Final = 0x72656164
"""The number of PostgreSQL's advisory lock: the bytes of "read". Who reads waits for other readings, for no entry."""
_AT_ONCE: Final = 2_000


class Reading(models.Model):
    """One person opened one sensitive record. Never changed, never removed; `objects.create` adds it to the chain."""

    APPEND_ONLY: ClassVar = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    """What the computer's clock said. Order is by place, since clocks are set back."""
    subject = models.CharField(max_length=120, db_index=True)
    handling = models.CharField(max_length=60)
    place = models.BigIntegerField(unique=True)
    """Counts from 1 without a gap."""
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        app_label = "access"
        ordering = ("-place",)

    def __str__(self) -> str:
        return f"{self.user_id} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as Django has it
        """Write it as the next of the chain, in one transaction with what is looked up for it.

        Raises:
            django.db.DatabaseError: it is written already: the database refuses to change it.
        """
        if not self._state.adding:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            lock(_LOCK)
            last = head()
            self.place, self.previous = (1, GENESIS) if last is None else (last[0] + 1, last[1])
            self.at = timezone.now()
            self.sha256 = self.sealed()
            super().save(*args, **kwargs)

    def sealed(self) -> str:
        """Compute what `sha256` must be."""
        framed = {
            "format": FORMAT,
            "place": self.place,
            "at": self.at,
            "user": self.user.get_username(),
            "subject": self.subject,
            "handling": self.handling,
            "previous": self.previous,
        }
        return sha256(canonical(framed))


def head() -> tuple[int, str] | None:
    """Give place and hash of the last reading; None where nobody read anything sensitive."""
    return Reading.objects.order_by("-place").values_list("place", "sha256").first()


def breaks() -> Iterator[str]:
    """Say where the chain of readings no longer fits, one sentence each."""
    place, previous = 0, GENESIS
    for reading in Reading.objects.select_related("user").order_by("place").iterator(_AT_ONCE):
        if reading.sealed() != reading.sha256:
            yield f"reading {reading.place}: what it says is not what it was sealed with"
        if reading.place != place + 1:
            yield f"reading {reading.place}: readings {place + 1} to {reading.place - 1} are missing before it"
        elif reading.previous != previous:
            yield f"reading {reading.place}: it does not follow the reading before it"
        place, previous = reading.place, reading.sha256
