"""Pages of certificates that this state issues, and of enquiries about them."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import on_page, one, visible
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.certifying import (
    Reply,
    found_by,
    issue,
    leads_of,
    put_certificate,
    put_enquiry,
    put_own_line,
    reply,
    state_of,
    withdraw,
)
from tallystick.register.licences.forms.own import (
    EnquiryForm,
    IssueForm,
    OwnCertificateForm,
    OwnLineForm,
    ReplyForm,
    WithdrawForm,
)
from tallystick.register.licences.models import Enquiry, Ours, OwnCertificate, OwnLine, OwnState
from tallystick.register.licences.seen import certificate_stamp
from tallystick.register.paging import cut


def _certificate(request: Asked, pk: UUID) -> OwnCertificate:
    return one(request, OwnCertificate.objects.select_related("service", "application", "document"), pk=pk)


@page("licences", "view")
def own_certificates(request: Asked) -> HttpResponse:
    """List the certificates that this state issued, or has prepared, by number."""
    rows = visible(request, OwnCertificate.objects.select_related("service"))
    words = request.GET.get("q", "").strip()
    if words != "":
        rows = rows.filter(number__contains=words.upper())
    shown = cut(request, rows)
    today = timezone.localdate()
    context = {"rows": shown, "listed": [(row, state_of(row, today)) for row in shown], "words": words}
    return render(request, "licences/own_certificates.html", context)


@page("licences", "view")
def own_certificate(request: Asked, pk: UUID) -> HttpResponse:
    """Show one certificate of this state, and what other states asked about it."""
    found = _certificate(request, pk)
    stands = state_of(found, timezone.localdate())
    context = {
        "certificate": found,
        "state": stands,
        "is_prepared": stands == OwnState.PREPARED,
        "is_withdrawn": found.withdrawn_on is not None,
        "lines": found.lines.all(),
    }
    examiner = on_page(request, "assessments", "view")
    if examiner is not None:
        context["enquiries"] = visible(examiner, found.enquiries.all())
    return render(request, "licences/own_certificate.html", context)


@page("licences", "review")
def add_own_certificate(request: Asked) -> HttpResponse:
    """Prepare a certificate; another person issues it."""
    return _put(request, OwnCertificate(), reverse("own_certificates"))


@page("licences", "review")
def edit_own_certificate(request: Asked, pk: UUID) -> HttpResponse:
    """Change a certificate that was not issued yet."""
    found = _certificate(request, pk)
    return _put(request, found, reverse("own_certificate", args=[found.pk]))


def _put(request: Asked, row: OwnCertificate, back: str) -> HttpResponse:
    form = OwnCertificateForm(request, request.POST or None, instance=row)

    def act(done: Operation) -> None:
        put_certificate(done, form.save(commit=False), seen=form.entry_seen)

    there = reverse("own_certificate", args=[row.pk])
    return kept(
        request,
        form,
        FormPage(_("Own certificate"), back, row.number, there=there),
        "prepare own certificate",
        act,
    )


@page("licences", "review")
def add_own_line(request: Asked, pk: UUID) -> HttpResponse:
    """Add one line of goods to a certificate."""
    return _line(request, _certificate(request, pk), None)


@page("licences", "review")
def edit_own_line(request: Asked, pk: UUID) -> HttpResponse:
    """Change or withdraw one line of goods of a certificate."""
    line = one(request, OwnLine.objects.select_related("certificate"), pk=pk)
    return _line(request, line.certificate, line)


def _line(request: Asked, found: OwnCertificate, line: OwnLine | None) -> HttpResponse:
    form = OwnLineForm(request.POST or None, instance=line)

    def act(done: Operation) -> None:
        put_own_line(done, found, form.save(commit=False), seen=form.entry_seen)

    back = reverse("own_certificate", args=[found.pk])
    shown = FormPage(_("Goods"), back, found.number)
    return kept(request, form, shown, "enter line of own certificate", act)


@page("licences", "decide", sensitive=True)
def issue_certificate(request: Asked, pk: UUID) -> HttpResponse:
    """Issue a certificate that another person prepared."""
    found = _certificate(request, pk)
    form = IssueForm(request.POST or None, request.FILES or None)
    form.see(certificate_stamp(found))

    def act(done: Operation) -> None:
        given = form.cleaned_data
        done.document = found.number
        issue(done, found, given["issued_on"], given["file"], seen=form.stamp_seen)

    notes = [_("What was issued is not changed any more. The scan of what was signed is kept with it.")]
    back = reverse("own_certificate", args=[found.pk])
    looked_at = {"certificate": found, "lines": found.lines.all()}
    template = "licences/issue.html"
    shown = FormPage(
        _("Issue"), back, found.number, notes, verb=_("Issue"), template=template, shown=looked_at
    )
    return kept(request, form, shown, "issue own certificate", act)


@page("licences", "decide", sensitive=True)
def withdraw_certificate(request: Asked, pk: UUID) -> HttpResponse:
    """Withdraw a certificate."""
    found = _certificate(request, pk)
    form = WithdrawForm(request.POST or None)

    def act(done: Operation) -> None:
        given = form.cleaned_data
        done.document = found.number
        withdraw(done, found, given["withdrawn_on"], given["reason"])

    back = reverse("own_certificate", args=[found.pk])
    return kept(
        request,
        form,
        FormPage(_("Withdraw"), back, found.number, verb=_("Withdraw")),
        "withdraw own certificate",
        act,
    )


@page("assessments", "view")
def enquiries(request: Asked) -> HttpResponse:
    """List what other states asked about certificates of this state, those without an answer first."""
    rows = visible(request, Enquiry.objects.select_related("certificate"))
    is_open = request.GET.get("open", "") != ""
    if is_open:
        rows = rows.filter(answer=Ours.OPEN)
    return render(request, "licences/enquiries.html", {"rows": cut(request, rows), "is_open": is_open})


@page("assessments", "view")
def enquiry(request: Asked, pk: UUID) -> HttpResponse:
    """Lay what another state was shown beside what this state issued."""
    found = one(request, Enquiry.objects.select_related("certificate", "document"), pk=pk)
    own = found.certificate or found_by(found.number)
    certificates = on_page(request, "licences", "view")
    if own is not None and certificates is not None:
        own = visible(certificates, OwnCertificate.objects.filter(pk=own.pk)).first()
    today = timezone.localdate()
    context = {
        "enquiry": found,
        "own": own,
        "lines": [] if own is None else own.lines.filter(is_withdrawn=False),
        "is_open": found.answer == Ours.OPEN,
        "leads": leads_of(found, today),
    }
    return render(request, "licences/enquiry.html", context)


@page("licences", "review")
def add_enquiry(request: Asked) -> HttpResponse:
    """Enter that another state asks whether a certificate is this state's own."""
    return _enquire(request, Enquiry(), FormPage(_("Enquiry about a certificate"), reverse("enquiries")))


