"""An item, its marks and its pictures."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.ledger.models import Recorded
from tallystick.register.stores.models import Service, Store

if TYPE_CHECKING:
    from django.db.models import QuerySet

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
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)
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

    DESCRIBING: ClassVar[tuple[str, ...]] = (
        "kind",
        "category",
        "make",
        "model",
        "calibre",
        "year",
        "country",
        "service",
        "lot_number",
        "condition",
        "origin",
        "handling",
    )
    """What a part of a lot has from the whole: the columns that describe it, but for number, quantity and note."""
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
            # in a million items most are with nobody
            models.Index(fields=["holder", "number"], condition=~models.Q(holder=""), name="items_holder"),
            # all that a return on holdings reads, so that the table itself is left alone
            models.Index(
                fields=["category", "handling", "state", "happened_on", "quantity"], name="items_held"
            ),
            # a return on an earlier day asks what has moved since: few, where returns are made within the year
            models.Index(fields=["happened_on"], name="items_moved"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.described}"

    @property
    def described(self) -> str:
        """Say make, model and calibre in one line."""
        return " ".join(part for part in (self.make, self.model, self.calibre) if part != "")

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep what lies in the user's own sites or was lost from there, and what belongs to their services."""
        own = user.sites.values("pk")
        return (
            models.Q(store__site__in=own)
            | models.Q(service__in=user.services.values("pk"))
            | models.Q(pk__in=cls._missing_from(own))
        )

    @classmethod
    def _missing_from(cls, sites: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """Find what is lost or stolen, and lay last in one of some sites: whoever reported it still sees it."""
        # an accepted loss leaves the item without a store: its events alone say where it lay
        events: Any = cls._meta.get_field("events").related_model
        of_item = events.objects.filter(item=models.OuterRef("pk"), store__isnull=False)
        counted = of_item.filter(corrections=None).exclude(decision__is_accepted=False)
        last = counted.order_by("-happened_on", "-entered_at", "-step").values("store__site")[:1]
        missing = cls._base_manager.filter(state__in=(State.LOST, State.STOLEN)).order_by()
        return missing.alias(last_site=models.Subquery(last)).filter(last_site__in=sites).values("pk")


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

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep those of items that the user sees: a picture goes with its item, as its events do."""
        return models.Q(item__in=Item._base_manager.filter(Item.within(user)).values("pk"))
