"""What other states are told about an authorization."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.licence import Licence


class Informing(Recorded):
    """A state asked about an authorization, and what it was told: Article 7(6) of the Arms Trade Treaty."""

    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, related_name="informings", verbose_name=_("licence")
    )
    party = models.CharField(_("asking state (code)"), max_length=10)
    asked_on = models.DateField(_("asked on"))
    asked_by = models.CharField(_("asked by (office)"), max_length=200)
    question = models.TextField(_("what was asked"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    """Null while it is open."""
    given = models.TextField(_("what was made available"), blank=True)
    """Empty where nothing was."""
    withheld = models.TextField(_("what was not, and by which national law, practice or policy"), blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    entered_by = models.CharField(_("entered by"), max_length=150)

    class Meta:
        ordering = ("asked_on", "id")
        verbose_name = _("information about an authorization")

    def __str__(self) -> str:
        return f"{self.party} {self.asked_on}"
