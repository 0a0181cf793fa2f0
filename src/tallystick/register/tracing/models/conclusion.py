"""What people concluded: which item is the one sought, and whether an origin was established."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.items.models import Item
from tallystick.register.ledger.models import Recorded
from tallystick.register.tracing.models.request import TraceRequest


class Verdict(models.TextChoices):
    """What a person holds an item to be."""

    IS = "is", _("is the one sought")
    IS_NOT = "is_not", _("is not the one sought")
    UNSURE = "unsure", _("cannot be said yet")


class Match(Recorded):
    """What a person said of one candidate. A later one supersedes it; none is changed."""

    APPEND_ONLY: ClassVar = True

    request = models.ForeignKey(
        TraceRequest, on_delete=models.PROTECT, related_name="matches", verbose_name=_("request")
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("item"))
    verdict = models.CharField(_("judgement"), max_length=10, choices=Verdict)
    reason = models.TextField(_("reason"))
    weights = models.JSONField(default=list)
    """What the search said of it then: pairs of a field and its bits, written as text."""
    made_by = models.CharField(_("by"), max_length=150)
    made_at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ("made_at", "id")
        verbose_name = _("match")
        indexes = (models.Index(fields=["request", "item"]),)

    def __str__(self) -> str:
        return f"{self.request_id} {self.item_id} {self.verdict}"


class How(models.TextChoices):
    """How an origin or point of diversion came to be known: the two ways that indicator 16.4.2 names."""

    TRACED = "traced", _("by tracing")
    ESTABLISHED = "established", _("by a competent authority in another way")
    NOT = "not", _("it is not established")


class Conclusion(Recorded):
    """What a competent authority concluded about where a recovered weapon left lawful hands.

    A later conclusion about the same item supersedes it; none is changed.
    """

    APPEND_ONLY: ClassVar = True

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="conclusions", verbose_name=_("item")
    )
    request = models.ForeignKey(
        TraceRequest,
        on_delete=models.PROTECT,
        related_name="conclusions",
        null=True,
        blank=True,
        verbose_name=_("request"),
    )
    how = models.CharField(_("conclusion"), max_length=15, choices=How)
    party = models.CharField(_("state where it left lawful hands"), max_length=10, blank=True)
    reason = models.TextField(_("on what it rests"))
    made_on = models.DateField(_("on what day"))
    made_by = models.CharField(_("by"), max_length=150)
    made_at = models.DateTimeField(_("entered at"))

    class Meta:
        ordering = ("made_at", "id")
        verbose_name = _("conclusion")
        indexes = (models.Index(fields=["item", "made_at"]),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.how}"
