"""Which items may be one, and what people judged about them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.items.models.item import Item
from tallystick.register.ledger.models import Recorded


class Alike(models.TextChoices):
    """Why two items may be one."""

    MARK = "mark", _("The same mark on the same make and model.")
    NATIONAL = "national", _("The same national mark.")
    LOT = "lot", _("The same lot number of the same maker.")


class Likely(models.Model):
    """Two items that may be one: derived from their marks, shown to a person, never acted on by itself."""

    first = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    """The one with the greater id."""
    why = models.CharField(max_length=10, choices=Alike)
    is_open = models.BooleanField(default=True)
    """Whether nobody has judged that they are the same or different."""

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["first", "second"], name="one_likely_pair"),)
        indexes = (models.Index(fields=["is_open", "id"]),)

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class Verdict(models.TextChoices):
    """What a person holds two items to be."""

    SAME = "same", _("one and the same")
    DIFFERENT = "different", _("two different ones")
    UNSURE = "unsure", _("cannot be said yet")


class Judgement(Recorded):
    """What a person judged about two items that may be one. A later one supersedes it; none is changed."""

    APPEND_ONLY: ClassVar = True

    first = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("item"))
    second = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("item"))
    """The one with the greater id."""
    verdict = models.CharField(_("judgement"), max_length=10, choices=Verdict)
    kept = models.ForeignKey(
        Item,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("entry to keep"),
    )
    """Of two that are the same, the one that stands; the other is to be struck out."""
    reason = models.TextField(_("reason"))
    judged_by = models.CharField(_("judged by"), max_length=150)
    judged_at = models.DateTimeField(_("judged at"))

    class Meta:
        ordering = ("judged_at", "id")
        verbose_name = _("judgement")
        indexes = (models.Index(fields=["first", "second"]),)

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.verdict}"
