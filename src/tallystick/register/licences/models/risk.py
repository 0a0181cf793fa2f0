"""A risk assessment under Articles 6, 7 and 11 of the Arms Trade Treaty, with its reasons."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.case import Application
from tallystick.register.licences.models.end_use import Answer


class Assessment(Recorded):
    """One assessment of a case. A later one stands in its place; the earlier is kept."""

    APPEND_ONLY: ClassVar = True

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("case")
    )
    made_by = models.CharField(_("assessed by"), max_length=150)
    made_at = models.DateTimeField(_("assessed at"))
    occasion = models.CharField(_("on what occasion"), max_length=200, blank=True)
    """For one made anew: the new information, as Article 7(7) has it."""

    class Meta:
        ordering = ("made_at", "id")
        verbose_name = _("risk assessment")

    def __str__(self) -> str:
        return f"{self.application} {self.made_at:%Y-%m-%d}"


class Finding(Recorded):
    """The answer to one question of an assessment, with reasons and sources."""

    APPEND_ONLY: ClassVar = True

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="findings", verbose_name=_("risk assessment")
    )
    question = models.CharField(_("question"), max_length=20)
    """The code of a question of `licences.questions`."""
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    reason = models.TextField(_("reasons"))
    sources = models.TextField(_("sources"))

    class Meta:
        ordering = ("question",)
        verbose_name = _("answer of an assessment")

    def __str__(self) -> str:
        return f"{self.question} {self.answer}"


class AssessmentDraft(Recorded):
    """Answers kept before all are there. It counts as no assessment: nothing is recommended or granted on it."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="drafts", verbose_name=_("case")
    )
    answers = models.JSONField(default=dict)
    """By the code of a question: `answer`, `reason` and `sources`, each of which may be empty."""
    occasion = models.CharField(_("on what occasion"), max_length=200, blank=True)
    kept_by = models.CharField(_("entered by"), max_length=150)
    kept_at = models.DateTimeField(_("entered at"))
    keepers = models.JSONField(default=list)
    """Everybody who worked on it: none of them countersigns."""
    assessment = models.ForeignKey(
        Assessment,
        on_delete=models.PROTECT,
        related_name="drafts",
        null=True,
        blank=True,
        verbose_name=_("risk assessment"),
    )
    """What it became; None while it is a draft."""

    class Meta:
        ordering = ("kept_at", "id")
        verbose_name = _("draft of a risk assessment")

    def __str__(self) -> str:
        return f"{self.application} {self.kept_at:%Y-%m-%d}"


class Mitigation(Recorded):
    """A measure against one risk: Article 7(2) and, for diversion, 11(2)."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="mitigations", verbose_name=_("risk assessment")
    )
    question = models.CharField(_("against which risk"), max_length=20)
    measure = models.TextField(_("measure"))
    agreed_with = models.CharField(_("agreed with"), max_length=200, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=150)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        ordering = ("question", "id")
        verbose_name = _("measure against a risk")

    def __str__(self) -> str:
        return self.measure[:60]
