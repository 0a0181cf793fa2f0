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
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.items.custody import lines_of
from tallystick.register.items.models import Item
from tallystick.register.items.search import Candidate, find
from tallystick.register.ledger.operation import Operation
from tallystick.register.tracing.entering import conclude, judge, matches, sought
from tallystick.register.tracing.forms import ConclusionForm, JudgeForm
from tallystick.register.tracing.models import Conclusion, Match, TraceRequest, Verdict


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

    def act(done: Operation) -> None:
        given = form.cleaned_data
        done.document = found.number
        judge(done, found, about, Verdict(given["verdict"]), given["reason"], _weighed(found, about))

    beside = {
        "trace": found,
        "item": about,
        "marks": about.marks.all(),
        "lines": lines_of(about),
        "candidate": _weighed(found, about),
        "earlier": Match.objects.filter(request=found, item=about).order_by("made_at", "id"),
    }
    title, back = _("Is it the one?"), reverse("candidates", args=[pk])
    shown = FormPage(title, back, template="tracing/judge.html", shown=beside)
    return kept(request, form, shown, "judge candidate", act)


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

    def act(done: Operation) -> None:
        done.document = item.number
        conclude(done, form.save(commit=False))

    if is_sent(request, form) and acted(request, form, "conclude on origin", act):
        messages.success(request, _("Kept."))
        about = form.instance.request_id
        return redirect("item", pk=pk) if about is None else redirect("trace", pk=about)
    earlier = visible(request, Conclusion.objects.filter(item=item)).order_by("made_at", "id")
    notes = [f"{one.made_on.isoformat()} {one.get_how_display()}: {one.reason}" for one in earlier]
    title = _("Origin of a recovered weapon")
    return form_page(request, form, FormPage(title, reverse("item", args=[pk]), item.number, notes))
