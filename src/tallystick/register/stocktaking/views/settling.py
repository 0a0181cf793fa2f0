"""The page on which one difference is settled."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.form_page import acted, is_sent, refuse
from tallystick.register.items.fields import paper_of
from tallystick.register.items.happened_form import HappenedForm, HappenedToManyForm
from tallystick.register.items.leaving import LeaveRefusedError, keep_refused
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.search import Candidate, Sought, find
from tallystick.register.ledger.operation import Operation
from tallystick.register.stocktaking.difference import Difference, one_difference
from tallystick.register.stocktaking.forms import IdentifyForm, ReasonForm
from tallystick.register.stocktaking.models import Count, Differs, How
from tallystick.register.stocktaking.settle import identify, settle, settle_by_event
from tallystick.register.stocktaking.shown import shown, ways

_ALIKE = 10
"""Items with a like mark that are shown beside a find."""


@page("counts", "settle")
def count_settle(request: Asked, pk: UUID, subject: UUID, way: str) -> HttpResponse:
    """Settle one difference: by an event, by mending what was keyed, or with a reason."""
    found = one(request, Count.objects.select_related("store__site", "closing"), pk=pk)
    difference = None if found.is_closed else one_difference(found, subject)
    if difference is None:
        raise Http404
    item = visible(request, Item.objects.select_related("store")).filter(pk=difference.subject).first()
    if way not in {name for name, _label in ways(difference, item)}:
        raise Http404
    form = _form(request, found, difference, item, way)
    if is_sent(request, form) and _is_settled(request, found, difference, form, way):
        messages.success(request, _("Kept."))
        return redirect("count", pk=found.pk)
    context = {
        "form": form,
        "count": found,
        "title": _("Settle a difference"),
        "row": shown(request, [difference])[0],
        "way": dict(ways(difference, item))[way],
        "alike": alike(request, difference),
    }
    return render(request, "stocktaking/settle.html", context)


def _form(request: Asked, count: Count, difference: Difference, item: Item | None, way: str) -> forms.Form:
    data = request.POST or None
    if way == How.IDENTIFIED:
        return IdentifyForm(request, data)
    if item is None or way not in EventKind.values:
        return ReasonForm(data)
    initial: dict[str, Any] = {"happened_on": count.counted_on, "reference": count.number}
    if difference.differs == Differs.ELSEWHERE:
        initial |= {"store": count.store_id, "place": str(count.store)}
    if difference.expected is not None and difference.counted is not None:
        initial["quantity"] = max(difference.expected - difference.counted, 0) or None
    return HappenedForm(request, item, EventKind(way), data, request.FILES or None, initial=initial)


def _is_settled(request: Asked, count: Count, difference: Difference, form: forms.Form, way: str) -> bool:
    def act(done: Operation) -> None:
        done.document = count.number
        _settle(done, count, difference, form, way)

    try:
        return acted(request, form, "settle difference", act)
    except LeaveRefusedError as error:
        refuse_use(request, form, error)
        return False


def _settle(done: Operation, count: Count, difference: Difference, form: forms.Form, way: str) -> None:
    if isinstance(form, HappenedForm):
        happened = replace(form.happened(), document=paper_of(done, form, form.item))
        settle_by_event(done, count, difference, happened)
    elif isinstance(form, IdentifyForm) and form.item is not None:
        identify(done, count, difference, form.item, form.cleaned_data["reason"])
    else:
        settle(done, count, difference, How(way), form.cleaned_data["reason"])


def refuse_use(request: Asked, form: forms.Form, error: LeaveRefusedError) -> None:
    """Say on a form why a licence does not allow an export, and keep that it was tried."""
    refuse(form, ValidationError({"licence": error.told}))
    if isinstance(form, HappenedForm):
        items = form.items if isinstance(form, HappenedToManyForm) else [form.item]
        keep_refused(request.user, error, items, form.happened())


def alike(request: Asked, difference: Difference) -> list[Candidate]:
    """Find the registered items that a find may be, among those the person may see, the likeliest first."""
    if difference.differs != Differs.UNREGISTERED or difference.marks == "":
        return []
    try:
        return find(visible(request, Item.objects.all()), Sought(marks=(difference.marks,)), limit=_ALIKE)
    except ValidationError:
        # too little of the mark was read to look for it
        return []
