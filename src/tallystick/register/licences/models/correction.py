"""What of a licence on paper was entered otherwise than the paper says, and what it is to be."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.licence import Licence, LicenceLine


class LineCorrection(Recorded):
    """What one person says of the paper; it changes nothing until another has confirmed it.

    It is of a line; or of a line that is missing, which nothing stands for yet; or of the paper's own number and days.
    """

    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, related_name="line_corrections", verbose_name=_("licence")
    )
    line = models.ForeignKey(
        LicenceLine,
        on_delete=models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        verbose_name=_("line"),
    )
    """None where the line is missing, and where it is of the paper's own number and days."""
    was = models.JSONField(default=dict)
    """By the name of a column that is to change: what it held. Empty of a line that is missing."""
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
        verbose_name = _("correction by the paper")

    def __str__(self) -> str:
        return f"{self.about} {self.entered_at:%Y-%m-%d}"

    @property
    def about(self) -> str:
        """Name what it is of: the line as it stands, the line that is missing, or the licence itself."""
        if self.line is not None:
            return str(self.line)
        return str(self.licence) if self.is_of_terms else str(self.becomes["description"])

    @property
    def is_of_terms(self) -> bool:
        """Whether it is of the paper's own number, days or provisos."""
        return self.line_id is None and len(self.was) > 0

    @property
    def is_new_line(self) -> bool:
        """Whether it adds a line that is missing."""
        return self.line_id is None and len(self.was) == 0
