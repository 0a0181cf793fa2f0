"""A request to trace one weapon, in the terms of the International Tracing Instrument (A/60/88, 2005)."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.items.models import Item, ItemKind, MarkKind, Reading
from tallystick.register.ledger.models import Recorded
from tallystick.register.stores.models import Service

if TYPE_CHECKING:
    from tallystick.register.access.models import User


class Direction(models.TextChoices):
    """Who asks whom."""

    OUT = "out", _("we ask")
    IN = "in", _("we are asked")


class State(models.TextChoices):
    """Where a request stands, as its steps have it."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
    RECEIVED = "received", _("received")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    QUESTIONED = "questioned", _("a question is open")
    DELAYED = "delayed", _("delayed")
    IN_PART = "in_part", _("answered in part")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("refused")
    CLOSED = "closed", _("closed")


class Means(models.TextChoices):
    """How a request travelled."""

    POST = "post", _("letter")
    EMAIL = "email", _("e-mail")
    NOTE = "note", _("diplomatic note")
    POLICE = "police", _("police channel")
    FILE = "file", _("machine file")
    OTHER = "other", _("other")


class Circumstance(models.TextChoices):
    """How the weapon came into the asker's hands: the three ways that indicator 16.4.2 counts."""

    SEIZED = "seized", _("seized")
    FOUND = "found", _("found")
    SURRENDERED = "surrendered", _("surrendered")
    UNKNOWN = "unknown", _("not said")


class Background(models.TextChoices):
    """In what setting it was found; for information alone."""

    CRIME = "crime", _("crime")
    CONFLICT = "conflict", _("armed conflict")
    BORDER = "border", _("border or customs control")
    STOCKPILE = "stockpile", _("loss from a store")
    OTHER = "other", _("other")
    UNKNOWN = "unknown", _("not said")


class Urgency(models.TextChoices):
    """How soon an answer is needed."""

    ORDINARY = "ordinary", _("ordinary")
    URGENT = "urgent", _("urgent")


class TraceRequest(Recorded):
    """One weapon that somebody wants traced: one request a weapon, so that each has its own answer and clock.

    `number` is the register's own, with a check digit; `state` and `due_on` follow from the steps.
    """

    number = models.CharField(_("number"), max_length=60, unique=True, editable=False)
    direction = models.CharField(_("direction"), max_length=5, choices=Direction)
    party = models.CharField(_("other state"), max_length=10)
    """The state that asks or is asked, by its code."""
    body = models.CharField(_("its body"), max_length=200, blank=True)
    contact = models.CharField(_("point of contact"), max_length=300, blank=True)
    own_contact = models.CharField(_("our point of contact"), max_length=300, blank=True)
    """The national point of contact, which the International Tracing Instrument asks each state to name."""
    reference = models.CharField(_("their reference"), max_length=120, blank=True)
    dated_on = models.DateField(_("received on, or written on"))
    means = models.CharField(_("means"), max_length=10, choices=Means, default=Means.POST)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("service")
    )
    """Whose find it is, for people who reach their own service alone; empty for the authority's own."""

    kind = models.CharField(_("kind"), max_length=20, choices=ItemKind, blank=True)
    make = models.CharField(_("make"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    calibre = models.CharField(_("calibre"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year of manufacture"), null=True, blank=True)
    country = models.CharField(_("country of manufacture"), max_length=10, blank=True)

    circumstance = models.CharField(
        _("how it came into hand"), max_length=12, choices=Circumstance, default=Circumstance.UNKNOWN
    )
    background = models.CharField(_("setting"), max_length=10, choices=Background, default=Background.UNKNOWN)
    found_on = models.DateField(_("on what day"), null=True, blank=True)
    found_where = models.CharField(_("where"), max_length=200, blank=True)
    found_how = models.TextField(_("circumstances"), blank=True)
    illicit = models.TextField(_("why it is held to be illicit, and under what law"), blank=True)
    purpose = models.TextField(_("what the answer is needed for"), blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, default=Urgency.ORDINARY)
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)
    item = models.ForeignKey(
        Item,
        on_delete=models.PROTECT,
        related_name="traces",
        null=True,
        blank=True,
        verbose_name=_("item of this register"),
    )
    """The weapon in our own hands that we ask about."""
    entered_by = models.CharField(_("entered by"), max_length=150, editable=False)
    foreign_id = models.CharField(max_length=36, blank=True, editable=False, db_index=True)
    """The name of the request in the register whose machine file was read; empty where it came on paper."""
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    """Of what the file says, whoever signed it."""
    signed_by = models.CharField(max_length=64, blank=True, editable=False)
    """The key that signed the machine file it came in, as hexadecimal digits; empty where none did."""

    state = models.CharField(_("state"), max_length=15, choices=State, default=State.DRAFT, editable=False)
    due_on = models.DateField(_("due on"), null=True, editable=False)

    DERIVED: ClassVar[frozenset[str]] = frozenset({"state", "due_on"})

    class Meta:
        ordering = ("-dated_on", "number")
        verbose_name = _("request to trace")
        indexes = (
            models.Index(fields=["direction", "state"]),
            models.Index(fields=["due_on", "number"]),
            models.Index(fields=["-dated_on", "number"]),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def described(self) -> str:
        """Say make, model and calibre in one line."""
        return " ".join(part for part in (self.make, self.model, self.calibre) if part != "")

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep the requests about finds of the user's own services and sites."""
        return models.Q(service__in=user.services.values("pk")) | models.Q(
            item__store__site__in=user.sites.values("pk")
        )


class SoughtMark(Recorded):
    """One mark on the weapon that is sought: `?` stands for one character not read, `*` for a stretch."""

    request = models.ForeignKey(
        TraceRequest, on_delete=models.PROTECT, related_name="marks", verbose_name=_("request")
    )
    kind = models.CharField(_("kind of mark"), max_length=20, choices=MarkKind, default=MarkKind.MANUFACTURER)
    text = models.CharField(_("mark as read"), max_length=80)
    reading = models.CharField(_("reading"), max_length=10, choices=Reading, default=Reading.WHOLE)
    place = models.CharField(_("where on the item"), max_length=60, blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        ordering = ("kind", "text", "id")
        verbose_name = _("mark")

    def __str__(self) -> str:
        return self.text


class RequestPaper(Recorded):
    """A picture or paper that belongs to a request."""

    request = models.ForeignKey(
        TraceRequest, on_delete=models.PROTECT, related_name="papers", verbose_name=_("request")
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    caption = models.CharField(_("what it shows"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("document")

    def __str__(self) -> str:
        return self.caption or str(self.document)
