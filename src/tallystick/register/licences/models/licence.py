"""A licence, what it allows, what was used of it, what customs saw, and deliveries verified."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.items.models import Event, Item
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.case import Application, CaseLine, Kind, Unit


class LicenceState(models.TextChoices):
    """Where a licence stands on a day: the first four by its events, the last two by its use and the calendar."""

    ISSUED = "issued", _("in force")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")
    SURRENDERED = "surrendered", pgettext_lazy("of a licence", "surrendered")
    EXHAUSTED = "exhausted", _("exhausted")
    EXPIRED = "expired", _("expired")
    NOT_YET = "not_yet", _("not yet valid")


class LicenceVerb(models.TextChoices):
    """What can be done to a licence."""

    ISSUE = "issue", _("issue")
    SUSPEND = "suspend", _("suspend")
    REINSTATE = "reinstate", _("reinstate")
    REVOKE = "revoke", _("revoke")
    SURRENDER = "surrender", _("surrender")


class Licence(Recorded):
    """What was granted, on what conditions, and for how long."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="licence", verbose_name=_("case")
    )
    number = models.CharField(_("licence number"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    holder = models.CharField(pgettext_lazy("of a licence", "holder"), max_length=200)
    from_party = models.CharField(_("from which state (code)"), max_length=10)
    to_party = models.CharField(_("to which state (code)"), max_length=10)
    via = models.JSONField(_("through which states (codes)"), default=list, blank=True)
    issued_on = models.DateField(_("issued on"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), db_index=True)
    provisos = models.TextField(_("provisos"), blank=True)
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)

    standing = models.CharField(
        max_length=20, choices=LicenceState, default=LicenceState.ISSUED, editable=False, db_index=True
    )
    """By its events alone; `licences.left.state_on` adds use and the calendar."""

    DERIVED: ClassVar[frozenset[str]] = frozenset({"standing"})

    class Meta:
        ordering = ("-number",)
        verbose_name = _("licence")
        indexes = (models.Index(fields=["kind", "standing"]),)

    def __str__(self) -> str:
        return self.number


class LicenceLine(Recorded):
    """One line of a licence: how many of what may be transferred."""

    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, related_name="lines", verbose_name=_("licence")
    )
    case_line = models.ForeignKey(
        CaseLine,
        on_delete=models.PROTECT,
        related_name="licence_lines",
        null=True,
        blank=True,
        verbose_name=_("line of the application"),
    )
    """What was applied for. Null in licences of registers that did not keep it."""
    place = models.PositiveSmallIntegerField(_("line"))
    category = models.CharField(_("category"), max_length=10)
    description = models.CharField(_("description"), max_length=200)
    make = models.CharField(_("make"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    calibre = models.CharField(_("calibre"), max_length=40, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    """As granted, which may be less than was applied for."""
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency (code)"), max_length=3, blank=True)

    class Meta:
        ordering = ("place",)
        verbose_name = _("line")

    def __str__(self) -> str:
        return f"{self.place}. {self.description}"

    @property
    def amount(self) -> str:
        """How many of what unit, in words."""
        return Unit(self.unit).counting(self.quantity)


class LicenceEvent(Recorded):
    """One thing done to a licence: never changed."""

    APPEND_ONLY: ClassVar = True

    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, related_name="events", verbose_name=_("licence")
    )
    verb = models.CharField(_("what was done"), max_length=20, choices=LicenceVerb)
    happened_on = models.DateField(_("on"))
    reason = models.TextField(_("reason"), blank=True)
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        ordering = ("entered_at", "id")
        verbose_name = _("event of a licence")

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.happened_on}"

    @property
    def reason_said(self) -> str:
        """Give the reason; of a licence that another replaced, in the reader's language."""
        if self.verb != LicenceVerb.SURRENDER or not self._is_replaced():
            return self.reason
        return gettext("Replaced by %(number)s.") % {"number": self.reason}

    def _is_replaced(self) -> bool:
        amended = self.licence.application_id
        return Licence.objects.filter(number=self.reason, application__amends=amended).exists()


class Use(Recorded):
    """One use of a licence, or the attempt at one that was refused. A later one that `corrects` it stands for it."""

    APPEND_ONLY: ClassVar = True

    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, related_name="uses", verbose_name=_("licence")
    )
    line = models.ForeignKey(
        LicenceLine, on_delete=models.PROTECT, related_name="uses", null=True, verbose_name=_("line")
    )
    """Null for a refused attempt that fits no line."""
    quantity = models.PositiveIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    used_on = models.DateField(_("used on"))
    reference = models.CharField(_("number of the document"), max_length=120, blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        verbose_name=_("corrects"),
    )
    tries = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="tried_again",
        null=True,
        blank=True,
        verbose_name=_("tries again"),
    )
    """The first attempt at the same, which was refused."""
    is_of_items = models.BooleanField(null=True)
    """Of a refused attempt: whether items of the register were to cross the border; None where that was not kept."""
    is_refused = models.BooleanField(_("refused"), default=False)
    refused_because = models.CharField(_("why it was refused"), max_length=400, blank=True)
    """As it was said to who made the attempt, in their language."""
    refused_as = models.JSONField(default=dict, blank=True, editable=False)
    """The reason as `licences.use_refused` keeps it, to be said in others; empty where an older version kept it."""
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        ordering = ("used_on", "entered_at", "id")
        verbose_name = _("use of a licence")

    def __str__(self) -> str:
        return f"{self.used_on} {self.amount}"

    @property
    def amount(self) -> str:
        """How many of what unit, in words."""
        return Unit(self.unit).counting(self.quantity)


