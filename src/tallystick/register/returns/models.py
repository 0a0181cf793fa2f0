"""The profile that questionnaires are answered from, filings in their versions, and what partners declared."""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.ledger.models import Recorded
from tallystick.register.returns.instruments import Instrument
from tallystick.register.returns.period import Years
from tallystick.register.stores.models import ServiceKind


def armed_forces() -> list[str]:
    """Give the kinds of services that are armed forces until the profile says otherwise."""
    return [ServiceKind.ARMY.value]


class Binding(models.TextChoices):
    """Whether a treaty binds the state, as somebody said; that nobody said is an answer of its own."""

    NOT_SAID = "not_said", _("not said yet")
    BOUND = "bound", _("bound since a day")
    NOT_BOUND = "not_bound", _("not bound")


class Profile(Recorded):
    """What the register cannot count and every questionnaire asks; one row, changed as the state's rules change."""

    BELONGS_TO_ALL: ClassVar = "what the whole state answers to every questionnaire"

    att_since = models.DateField(_("bound by the Arms Trade Treaty since"), null=True, blank=True)
    att_until = models.DateField(_("no longer bound by the Arms Trade Treaty from"), null=True, blank=True)
    """The first day on which it does not bind. Article 24 allows withdrawal."""
    att_contested = models.TextField(
        _("whether the Arms Trade Treaty binds is contested: who says what, and where"), blank=True
    )
    att_not_bound = models.BooleanField(default=False)
    """Somebody said that it does not bind. With a day it binds since then; with neither nobody said."""
    ecowas_since = models.DateField(_("bound by the ECOWAS Convention since"), null=True, blank=True)
    ecowas_until = models.DateField(_("no longer bound by the ECOWAS Convention from"), null=True, blank=True)
    """The first day on which it does not bind."""
    ecowas_contested = models.TextField(
        _("whether the ECOWAS Convention binds is contested: who says what, and where"), blank=True
    )
    """Three members left the Community on 29 January 2025; what that means for the Convention is not agreed."""
    ecowas_not_bound = models.BooleanField(default=False)
    armed_forces = models.JSONField(_("services that are armed forces"), default=armed_forces, blank=True)
    """Kinds of services. A gendarmerie is one where the state counts it among them."""
    antique_until = models.PositiveSmallIntegerField(
        _("arms made up to this year are antiques by national law"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(1899)],
    )
    """Null where it is not known. Source: metadata of indicator 16.4.2: none that was made after 1899."""
    authority = models.CharField(_("competent national authority"), max_length=300, blank=True)
    contact = models.CharField(_("point of contact"), max_length=300, blank=True)
    control_list = models.TextField(_("national control list: what it covers"), blank=True)
    control_list_published = models.CharField(
        _("where the control list is published"), max_length=300, blank=True
    )
    definitions = models.TextField(_("national definitions of categories"), blank=True)
    export_record_years = models.PositiveSmallIntegerField(
        _("years for which records of exports are kept"), null=True, blank=True
    )
    import_record_years = models.PositiveSmallIntegerField(
        _("years for which records of imports are kept"), null=True, blank=True
    )
    marking = models.TextField(_("how weapons are marked when made"), blank=True)
    import_marking = models.TextField(_("how weapons are marked when imported"), blank=True)
    assistance = models.TextField(_("assistance asked for, one request on each line"), blank=True)

    class Meta:
        verbose_name = _("profile")

    def __str__(self) -> str:
        return self.authority

    @property
    def att_binds(self) -> Binding:
        """Whether the Arms Trade Treaty binds, as somebody said."""
        return _binding(self.att_since, is_not=self.att_not_bound)

    @property
    def ecowas_binds(self) -> Binding:
        """Whether the ECOWAS Convention binds, as somebody said."""
        return _binding(self.ecowas_since, is_not=self.ecowas_not_bound)


def _binding(since: date | None, *, is_not: bool) -> Binding:
    if since is not None:
        return Binding.BOUND
    return Binding.NOT_BOUND if is_not else Binding.NOT_SAID


class State(models.TextChoices):
    """Where a filing stands. A working one follows the register; a submitted one is locked."""

    WORKING = "working", _("working")
    SUBMITTED = "submitted", _("submitted")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")


class Reason(models.TextChoices):
    """Why a later version was made."""

    AMENDMENT = "amendment", _("amendment: more has become known")
    CORRECTION = "correction", _("correction: a figure was wrong")
    METHOD = "method", _("method: it is counted in another way")


class Emptiness(models.TextChoices):
    """What a person says of a part in which nothing was found."""

    NIL = "nil", _("nil")
    LEFT_OUT = "left_out", _("left out")


class Visibility(models.TextChoices):
    """Who may read a return."""

    PUBLIC = "public", _("public")
    PARTIES_ONLY = "parties_only", _("parties only")


