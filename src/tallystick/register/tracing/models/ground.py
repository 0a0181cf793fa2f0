"""Grounds on which a state may hold an answer back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """Why an answer is delayed, restricted or refused: paragraph 22 of the International Tracing Instrument."""

    INVESTIGATION = "investigation", _("a criminal investigation would be compromised")
    CONFIDENTIAL_LAW = "confidential_law", _("a law that protects confidential information would be broken")
    NO_GUARANTEE = "no_guarantee", _("the state that asks cannot guarantee confidentiality")
    SECURITY = "security", _("national security, consistent with the Charter of the United Nations")
