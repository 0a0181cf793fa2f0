"""What was done about a request, and the grounds on which an answer may be held back."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.ledger.models import Recorded
from tallystick.register.tracing.models.answer import Answer
from tallystick.register.tracing.models.ground import Ground
from tallystick.register.tracing.models.request import TraceRequest

__all__ = ["Ground", "Step", "Verb"]


class Verb(models.TextChoices):
    """What can be done about a request."""

    SEND = "send", _("sent")
    ACKNOWLEDGE = "acknowledge", _("receipt acknowledged")
    ASK = "ask", _("question to the state that asks")
    TELL = "tell", _("answer to a question")
    DELAY = "delay", _("answer delayed")
    ANSWER_PART = "answer_part", _("answered in part")
    ANSWER = "answer", _("answered in full")
    REFUSE = "refuse", _("answer refused")
    REMIND = "remind", _("reminder")
    CLOSE = "close", _("closed")
    REOPEN = "reopen", _("opened again")
    NOTE = "note", _("note")


class Step(Recorded):
    """One thing that was done about a request, by us or by the other state. Never changed."""

    APPEND_ONLY: ClassVar = True

    request = models.ForeignKey(
        TraceRequest, on_delete=models.PROTECT, related_name="steps", verbose_name=_("request")
    )
    verb = models.CharField(_("what was done"), max_length=12, choices=Verb)
    made_on = models.DateField(_("on what day"))
    text = models.TextField(_("text"), blank=True)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    refers = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="told",
        null=True,
        blank=True,
        verbose_name=_("question"),
    )
    """The question that a `tell` answers."""
    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="steps", null=True, verbose_name=_("answer")
    )
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    signed_by = models.CharField(max_length=64, blank=True, editable=False)
    """The key that signed the machine file it came in, as hexadecimal digits; empty where none did."""
    made_by = models.CharField(_("by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        ordering = ("made_on", "entered_at", "id")
        verbose_name = _("step")
        indexes = (models.Index(fields=["request", "made_on"]),)

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.made_on}"
