"""A request for exemption under Articles 4 and 5 of the ECOWAS Convention of 14 June 2006."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.case import Application, Kept


class Ground(models.TextChoices):
    """On which ground an exemption may be asked. Article 4(1) is one sentence, without letters.

    The words kept have letters: rows of the chain hold them, and what the chain holds is not changed.
    """

    DEFENCE = "4.1.a", _("Art. 4(1): legitimate national defence and security needs")
    OPERATION = (
        "4.1.b",
        _(
            "Art. 4(1): a peace support or other operation decided by the United Nations, the African Union, ECOWAS or "
            "another regional body of which this state is a member"
        ),
    )


class Stage(models.TextChoices):
    """What happens to a request."""

    PREPARED = "prepared", _("in preparation")
    SENT = "sent", _("sent to the Executive Secretary (now the Commission)")
    ACKNOWLEDGED = "acknowledged", _("receipt acknowledged")
    OPINION = "opinion", _("opinion of a Member State")
    # Article 5; to whom it goes is not confirmed against the text, and the page says so
    REFERRED = "referred", _("referred to the Mediation and Security Council, for want of consensus")
    GRANTED = "granted", _("exemption certificate issued")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    # says of an earlier entry alone that it was none
    MISTAKE = "mistake", _("entered by mistake: it did not happen")


class Exemption(Kept):
    """The request: what Article 5(1)(a) to (e) asks it to contain."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="exemption", verbose_name=_("case")
    )
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    ground_explained = models.TextField(_("the need, or the operation and the decision it rests on"))
    arms = models.TextField(_("the arms: quantity, exact type and kind, serial numbers and other marks"))
    supplier = models.TextField(_("the supplier and everybody involved, brokers too, with full contact"))
    shipments = models.TextField(_("number and period of shipments"))
    route = models.TextField(_("route, places of transit, means of transport"))
    handlers = models.TextField(_("companies that import, forward or handle"))
    storage = models.TextField(_("storage and management during the transfer"))
    period = models.CharField(_("period for which exemption is asked"), max_length=120)
    end_user = models.TextField(_("final end user, and the representative responsible"))
    end_user_confirmed = models.TextField(
        _("confirmation by the national authority that the end user may import")
    )
    end_use = models.TextField(_("end use"))

    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.PREPARED, editable=False)
    DERIVED: ClassVar[frozenset[str]] = frozenset({"stage"})

    class Meta:
        ordering = ("id",)
        verbose_name = _("exemption request")

    def __str__(self) -> str:
        return f"{self.application} {self.get_stage_display()}"


class ExemptionStep(Recorded):
    """One thing that happened to a request. A later one that `corrects` it stands in its place."""

    APPEND_ONLY: ClassVar = True

    exemption = models.ForeignKey(
        Exemption, on_delete=models.PROTECT, related_name="steps", verbose_name=_("exemption request")
    )
    stage = models.CharField(_("what happened"), max_length=20, choices=Stage)
    happened_on = models.DateField(_("on"))
    party = models.CharField(_("state (code)"), max_length=10, blank=True)
    is_objection = models.BooleanField(_("objects"), null=True, blank=True)
    """Of an opinion: whether the state objects; None where it was not said."""
    certificate = models.CharField(_("number of the certificate"), max_length=120, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        verbose_name=_("corrects"),
    )
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        ordering = ("happened_on", "entered_at", "id")
        verbose_name = _("step of an exemption request")

    def __str__(self) -> str:
        return f"{self.happened_on} {self.get_stage_display()}"
