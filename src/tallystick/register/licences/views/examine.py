"""Pages of those who examine a case: end-user documents, risk, refusals."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import on_page, one, visible
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.edited import Seen
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.changing import OPEN_IN, kept_by, looked_at
from tallystick.register.licences.entering import put_end_use
from tallystick.register.licences.forms.review import (
    AskedForm,
    CheckForm,
    ConsultForm,
    EndUseForm,
    IssuerAnswerForm,
    RefusalForm,
)
from tallystick.register.licences.models import (
    Application,
    Check,
    CheckPoint,
    Confirmation,
    Consultation,
    EndUseDocument,
    Refusal,
)
from tallystick.register.licences.refusals import alike
from tallystick.register.licences.standing import fold_names
from tallystick.register.licences.views.whole import whole_document
from tallystick.register.paging import cut


def _case(request: Asked, pk: UUID) -> Application:
    return one(request, Application.objects.select_related("applicant"), pk=pk)


def _document(request: Asked, pk: UUID) -> EndUseDocument:
    return one(request, EndUseDocument.objects.select_related("application__applicant", "document"), pk=pk)


@page("licences", "add")
def add_end_use(request: Asked, pk: UUID) -> HttpResponse:
    """Add a document on end use, or say why there is none."""
    found = _case(request, pk)
    return _end_use(request, EndUseDocument(application=found))


@page("licences", "review")
def edit_end_use(request: Asked, pk: UUID) -> HttpResponse:
    """Change or withdraw a document on end use."""
    return _end_use(request, _document(request, pk))


def _end_use(request: Asked, document: EndUseDocument) -> HttpResponse:
    form = EndUseForm(request.POST or None, request.FILES or None, instance=document)

    def act(done: Operation) -> None:
        put_end_use(done, form.save(commit=False), form.cleaned_data["file"], seen=form.entry_seen)

    shown = FormPage(
        _("End-user document"),
        reverse("case", args=[document.application_id]),
        document.application.number,
    )
    return kept(request, form, shown, "enter end-user document", act)


@page("licences", "view")
def end_use(request: Asked, pk: UUID) -> HttpResponse:
    """Show one document on end use; to those who examine it also its checks, confirmations and leads."""
    document = _document(request, pk)
    case = document.application
    context: dict[str, object] = {"document": document, "case": case, "is_open": case.state in OPEN_IN}
    if on_page(request, "assessments", "view") is not None:
        context |= {"is_examiner": True, **whole_document(document)}
    return render(request, "licences/end_use.html", context)


@page("licences", "review")
def check_end_use(request: Asked, pk: UUID) -> HttpResponse:
    """Keep what was seen on a document, point by point."""
    document = _document(request, pk)
    given = request.POST if request.method == "POST" else None
    form = Seen(given)
    form.see(document)
    parts = [CheckForm(point.label, given, prefix=point.value) for point in CheckPoint]
    back = reverse("end_use", args=[document.pk])

    def act(done: Operation) -> None:
        stands = looked_at(document, form.entry_seen)
        for point, part in zip(CheckPoint, parts, strict=True):
            if part.cleaned_data["answer"] != "":
                who = {"checked_by": done.actor, "checked_at": done.at}
                after = {"after_change": stands.changed_at, "after_goods": stands.goods_changed_at}
                done.save(Check(end_use=document, point=point, **part.cleaned_data, **who, **after))

    shown = FormPage(_("Check a document"), back, str(document), parts=list(parts))
    return kept(request, form, shown, "check end-user document", act)


@page("licences", "review")
def ask_issuer(request: Asked, pk: UUID) -> HttpResponse:
    """Keep that the issuing authority was asked whether the document is its own."""
    document = _document(request, pk)
    form = AskedForm(request.POST or None)
    form.see(document)
    back = reverse("end_use", args=[document.pk])

    def act(done: Operation) -> None:
        asked = Confirmation(end_use=document, asked_by=done.actor, **form.asked)
        asked.after_change = looked_at(document, form.entry_seen).changed_at
        done.save(asked)

    notes = [
        _("Find the address elsewhere than on the document: who forged it gave an address of their own.")
    ]
    shown = FormPage(_("Ask the issuing authority"), back, str(document), notes)
    return kept(request, form, shown, "ask issuing authority", act)


@page("licences", "review")
def issuer_answer(request: Asked, pk: UUID) -> HttpResponse:
    """Keep what the issuing authority answered."""
    found = one(request, Confirmation.objects.select_related("end_use__application"), pk=pk)
    form = IssuerAnswerForm(request.POST or None, instance=found)

    def act(done: Operation) -> None:
        done.save(kept_by(done, form.save(commit=False)), seen=form.entry_seen)

    back = reverse("end_use", args=[found.end_use_id])
    return kept(
        request,
        form,
        FormPage(_("Answer of the issuing authority"), back, str(found.end_use)),
        "issuing authority answers",
        act,
    )


@page("assessments", "view")
def refusals(request: Asked) -> HttpResponse:
    """List the refusals that are kept, one's own and those others told of."""
    rows = visible(request, Refusal.objects.select_related("application", "line"))
    words = request.GET.get("q", "").strip()
    if words != "":
        rows = rows.filter(folded__contains=" ".join(words.casefold().split()))
    return render(request, "licences/refusals.html", {"rows": cut(request, rows), "words": words})


@page("licences", "review")
def add_refusal(request: Asked) -> HttpResponse:
    """Enter a refusal that another state or body told of."""
    form = RefusalForm(request.user.handlings, request.POST or None)

    def act(done: Operation) -> None:
        made = form.save(commit=False)
        fold_names(made)
        done.document = made.reference
        done.save(made)

    shown = FormPage(_("Refusal told of by others"), reverse("refusals"))
    return kept(request, form, shown, "enter refusal told of", act)


@page("licences", "review")
def consult(request: Asked, pk: UUID, refusal: UUID) -> HttpResponse:
    """Say what an earlier refusal that is like the case means for it."""
    found = _case(request, pk)
    earlier = one(request, Refusal.objects.all(), pk=refusal)
    reasons = next((like.reasons for like in alike(found) if like.refusal == earlier), [])
    form = ConsultForm(request.POST or None)

    def act(done: Operation) -> None:
        row = Consultation(application=found, refusal=earlier, likeness=reasons, **form.cleaned_data)
        row.made_by, row.made_on = done.actor, timezone.localdate()
        done.save(row)

    back = reverse("case", args=[found.pk])
    notes = [str(earlier), earlier.grounds, *reasons]
    shown = FormPage(_("Earlier refusal"), back, found.number, notes)
    return kept(request, form, shown, "consult refusal", act)
