"""Handling marks: who may see a record."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Handling(models.TextChoices):
    """Who may see a record, from open to closed.

    A record for a named group is marked `group:NAME`, and only who is cleared for it sees it.
    """

    PUBLIC = "public", _("public")
    PARTIES_ONLY = "parties_only", _("parties only")
    RESTRICTED = "restricted", _("restricted")


OPEN: Final = (Handling.PUBLIC, Handling.PARTIES_ONLY)
"""What everybody with an account may see."""


def in_words(mark: str) -> str:
    """Say a mark in words; one of a group is said as it is written."""
    return str(Handling(mark).label) if mark in Handling.values else mark
