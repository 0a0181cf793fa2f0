"""Pages of a licence that was granted on paper before this register."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.ledger.operation import operation
from tallystick.register.licences.entering import enter_case
from tallystick.register.licences.forms.cases import ApplicationForm, PaperForm
from tallystick.register.licences.models import PaperLicence
from tallystick.register.licences.on_paper import put_paper
from tallystick.register.licences.views.shown import FormPage, kept, seen_in


@page("licences", "review")
def enter_paper(request: Asked) -> HttpResponse:
    """Enter a licence that was granted on paper; its goods and parties are then added on the page of its case."""
    form = PaperForm(request.POST or None, request.FILES or None)
    case = ApplicationForm(request, request.POST or None, prefix="case")
    # whatever it needed, it was granted
    del case.fields["needs_exemption"]

    def do() -> None:
        with operation(request.user, "enter paper licence", document=form.cleaned_data["number"]) as done:
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
    shown = FormPage(_("Licence on paper"), reverse("licences"), "", notes, parts=[case])
    return kept(request, form, do, shown, reverse("case", args=[case.instance.pk]))


@page("licences", "review")
def edit_paper(request: Asked, pk: UUID) -> HttpResponse:
    """Change what the paper says, while it is not submitted."""
    found = one(request, PaperLicence.objects.select_related("application__applicant", "document"), pk=pk)
    form = PaperForm(request.POST or None, request.FILES or None, instance=found)

    def do() -> None:
        with operation(request.user, "change paper licence") as done:
            put_paper(done, form.save(commit=False), form.cleaned_data["file"], seen=seen_in(form))

    back = reverse("case", args=[found.application_id])
    return kept(request, form, do, FormPage(_("Licence on paper"), back, found.application.number))
