"""How ledgers are read, what was taken in from them, other sites, and where two sites said different things."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.items.models import Item
from tallystick.register.ledger.models import Origin, Recorded


class DayOrder(models.TextChoices):
    """How a ledger writes its days; 03/04/2024 says nothing without it."""

    YEAR = "year", _("year, month, day")
    DAY = "day", _("day, month, year")
    MONTH = "month", _("month, day, year")


class Mapping(Recorded):
    """How the columns and words of one ledger are read; kept by name and used again."""

    BELONGS_TO_ALL: ClassVar = "it says how a ledger is read, and nothing that stands in one"

    name = models.CharField(_("name"), max_length=80, unique=True)
    ledger = models.CharField(_("ledger"), max_length=80)
    """Whose keys these are: two files of one ledger, of different years, have the same."""
    columns = models.JSONField(default=dict)
    """For each field of an item, the heading of the column that holds it."""
    constants = models.JSONField(default=dict)
    """For each field that no column holds, what it is in every line."""
    words = models.JSONField(default=dict)
    """For each field, what each word of the ledger stands for here: `{"kind": {"Gewehr": "small_arm"}}`."""
    key = models.JSONField(default=list)
    """The headings that together name a line."""
    day_order = models.CharField(_("days are written"), max_length=5, choices=DayOrder, default=DayOrder.YEAR)

    class Meta:
        ordering = ("name",)
        verbose_name = _("mapping")

    def __str__(self) -> str:
        return self.name


class ImportedRow(Recorded):
    """One line of a ledger that became an item: what it said when it was last taken in."""

    ledger = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    """Of `said`: a line that hashes to the same changes nothing."""
    said = models.JSONField(default=dict)
    """For each field, what the line said, as it was read."""
    held = models.JSONField(default=dict)
    """For each column of the item that the line filled, what the register held then: whether it was changed since."""
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="imported")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", null=True)
    """The file it was last read from."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ledger", "key"], name="one_row_a_key"),)

    def __str__(self) -> str:
        return f"{self.ledger} {self.key}"


class Intake(models.Model):
    """One file being taken in: how far it is. Lines that are in are in; whoever starts it again goes on from there."""

    class State(models.TextChoices):
        """How far it is."""

        READY = "ready", _("not compared yet")
        COMPARING = "comparing", _("being compared")
        COMPARED = "compared", _("compared, not taken in")
        RUNNING = "running", _("being taken in")
        FINISHED = "finished", _("taken in")
        STOPPED = "stopped", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, related_name="+", null=True)
    started_by = models.CharField(max_length=150)
    started_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)
    line = models.PositiveIntegerField(default=0)
    """The last line that was gone through."""
    report = models.JSONField(default=dict)
    """How many lines are new, changed, unchanged, unreadable; the first of them; the words that nobody knows."""
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ("-started_at", "id")

    def __str__(self) -> str:
        return str(self.document)


class Peer(models.Model):
    """Another site: what it said it holds, and the last head it signed."""

    origin = models.OneToOneField(Origin, on_delete=models.PROTECT, related_name="peer")
    acknowledged = models.JSONField(default=dict)
    """For each origin's id, the last place of its chain that the site has."""
    head_place = models.BigIntegerField(default=0)
    head_signature = models.CharField(max_length=128, blank=True)
    """The site's signature on the head of its chain, handed on with its entries."""
    heard_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.origin)


class ConflictKind(models.TextChoices):
    """In what way two sites said different things."""

    EDITED = "edited", _("both sites changed it")
    RENAMED = "renamed", _("both sites used the same number or name")
    ASIDE = "aside", _("both sites entered what can be entered only once")
    EVENTS = "events", _("events of both sites cannot both have happened so")


class Settlement(Recorded):
    """What a person decided where two sites had written one row: which versions are left."""

    BELONGS_TO_ALL: ClassVar = (
        "it settles what sites said of rows of any kind; pages show it to the authority alone"
    )

    about = models.CharField(_("kind"), max_length=10, choices=ConflictKind)
    about_kind = models.CharField(max_length=60)
    about_id = models.CharField(max_length=36)
    left_versions = models.JSONField(default=list)
    """The hashes of the entries whose versions no longer count; they stay in the chain."""
    settled_by = models.CharField(_("settled by"), max_length=150)
    settled_at = models.DateTimeField(_("settled at"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        indexes = (models.Index(fields=["about_kind", "about_id"], name="settlement_row"),)

    def __str__(self) -> str:
        return f"{self.about_kind} {self.about_id}"


class Conflict(models.Model):
    """One thing that waits for a person, who decides what stands. It follows from the chains and the settlements."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ConflictKind)
    about_kind = models.CharField(max_length=60)
    about_id = models.CharField(max_length=36)
    versions = models.JSONField(default=list)
    """The hashes of the entries whose versions wait; the one that stands meanwhile is first."""
    differs = models.BooleanField(default=True)
    """False where both sites wrote the same, so that nobody need decide."""
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("found_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["kind", "about_kind", "about_id"], name="one_conflict_a_row"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.about_kind} {self.about_id}"
