"""A document or picture that was kept."""

from pathlib import Path
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.folder import own_folder
from tallystick.register.ledger.models import Recorded


class Document(Recorded):
    """One file: what it is called and what its bytes hash to; the bytes lie in the folder `files`."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("kind of file"), max_length=100)
    bytes = models.BigIntegerField(_("bytes"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    handling = models.CharField(_("handling"), max_length=60, default="parties_only")

    DERIVED: ClassVar[frozenset[str]] = frozenset()

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def path(self) -> Path:
        """Where the bytes lie."""
        return place_of(self.sha256)


def place_of(sha256: str) -> Path:
    """Say where bytes of that hash lie: two hundred and fifty-six folders, so that none grows large."""
    return own_folder().files / sha256[:2] / sha256
