"""Pages on which a licence on paper is corrected by the paper: one person enters it, another decides."""

from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.forms.licences import DecideForm, MendForm, MendTermsForm
from tallystick.register.licences.mending import (
    Because,
    changes,
    decide_correction,
    enter_correction,
    enter_missing_line,
    enter_terms,
    held_anew,
    waiting_for,
    why_not,
    widenings,
)
from tallystick.register.licences.models import Licence, LicenceLine, LineCorrection
from tallystick.register.licences.paper_terms import paper_of, waiting_for_terms
from tallystick.register.licences.views.licences import items_seen

_VERB: Final = "correct paper licence"


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
        because = Because(given["reason"], given["file"])
        enter_correction(done, line, form.told, because, seen=form.entry_seen)

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


@page("licences", "review")
def add_missing_line(request: Asked, pk: UUID) -> HttpResponse:
    """Enter a line that the paper has and the licence lacks; another person confirms it beside the scan."""
    licence, form = _of_paper(request, pk), MendForm(request.POST or None, request.FILES or None)

    def act(done: Operation) -> None:
        given = form.cleaned_data
        done.document = licence.application.paper.number
        enter_missing_line(done, licence, form.told, Because(given["reason"], given["file"]))

    return kept(request, form, _shown(licence, _("Add goods"), []), _VERB, act)


@page("licences", "review")
def mend_terms(request: Asked, pk: UUID) -> HttpResponse:
    """Enter what the paper says of its own number, days and provisos; another person confirms it beside the scan."""
    licence = _of_paper(request, pk)
    form = MendTermsForm(request.POST or None, request.FILES or None, instance=paper_of(licence))

    def act(done: Operation) -> None:
        given = form.cleaned_data
        done.document = licence.application.paper.number
        because = Because(given["reason"], given["file"])
        enter_terms(done, licence, form.told, because, seen=form.entry_seen)

    waits = waiting_for_terms(licence) is not None
    notes = [_("A correction of this licence waits already for a second person.")] if waits else []
    return kept(request, form, _shown(licence, _("Correct a licence by the paper"), notes), _VERB, act)


def _of_paper(request: Asked, pk: UUID) -> Licence:
    rows = Licence.objects.select_related("application__paper__document", "application__applicant")
    licence = one(request, rows, pk=pk)
    if not licence.application.is_on_paper:
        raise Http404
    return licence


def _shown(licence: Licence, title: str, notes: list[str]) -> FormPage:
    told = _("Another person confirms it beside the scan; until then nothing changes.")
    return FormPage(
        title,
        reverse("licence", args=[licence.pk]),
        licence.number,
        [told, *notes],
        said=_("Kept. It waits for a second person."),
    )


@page("licences", "decide", sensitive=True)
def decide_mending(request: Asked, pk: UUID) -> HttpResponse:
    """Confirm or refuse a correction by the paper; what allows more is looked at once more in the paper."""
    rows = LineCorrection.objects.select_related("licence__application__paper__document", "line", "document")
    found = one(request, rows, pk=pk)
    is_open = found.is_accepted is None
    form = DecideForm(request.POST or None, asked=list(widenings(found)) if is_open else [])

    def act(done: Operation) -> None:
        done.document = found.licence.application.paper.number
        decide_correction(done, found, is_accepted=form.is_accepted, note=form.cleaned_data["note"])

    shown = FormPage(
        _title(found),
        reverse("licence", args=[found.licence_id]),
        found.licence.number,
        why_not(found, request.user.get_username()),
        template="licences/mending.html",
        shown={
            "correction": found,
            "changes": changes(found),
            "odd": held_anew(found, items_seen(request, found.licence)) if is_open else [],
            "paper": found.licence.application.paper,
        },
    )
    verb = "decide on correction of paper licence" if found.line is None else "decide on correction of line"
    return kept(request, form, shown, verb, act)


def _title(correction: LineCorrection) -> str:
    if correction.is_of_terms:
        return _("Correct a licence by the paper")
    return _("Add goods") if correction.is_new_line else _("Correct a line by the paper")
