"""A line of a licence on paper that was entered otherwise than the paper says, and what it is to be."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.licence import Licence, LicenceLine


class LineCorrection(Recorded):
    """What one person says a line is by the paper; it changes nothing until another has confirmed it."""

    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, related_name="line_corrections", verbose_name=_("licence")
    )
    line = models.ForeignKey(
        LicenceLine, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("line")
    )
    was = models.JSONField(default=dict)
    """By the name of a column that is to change: what it held."""
    becomes = models.JSONField(default=dict)
    """By the same names: what it is to hold."""
    reason = models.TextField(_("reason"))
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    """A better scan; None where that of the paper shows it."""
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    """Empty while it waits."""
    decided_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(null=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("entered_at", "id")
        verbose_name = _("correction of a line")

    def __str__(self) -> str:
        return f"{self.line} {self.entered_at:%Y-%m-%d}"
