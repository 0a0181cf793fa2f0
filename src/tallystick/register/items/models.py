"""An item, its marks and pictures, what happened to it, and who agreed."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.ledger.models import Recorded
from tallystick.register.stores.models import Service, Store

if TYPE_CHECKING:
    from tallystick.register.access.models import User


class ItemKind(models.TextChoices):
    """What is registered: one line a thing, but a lot is one line."""

    SMALL_ARM = "small_arm", _("small arm")
    LIGHT_WEAPON = "light_weapon", _("light weapon")
    SYSTEM = "system", _("larger system")
    PART = "part", _("part or component")
    AMMUNITION = "ammunition", _("ammunition lot")


COUNTED = (ItemKind.PART, ItemKind.AMMUNITION)
"""Kinds of which one line is several things; of every other kind it is one."""


class State(models.TextChoices):
    """Where an item stands, as its events have it."""

    REGISTERED = "registered", _("registered, in no store")
    IN_STORE = "in_store", _("in store")
    ISSUED = "issued", _("issued")
    ENTRUSTED = "entrusted", _("entrusted")
    LOST = "lost", _("lost")
    STOLEN = "stolen", _("stolen")
    SEIZED = "seized", _("seized, held as evidence")
    EXPORTED = "exported", _("exported")
    DEACTIVATED = "deactivated", _("deactivated")
    DESTROYED = "destroyed", _("destroyed")
    EXPENDED = "expended", _("used up")
    WRITTEN_OFF = "written_off", _("written off")
    STRUCK = "struck", _("entered in error")


GONE = (State.EXPORTED, State.DESTROYED, State.EXPENDED, State.WRITTEN_OFF, State.STRUCK)
"""States in which the state no longer answers for the item."""


class Item(Recorded):
    """One weapon, part or lot. A serial number is one of its marks: evidence, never a key.

    `number` is the register's own, with a check digit (`check_digit`); the columns of `DERIVED` follow from events and
    from other columns.
    """

    number = models.CharField(_("register number"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ItemKind)
    category = models.CharField(_("category"), max_length=10)
    """Of the UN Register or the Arms Trade Treaty: `III`, `SA3`, `LW4`; `-` for parts and ammunition."""
    make = models.CharField(_("make"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80)
    calibre = models.CharField(_("calibre"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year of manufacture"), null=True, blank=True)
    country = models.CharField(_("country of manufacture"), max_length=10, blank=True)
    """The party's code; empty where the item does not say."""
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="items", verbose_name=_("service")
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    """1 of everything but lots and parts, of which it is the number registered."""
    lot_number = models.CharField(_("lot number"), max_length=60, blank=True)
    condition = models.CharField(_("condition"), max_length=40, blank=True)
    split_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="parts",
        db_index=False,
        null=True,
        blank=True,
        verbose_name=_("split from"),
    )
    origin = models.CharField(_("how it came here"), max_length=200, blank=True)
    handling = models.CharField(_("handling"), max_length=60, default="parties_only")
    note = models.TextField(_("note"), blank=True)

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.REGISTERED, editable=False
    )
    store = models.ForeignKey(
        Store,
        on_delete=models.PROTECT,
        related_name="items",
        null=True,
        editable=False,
        verbose_name=_("store"),
    )
    holder = models.CharField(_("holder"), max_length=120, blank=True, editable=False)
    remaining = models.PositiveIntegerField(_("remaining"), default=1, editable=False)
    happened_on = models.DateField(_("last event on"), null=True, editable=False)
    pending = models.PositiveSmallIntegerField(default=0, editable=False)
    """How many of its events wait for a second person."""

    model_key = models.CharField(max_length=80, editable=False)
    """The model as it is compared (`likeness.model_key`): AK-47, ak 47 and Kalashnikov's other spellings are one."""
    calibre_key = models.CharField(max_length=40, editable=False)
    lot_key = models.CharField(max_length=60, editable=False)

    DERIVED: ClassVar[frozenset[str]] = frozenset(
        {
            "state",
            "store",
            "holder",
            "remaining",
            "happened_on",
            "pending",
            "model_key",
            "calibre_key",
            "lot_key",
        }
    )

    class Meta:
        ordering = ("number",)
        verbose_name = _("item")
        indexes = (
            models.Index(fields=["store", "state"]),
            models.Index(fields=["service", "number"]),
            models.Index(fields=["state", "number"]),
            models.Index(fields=["kind", "number"]),
            models.Index(fields=["model_key", "number"]),
            models.Index(fields=["lot_key"], condition=~models.Q(lot_key=""), name="items_lot_key"),
            # of a million items a few are parts of lots: a full index of nothing but nulls is one that SQLite shuns
            models.Index(
                fields=["split_from"], condition=models.Q(split_from__isnull=False), name="items_split_from"
            ),
            models.Index(fields=["pending"], condition=models.Q(pending__gt=0), name="items_pending"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.described}"

    @property
    def described(self) -> str:
        """Say make, model and calibre in one line."""
        return " ".join(part for part in (self.make, self.model, self.calibre) if part != "")

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep what lies in the user's own sites, and what belongs to their services."""
        return models.Q(store__site__in=user.sites.values("pk")) | models.Q(
            service__in=user.services.values("pk")
        )


def _item_within(user: "User", name: str) -> models.Q:
    return models.Q(**{f"{name}__store__site__in": user.sites.values("pk")}) | models.Q(
        **{f"{name}__service__in": user.services.values("pk")}
    )


class MarkKind(models.TextChoices):
    """Whose mark it is."""

    MANUFACTURER = "manufacturer", _("manufacturer's serial number")
    IMPORT = "import", _("import mark")
    NATIONAL = "national", _("national mark")
    PROOF = "proof", _("proof mark")
    LOT = "lot", _("lot mark")
    OTHER = "other", _("other mark")


class Reading(models.TextChoices):
    """How well a mark can be read."""

    WHOLE = "whole", _("whole")
    PARTIAL = "partial", _("partly legible")
    DOUBTFUL = "doubtful", _("doubtful")
    DEFACED = "defaced", _("defaced")


class Mark(Recorded):
    """One mark on one item, as it was read: `?` stands for one character that cannot be read."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="marks", verbose_name=_("item"))
    kind = models.CharField(_("kind of mark"), max_length=20, choices=MarkKind)
    text = models.CharField(_("mark as read"), max_length=80)
    reading = models.CharField(_("reading"), max_length=10, choices=Reading, default=Reading.WHOLE)
    place = models.CharField(_("where on the item"), max_length=60, blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    folded = models.CharField(max_length=80, editable=False, db_index=True)
    """The text as it is searched: capitals, no separators, characters that are mistaken for each other made one."""

    turned = models.CharField(max_length=80, editable=False, db_index=True)
    """`folded` from its end to its beginning, so that an index finds marks whose beginning is gone."""

    DERIVED: ClassVar[frozenset[str]] = frozenset({"folded", "turned"})

    class Meta:
        ordering = ("kind", "text")
        verbose_name = _("mark")

    def __str__(self) -> str:
        return self.text

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep the marks of items that lie in the user's own sites or belong to their services."""
        return _item_within(user, "item")


class Picture(Recorded):
    """A picture of an item or of one of its marks."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="pictures", verbose_name=_("item"))
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("picture")
    )
    caption = models.CharField(_("what it shows"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("picture")

    def __str__(self) -> str:
        return self.caption or str(self.document)


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
    """What a kind of event asks besides: `method`, `place`, `witnesses`, `certificate`, `licence`, `circumstances`."""
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

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep the events of items that lie in the user's own sites or belong to their services."""
        return _item_within(user, "item")


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

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep the pairs of which both lie in the user's own sites or belong to their services."""
        return _item_within(user, "first") & _item_within(user, "second")


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

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep the judgements about items that lie in the user's own sites or belong to their services."""
        return _item_within(user, "first") & _item_within(user, "second")
