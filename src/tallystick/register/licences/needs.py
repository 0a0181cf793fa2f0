"""What is missing before the next step of a case, one sentence each."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.licences.changing import is_lapsed
from tallystick.register.licences.exempting import certificate_of
from tallystick.register.licences.gaps import asks_document, has_request, open_gaps, stage_of
from tallystick.register.licences.models import (
    Application,
    Assessment,
    Confirmed,
    EndUseDocument,
    Exemption,
    Kind,
    Missing,
    PartyRole,
    Stage,
    State,
)
from tallystick.register.licences.questions import asked_of
from tallystick.register.licences.refusals import not_consulted
from tallystick.register.licences.weighing import latest_assessment, summary

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


def grounds_against(case: Application) -> list[str]:
    """Say what forbids the transfer: Article 6, an overriding risk, a document denied, an exemption refused."""
    found = _forbidden(latest_assessment(case))
    if _standing_documents(case).filter(confirmations__answer=Confirmed.DENIED).exists():
        found.append(_("An issuing authority does not know a document as its own."))
    if stage_of(case) == Stage.REFUSED:
        found.append(_("The exemption under the ECOWAS Convention was refused."))
    return found


def _forbidden(assessment: Assessment | None) -> list[str]:
    if assessment is None:
        return []
    sums = summary(assessment)
    return [
        *(_("%(article)s forbids this transfer.") % {"article": one.article} for one in sums.prohibited),
        *(
            _("%(article)s: an overriding risk is left; it is not to be authorized.")
            % {"article": one.article}
            for one in sums.overriding
        ),
    ]


def for_grant(case: Application) -> list[str]:
    """Say what is missing before a grant can be recommended; nothing where all is there."""
    lacks = [*_of_risk(case), *_of_end_use(case), *(gap.sentence for gap in open_gaps(case))]
    count = len(not_consulted(case))
    if count > 0:
        lacks.append(
            _("Earlier refusals that are like this case were not consulted: %(count)s.") % {"count": count}
        )
    lacks.extend(_of_exemption(case))
    if case.queries.filter(answered_on=None).exists():
        lacks.append(_("A question to the applicant is open."))
    return lacks


def _of_exemption(case: Application) -> list[str]:
    if not has_request(case):
        return []
    if stage_of(case) != Stage.GRANTED:
        return [_("The exemption under the ECOWAS Convention is not there.")]
    ends = certificate_until(case)
    if ends is not None and ends < timezone.localdate():
        return [_("The exemption certificate ended on %(day)s.") % {"day": ends}]
    return []


def certificate_until(case: Application) -> date | None:
    """Give the last day of the exemption certificate of a case; None where there is none, or none is said."""
    request = Exemption.objects.filter(application=case).first()
    issued = None if request is None else certificate_of(request)
    return None if issued is None else issued.valid_until


def _of_risk(case: Application) -> list[str]:
    assessment = latest_assessment(case)
    if assessment is None:
        return [_("No risk was assessed.")]
    sums = summary(assessment)
    answered = {finding.question for finding in assessment.findings.all()}
    lacks = []
    for question in asked_of(case):
        if question.code not in answered:
            lacks.append(_("%(article)s was not answered.") % {"article": question.article})
        elif question.is_barring and question in sums.not_known:
            lacks.append(_("%(article)s: not known is no pass.") % {"article": question.article})
        elif question in sums.unmet:
            lacks.append(
                _("%(article)s: a risk, or one not known, has no measure against it.")
                % {"article": question.article}
            )
    return lacks


def _of_end_use(case: Application) -> list[str]:
    if not asks_document(case):
        return []
    documents = list(_standing_documents(case).prefetch_related("confirmations"))
    if len(documents) == 0:
        return [_("There is no end-user document, and no reason why.")]
    lacks = []
    for document in documents:
        if document.missing_reason == Missing.AWAITED:
            lacks.append(_("An end-user document is awaited."))
        elif document.is_held and not is_confirmed(document):
            lacks.append(_unconfirmed(document))
    return lacks


def _unconfirmed(document: EndUseDocument) -> str:
    if any(is_lapsed(one, document) for one in document.confirmations.all()):
        return _("%(document)s was changed after its issuing authority had been asked: ask again.") % {
            "document": document
        }
    return _("The issuing authority has not confirmed %(document)s by a channel found independently.") % {
        "document": document
    }


def is_confirmed(document: EndUseDocument) -> bool:
    """Whether the issuer confirmed it as it stands, asked at an address that was not taken from it."""
    return any(
        one.answer == Confirmed.CONFIRMED and one.is_independent and not is_lapsed(one, document)
        for one in document.confirmations.all()
    )


def _standing_documents(case: Application) -> QuerySet[EndUseDocument]:
    return case.end_use_documents.filter(is_withdrawn=False)


def missing_next(case: Application) -> list[str]:
    """Say what is missing for the next step, as the case page shows it."""
    if case.state == State.DRAFT:
        return for_submission(case)
    if case.state in {State.UNDER_REVIEW, State.RETURNED}:
        return [*grounds_against(case), *for_grant(case)]
    return []
