"""What is not met in a case, and what reason there is to go on without it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.case import Application


class Waiver(Recorded):
    """A case officer goes on without one point that is not met. It stands while the point is what it was."""

    APPEND_ONLY: ClassVar = True

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="waivers", verbose_name=_("case")
    )
    point = models.CharField(_("what is not met"), max_length=400)
    """Its key, as `licences.gaps` makes it: with what it was about, so that it lapses when that is changed."""
    said = models.TextField(_("as it was said then"))
    reason = models.TextField(_("reason"))
    made_by = models.CharField(_("by"), max_length=150)
    made_on = models.DateField(_("on"))

    said_now: str = ""
    """The point in the reader's language, which `licences.gaps` gives to a row it read: no column, and never kept."""

    class Meta:
        ordering = ("made_on", "id")
        verbose_name = _("point gone on without")

    def __str__(self) -> str:
        return f"{self.sentence} – {self.reason}"

    @property
    def sentence(self) -> str:
        """Say the point in the reader's language, or as it was said then."""
        return self.said_now or self.said
