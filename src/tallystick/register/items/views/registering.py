"""Pages on which items are registered: one, or many of one model."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.form_page import refuse
from tallystick.register.items.consignment import (
    ConsignmentForm,
    PaperForm,
    check_licence,
    keep,
    keep_attempt,
    odd_lines,
    preview,
)
from tallystick.register.items.fields import paper_of
from tallystick.register.items.forms import RegisterForm, remark_of_many
from tallystick.register.items.leaving import LeaveRefusedError
from tallystick.register.items.record import register
from tallystick.register.ledger.operation import operation

_ODD_LINES: Final = 50
"""Lines of a consignment whose oddities are told: of more, the list was pasted from the wrong column."""


@page("items", "add")
def register_item(request: Asked) -> HttpResponse:
    """Register one item; items that it may be are shown first."""
    form = RegisterForm(request, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with operation(request.user, "register item", document=form.cleaned_data["reference"]) as done:
                made = form.save(commit=False)
                happened = form.happened(paper_of(done, form, made))
                register(done, made, form.marks(), happened)
        except ValidationError as error:
            refuse(form, error)
        else:
            for remark in form.remarks():
                messages.warning(request, remark)
            messages.success(request, _("Registered as %(number)s.") % {"number": made.number})
            return redirect("item", pk=made.pk)
    likely = form.likely if form.is_bound else []
    return render(request, "items/register.html", {"form": form, "likely": likely})


def _is_refused(request: Asked, form: ConsignmentForm) -> bool:
    try:
        check_licence(request.user, form)
    except LeaveRefusedError as error:
        refuse(form, ValidationError({"licence": error.sentence}))
        return True
    return False


def _tell_refused(request: Asked, form: ConsignmentForm, error: LeaveRefusedError) -> None:
    if not error.is_kept:
        refuse(form, ValidationError({"licence": error.told}))
        return
    # no fault of the form: the attempt was kept
    messages.error(request, error.told)
    keep_attempt(request.user, error, form)


@page("items", "add")
def register_consignment(request: Asked) -> HttpResponse:
    """Register many weapons of one model: their numbers are shown beside the register before anything is kept."""
    form, paper = (
        ConsignmentForm(request, request.POST or None),
        PaperForm(request.POST or None, request.FILES or None),
    )
    context: dict[str, Any] = {"form": form, "paper": paper}
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return render(request, "items/consignment.html", context)
    # what is kept all the same is kept as an attempt, where there is such a licence
    if "keep" not in request.POST and _is_refused(request, form):
        return render(request, "items/consignment.html", context)
    if "keep" in request.POST and paper.is_valid():
        try:
            with operation(
                request.user, "register consignment", document=form.cleaned_data["reference"]
            ) as done:
                document = paper_of(done, paper, form.instance)
                made = keep(done, form, document)
        except ValidationError as error:
            refuse(form, error)
        except LeaveRefusedError as error:
            context["is_attempt_kept"] = error.is_kept
            _tell_refused(request, form, error)
            if not error.is_kept:
                return render(request, "items/consignment.html", context)
        else:
            messages.success(request, remark_of_many(len(made)))
            return redirect("items")
    shown = preview(form)
    context |= {"preview": shown, "lines": shown.lines[:200], "more": max(len(shown.lines) - 200, 0)}
    odd = odd_lines(form.cleaned_data["serials"])
    context |= {"serials": form.cleaned_data["serials"], "remarks": form.remarks(), "count": len(shown.lines)}
    context |= {"odd": odd[:_ODD_LINES], "more_odd": max(len(odd) - _ODD_LINES, 0)}
    return render(request, "items/consignment_preview.html", context)
