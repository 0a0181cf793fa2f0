"""End-user documents, what the authority that issued them says of them, and how they were checked."""

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tallystick.register.files.models import Document
from tallystick.register.handling import Handling
from tallystick.register.ledger.models import Recorded
from tallystick.register.licences.models.case import Application, Kept


class EndUseKind(models.TextChoices):
    """What a document on end use is called."""

    END_USER_CERTIFICATE = "end_user_certificate", _("end-user certificate")
    END_USER_STATEMENT = "end_user_statement", _("end-user statement")
    IMPORT_CERTIFICATE = "import_certificate", _("international import certificate")
    IMPORT_LICENCE = "import_licence", _("import licence")
    DELIVERY_VERIFICATION = "delivery_verification", _("delivery verification certificate")
    NON_REEXPORT = "non_reexport", _("undertaking not to re-export")
    OTHER = "other", _("other")


class Missing(models.TextChoices):
    """Why a document is not there. Awaited is no reason to go on without it; the others are for people to weigh."""

    AWAITED = "awaited", _("awaited")
    NOT_ISSUED = "not_issued", _("the end user's state issues none")
    OWN_FORCES = "own_forces", _("the end user is this state's own forces")
    RETURNS = "returns", _("the goods return: repair, exhibition, demonstration")


class Translation(models.TextChoices):
    """Whether people here can read it."""

    NOT_NEEDED = "not_needed", _("not needed")
    ATTACHED = "attached", _("attached")
    LACKING = "lacking", _("lacking")


class EndUseDocument(Kept):
    """One document on end use, held or missing with its reason."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="end_use_documents", verbose_name=_("case")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=EndUseKind)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        related_name="end_uses",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    missing_reason = models.CharField(_("why it is missing"), max_length=20, choices=Missing, blank=True)
    """Empty where the document is held, on paper or as a file."""
    number = models.CharField(_("number of the document"), max_length=120, blank=True)
    issuer = models.CharField(_("issuing authority"), max_length=200, blank=True)
    issuer_party = models.CharField(_("issuing state (code)"), max_length=10, blank=True)
    signatory = models.CharField(_("signed by"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    names_end_user = models.CharField(_("end user as named there"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=60, blank=True)
    translation = models.CharField(
        _("translation"), max_length=20, choices=Translation, default=Translation.NOT_NEEDED
    )
    note = models.TextField(_("note"), blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    handling = models.CharField(_("handling"), max_length=60, default=Handling.PARTIES_ONLY)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True, editable=False)
    """When what the paper says was last entered otherwise; null where it stands as it was first entered."""
    goods_changed_at = models.DateTimeField(
        _("goods or end user changed at"), null=True, blank=True, editable=False
    )
    """When goods or the end user of its case were last changed; null where they stand as when it was entered."""

    folded = models.CharField(max_length=120, editable=False, blank=True, db_index=True)
    """The number as it is compared: capitals and digits alone."""

    DERIVED: ClassVar[frozenset[str]] = frozenset({"folded"})

    class Meta:
        ordering = ("id",)
        verbose_name = _("end-user document")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()

    @property
    def is_held(self) -> bool:
        """Whether it is here, and not missing for a reason."""
        return self.missing_reason == ""


class Confirmed(models.TextChoices):
    """What the issuing authority says."""

    OPEN = "open", _("no answer yet")
    CONFIRMED = "confirmed", _("confirmed")
    DENIED = "denied", _("not confirmed: the authority does not know it")


class Confirmation(Kept):
    """The issuing authority was asked whether the document is its own."""

    end_use = models.ForeignKey(
        EndUseDocument,
        on_delete=models.PROTECT,
        related_name="confirmations",
        verbose_name=_("end-user document"),
    )
    asked_on = models.DateField(_("asked on"))
    asked_by = models.CharField(_("asked by"), max_length=150)
    channel = models.CharField(_("by what channel"), max_length=200)
    is_independent = models.BooleanField(
        _("the address was found elsewhere than on the document"), default=False
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Confirmed, default=Confirmed.OPEN)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.CharField(_("answered by (office, not person)"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    after_change = models.DateTimeField(null=True, blank=True, editable=False)
    """The document's `changed_at` when it was asked about; once that is another, the question is to be asked again."""

    class Meta:
        ordering = ("asked_on", "id")
        verbose_name = _("confirmation by the issuing authority")

    def __str__(self) -> str:
        return f"{self.asked_on} {self.get_answer_display()}"


class CheckPoint(models.TextChoices):
    """What a person looks at in a document on end use."""

    FORMAT = "format", _("Is the form of its number known from this issuer?")
    PAPER = "paper", _("Do paper, stamp and letterhead look as on other documents of this issuer?")
    SIGNATURE = "signature", _("Was the signature compared with a specimen?")
    OFFICE = "office", _("Does the person who signed hold that office?")
    DATES = "dates", _("Are its dates consistent with the contract and the application?")
    CONTENT = "content", _("Do goods, quantities and end user agree with the application?")
    PLAUSIBLE = "plausible", _("Is the quantity plausible against the end user's own forces and holdings?")
    REEXPORT = "reexport", _("Does it undertake not to re-export without consent?")


ABOUT_GOODS: Final = frozenset({CheckPoint.CONTENT, CheckPoint.PLAUSIBLE})
"""Points at which a document is compared with the goods and the end user of its case."""


class Answer(models.TextChoices):
    """An answer to a question. Not known is an answer of its own, and never a pass."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    NOT_KNOWN = "not_known", _("not known")


class Check(Recorded):
    """One point of one document, as somebody found it; a later one about the same point stands in its place."""

    APPEND_ONLY: ClassVar = True

    end_use = models.ForeignKey(
        EndUseDocument,
        on_delete=models.PROTECT,
        related_name="checks",
        verbose_name=_("end-user document"),
    )
    point = models.CharField(_("question"), max_length=20, choices=CheckPoint)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    reason = models.TextField(_("what was seen"), blank=True)
    checked_by = models.CharField(_("checked by"), max_length=150)
    checked_at = models.DateTimeField(_("checked at"))
    after_change = models.DateTimeField(null=True, blank=True, editable=False)
    """The document's `changed_at` when it was looked at; once that is another, the point is to be checked again."""
    after_goods = models.DateTimeField(null=True, blank=True, editable=False)
    """The document's `goods_changed_at` when it was looked at; alike, of a point that compares it with the case."""

    class Meta:
        ordering = ("checked_at", "id")
        verbose_name = _("check of a document")

    def __str__(self) -> str:
        return f"{self.get_point_display()} {self.get_answer_display()}"
