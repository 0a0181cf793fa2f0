"""A document or picture that was kept."""

from pathlib import Path
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.folder import own_folder
from tallystick.register.handling import Handling
from tallystick.register.ledger.models import Recorded

if TYPE_CHECKING:
    from tallystick.register.access.models import User


class Document(Recorded):
    """One file: what it is called and what its bytes hash to; the bytes lie in the folder `files`."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("kind of file"), max_length=100)
    bytes = models.BigIntegerField(_("bytes"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)
    service = models.ForeignKey(
        "stores.Service",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("service"),
    )
    """Whose it is, for people who reach their own alone; empty where it is no service's."""

    def __str__(self) -> str:
        return self.title or self.name

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep what is of the user's own services, of those of their sites, or of no service."""
        own = models.Q(service__in=user.services.values("pk")) | models.Q(
            service__sites__in=user.sites.values("pk")
        )
        # a join over sites could give a document twice
        return models.Q(service=None) | models.Q(pk__in=cls.objects.filter(own).values("pk"))

    @property
    def path(self) -> Path:
        """Where the bytes lie."""
        return place_of(self.sha256)


def place_of(sha256: str) -> Path:
    """Say where bytes of that hash lie: two hundred and fifty-six folders, so that none grows large."""
    return own_folder().files / sha256[:2] / sha256
