"""Pages on which a person works on a return: what is said in it, who may see it, nil, submitting, and what follows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.paging import cut
from tallystick.register.returns import versions
from tallystick.register.returns.forms import (
    AcknowledgeForm,
    AnswersForm,
    FilingForm,
    LinesForm,
    ReviseForm,
    SubmitForm,
)
from tallystick.register.returns.instruments import part_of
from tallystick.register.returns.lacking import lacking
from tallystick.register.returns.lines import readable, table
from tallystick.register.returns.models import Emptiness, Filing, Reason
from tallystick.register.returns.templatetags.returns_words import in_short
from tallystick.register.returns.views.returns import chosen

_DECLARED: Final[Mapping[str, str]] = {
    Emptiness.NIL: "declare nil",
    Emptiness.LEFT_OUT: "leave part out",
}
"""What is done, as the chain has it."""


@page("returns", "change")
def return_change(request: Asked, pk: UUID) -> HttpResponse:
    """Edit what is said of a return as a whole: who may read it, on what basis, remarks."""
    filing = one(request, Filing.objects.all(), pk=pk)
    if not filing.is_working:
        return _locked(request, filing)
    form = FilingForm(request.POST or None, instance=filing)
    return kept(request, form, _page(filing, _("Change")), "change return", form.keep)


@page("returns", "change")
def return_answers(request: Asked, pk: UUID) -> HttpResponse:
    """Answer the questions of a return that neither the profile nor the register answers."""
    filing = one(request, Filing.objects.all(), pk=pk)
    if not filing.is_working:
        return _locked(request, filing)
    form = AnswersForm(filing, request.POST or None)

    def act(done: Operation) -> None:
        versions.answer(done, filing, form.answers(), form.entry_seen)

    return kept(request, form, _page(filing, _("Keep")), "answer questions of return", act)


@page("returns", "change")
def return_lines(request: Asked, pk: UUID) -> HttpResponse:
    """Set who may see each line of a part, and what is said beside it."""
    filing = one(request, Filing.objects.all(), pk=pk)
    if not filing.is_working:
        return _locked(request, filing)
    part = chosen(request, filing)
    rows = cut(request, readable(table(filing, part).lines, request.user.handlings))
    form = LinesForm(filing, [(in_short(line.figure), line) for line in rows], request.POST or None)

    def act(done: Operation) -> None:
        versions.mark(done, filing, form.marks(), form.remarks(), form.entry_seen)

    shown = {"filing": filing, "part": part, "rows": rows}
    lines = FormPage(str(filing), there=request.get_full_path(), template="returns/lines.html", shown=shown)
    return kept(request, form, lines, "mark lines of return", act)


@require_POST
@page("returns", "change")
def return_nil(request: Asked, pk: UUID, part: str) -> HttpResponse:
    """Declare a part nil, leave it out, or take that back."""
    filing = one(request, Filing.objects.all(), pk=pk)
    what = request.POST.get("what", "")

    def declare(done: Operation) -> Filing:
        return versions.declare(done, filing, part, what)

    _done(request, _DECLARED.get(what, "take nil back"), declare)
    back = redirect("return", pk=pk)
    if part_of(filing.instrument, part) is not None:
        back["Location"] += f"?part={part}"
    return back


@page("returns", "submit", sensitive=True)
def return_submit(request: Asked, pk: UUID) -> HttpResponse:
    """Submit a return: it is frozen and locked."""
    filing = one(request, Filing.objects.all(), pk=pk)
    lacks = lacking(filing)
    form = SubmitForm(lacks, request.POST or None)

    def act(done: Operation) -> None:
        versions.submit(done, filing, form.cleaned_data["filed_on"], request.user.handlings)

    shown = replace(_page(filing, _("Submit"), said=_("Submitted, and locked.")), notes=lacks)
    return kept(request, form, shown, "submit return", act)


@page("returns", "change")
def return_acknowledge(request: Asked, pk: UUID) -> HttpResponse:
    """Keep that the body acknowledged the return."""
    filing = one(request, Filing.objects.all(), pk=pk)
    form = AcknowledgeForm(request.POST or None)

    def act(done: Operation) -> None:
        given = form.cleaned_data
        versions.acknowledge(done, filing, given["acknowledged_on"], given["reference"])

    return kept(request, form, _page(filing, _("Enter the acknowledgement")), "acknowledge return", act)


@page("returns", "change")
def return_revise(request: Asked, pk: UUID) -> HttpResponse:
    """Make a later version of a submitted return."""
    filing = one(request, Filing.objects.all(), pk=pk)
    form = ReviseForm(request.POST or None)
    made: list[Filing] = []

    def act(done: Operation) -> None:
        given = form.cleaned_data
        made.append(versions.revise(done, filing, Reason(given["reason"]), given["note"]))

    if is_sent(request, form) and acted(request, form, "make new version of return", act):
        return redirect("return", pk=made[0].pk)
    return form_page(request, form, _page(filing, _("Make a new version")))


def _page(filing: Filing, verb: str, said: str = "") -> FormPage:
    title, back = str(filing), reverse("return", args=[filing.pk])
    return FormPage(title, back, about=filing, state=filing.get_state_display(), verb=verb, said=said)


def _done(request: Asked, verb: str, act: Callable[[Operation], object]) -> None:
    """Do something in an operation of its own; where it is refused, say why on the next page."""
    try:
        with operation(request.user, verb) as done:
            act(done)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, _("Kept."))


def _locked(request: Asked, filing: Filing) -> HttpResponse:
    messages.error(request, _("This version was submitted and is locked. Make a new version to change it."))
    return redirect("return", pk=filing.pk)
