"""Pages of a licence that was granted on paper before this register."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.entering import enter_case
from tallystick.register.licences.forms.cases import ApplicationForm, PaperForm
from tallystick.register.licences.models import PaperLicence
from tallystick.register.licences.on_paper import put_paper


@page("licences", "review")
def enter_paper(request: Asked) -> HttpResponse:
    """Enter a licence that was granted on paper; its goods and parties are then added on the page of its case."""
    form = PaperForm(request.POST or None, request.FILES or None)
    case = ApplicationForm(request, request.POST or None, prefix="case")
    # whatever it needed, it was granted
    del case.fields["needs_exemption"]

    def act(done: Operation) -> None:
        done.document = form.cleaned_data["number"]
        paper = form.save(commit=False)
        paper.application = enter_case(done, case.save(commit=False))
        put_paper(done, paper, form.cleaned_data["file"], seen=None)

    notes = [
        _(
            "A licence from before this register. Another person confirms it beside the scan; "
            "until then it allows nothing."
        ),
        _("It serves for transfers while it was valid, and for none after that."),
    ]
    there = reverse("case", args=[case.instance.pk])
    shown = FormPage(_("Licence on paper"), reverse("licences"), notes=notes, parts=[case], there=there)
    return kept(request, form, shown, "enter paper licence", act)


@page("licences", "review")
def edit_paper(request: Asked, pk: UUID) -> HttpResponse:
    """Change what the paper says, while it is not submitted."""
    found = one(request, PaperLicence.objects.select_related("application__applicant", "document"), pk=pk)
    form = PaperForm(request.POST or None, request.FILES or None, instance=found)

    def act(done: Operation) -> None:
        put_paper(done, form.save(commit=False), form.cleaned_data["file"], seen=form.entry_seen)

    back = reverse("case", args=[found.application_id])
    return kept(
        request,
        form,
        FormPage(_("Licence on paper"), back, found.application.number),
        "change paper licence",
        act,
    )
