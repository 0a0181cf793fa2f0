"""Who holds weapons, and where."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.ledger.models import Recorded

if TYPE_CHECKING:
    from tallystick.register.access.models import User


class ServiceKind(models.TextChoices):
    """What sort of body holds weapons."""

    ARMY = "army", _("army")
    POLICE = "police", _("police")
    GENDARMERIE = "gendarmerie", _("gendarmerie")
    CUSTOMS = "customs", _("customs")
    PRISONS = "prisons", _("prisons")
    WILDLIFE = "wildlife", _("wildlife service")
    AUTHORITY = "authority", _("national authority")
    PRIVATE = "private", _("private: dealer, broker, security company")
    OTHER = "other", _("other")


class Service(Recorded):
    """A body that holds weapons: the army, the police, a dealer."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ServiceKind)
    contact = models.CharField(_("office in charge"), max_length=200, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("service")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep the user's own services."""
        return models.Q(pk__in=user.services.values("pk"))


class Site(Recorded):
    """A place with stores: a barracks, a depot, a station."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="sites", verbose_name=_("service")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("site")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def within(cls, user: "User") -> models.Q:
        """Keep the user's own sites, and all sites of their services."""
        return models.Q(pk__in=user.sites.values("pk")) | models.Q(service__in=user.services.values("pk"))


class Store(Recorded):
    """A locked room, container or magazine of a site."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="stores", verbose_name=_("site"))
    capacity = models.PositiveIntegerField(_("capacity (items)"), null=True, blank=True)
    """How many entries it holds when full: a lot is one, however many rounds it has."""
    custodian = models.CharField(_("custodian"), max_length=120, blank=True)
    """Who answers for it; changed by a `Handover` alone once there is one."""
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("store")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Inspection(Recorded):
    """One inspection of a store: by whom, what was found, when the next is due."""

    store = models.ForeignKey(
        Store, on_delete=models.PROTECT, related_name="inspections", verbose_name=_("store")
    )
    inspected_on = models.DateField(_("inspected on"))
    inspected_by = models.CharField(_("inspected by"), max_length=200)
    found = models.TextField(_("what was found"), blank=True)
    is_in_order = models.BooleanField(_("in order"))
    next_due_on = models.DateField(_("next due on"), null=True, blank=True)

    class Meta:
        ordering = ("-inspected_on",)
        verbose_name = _("inspection")

    def __str__(self) -> str:
        return f"{self.store} {self.inspected_on}"


class KeyHolding(Recorded):
    """One key of a store in one person's hands, until it is returned."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="keys", verbose_name=_("store"))
    key = models.CharField(_("which key"), max_length=80)
    """As its tag says: "outer door, 2 of 3"."""
    holder = models.CharField(_("held by"), max_length=120)
    handed_over_on = models.DateField(_("handed over on"))
    handed_over_by = models.CharField(_("handed over by"), max_length=120, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ("key", "-handed_over_on")
        verbose_name = _("key")

    def __str__(self) -> str:
        return f"{self.key} {self.holder}"


class StockBasis(models.TextChoices):
    """On what the two custodians rest when they agree on the stock."""

    COUNTED = "counted", _("everything was counted")
    SAMPLED = "sampled", _("a sample was checked")
    SEALS = "seals", _("seals were checked, nothing was counted")
    NOT_COUNTED = "not_counted", _("nothing was checked")


class Handover(Recorded):
    """A store passes from one custodian to another, and what both say lies in it."""

    APPEND_ONLY: ClassVar = True

    store = models.ForeignKey(
        Store, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("store")
    )
    handed_over_on = models.DateField(_("handed over on"))
    from_custodian = models.CharField(_("from"), max_length=120, blank=True)
    """Empty where nobody answered for it before."""
    to_custodian = models.CharField(_("to"), max_length=120)
    basis = models.CharField(_("how the stock was confirmed"), max_length=20, choices=StockBasis)
    confirmed = models.PositiveIntegerField(_("entries both confirm"), null=True, blank=True)
    """None where they confirmed no number, which is not nought."""
    registered = models.PositiveIntegerField(_("entries as registered"), editable=False)
    """How many the register had there when the handover was entered."""
    reference = models.CharField(_("number of the document"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("-handed_over_on", "-entry")
        verbose_name = _("handover")

    def __str__(self) -> str:
        return f"{self.store} {self.handed_over_on}"

    @property
    def differs(self) -> bool:
        """Whether the number both confirm is another than the register's."""
        return self.confirmed is not None and self.confirmed != self.registered
