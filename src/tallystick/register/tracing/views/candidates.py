"""Items that may be the one sought, and what people hold of them and of origins."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import on_page, one, visible
from tallystick.register.items.models import Item
from tallystick.register.items.search import Candidate, find
from tallystick.register.items.views import lines_of
from tallystick.register.ledger.operation import operation
from tallystick.register.tracing.entering import conclude, judge, matches, sought
from tallystick.register.tracing.forms import ConclusionForm, JudgeForm
from tallystick.register.tracing.models import Conclusion, Match, TraceRequest, Verdict
from tallystick.register.tracing.views.shown import Shown, form_page, is_done


@page("traces", "answer")
def candidates(request: Asked, pk: UUID) -> HttpResponse:
    """Search the register for the weapon of a request: ranked, with reasons, and what people said of each."""
    found = one(request, TraceRequest.objects.all(), pk=pk)
    fault, ranked = "", []
    try:
        ranked = find(_items(request), sought(found))
    except ValidationError as error:
        fault = " ".join(error.messages)
    said = {match.item_id: match for match in matches(found)}
    rows = [(one, said.get(one.item.pk)) for one in ranked]
    return render(request, "tracing/candidates.html", {"trace": found, "rows": rows, "fault": fault})


def _items(request: Asked) -> QuerySet[Item]:
    there = on_page(request, "items", "view")
    if there is None:
        raise Http404
    return visible(there, Item.objects.all())


@page("traces", "answer")
def judge_candidate(request: Asked, pk: UUID, item: UUID) -> HttpResponse:
    """Say whether an item is the one sought, with its record beside; a later judgement takes the place of this."""
    found = one(request, TraceRequest.objects.all(), pk=pk)
    about = _items(request).filter(pk=item).select_related("store", "service").first()
    if about is None:
        raise Http404
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with operation(request.user, "judge candidate", document=found.number) as done:
            judge(done, found, about, Verdict(given["verdict"]), given["reason"], _weighed(found, about))
        messages.success(request, _("Kept."))
        return redirect("candidates", pk=pk)
    context = {
        "trace": found,
        "item": about,
        "marks": about.marks.all(),
        "lines": lines_of(about),
        "candidate": _weighed(found, about),
        "earlier": Match.objects.filter(request=found, item=about).order_by("made_at", "id"),
        "form": form,
    }
    return render(request, "tracing/judge.html", context)


def _weighed(found: TraceRequest, item: Item) -> Candidate | None:
    try:
        return next(iter(find(Item.objects.filter(pk=item.pk), sought(found))), None)
    except ValidationError:
        return None


@page("traces", "establish")
def establish_origin(request: Asked, pk: UUID) -> HttpResponse:
    """Conclude whether the origin of a recovered item is established: what indicator 16.4.2 counts."""
    there = on_page(request, "items", "view")
    if there is None:
        raise Http404
    item = one(there, Item.objects.all(), pk=pk)
    form = ConclusionForm(request, request.POST or None, instance=Conclusion(item=item))

    def act() -> None:
        with operation(request.user, "conclude on origin", document=item.number) as done:
            conclude(done, form.save(commit=False))

    if request.method == "POST" and form.is_valid() and is_done(form, act):
        messages.success(request, _("Kept."))
        about = form.instance.request_id
        return redirect("item", pk=pk) if about is None else redirect("trace", pk=about)
    earlier = visible(request, Conclusion.objects.filter(item=item)).order_by("made_at", "id")
    notes = [f"{one.made_on.isoformat()} {one.get_how_display()}: {one.reason}" for one in earlier]
    title = _("Origin of a recovered weapon")
    return form_page(request, form, Shown(title, reverse("item", args=[pk]), item.number, notes))
