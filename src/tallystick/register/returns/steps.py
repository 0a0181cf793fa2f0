"""Pages on which a person works on a return: what is said in it, who may see it, nil, submitting, and what follows."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.ledger.edited import edited
from tallystick.register.ledger.operation import EditedMeanwhileError, Operation, operation
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
from tallystick.register.returns.lines import readable, table
from tallystick.register.returns.models import Filing, Reason
from tallystick.register.returns.views import chosen

_EDITED: Final = gettext_lazy(
    "Somebody else changed this after you opened it. Open it again and enter your change."
)


@page("returns", "change")
def return_change(request: Asked, pk: UUID) -> HttpResponse:
    """Edit what is said of a return as a whole: who may read it, on what basis, remarks."""
    filing = one(request, Filing.objects.all(), pk=pk)
    if not filing.is_working:
        return _locked(request, filing)
    form = FilingForm(request.POST or None, instance=filing)
    if request.method == "POST" and form.is_valid():
        try:
            form.write(request, "change return")
        except EditedMeanwhileError as error:
            return edited(request, form, error)
        messages.success(request, _("Kept."))
        return redirect("return", pk=pk)
    return _form(request, filing, form, _("Change"))


@page("returns", "change")
def return_answers(request: Asked, pk: UUID) -> HttpResponse:
    """Answer the questions of a return that neither the profile nor the register answers."""
    filing = one(request, Filing.objects.all(), pk=pk)
    if not filing.is_working:
        return _locked(request, filing)
    form = AnswersForm(filing, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, seen = form.answers(), form.cleaned_data["seen"]
        try:
            with operation(request.user, "answer questions of return") as done:
                versions.answer(done, filing, given, seen)
        except EditedMeanwhileError:
            form.add_error(None, _EDITED)
        else:
            messages.success(request, _("Kept."))
            return redirect("return", pk=pk)
    return _form(request, filing, form, _("Keep"))


@page("returns", "change")
def return_lines(request: Asked, pk: UUID) -> HttpResponse:
    """Set who may see each line of a part, and what is said beside it."""
    filing = one(request, Filing.objects.all(), pk=pk)
    if not filing.is_working:
        return _locked(request, filing)
    part = chosen(request, filing)
    rows = cut(request, readable(table(filing, part).lines, request.user.handlings))
    form = LinesForm(rows.object_list, request.POST or None, initial={"seen": filing.entry})
    if request.method == "POST" and form.is_valid():
        try:
            with operation(request.user, "mark lines of return") as done:
                versions.mark(done, filing, form.marks(), form.remarks(), form.cleaned_data["seen"])
        except EditedMeanwhileError:
            form.add_error(None, _EDITED)
        else:
            messages.success(request, _("Kept."))
            return redirect(request.get_full_path())
    return render(request, "returns/lines.html", {"filing": filing, "part": part, "rows": rows, "form": form})


@require_POST
@page("returns", "change")
def return_nil(request: Asked, pk: UUID, part: str) -> HttpResponse:
    """Declare a part nil, leave it out, or take that back."""
    filing = one(request, Filing.objects.all(), pk=pk)
    what = request.POST.get("what", "")

    def declare(done: Operation) -> Filing:
        return versions.declare(done, filing, part, what)

    _done(request, {"nil": "declare nil", "left_out": "leave part out"}.get(what, "take nil back"), declare)
    back = redirect("return", pk=pk)
    if part_of(filing.instrument, part) is not None:
        back["Location"] += f"?part={part}"
    return back


@page("returns", "submit", sensitive=True)
def return_submit(request: Asked, pk: UUID) -> HttpResponse:
    """Submit a return: it is frozen and locked."""
    filing = one(request, Filing.objects.all(), pk=pk)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on, cleared = form.cleaned_data["filed_on"], request.user.handlings
        if _tried(request, form, "submit return", lambda done: versions.submit(done, filing, on, cleared)):
            messages.success(request, _("Submitted, and locked."))
            return redirect("return", pk=pk)
    return _form(request, filing, form, _("Submit"))


@page("returns", "change")
def return_acknowledge(request: Asked, pk: UUID) -> HttpResponse:
    """Keep that the body acknowledged the return."""
    filing = one(request, Filing.objects.all(), pk=pk)
    form = AcknowledgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on, reference = form.cleaned_data["acknowledged_on"], form.cleaned_data["reference"]
        if _tried(
            request,
            form,
            "acknowledge return",
            lambda done: versions.acknowledge(done, filing, on, reference),
        ):
            messages.success(request, _("Kept."))
            return redirect("return", pk=pk)
    return _form(request, filing, form, _("Enter the acknowledgement"))


@page("returns", "change")
def return_revise(request: Asked, pk: UUID) -> HttpResponse:
    """Make a later version of a submitted return."""
    filing = one(request, Filing.objects.all(), pk=pk)
    form = ReviseForm(request.POST or None)
    made: list[Filing] = []
    if request.method == "POST" and form.is_valid():
        reason, note = Reason(form.cleaned_data["reason"]), form.cleaned_data["note"]
        if _tried(
            request,
            form,
            "make new version of return",
            lambda done: made.append(versions.revise(done, filing, reason, note)),
        ):
            return redirect("return", pk=made[0].pk)
    return _form(request, filing, form, _("Make a new version"))


def _tried(request: Asked, form: forms.Form, verb: str, act: Callable[[Operation], object]) -> bool:
    """Do something in an operation of its own; where it is refused, say why on the form."""
    try:
        with operation(request.user, verb) as done:
            act(done)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


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


def _form(request: Asked, filing: Filing, form: forms.BaseForm, verb: str) -> HttpResponse:
    return render(
        request, "returns/form.html", {"form": form, "title": str(filing), "verb": verb, "filing": filing}
    )