@page("licences", "review")
def edit_enquiry(request: Asked, pk: UUID) -> HttpResponse:
    """Put right what was entered of an enquiry, as long as it has no answer."""
    found = one(request, Enquiry.objects.all(), pk=pk)
    back = reverse("enquiry", args=[found.pk])
    return _enquire(request, found, FormPage(_("Enquiry about a certificate"), back, found.number))


def _enquire(request: Asked, row: Enquiry, shown: FormPage) -> HttpResponse:
    form = EnquiryForm(request.POST or None, request.FILES or None, instance=row)

    def act(done: Operation) -> None:
        done.document = form.cleaned_data["number"]
        put_enquiry(done, form.save(commit=False), form.cleaned_data["file"], seen=form.entry_seen)

    there = replace(shown, there=reverse("enquiry", args=[row.pk]))
    return kept(request, form, there, "enter enquiry", act)


@page("licences", "review")
def answer_enquiry(request: Asked, pk: UUID) -> HttpResponse:
    """Answer whether a certificate is this state's own."""
    found = one(request, Enquiry.objects.select_related("certificate"), pk=pk)
    form = ReplyForm(request.POST or None, instance=found)

    def act(done: Operation) -> None:
        given = form.cleaned_data
        said = Reply(Ours(given["answer"]), given["answered_on"], given["explained"])
        done.document = found.number
        reply(done, found, said, seen=form.entry_seen)

    notes = leads_of(found, timezone.localdate())
    back = reverse("enquiry", args=[found.pk])
    return kept(
        request,
        form,
        FormPage(_("Answer"), back, found.number, notes, verb=_("Answer")),
        "answer enquiry",
        act,
    )
