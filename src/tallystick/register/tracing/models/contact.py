"""Whom other states turn to about traces, and by which keys their registers sign machine files."""

from typing import ClassVar, Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.ledger.models import Recorded

OUR_CONTACT: Final = UUID("7b0e6a52-7a1d-4c55-9a0e-0c6f5d1b2e01")
"""The name of the one row: two sites of one state that both enter it have a conflict, and not two contacts."""


class PointOfContact(Recorded):
    """The national point of contact, which paragraph 25 of the International Tracing Instrument asks to be named."""

    BELONGS_TO_ALL: ClassVar = "it stands on every request of the state"

    office = models.CharField(_("office"), max_length=120)
    address = models.CharField(_("address"), max_length=70, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("national point of contact")

    def __str__(self) -> str:
        """Write it in one line, as requests and letters bear it: 300 characters at most."""
        return ", ".join(
            part for part in (self.office, self.address, self.telephone, self.email) if part != ""
        )


class PartyKey(Recorded):
    """The key of another state's register, as a person of that state read its fingerprint over the telephone."""

    BELONGS_TO_ALL: ClassVar = "it says which files of another state are believed, whosever they are"

    party = models.CharField(_("other state"), max_length=10)
    public_key = models.CharField(_("key"), max_length=64, db_index=True)
    """The public half of an Ed25519 key, as hexadecimal digits. Two sites may have accepted it, each in a row."""
    told_by = models.CharField(_("who confirmed it, and how"), max_length=200)
    accepted_on = models.DateField(_("accepted on"))
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        ordering = ("party", "accepted_on", "public_key")
        verbose_name = _("key of another state")

    def __str__(self) -> str:
        return f"{self.party} {self.public_key}"
