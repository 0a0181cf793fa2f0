"""An answer, what it is made of, and what those named in it say."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.handling import Handling, in_words
from tallystick.register.items.models import Item
from tallystick.register.ledger.models import Recorded
from tallystick.register.tracing.models.ground import Ground
from tallystick.register.tracing.models.request import TraceRequest


class LineKind(models.TextChoices):
    """What one part of an answer says."""

    MANUFACTURED = "manufactured", _("manufactured")
    EXPORTED = "exported", _("exported")
    IMPORTED = "imported", _("imported")
    HELD = "held", _("last lawful holder")
    LOST = "lost", _("reported lost or stolen")
    DESTROYED = "destroyed", _("recorded as destroyed")
    NOT_FOUND = "not_found", _("not found under these marks")
    REFERRED = "referred", _("referred on to another state")
    OTHER = "other", _("other")


NAMING: Final = frozenset({LineKind.MANUFACTURED, LineKind.EXPORTED, LineKind.IMPORTED, LineKind.HELD})
"""Kinds of lines that name who made, sent, received or held a weapon, who is heard before wider release."""


class Answer(Recorded):
    """One answer to a request, whole or in part: ours, or the other state's. A draft until a step sends it."""

    request = models.ForeignKey(
        TraceRequest, on_delete=models.PROTECT, related_name="answers", verbose_name=_("request")
    )
    place = models.PositiveSmallIntegerField(_("number"), editable=False)
    is_full = models.BooleanField(_("this is all that can be said"), default=False)
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        verbose_name=_("in place of"),
    )
    also_corrects = models.JSONField(default=list, blank=True, editable=False)
    """The ids of further answers whose place it takes, where several that were sent say otherwise."""
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    text = models.TextField(_("remarks"), blank=True)
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)
    sent_on = models.DateField(_("sent or received on"), null=True, editable=False)
    made_by = models.CharField(_("by"), max_length=150, editable=False)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    foreign_id = models.CharField(max_length=36, blank=True, editable=False, db_index=True)
    """The name of the answer in the register whose machine file was read."""
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    signed_by = models.CharField(max_length=64, blank=True, editable=False)
    """The key that signed the machine file it came in, as hexadecimal digits; empty where none did."""

    class Meta:
        ordering = ("place", "id")
        verbose_name = _("answer")

    def __str__(self) -> str:
        return f"{self.request} {self.place}"

    @property
    def replaces(self) -> frozenset[UUID]:
        """The answers whose place it takes."""
        first = () if self.corrects_id is None else (self.corrects_id,)
        return frozenset({*first, *map(UUID, self.also_corrects)})

    @property
    def replaced(self) -> "list[Answer]":
        """The answers whose place it takes, in order; read only where there are some."""
        ids = self.replaces
        return [] if len(ids) == 0 else list(Answer.objects.filter(pk__in=ids).order_by("place", "pk"))

    def take_places(self, others: Iterable["Answer"]) -> None:
        """Let it take the place of these answers, besides those whose place it takes already."""
        ids = self.replaces | {other.pk for other in others}
        ordered = list(Answer.objects.filter(pk__in=ids).order_by("place", "pk"))
        self.corrects = ordered[0] if len(ordered) > 0 else None
        self.also_corrects = [str(other.pk) for other in ordered[1:]]


class AnswerLine(Recorded):
    """One part of an answer: who may see it besides those who asked is said part by part."""

    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="lines", verbose_name=_("answer")
    )
    place = models.PositiveSmallIntegerField(_("line"), editable=False)
    kind = models.CharField(_("what is known"), max_length=15, choices=LineKind)
    party = models.CharField(_("other state"), max_length=10, blank=True)
    """Who made it, sent it, held it, or to whom the question is referred."""
    to_party = models.CharField(_("to the state"), max_length=10, blank=True)
    named = models.CharField(_("company or holder"), max_length=200, blank=True)
    on = models.DateField(_("on what day"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("or in the year"), null=True, blank=True)
    reference = models.CharField(_("document"), max_length=120, blank=True)
    text = models.TextField(_("remarks"), blank=True)
    handling = models.CharField(_("who may see it besides"), max_length=60, default=Handling.RESTRICTED)
    is_withheld = models.BooleanField(_("kept back from the state that asks"), default=False)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground, blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("item")
    )
    """The item of this register whose record the line rests on."""

    class Meta:
        ordering = ("place", "id")
        verbose_name = _("part of an answer")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.party} {self.named}".strip()

    @property
    def handling_words(self) -> object:
        """Say who may see it besides, in the reader's words."""
        return in_words(self.handling)


class Hearing(Recorded):
    """A state or company that a line names was given the chance to comment before wider release."""

    line = models.ForeignKey(
        AnswerLine, on_delete=models.PROTECT, related_name="hearings", verbose_name=_("part of an answer")
    )
    asked_of = models.CharField(_("who is asked"), max_length=200)
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("answer due on"), editable=False)
    comment = models.TextField(_("comment"), blank=True)
    commented_on = models.DateField(_("commented on"), null=True, blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )

    class Meta:
        ordering = ("asked_on", "id")
        verbose_name = _("right of reply")
        indexes = (models.Index(fields=["due_on"]),)

    def __str__(self) -> str:
        return f"{self.asked_of} {self.asked_on}"
