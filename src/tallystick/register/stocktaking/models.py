"""A count of a store: what was expected, what was seen, how each difference was settled, who closed it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.items.models import Event, Item
from tallystick.register.ledger.models import Recorded
from tallystick.register.stores.models import Store


class CountKind(models.TextChoices):
    """How much of the store is looked at."""

    FULL = "full", _("everything")
    SAMPLE = "sample", _("a sample drawn by lot")


class Count(Recorded):
    """One stock-taking of one store; its list is frozen when it is announced.

    Settings of a sample are None for a full count; `drawn` is empty until two people gave their parts of the seed.
    """

    number = models.CharField(_("number of the count"), max_length=30, unique=True)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="counts", verbose_name=_("store"))
    kind = models.CharField(_("what is counted"), max_length=10, choices=CountKind)
    announced_on = models.DateField(_("announced on"))
    announced_by = models.CharField(_("announced by"), max_length=150)
    counted_on = models.DateField(_("day of the count"))
    team = models.CharField(_("who counts"), max_length=300)
    is_blind = models.BooleanField(_("blind: the sheets do not say what is expected"), default=False)
    note = models.TextField(_("note"), blank=True)

    lines_expected = models.PositiveIntegerField(_("lines on the list"))
    list_sha256 = models.CharField(_("hash of the list"), max_length=64)
    """Of the frozen list as `expected.written` writes it: nobody can alter it after the draw unseen."""

    suspected = models.PositiveIntegerField(_("missing or false entries to detect"), null=True, blank=True)
    confidence_percent = models.DecimalField(
        _("with a probability of (per cent)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    sees_percent = models.DecimalField(
        _("chance that a look shows it (per cent)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    is_by_kind = models.BooleanField(_("draw from each kind of item"), default=False)
    seed = models.CharField(_("seed of the draw"), max_length=64, blank=True)
    drawn = models.JSONField(_("lines drawn"), default=list, blank=True)
    """Places on the list, in order."""

    class Meta:
        ordering = ("-counted_on", "-number")
        verbose_name = _("count")

    def __str__(self) -> str:
        return self.number

    @property
    def is_sample(self) -> bool:
        """Whether only a part is looked at."""
        return self.kind == CountKind.SAMPLE

    @property
    def is_drawn(self) -> bool:
        """Whether it stands which lines are looked at."""
        return not self.is_sample or self.seed != ""

    @property
    def is_closed(self) -> bool:
        """Whether a second person closed it."""
        return Closing.objects.filter(count=self).exists()


class Line(Recorded):
    """One line of the frozen list: an item that lay there as the register had it, described as it then was."""

    APPEND_ONLY: ClassVar = True

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="lines")
    place = models.PositiveIntegerField(_("line"))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("register number"), max_length=30)
    kind = models.CharField(_("kind"), max_length=20)
    described = models.CharField(_("description"), max_length=220)
    marks = models.CharField(_("marks"), max_length=300, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    handling = models.CharField(_("handling"), max_length=60)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["count", "place"], name="one_line_a_place"),)

    def __str__(self) -> str:
        return f"{self.place} {self.number}"


class SeedPart(Recorded):
    """What one person gave towards the seed of a draw; two people give one each, after the list is frozen."""

    APPEND_ONLY: ClassVar = True

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="seed_parts")
    text = models.CharField(_("your part of the seed"), max_length=80)
    given_by = models.CharField(_("given by"), max_length=150)
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        ordering = ("entry",)
        constraints = (models.UniqueConstraint(fields=["count", "given_by"], name="one_seed_part_each"),)

    def __str__(self) -> str:
        return f"{self.count} {self.given_by}"


class Seen(Recorded):
    """One thing that was seen in the store, or looked for there and not seen, as the counters wrote it.

    `item` None: its number is not in the register, or it bore none and was described.
    """

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="seen")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    typed = models.CharField(_("as keyed or scanned"), max_length=120, blank=True)
    is_there = models.BooleanField(_("seen"), default=True)
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    """Of a lot, as counted; None where the counters gave none."""
    described = models.CharField(_("what it is"), max_length=220, blank=True)
    mark = models.CharField(_("mark as read"), max_length=80, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    withdrawn_because = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    class Meta:
        ordering = ("entered_at", "id")
        indexes = (models.Index(fields=["count", "item"]),)

    def __str__(self) -> str:
        return self.typed or self.described


class Swept(Recorded):
    """Lines that were all looked for: only there does a line that nobody saw count as missing."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="swept")
    first = models.PositiveIntegerField(_("from line"))
    last = models.PositiveIntegerField(_("to line"))
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        ordering = ("first", "last")

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