class UsedItem(Recorded):
    """One item of the register in a use, and the event that took it out; it counts unless that event is refused."""

    APPEND_ONLY: ClassVar = True

    use = models.ForeignKey(Use, on_delete=models.PROTECT, related_name="items", verbose_name=_("use"))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("item"))
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", verbose_name=_("event"))
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("item in a use")

    def __str__(self) -> str:
        return str(self.item)


class CustomsRow(Recorded):
    """What customs says passed under a licence: a claim beside the register's own uses."""

    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, related_name="customs_rows", verbose_name=_("licence")
    )
    line = models.ForeignKey(
        LicenceLine,
        on_delete=models.PROTECT,
        related_name="customs_rows",
        null=True,
        blank=True,
        verbose_name=_("line"),
    )
    declaration = models.CharField(_("number of the declaration"), max_length=120)
    passed_on = models.DateField(_("passed on"))
    office = models.CharField(_("customs office"), max_length=120, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    note = models.TextField(_("note"), blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    entered_by = models.CharField(_("entered by"), max_length=150)

    class Meta:
        ordering = ("passed_on", "id")
        verbose_name = _("customs row")

    def __str__(self) -> str:
        return f"{self.declaration} {self.passed_on}"

    @property
    def amount(self) -> str:
        """How many of what unit, in words."""
        return Unit(self.unit).counting(self.quantity)


class Verification(Recorded):
    """The delivery of one line: asked whether it arrived, and what was confirmed."""

    licence = models.ForeignKey(
        Licence, on_delete=models.PROTECT, related_name="verifications", verbose_name=_("licence")
    )
    line = models.ForeignKey(
        LicenceLine, on_delete=models.PROTECT, related_name="verifications", verbose_name=_("line")
    )
    asked_on = models.DateField(_("asked on"))
    asked_of = models.CharField(_("asked of"), max_length=200)
    due_on = models.DateField(_("due on"), db_index=True)
    delivered = models.PositiveIntegerField(_("quantity said to be delivered"))
    received_on = models.DateField(_("answer received on"), null=True, blank=True)
    """Null while it is awaited."""
    confirmed = models.PositiveIntegerField(_("quantity confirmed"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by (office)"), max_length=200, blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("asked_on", "id")
        verbose_name = _("delivery verification")

    def __str__(self) -> str:
        return f"{self.line} {self.asked_on}"

    @property
    def difference(self) -> int | None:
        """Confirmed less delivered; None while no answer is there."""
        return None if self.confirmed is None else self.confirmed - self.delivered
