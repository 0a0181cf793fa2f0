"""An application, its parties and lines, what was done about it, and questions to the applicant."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.ledger.models import Recorded
from tallystick.register.stores.models import Service


class Kind(models.TextChoices):
    """What is applied for, in the terms of Article 2(2) of the Arms Trade Treaty."""

    EXPORT = "export", _("export")
    IMPORT = "import", _("import")
    TRANSIT = "transit", _("transit")
    TRANSHIPMENT = "transhipment", _("transhipment")
    BROKERING = "brokering", _("brokering")


class State(models.TextChoices):
    """Where a case stands, as its moves have it."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned for information")
    UNDER_REVIEW = "under_review", _("under review")
    RECOMMENDED = "recommended", _("recommended")
    COUNTERSIGNED_1 = "countersigned_1", _("countersigned, first level")
    COUNTERSIGNED_2 = "countersigned_2", _("countersigned, second level")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    APPEALED = "appealed", _("appealed")


class Verb(models.TextChoices):
    """What a person can do about a case."""

    SUBMIT = "submit", _("submit")
    TAKE_UP = "take_up", _("take up")
    ASK = "ask", _("ask the applicant")
    ANSWER = "answer", _("answer")
    RECOMMEND = "recommend", _("recommend")
    SEND_BACK = "send_back", _("send back to the case officer")
    COUNTERSIGN_1 = "countersign_1", _("countersign, first level")
    COUNTERSIGN_2 = "countersign_2", _("countersign, second level")
    GRANT = "grant", _("grant")
    REFUSE = "refuse", _("refuse")
    WITHDRAW = "withdraw", _("withdraw")
    APPEAL = "appeal", _("appeal")
    RECORD = "record", _("confirm the paper licence")
    GIVE_BACK = "give_back", _("give back to be corrected")


class Recommendation(models.TextChoices):
    """What a case officer recommends."""

    GRANT = "grant", _("grant")
    REFUSE = "refuse", _("refuse")


class PartyRole(models.TextChoices):
    """What somebody is to a transfer."""

    EXPORTER = "exporter", _("exporter")
    IMPORTER = "importer", _("importer")
    CONSIGNEE = "consignee", _("consignee")
    END_USER = "end_user", _("end user")
    ULTIMATE_END_USER = "ultimate_end_user", _("ultimate end user")
    BROKER = "broker", _("broker")
    CARRIER = "carrier", _("carrier")
    INTERMEDIARY = "intermediary", _("intermediary")


class Unit(models.TextChoices):
    """What a quantity counts; always whole."""

    ITEMS = "items", _("items")
    ROUNDS = "rounds", _("rounds")
    LOTS = "lots", _("lots")
    PARTS = "parts", _("parts")
    KG = "kg", _("kilograms")

    def counting(self, quantity: int) -> str:
        """Write a quantity with its unit, as the reader's language counts: `1 item`, `2 items`."""
        told, many = {"count": quantity}, abs(quantity)
        match self:
            case Unit.ITEMS:
                return ngettext("%(count)s item", "%(count)s items", many) % told
            case Unit.ROUNDS:
                return ngettext("%(count)s round", "%(count)s rounds", many) % told
            case Unit.LOTS:
                return ngettext("%(count)s lot", "%(count)s lots", many) % told
            case Unit.PARTS:
                return ngettext("%(count)s part", "%(count)s parts", many) % told
            case Unit.KG:
                return ngettext("%(count)s kilogram", "%(count)s kilograms", many) % told


OPEN = (
    State.SUBMITTED,
    State.RETURNED,
    State.UNDER_REVIEW,
    State.RECOMMENDED,
    State.COUNTERSIGNED_1,
    State.COUNTERSIGNED_2,
    State.APPEALED,
)
"""States in which somebody has to do something."""


class Kept(Recorded):
    """A row of a case or a certificate that several people may write one after the other."""

    keepers = models.JSONField(default=list, blank=True, editable=False)
    """Everybody who changed it since it was entered, and mostly who entered it: none of them countersigns or issues."""

    class Meta:
        abstract = True


