"""Certificates on end use that this state issues, and what other states ask about them."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.case import Application, Kept, Unit
from tallystick.register.licences.models.end_use import EndUseKind
from tallystick.register.stores.models import Service

if TYPE_CHECKING:
    from tallystick.register.access.models import User


class OwnState(models.TextChoices):
    """Where a certificate of this state stands, by its days alone."""

    PREPARED = "prepared", _("not issued yet")
    ISSUED = "issued", _("in force")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


class OwnCertificate(Kept):
    """A certificate that this state gives an exporting state: Articles 8(1) and 8(2) of the Arms Trade Treaty."""

    number = models.CharField(_("number"), max_length=30, unique=True)
    kind = models.CharField(
        _("kind"), max_length=30, choices=EndUseKind, default=EndUseKind.END_USER_CERTIFICATE
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="own_certificates", verbose_name=_("end user")
    )
    application = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        related_name="own_certificates",
        null=True,
        blank=True,
        verbose_name=_("own case"),
    )
    """The import that it is for, where the register has a case of it."""
    signatory = models.CharField(_("signed by"), max_length=200)
    exporter = models.CharField(_("exporter"), max_length=200)
    exporter_party = models.CharField(_("exporter's state (code)"), max_length=10)
    end_use = models.TextField(_("end use"))
    valid_until = models.DateField(_("valid until"))
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="own_certificates",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    """The scan of what was signed."""
    note = models.TextField(_("note"), blank=True)
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)
    entered_by = models.CharField(_("entered by"), max_length=150)

    issued_on = models.DateField(_("issued on"), null=True, blank=True, editable=False)
    """Null while it is prepared: nobody can rely on it."""
    issued_by = models.CharField(_("issued by"), max_length=150, blank=True, editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True, editable=False)
    withdrawn_because = models.TextField(_("why it was withdrawn"), blank=True, editable=False)

    class Meta:
        ordering = ("-number",)
        verbose_name = _("own certificate")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class OwnLine(Kept):
    """One line of goods of a certificate of this state."""

    certificate = models.ForeignKey(
        OwnCertificate, on_delete=models.PROTECT, related_name="lines", verbose_name=_("own certificate")
    )
    place = models.PositiveSmallIntegerField(_("line"))
    category = models.CharField(_("category"), max_length=10)
    description = models.CharField(_("description"), max_length=200)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, default=Unit.ITEMS)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        ordering = ("place",)
        verbose_name = _("line of a certificate")

    def __str__(self) -> str:
        return f"{self.place}. {self.amount} {self.description}"

    @property
    def amount(self) -> str:
        """How many of what unit, in words."""
        return Unit(self.unit).counting(self.quantity)


class Ours(models.TextChoices):
    """What this state answers to whether a certificate is its own."""

    OPEN = "open", _("no answer yet")
    OURS = "ours", _("it is ours, and in force")
    DIFFERS = "differs", _("ours, but what was shown differs")
    LAPSED = "lapsed", _("ours, and no longer in force")
    NOT_OURS = "not_ours", _("not ours")
    NOT_KNOWN = "not_known", _("not known")


class Enquiry(Recorded):
    """Another state asks whether a certificate that it was shown is this state's own."""

    asked_by = models.CharField(_("asked by (office)"), max_length=200)
    asked_by_party = models.CharField(_("asking state (code)"), max_length=10)
    asked_on = models.DateField(_("asked on"))
    channel = models.CharField(_("by what channel"), max_length=200)
    is_independent = models.BooleanField(
        _("the address to answer to was found elsewhere than in the enquiry"), default=False
    )
    number = models.CharField(_("number on what was shown"), max_length=120)
    signatory = models.CharField(_("signed by, as shown"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on, as shown"), null=True, blank=True)
    exporter = models.CharField(_("exporter, as shown"), max_length=200, blank=True)
    goods = models.TextField(_("goods, as shown"), blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    """A copy of what they were shown."""
    entered_by = models.CharField(_("entered by"), max_length=150)
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)

    answer = models.CharField(
        _("answer"), max_length=10, choices=Ours, default=Ours.OPEN, editable=False, db_index=True
    )
    certificate = models.ForeignKey(
        OwnCertificate,
        on_delete=models.PROTECT,
        related_name="enquiries",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("own certificate"),
    )
    """Which of this state's own it is; null where it is none."""
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    answered_by = models.CharField(_("answered by"), max_length=150, blank=True, editable=False)
    explained = models.TextField(_("what was answered"), blank=True, editable=False)

    class Meta:
        ordering = ("-asked_on", "id")
        verbose_name = _("enquiry about a certificate")

    def __str__(self) -> str:
        return f"{self.asked_by_party} {self.number} {self.asked_on}"

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep the enquiries about certificates of the user's own services."""
        return models.Q(certificate__service__in=user.services.values("pk"))
