"""Decide on what was looked at: a stamp over it goes with the page, and another one refuses the decision."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tallystick.register.ledger.canonical import canonical, sha256
from tallystick.register.licences.models import (
    Application,
    CaseLine,
    CaseParty,
    Check,
    Confirmation,
    Consultation,
    EndUseDocument,
    Exemption,
    ExemptionStep,
    Mitigation,
    Move,
    OwnCertificate,
    OwnLine,
    PaperLicence,
    Waiver,
)
from tallystick.register.licences.models.risk import Assessment


def case_stamp(case: Application) -> str:
    """Give a digest of all that a decision about a case rests on, as it stands in the database."""
    rows: list[QuerySet[Any]] = [Application.objects.filter(pk=case.pk)]
    of_case = (
        CaseLine, CaseParty, Move, Waiver, Consultation, Assessment, EndUseDocument, Exemption, PaperLicence,
    )  # fmt: skip
    rows += [kind._base_manager.filter(application=case) for kind in of_case]
    rows += [kind._base_manager.filter(end_use__application=case) for kind in (Check, Confirmation)]
    rows.append(Mitigation.objects.filter(assessment__application=case))
    rows.append(ExemptionStep.objects.filter(exemption__application=case))
    return _stamp(rows)


def exemption_stamp(exemption: Exemption) -> str:
    """Give a digest of a request for exemption and of what came of it."""
    steps = ExemptionStep.objects.filter(exemption=exemption)
    return _stamp([Exemption.objects.filter(pk=exemption.pk), steps])


def certificate_stamp(certificate: OwnCertificate) -> str:
    """Give a digest of a certificate of this state and of its lines."""
    lines = OwnLine.objects.filter(certificate=certificate)
    return _stamp([OwnCertificate.objects.filter(pk=certificate.pk), lines])


def _stamp(rows: Iterable[QuerySet[Any]]) -> str:
    # the entry that wrote a row says which version of it stands
    found = [
        (some.model._meta.label_lower, str(key), entry)
        for some in rows
        for key, entry in some.values_list("pk", "entry")
    ]
    return sha256(canonical(sorted(found)))


def refuse_changed(stands: str, seen: str) -> None:
    """Refuse a decision on something else than what was looked at; call it inside the operation.

    Args:
        stands: the stamp as it is now.
        seen: the stamp that the page was opened with.

    Raises:
        ValidationError: they differ.
    """
    if stands != seen:
        raise ValidationError(
            _("Somebody else changed this after you opened it. Open it again and enter your change.")
        )
