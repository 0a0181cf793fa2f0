"""What is missing before the next step of a case, one sentence each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tallystick.register.licences.models import (
    Answer,
    Application,
    Assessment,
    Confirmed,
    EndUseDocument,
    Kind,
    Missing,
    PartyRole,
    Stage,
    State,
)
from tallystick.register.licences.questions import BY_CODE, asked_of
from tallystick.register.licences.refusals import not_consulted

ROLES: Final[Mapping[Kind, tuple[PartyRole, ...]]] = MappingProxyType(
    {
        Kind.EXPORT: (PartyRole.EXPORTER, PartyRole.CONSIGNEE, PartyRole.END_USER),
        Kind.IMPORT: (PartyRole.EXPORTER, PartyRole.IMPORTER, PartyRole.END_USER),
        Kind.TRANSIT: (PartyRole.EXPORTER, PartyRole.CARRIER, PartyRole.CONSIGNEE),
        Kind.TRANSHIPMENT: (PartyRole.EXPORTER, PartyRole.CARRIER, PartyRole.CONSIGNEE),
        Kind.BROKERING: (PartyRole.BROKER, PartyRole.EXPORTER, PartyRole.END_USER),
    }
)
"""Whom an application must name: nobody licenses a transfer between people unknown."""


def for_submission(case: Application) -> list[str]:
    """Say what an application lacks before it can be submitted."""
    lacks = []
    if not case.lines.filter(is_withdrawn=False).exists():
        lacks.append(_("No goods are entered yet."))
    named = set(case.parties.filter(is_withdrawn=False).values_list("role", flat=True))
    lacks.extend(
        _("The application names no one as %(role)s.") % {"role": role.label}
        for role in ROLES[Kind(case.kind)]
        if role not in named
    )
    if case.end_use.strip() == "":
        lacks.append(_("The end use is not stated."))
    return lacks


def latest_assessment(case: Application) -> Assessment | None:
    """Give the assessment that stands."""
    return case.assessments.prefetch_related("findings", "mitigations").last()


def grounds_against(case: Application) -> list[str]:
    """Say what forbids the transfer: Article 6, an overriding risk, a document denied, an exemption refused."""
    found = _forbidden(latest_assessment(case))
    if _standing_documents(case).filter(confirmations__answer=Confirmed.DENIED).exists():
        found.append(_("An issuing authority does not know a document as its own."))
    if case.needs_exemption and _stage(case) == Stage.REFUSED:
        found.append(_("The exemption under the ECOWAS Convention was refused."))
    return found


def _forbidden(assessment: Assessment | None) -> list[str]:
    if assessment is None:
        return []
    against = []
    for finding in assessment.findings.all():
        question = BY_CODE[finding.question]
        if finding.answer == Answer.YES and question.is_prohibition:
            against.append(_("%(article)s forbids this transfer.") % {"article": question.article})
        if finding.answer == Answer.YES and question.is_overriding:
            against.append(
                _("%(article)s: an overriding risk is left; it is not to be authorized.")
                % {"article": question.article}
            )
    return against


def for_grant(case: Application) -> list[str]:
    """Say what is missing before a grant can be recommended; nothing where all is there."""
    lacks = [*_of_risk(case), *_of_end_use(case)]
    count = len(not_consulted(case))
    if count > 0:
        lacks.append(
            _("Earlier refusals that are like this case were not consulted: %(count)s.") % {"count": count}
        )
    if case.needs_exemption and _stage(case) != Stage.GRANTED:
        lacks.append(_("The exemption under the ECOWAS Convention is not there."))
    if case.queries.filter(answered_on=None).exists():
        lacks.append(_("A question to the applicant is open."))
    return lacks


def _of_risk(case: Application) -> list[str]:
    assessment = latest_assessment(case)
    if assessment is None:
        return [_("No risk was assessed.")]
    findings = {finding.question: finding for finding in assessment.findings.all()}
    met = {one.question for one in assessment.mitigations.all() if not one.is_withdrawn}
    lacks = []
    for question in asked_of(case.kind):
        finding = findings.get(question.code)
        if finding is None:
            lacks.append(_("%(article)s was not answered.") % {"article": question.article})
        elif finding.answer == Answer.NOT_KNOWN and (question.is_prohibition or question.is_overriding):
            lacks.append(_("%(article)s: not known is no pass.") % {"article": question.article})
        elif (
            finding.answer != Answer.NO and not question.is_prohibition and question.code not in met | {"7.3"}
        ):
            lacks.append(
                _("%(article)s: a risk, or one not known, has no measure against it.")
                % {"article": question.article}
            )
    return lacks


def _of_end_use(case: Application) -> list[str]:
    if case.kind not in {Kind.EXPORT, Kind.BROKERING}:
        return []
    documents = list(_standing_documents(case).prefetch_related("confirmations"))
    if len(documents) == 0:
        return [_("There is no end-user document, and no reason why.")]
    lacks = []
    for document in documents:
        if document.missing_reason == Missing.AWAITED:
            lacks.append(_("An end-user document is awaited."))
        elif document.is_held and not is_confirmed(document):
            lacks.append(
                _("The issuing authority has not confirmed %(document)s by a channel found independently.")
                % {"document": document}
            )
    return lacks


def is_confirmed(document: EndUseDocument) -> bool:
    """Whether the issuer confirmed it, asked at an address that was not taken from the document itself."""
    return any(
        one.answer == Confirmed.CONFIRMED and one.is_independent for one in document.confirmations.all()
    )


def _standing_documents(case: Application) -> QuerySet[EndUseDocument]:
    return case.end_use_documents.filter(is_withdrawn=False)


def _stage(case: Application) -> str:
    exemption = getattr(case, "exemption", None)
    return "" if exemption is None else exemption.stage


def missing_next(case: Application) -> list[str]:
    """Say what is missing for the next step, as the case page shows it."""
    if case.state == State.DRAFT:
        return for_submission(case)
    if case.state in {State.UNDER_REVIEW, State.RETURNED}:
        return [*grounds_against(case), *for_grant(case)]
    return []
