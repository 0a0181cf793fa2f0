"""A licence that was granted on paper before this register was begun."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.licences.models.case import Application, Kept


class PaperLicence(Kept):
    """What the paper says. Its goods and parties are those of its case; it allows nothing until it is confirmed."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="paper", verbose_name=_("case")
    )
    number = models.CharField(_("number on the paper"), max_length=60, db_index=True)
    issued_on = models.DateField(_("issued on"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    provisos = models.TextField(_("provisos"), blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    note = models.TextField(_("note"), blank=True)
    entered_by = models.CharField(_("entered by"), max_length=150)

    class Meta:
        ordering = ("issued_on", "id")
        verbose_name = _("licence on paper")

    def __str__(self) -> str:
        return f"{self.number} {self.issued_on}"