class Application(Kept):
    """One case: what is applied for. Its state, clock and case officer follow from its moves."""

    number = models.CharField(_("case number"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    applicant = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="applications", verbose_name=_("applicant")
    )
    reference = models.CharField(_("applicant's own reference"), max_length=120, blank=True)
    from_party = models.CharField(_("from which state (code)"), max_length=10)
    to_party = models.CharField(_("to which state (code)"), max_length=10)
    end_use = models.TextField(_("end use"), blank=True)
    route = models.TextField(_("route and means of transport"), blank=True)
    via = models.JSONField(_("through which states (codes)"), default=list, blank=True)
    """Codes of the states of transit, in the order of the route; none where the goods go straight."""
    needs_exemption = models.BooleanField(_("needs an exemption under the ECOWAS Convention"), default=False)
    """Asked for by whoever applies. Left out, `licences.convention` still says where the Convention asks for one."""
    amends = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="amendments",
        null=True,
        blank=True,
        verbose_name=_("amends"),
    )
    copies = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="copied_to",
        null=True,
        blank=True,
        verbose_name=_("copied from"),
    )
    made_by = models.CharField(_("entered by"), max_length=150)
    made_on = models.DateField(_("entered on"))
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)

    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False, db_index=True
    )
    since = models.DateField(_("in this state since"), null=True, editable=False)
    due_on = models.DateField(_("due on"), null=True, editable=False, db_index=True)
    """Null where nobody has to do anything; behind that day the case is overdue."""
    officer = models.CharField(_("case officer"), max_length=150, blank=True, editable=False)
    is_in_part = models.BooleanField(_("granted in part"), default=False, editable=False)
    end_user = models.CharField(_("end user"), max_length=200, blank=True, editable=False)
    end_user_party = models.CharField(
        _("end user's state"), max_length=10, blank=True, editable=False, db_index=True
    )

    DERIVED: ClassVar[frozenset[str]] = frozenset(
        {"state", "since", "due_on", "officer", "is_in_part", "end_user", "end_user_party"}
    )

    class Meta:
        ordering = ("-number",)
        verbose_name = _("case")
        indexes = (
            models.Index(fields=["kind", "state"]),
            models.Index(fields=["applicant", "state"]),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_on_paper(self) -> bool:
        """Whether the case is the record of a licence that was granted on paper, before this register."""
        return hasattr(self, "paper")


class CaseLine(Kept):
    """One line of an application: what goods, how many, of what unit."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="lines", verbose_name=_("case")
    )
    place = models.PositiveSmallIntegerField(_("line"))
    category = models.CharField(_("category"), max_length=10)
    description = models.CharField(_("description"), max_length=200)
    make = models.CharField(_("make"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    calibre = models.CharField(_("calibre"), max_length=40, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, default=Unit.ITEMS)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True, blank=True)
    """Empty where it was not said, which is not nought."""
    currency = models.CharField(_("currency (code)"), max_length=3, blank=True)
    marks_known = models.TextField(_("serial numbers and other marks"), blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        ordering = ("place",)
        verbose_name = _("line")

    def __str__(self) -> str:
        return f"{self.place}. {self.description}"

    @property
    def amount(self) -> str:
        """How many of what unit, in words."""
        return Unit(self.unit).counting(self.quantity)


class CaseParty(Kept):
    """Somebody in a case, in one role, and how it was verified that they are who they say."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="parties", verbose_name=_("case")
    )
    role = models.CharField(_("role"), max_length=20, choices=PartyRole)
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    representative = models.CharField(_("representative and contact"), max_length=200, blank=True)
    party = models.CharField(_("state (code)"), max_length=10)
    registration = models.CharField(_("registration or licence number"), max_length=120, blank=True)
    verified_how = models.CharField(_("how verified"), max_length=300, blank=True)
    """Empty where nobody has verified it yet."""
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    folded = models.CharField(max_length=200, editable=False, blank=True, db_index=True)

    DERIVED: ClassVar[frozenset[str]] = frozenset({"folded"})

    class Meta:
        ordering = ("role", "name")
        verbose_name = _("party in the case")

    def __str__(self) -> str:
        return self.name


class Move(Recorded):
    """One thing a person did about a case: never changed."""

    APPEND_ONLY: ClassVar = True

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="moves", verbose_name=_("case")
    )
    verb = models.CharField(_("what was done"), max_length=20, choices=Verb)
    leads_to = models.CharField(_("state"), max_length=20, choices=State)
    recommends = models.CharField(
        _("recommends"),
        max_length=10,
        choices=Recommendation,
        blank=True,
    )
    made_by = models.CharField(_("by"), max_length=150)
    made_at = models.DateTimeField(_("at"))
    made_on = models.DateField(_("on"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ("made_at", "id")
        verbose_name = _("move")

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.made_on}"


class Reduction(Recorded):
    """Of one line, the lesser quantity that a recommendation to grant leaves: 0 refuses the line. Never changed."""

    APPEND_ONLY: ClassVar = True

    move = models.ForeignKey(
        Move, on_delete=models.PROTECT, related_name="reductions", verbose_name=_("move")
    )
    line = models.ForeignKey(
        CaseLine, on_delete=models.PROTECT, related_name="reductions", verbose_name=_("line")
    )
    granted = models.PositiveIntegerField(_("quantity granted"))
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ("line__place", "id")
        verbose_name = _("line granted in part")
        constraints = (models.UniqueConstraint(fields=["move", "line"], name="one_reduction_a_line"),)

    def __str__(self) -> str:
        return f"{self.line} {self.granted}"


class Query(Recorded):
    """A question to the applicant, and the answer. While it is open, the authority's clock stands still."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="queries", verbose_name=_("case")
    )
    question = models.TextField(_("question"))
    asked_by = models.CharField(_("asked by"), max_length=150)
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("answer due on"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.CharField(_("answered by"), max_length=150, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )

    class Meta:
        ordering = ("asked_on", "id")
        verbose_name = _("question to the applicant")

    def __str__(self) -> str:
        return self.question[:60]
