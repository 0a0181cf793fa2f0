"""What happened to an item, and who agreed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.items.models.item import Item
from tallystick.register.ledger.models import Recorded
from tallystick.register.stores.models import Store


class EventKind(models.TextChoices):
    """What can happen to an item."""

    REGISTERED = "registered", _("registered")
    MARKED = "marked", _("marked")
    ISSUED = "issued", _("issued")
    RETURNED = "returned", _("returned")
    MOVED = "moved", _("moved to a store")
    ENTRUSTED = "entrusted", _("entrusted")
    LOST = "lost", _("lost")
    STOLEN = "stolen", _("stolen")
    FOUND = "found", _("found")
    SURRENDERED = "surrendered", _("surrendered")
    SEIZED = "seized", _("seized")
    EXPORTED = "exported", _("exported")
    IMPORTED = "imported", _("imported")
    DEACTIVATED = "deactivated", _("deactivated")
    DESTROYED = "destroyed", _("destroyed")
    EXPENDED = "expended", _("expended")
    SPLIT = "split", _("part taken out as a lot of its own")
    WRITTEN_OFF = "written_off", _("written off")
    STRUCK = "struck", _("item struck out as an error")
    WITHDRAWN = "withdrawn", _("entry withdrawn as an error")


class Offence(models.TextChoices):
    """For what a thing was seized: indicator 16.4.2 counts seizures for criminal offences alone."""

    CRIMINAL = "criminal", _("criminal")
    ADMINISTRATIVE = "administrative", _("administrative")
    UNKNOWN = "unknown", _("not known")


class Event(Recorded):
    """One thing that happened to one item: when it happened, when it was entered, by whom, on what document.

    Never changed: a correction is a later event that names the one it replaces.
    """

    APPEND_ONLY: ClassVar = True

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="events", verbose_name=_("item"))
    kind = models.CharField(_("what happened"), max_length=20, choices=EventKind)
    happened_on = models.DateField(_("happened on"))
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=150)
    step = models.PositiveSmallIntegerField(default=0, editable=False)
    """The order of events of one day that were entered at once: registered, marked, moved."""
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    reference = models.CharField(_("number of the document"), max_length=120, blank=True)
    store = models.ForeignKey(
        Store, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("into store")
    )
    holder = models.CharField(_("holder"), max_length=120, blank=True)
    """To whom it was issued or entrusted: a person's number or a unit."""
    party = models.CharField(_("other state"), max_length=10, blank=True)
    """From or to which party, for imports and exports."""
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    """How many of a lot or of parts; empty for all of them."""
    details = models.JSONField(_("details"), default=dict, blank=True)
    """What a kind of event asks besides: `method`, `place`, `witnesses`, `certificate`, `licence`, `circumstances`,
    `campaign`, `offence` (`Offence`)."""
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        verbose_name=_("corrects"),
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("happened_on", "entered_at", "step", "id")
        verbose_name = _("event")
        indexes = (
            models.Index(fields=["item", "happened_on"]),
            models.Index(fields=["kind", "happened_on"]),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"


class Decision(Recorded):
    """What a second person decided about an event that needs one."""

    APPEND_ONLY: ClassVar = True

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, related_name="decision", verbose_name=_("event")
    )
    is_accepted = models.BooleanField(_("accepted"))
    decided_by = models.CharField(_("decided by"), max_length=150)
    decided_at = models.DateTimeField(_("decided at"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("decision")

    def __str__(self) -> str:
        return f"{self.event} {self.is_accepted}"
