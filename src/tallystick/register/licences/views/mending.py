"""Pages on which a line of a licence on paper is corrected: one person enters it, another decides."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.forms.licences import DecideForm, MendForm
from tallystick.register.licences.mending import (
    changes,
    decide_correction,
    enter_correction,
    held_anew,
    waiting_for,
    why_not,
    widenings,
)
from tallystick.register.licences.models import LicenceLine, LineCorrection


@page("licences", "review")
def mend_line(request: Asked, pk: UUID) -> HttpResponse:
    """Enter what a line is by the paper; another person confirms it beside the scan."""
    line = one(request, LicenceLine.objects.select_related("licence__application__paper__document"), pk=pk)
    if not line.licence.application.is_on_paper:
        raise Http404
    title = str(line)
    form = MendForm(request.POST or None, request.FILES or None, instance=line)

    def act(done: Operation) -> None:
        given = form.cleaned_data
        done.document = line.licence.application.paper.number
        enter_correction(done, line, form.told, given["reason"], given["file"], seen=form.entry_seen)

    notes = [title, _("Another person confirms it beside the scan; until then the line stands as it is.")]
    if waiting_for(line) is not None:
        notes.append(_("A correction of this line waits already for a second person."))
    back = reverse("licence", args=[line.licence_id])
    shown = FormPage(
        _("Correct a line by the paper"),
        back,
        line.licence.number,
        notes,
        said=_("Kept. It waits for a second person."),
    )
    return kept(request, form, shown, "correct line of paper licence", act)


@page("licences", "decide", sensitive=True)
def decide_mending(request: Asked, pk: UUID) -> HttpResponse:
    """Confirm or refuse a correction of a line; what allows more is looked at once more in the paper."""
    rows = LineCorrection.objects.select_related("licence__application__paper__document", "line", "document")
    found = one(request, rows, pk=pk)
    is_open = found.is_accepted is None
    form = DecideForm(request.POST or None, asked=list(widenings(found)) if is_open else [])

    def act(done: Operation) -> None:
        done.document = found.licence.application.paper.number
        decide_correction(done, found, is_accepted=form.is_accepted, note=form.cleaned_data["note"])

    shown = FormPage(
        _("Correct a line by the paper"),
        reverse("licence", args=[found.licence_id]),
        found.licence.number,
        why_not(found, request.user.get_username()),
        template="licences/mending.html",
        shown={
            "correction": found,
            "changes": changes(found),
            "odd": held_anew(found) if is_open else [],
            "paper": found.licence.application.paper,
        },
    )
    return kept(request, form, shown, "decide on correction of line", act)
