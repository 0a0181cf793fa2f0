"""Pages of the risk assessment of a case: made at once or by and by, shown, and measures against its risks."""

from collections.abc import Mapping
from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.assessing import ASSESSED_IN, Answered, put_measure
from tallystick.register.licences.drafting import answers_of, draft_of, finish, keep_draft, lacking_in
from tallystick.register.licences.forms.review import MeasureForm, OccasionForm, QuestionForm
from tallystick.register.licences.models import Application, Assessment, AssessmentDraft, Mitigation
from tallystick.register.licences.questions import asked_of
from tallystick.register.licences.views.whole import answers
from tallystick.register.licences.weighing import latest_assessment, summary

DRAFT: Final = "draft"
"""The name of the button that keeps what there is, half made."""


@page("licences", "review")
def assess(request: Asked, pk: UUID) -> HttpResponse:
    """Assess the risk: an answer with its reasons to each question the Treaty asks; or keep a draft of it."""
    found = one(request, Application.objects.select_related("applicant"), pk=pk)
    given = request.POST if request.method == "POST" else None
    draft, is_draft = draft_of(found), DRAFT in request.POST
    known = _known(found, draft)
    parts = [
        QuestionForm(question, given, known.get(question.code), is_draft=is_draft)
        for question in asked_of(found)
    ]
    form = OccasionForm(given, initial={} if draft is None else {"occasion": draft.occasion})
    if draft is not None:
        form.see(draft)
        # without it the page was shown before there was a draft
        form.fields["seen"].required = False
    if is_sent(request, form, *parts) and _assessed(request, found, form, parts, is_draft=is_draft):
        messages.success(request, _("Kept as a draft.") if is_draft else _("Kept."))
        return redirect("case", pk=found.pk)
    _show_anew(form, found)
    notes = [] if draft is None else lacking_in(draft)
    shown = {"draft": draft, "lacking": notes}
    back, template = reverse("case", args=[found.pk]), "licences/assess.html"
    there = FormPage(_("Risk assessment"), back, found.number, parts=[*parts], template=template, shown=shown)
    return form_page(request, form, there)


def _known(case: Application, draft: AssessmentDraft | None) -> Mapping[str, dict[str, str]]:
    """Give what the questions were answered before: in the draft, or in the assessment that stands."""
    if draft is not None:
        return {one.question: one.said for one in answers_of(draft)}
    before = latest_assessment(case)
    said = [] if before is None else before.findings.all()
    return {
        one.question: {name: getattr(one, name) for name in ("answer", "reason", "sources")} for one in said
    }


def _assessed(
    request: Asked, case: Application, form: OccasionForm, parts: list[QuestionForm], *, is_draft: bool
) -> bool:
    given = [Answered(part.question.code, **part.cleaned_data) for part in parts]
    occasion, seen = form.cleaned_data["occasion"], form.entry_seen
    if is_draft:
        return acted(
            request,
            form,
            "keep draft of assessment",
            lambda done: keep_draft(done, case, given, occasion, seen=seen),
        )
    return acted(request, form, "assess risk", lambda done: finish(done, case, given, occasion, seen=seen))


def _show_anew(form: OccasionForm, case: Application) -> None:
    """Put the draft that stands now behind the page: the person was told of it, and what they send next is decided."""
    now = draft_of(case)
    if form.is_bound and now is not None:
        data = cast("QueryDict", form.data).copy()
        data["seen"] = str(now.entry)
        form.data = data


@page("assessments", "view")
def assessment(request: Asked, pk: UUID) -> HttpResponse:
    """Show one risk assessment, its reasons and sources, and what was not known."""
    found = one(
        request,
        Assessment.objects.select_related("application").prefetch_related("findings", "mitigations"),
        pk=pk,
    )
    context = {
        "assessment": found,
        "case": found.application,
        "answers": answers(found),
        "summary": summary(found),
        "may_meet": found == latest_assessment(found.application) and found.application.state in ASSESSED_IN,
    }
    return render(request, "licences/assessment.html", context)


@page("licences", "review")
def add_measure(request: Asked, pk: UUID) -> HttpResponse:
    """Add a measure against a risk of the assessment that stands."""
    found = one(request, Assessment.objects.select_related("application"), pk=pk)
    case = found.application
    met = [one for one in asked_of(case) if not one.is_barring]
    form = MeasureForm(met, request.POST or None)

    def act(done: Operation) -> None:
        put_measure(done, Mitigation(assessment=found, **form.cleaned_data))

    back = reverse("assessment", args=[found.pk])
    return kept(
        request,
        form,
        FormPage(_("Measure against a risk"), back, case.number),
        "enter measure against risk",
        act,
    )