class Basis(models.TextChoices):
    """At which moment exports and imports are counted."""

    ACTUAL = "actual", _("actual transfers")
    AUTHORISED = "authorised", _("authorised transfers")
    BY_CATEGORY = "by_category", _("authorised transfers for the categories chosen, actual ones for the rest")


class Seizures(models.TextChoices):
    """Which seizures a return covers: asked of each, since states report in both ways.

    The metadata of indicator 16.4.2, 26 July 2018, are read as covering those for criminal offences alone.
    """

    CRIMINAL = "criminal", _("for criminal offences alone")
    ALL = "all", _("for any offence")


class Means(models.TextChoices):
    """What is meant by an export or an import: the choices of the Arms Trade Treaty's template for annual reports."""

    PHYSICAL = "physical", _("items crossed the border")
    TITLE = "title", _("title passed")
    CONTROL = "control", _("control passed")
    OTHER = "other", _("other, see the remarks")


class Filing(Recorded):
    """One version of one return. Later versions supplement earlier ones and never replace their rows."""

    BELONGS_TO_ALL: ClassVar = "a return speaks for the whole state"

    instrument = models.CharField(_("return"), max_length=20, choices=Instrument)
    year_from = models.PositiveSmallIntegerField(_("first year"))
    year_to = models.PositiveSmallIntegerField(_("last year"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WORKING)
    reason = models.CharField(_("why there is a new version"), max_length=20, choices=Reason, blank=True)
    reason_note = models.TextField(_("what changed"), blank=True)
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="later",
        null=True,
        blank=True,
        verbose_name=_("supplements"),
    )
    visibility = models.CharField(
        _("who may read it"), max_length=20, choices=Visibility, default=Visibility.PARTIES_ONLY
    )
    basis = models.CharField(_("counted"), max_length=20, choices=Basis, default=Basis.ACTUAL)
    authorised_for = models.JSONField(_("counted from licences"), default=list, blank=True)
    """Of a return counted by category: direction and category of the Arms Trade Treaty, as `exports:VIII`."""
    export_means = models.JSONField(_("what an export is"), default=list, blank=True)
    """Several of `Means`; none where nobody said."""
    import_means = models.JSONField(_("what an import is"), default=list, blank=True)
    cut_off_on = models.DateField(_("cut-off date of the figures"), null=True, blank=True)
    seizures = models.CharField(
        _("which seizures this return covers"), max_length=10, choices=Seizures, blank=True
    )
    """Empty where nobody said: then the indicator leaves out what was seized for an administrative offence."""
    notes_for = models.CharField(
        _("who may read the notes beside the figures"), max_length=20, choices=Visibility, blank=True
    )
    """Empty: nobody abroad. The notes add up records of every handling mark, so that a person decides."""
    remarks = models.TextField(_("remarks"), blank=True)
    answers = models.JSONField(default=dict, blank=True)
    """By the name of a question: what a person answered. The profile and the register answer others."""
    marks = models.JSONField(default=dict, blank=True)
    """By the key of a line: `public`, `parties_only` or `withheld`, where a person set it."""
    line_remarks = models.JSONField(default=dict, blank=True)
    """By the key of a line: what is said beside it."""
    said = models.JSONField(default=dict, blank=True)
    """By the name of a part with no rows: what of `Emptiness`, and by whom: a nil is a person's statement."""
    frozen = models.JSONField(null=True, blank=True)
    """The lines as they were submitted; null while it is working."""
    frozen_sha256 = models.CharField(max_length=64, blank=True)
    as_of = models.BigIntegerField(null=True, blank=True)
    """The last entry of the chain that the submitted figures knew of."""
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    filed_by = models.CharField(_("filed by"), max_length=150, blank=True)
    acknowledged_on = models.DateField(_("acknowledged on"), null=True, blank=True)
    acknowledgement = models.CharField(_("reference of the acknowledgement"), max_length=200, blank=True)

    DERIVED: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        ordering = ("-year_to", "instrument", "-version")
        verbose_name = _("filing")
        constraints = (
            models.UniqueConstraint(
                fields=["instrument", "year_from", "year_to", "version"], name="one_filing_a_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_instrument_display()} {self.years}"

    @property
    def years(self) -> Years:
        """The years it is about."""
        return Years(self.year_from, self.year_to)

    @property
    def is_working(self) -> bool:
        """Whether it still follows the register."""
        return self.state == State.WORKING


class PartnerFile(Recorded):
    """A tally or filing file with what another party declared, laid beside the register's own figures."""

    title = models.CharField(_("what it is"), max_length=200)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        ordering = ("title", "id")
        verbose_name = _("declaration of a partner")

    def __str__(self) -> str:
        return self.title