class Differs(models.TextChoices):
    """How what was seen differs from the list."""

    MISSING = "missing", _("looked for and not seen")
    NOT_LOOKED_FOR = "not_looked_for", _("not looked for")
    LEFT = "left", _("left the store by the day of the count, as its events say")
    ELSEWHERE = "elsewhere", _("seen here, registered elsewhere")
    ARRIVED = "arrived", _("came into the store after the list was made, as its events say")
    UNREGISTERED = "unregistered", _("seen here, not in the register")
    TWICE = "twice", _("seen more than once")
    BOTH_WAYS = "both_ways", _("entered as seen and as not seen")
    QUANTITY = "quantity", _("another quantity than registered")


class How(models.TextChoices):
    """How a difference is settled."""

    EVENT = "event", _("an event was entered")
    FOUND_AFTER_ALL = "found_after_all", _("it was seen after all")
    IDENTIFIED = "identified", _("it is a registered item")
    KEYED_WRONGLY = "keyed_wrongly", _("it was keyed wrongly")
    EXPLAINED = "explained", _("explained, with no change to the register")


class Settlement(Recorded):
    """How one difference was settled, by whom and why; a later one about the same thing takes its place.

    One whose event the second person refused settles nothing.
    """

    APPEND_ONLY: ClassVar = True

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="settlements")
    differs = models.CharField(_("difference"), max_length=20, choices=Differs)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    seen = models.ForeignKey(Seen, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    """Where there is no item: the find it is about."""
    how = models.CharField(_("how"), max_length=20, choices=How)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    settled_by = models.CharField(_("settled by"), max_length=150)
    settled_at = models.DateTimeField(_("settled at"))

    class Meta:
        ordering = ("settled_at", "id")

    def __str__(self) -> str:
        return f"{self.count} {self.differs} {self.how}"


class Closing(Recorded):
    """A second person closed the count; `summary` is what it came to, as it then stood."""

    APPEND_ONLY: ClassVar = True

    count = models.OneToOneField(Count, on_delete=models.PROTECT, related_name="closing")
    closed_by = models.CharField(_("closed by"), max_length=150)
    closed_at = models.DateTimeField(_("closed at"))
    is_finished = models.BooleanField(_("everything was looked for"))
    summary = models.JSONField(_("what it came to"))
    """Numbers of lines by result: `expected`, `looked_for`, `fits`, and each difference; `open_` are unsettled."""
    reason = models.TextField(_("why it is closed although something is open"), blank=True)

    class Meta:
        ordering = ("-closed_at",)

    def __str__(self) -> str:
        return str(self.count)


class SurveillanceResult(models.TextChoices):
    """What a surveillance of ammunition came to."""

    SERVICEABLE = "serviceable", _("serviceable")
    RESTRICTED = "restricted", _("serviceable with restrictions")
    REPAIR = "repair", _("to be repaired")
    UNSERVICEABLE = "unserviceable", _("unserviceable, to be destroyed")
    DANGEROUS = "dangerous", _("dangerous, to be destroyed at once")


class Surveillance(Recorded):
    """One look at a lot of ammunition: what was found, and when the next is due."""

    APPEND_ONLY: ClassVar = True

    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="surveillances", verbose_name=_("lot")
    )
    inspected_on = models.DateField(_("inspected on"))
    inspected_by = models.CharField(_("inspected by"), max_length=200)
    method = models.CharField(_("method"), max_length=120, blank=True)
    result = models.CharField(_("result"), max_length=20, choices=SurveillanceResult)
    condition = models.CharField(_("condition"), max_length=40, blank=True)
    """The code of the state's own scheme, where it has one."""
    next_due_on = models.DateField(_("next due on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("-inspected_on", "-entry")
        verbose_name = _("surveillance")
        indexes = (models.Index(fields=["item", "-inspected_on"]),)

    def __str__(self) -> str:
        return f"{self.item} {self.inspected_on}"
