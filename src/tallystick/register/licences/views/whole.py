"""All that is in a case: shown on its page, and to whoever signs it or decides on it beside what they sign with."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import keep_readings, on_page, visible
from tallystick.register.licences.changing import is_of_other_goods
from tallystick.register.licences.drafting import draft_of, lacking_in
from tallystick.register.licences.exempting import correctable
from tallystick.register.licences.forms.review import ExemptionForm
from tallystick.register.licences.gaps import asks_exemption, open_gaps, waivers
from tallystick.register.licences.leads import leads, licensed_before
from tallystick.register.licences.models import Application, EndUseDocument, Exemption, State
from tallystick.register.licences.models.risk import Assessment, Finding
from tallystick.register.licences.needs import grounds_against
from tallystick.register.licences.questions import BY_CODE, Question
from tallystick.register.licences.reducing import reduced
from tallystick.register.licences.refusals import not_consulted
from tallystick.register.licences.weighing import latest_assessment, summary


def examines(request: Asked) -> bool:
    """Whether this person is shown how a case was examined."""
    return on_page(request, "assessments", "view") is not None


def content(request: Asked, found: Application) -> dict[str, Any]:
    """Give all that is in a case, as its page shows it to this person.

    A document that the person is not cleared for is counted and not named.
    """
    is_examiner = examines(request)
    rows = found.end_use_documents.select_related("document", "application").order_by("kind", "number")
    documents = list(visible(request, rows.prefetch_related("confirmations", "checks")))
    shown = {
        "case": found,
        "lines": found.lines.all(),
        "reduced": reduced(found) if is_examiner or found.state == State.GRANTED else [],
        "parties": found.parties.all(),
        "moves": found.moves.all(),
        "queries": found.queries.select_related("document"),
        "documents": documents,
        "closed_documents": rows.count() - len(documents),
    }
    return shown | (_examined(found, request.user.handlings, documents) if is_examiner else {})


def to_sign(request: Asked, found: Application) -> dict[str, object]:
    """Give all that is in a case to whoever signs it: documents, answers and the request for exemption whole.

    Of each document a reading is kept.
    """
    shown = content(request, found)
    seen = shown["documents"]
    keep_readings(request, seen)
    shown |= {"signs": True, "whole_documents": [whole_document(one) for one in seen]}
    if examines(request):
        assessment = latest_assessment(found)
        request_made = Exemption.objects.filter(application=found).first()
        shown["whole_answers"] = [] if assessment is None else answers(assessment)
        shown["whole_exemption"] = {} if request_made is None else whole_exemption(request_made)
    return shown


def answers(assessment: Assessment) -> list[tuple[Question, Finding]]:
    """Give what was found about each question, in the order in which they are asked."""
    found = {one.question: one for one in assessment.findings.all()}
    return [(BY_CODE[code], found[code]) for code in BY_CODE if code in found]


def whole_document(document: EndUseDocument) -> dict[str, object]:
    """Give a document on end use with what was found about it."""
    return {
        "document": document,
        "confirmations": document.confirmations.all(),
        "checks": [(one, is_of_other_goods(one, document)) for one in document.checks.all()],
        "leads": leads(document, timezone.localdate()),
    }


def whole_exemption(found: Exemption) -> dict[str, object]:
    """Give a request for exemption, and what came of it."""
    return {
        "exemption": found,
        "steps": found.steps.select_related("document", "corrects"),
        "standing": {one.pk for one in correctable(found)},
        "fields": [
            (field.verbose_name, getattr(found, field.name))
            for field in Exemption._meta.concrete_fields
            if field.name in ExemptionForm.Meta.fields and field.name != "ground"
        ],
    }


def _examined(
    found: Application, handlings: list[str], documents: Iterable[EndUseDocument]
) -> dict[str, object]:
    """Give what only those see who examine a case: risk, leads, refusals, what was licensed before.

    A refusal that the person is not cleared for is counted and not named.
    """
    to_consult = not_consulted(found)
    open_ones = [one for one in to_consult if one.refusal.handling in handlings]
    assessment, draft = latest_assessment(found), draft_of(found)
    today = timezone.localdate()
    odd = [(one, leads(one, today)) for one in documents if not one.is_withdrawn]
    return {
        "is_examiner": True,
        "assessment": assessment,
        "summary": None if assessment is None else summary(assessment),
        "against": grounds_against(found),
        "leads": odd,
        "to_consult": open_ones,
        "closed_count": len(to_consult) - len(open_ones),
        "consultations": found.consultations.filter(refusal__handling__in=handlings).select_related(
            "refusal"
        ),
        "before": licensed_before(found),
        "draft": draft,
        "lacking": [] if draft is None else lacking_in(draft),
        "waivers": waivers(found),
        "open_gaps": open_gaps(found),
        "asks_exemption": asks_exemption(found),
    }
