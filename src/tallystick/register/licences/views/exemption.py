"""Pages of a request for exemption under the ECOWAS Convention."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.folder import own_folder
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.exempting import (
    Happening,
    draft_request,
    put_request,
    put_step,
)
from tallystick.register.licences.forms.review import ExemptionForm, StageForm
from tallystick.register.licences.models import Application, Exemption, Stage
from tallystick.register.licences.papers import request_docx
from tallystick.register.licences.seen import exemption_stamp, refuse_changed
from tallystick.register.licences.views.whole import whole_exemption
from tallystick.register.paper.office import DOCX


def _exemption(request: Asked, pk: UUID) -> Exemption:
    return one(request, Exemption.objects.select_related("application__applicant"), pk=pk)


@page("licences", "review")
def edit_exemption(request: Asked, pk: UUID) -> HttpResponse:
    """Prepare the request of a case: what the case says stands there already."""
    case = one(request, Application.objects.all(), pk=pk)
    known = Exemption.objects.filter(application=case).first()
    form = ExemptionForm(request.POST or None, instance=draft_request(case) if known is None else known)

    def act(done: Operation) -> None:
        put_request(done, form.save(commit=False), seen=form.entry_seen)

    back = reverse("case", args=[case.pk])
    notes = [
        _(
            "What Article 5(1)(a) to (e) of the Convention asks for. Empty fields keep a request from being sent."
        )
    ]
    if known is None:
        notes.append(_("What the case says is filled in, in your language."))
    there = reverse("exemption", args=[form.instance.pk])
    return kept(
        request,
        form,
        FormPage(_("Exemption request"), back, case.number, notes, there=there),
        "prepare exemption request",
        act,
    )


@page("assessments", "view")
def exemption(request: Asked, pk: UUID) -> HttpResponse:
    """Show one request, and what came of it."""
    found = _exemption(request, pk)
    context = {"case": found.application, **whole_exemption(found)}
    return render(request, "licences/exemption.html", context)


@page("licences", "review")
def step_exemption(request: Asked, pk: UUID) -> HttpResponse:
    """Keep what happened to a request: sent, acknowledged, an opinion, the certificate or the refusal."""
    found = _exemption(request, pk)
    form = StageForm(found, request.POST or None)
    form.see(exemption_stamp(found))

    def act(done: Operation) -> None:
        given = form.cleaned_data
        refuse_changed(exemption_stamp(found), form.stamp_seen)
        told = Happening(
            Stage(given["stage"]),
            given["happened_on"],
            given["party"],
            given["certificate"],
            given["valid_until"],
            given["note"],
            given["is_objection"],
            given.get("corrects"),
        )
        put_step(done, found, told)

    back = reverse("exemption", args=[found.pk])
    notes = [] if found.period == "" else [_("Period asked for: %(period)s") % {"period": found.period}]
    return kept(
        request,
        form,
        FormPage(_("Exemption request"), back, found.application.number, notes),
        "exemption request goes on",
        act,
    )


@page("assessments", "view")
def exemption_paper(request: Asked, pk: UUID) -> HttpResponse:
    """Give the request as a DOCX file to sign and send."""
    found = _exemption(request, pk)
    paper = request_docx(found, own_folder().settings.name, timezone.localdate())
    answer = HttpResponse(paper, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{found.application.number}-exemption.docx"'
    return answer
