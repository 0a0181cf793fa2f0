"""Refusals, one's own and those others told of, and what was made of them later."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.handling import Handling
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.case import Application, CaseLine
from tallystick.register.licences.models.end_use import Answer

if TYPE_CHECKING:
    from tallystick.register.access.models import User


class Refusal(Recorded):
    """One refusal of a transfer, or of one line of it."""

    application = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        related_name="refusals",
        null=True,
        blank=True,
        verbose_name=_("own case"),
    )
    """Null for a refusal that another state or body told of."""
    line = models.ForeignKey(
        CaseLine,
        on_delete=models.PROTECT,
        related_name="refusals",
        null=True,
        blank=True,
        verbose_name=_("line"),
    )
    """The line that was refused, where the rest of the case was granted; null where the whole was refused."""
    told_by = models.CharField(_("told by (code of the state or body)"), max_length=60, blank=True)
    told_on = models.DateField(_("told on"), null=True, blank=True)
    reference = models.CharField(_("their reference"), max_length=120, blank=True)
    refused_on = models.DateField(_("refused on"), null=True, blank=True)
    """Null where it was not said."""
    end_user = models.CharField(_("end user"), max_length=200, blank=True)
    others = models.TextField(_("others named there, one a line"), blank=True)
    party = models.CharField(_("state of destination (code)"), max_length=10, blank=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    goods = models.CharField(_("goods"), max_length=300, blank=True)
    grounds = models.TextField(_("grounds"))
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    handling = models.CharField(_("handling"), max_length=60, default=Handling.RESTRICTED)

    folded = models.TextField(editable=False, blank=True)
    """Every name in it as names are compared, one a line."""

    DERIVED: ClassVar[frozenset[str]] = frozenset({"folded"})

    class Meta:
        ordering = ("-refused_on", "id")
        verbose_name = _("refusal")
        indexes = (models.Index(fields=["party"]),)

    def __str__(self) -> str:
        return f"{self.refused_on or ''} {self.end_user} {self.goods}".strip()

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep the refusals of the user's own services; what others told of is no service's."""
        return models.Q(application__applicant__in=user.services.values("pk"))


class Consultation(Recorded):
    """What a case officer made of an earlier refusal that is like the case."""

    APPEND_ONLY: ClassVar = True

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="consultations", verbose_name=_("case")
    )
    refusal = models.ForeignKey(
        Refusal, on_delete=models.PROTECT, related_name="consultations", verbose_name=_("refusal")
    )
    likeness = models.JSONField(_("how they are alike"), default=list)
    is_same = models.CharField(
        _("essentially the same transaction"),
        max_length=10,
        choices=Answer,
    )
    consulted = models.CharField(_("who was asked, and when"), max_length=200, blank=True)
    outcome = models.TextField(_("what came of it"))
    made_by = models.CharField(_("by"), max_length=150)
    made_on = models.DateField(_("on"))

    class Meta:
        ordering = ("made_on", "id")
        verbose_name = _("consultation of a refusal")

    def __str__(self) -> str:
        return f"{self.application} {self.refusal}"
