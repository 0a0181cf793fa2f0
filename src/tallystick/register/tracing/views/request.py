"""The page of one request, its marks and papers, and what is done about it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.register.access.page import Asked, may, page
from tallystick.register.access.silo import on_page, one, visible
from tallystick.register.files.keeping import keep
from tallystick.register.form_page import FormPage, kept
from tallystick.register.handling import in_words
from tallystick.register.items.models import Item, State
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.tracing.entering import matches
from tallystick.register.tracing.forms import MarkForm, StepForm, TracePaperForm
from tallystick.register.tracing.models import (
    Answer,
    Direction,
    Match,
    Means,
    RequestPaper,
    SoughtMark,
    Step,
    TraceRequest,
    Verb,
    Verdict,
)
from tallystick.register.tracing.needs import lacking
from tallystick.register.tracing.signing import Signing, signing_of, statement
from tallystick.register.tracing.standing import OVER, source_of_due, standing, steps_of
from tallystick.register.tracing.steps import Done, add_step, possible
from tallystick.register.tracing.views.lists import CHANGED_IN

_ELSEWHERE = frozenset({State.REGISTERED, State.IN_STORE, State.ISSUED, State.ENTRUSTED, State.DEACTIVATED})
"""States in which the register says that an item is in the state's own hands."""


@page("traces", "view")
def trace(request: Asked, pk: UUID) -> HttpResponse:
    """Show one request: what is asked, where it stands, its clock, candidates, answers and all that was done."""
    found = one(request, TraceRequest.objects.select_related("item", "service"), pk=pk)
    today, marks = timezone.localdate(), list(found.marks.all())
    steps = list(steps_of(found).select_related("document", "refers", "answer"))
    stands = standing(found, steps)
    source = source_of_due(found, stands)
    context = {
        "trace": found,
        "is_in": found.direction == Direction.IN,
        "is_overdue": found.due_on is not None and found.due_on < today,
        "is_over": found.state in OVER,
        "signing": statement(found.signed_by, found.party) if found.means == Means.FILE else "",
        "is_key_unknown": signing_of(found.signed_by, found.party) is Signing.UNKNOWN,
        "marks": marks,
        "papers": found.papers.select_related("document").filter(
            document__handling__in=request.user.handlings
        ),
        "lacking": lacking(found, sum(not mark.is_withdrawn for mark in marks)),
        "steps": steps,
        "questions": stands.questions,
        "stopped": stands.stopped,
        "source": _(source) if source != "" else "",
        "answers": visible(request, Answer.objects.filter(request=found)),
        "handling": in_words(found.handling),
        "may_change": found.state in CHANGED_IN[Direction(found.direction)] and may(request, "traces", "add"),
        "possible": possible(found),
        **_about_items(request, found),
    }
    return render(request, "tracing/trace.html", context)


def _about_items(request: Asked, found: TraceRequest) -> dict[str, object]:
    there = on_page(request, "items", "view")
    if there is None:
        return {}
    shown = visible(there, Item.objects.select_related("store"))
    said = list(matches(found).select_related("item").filter(item__in=shown.values("pk")))
    return {
        "item": None if found.item_id is None else shown.filter(pk=found.item_id).first(),
        "matches": said,
        "here": [one.item for one in said if one.verdict == Verdict.IS and one.item.state in _ELSEWHERE],
        "earlier": Match.objects.filter(request=found).count() - len(said) if len(said) > 0 else 0,
    }


@page("traces", "add")
def add_sought_mark(request: Asked, pk: UUID) -> HttpResponse:
    """Add a mark of the weapon that is sought."""
    found = one(request, TraceRequest.objects.all(), pk=pk)
    form = MarkForm(request.POST or None)
    if found.state not in CHANGED_IN[Direction(found.direction)]:
        raise Http404

    def act(done: Operation) -> None:
        mark = form.save(commit=False)
        mark.request = found
        done.save(mark)

    shown = FormPage(_("Add a mark"), reverse("trace", args=[pk]), found.number)
    return kept(request, form, shown, "add mark to request", act)


@require_POST
@page("traces", "add")
def withdraw_sought_mark(request: Asked, pk: UUID) -> HttpResponse:
    """Withdraw a mark that was read wrongly: it stays, and is not searched by."""
    mark = one(request, SoughtMark.objects.select_related("request"), pk=pk)
    found = one(request, TraceRequest.objects.all(), pk=mark.request_id)
    if found.state not in CHANGED_IN[Direction(found.direction)]:
        raise Http404
    with operation(request.user, "withdraw mark of request") as done:
        mark.is_withdrawn = True
        done.save(mark)
    messages.success(request, _("Withdrawn."))
    return redirect("trace", pk=found.pk)


@page("traces", "add")
def add_trace_paper(request: Asked, pk: UUID) -> HttpResponse:
    """Add a picture or paper to a request."""
    found = one(request, TraceRequest.objects.select_related("service"), pk=pk)
    form = TracePaperForm(request.POST or None, request.FILES or None)

    def act(done: Operation) -> None:
        paper, caption = form.cleaned_data["paper"], form.cleaned_data["caption"]
        document = keep(done, paper, title=caption, handling=found.handling, service=found.service)
        done.save(RequestPaper(request=found, document=document, caption=caption))

    shown = FormPage(_("Add a picture or paper"), reverse("trace", args=[pk]), found.number)
    return kept(request, form, shown, "add paper to request", act)


@page("traces", "answer")
def step_trace(request: Asked, pk: UUID, verb: str) -> HttpResponse:
    """Enter what was done about a request: sent, acknowledged, asked, delayed, refused, reminded, closed, opened."""
    found = one(request, TraceRequest.objects.select_related("service"), pk=pk)
    if verb not in Verb.values or Verb(verb) not in possible(found):
        raise Http404
    return _step(request, found, Verb(verb), None)


@page("traces", "answer")
def answer_question(request: Asked, pk: UUID) -> HttpResponse:
    """Enter what was said to a question; the clock goes on."""
    question = one(request, Step.objects.filter(verb=Verb.ASK), pk=pk)
    found = one(request, TraceRequest.objects.select_related("service"), pk=question.request_id)
    return _step(request, found, Verb.TELL, question)


def _step(request: Asked, found: TraceRequest, verb: Verb, question: Step | None) -> HttpResponse:
    form = StepForm(verb, request.POST or None, request.FILES or None)

    def act(done: Operation) -> None:
        paper, document = form.cleaned_data["paper"], None
        done.document = found.number
        if paper is not None:
            document = keep(done, paper, title=found.number, handling=found.handling, service=found.service)
        said = form.said(document)
        add_step(done, found, said if question is None else _refer(said, question))

    notes = [] if question is None else [question.text]
    shown = FormPage(verb.label, reverse("trace", args=[found.pk]), found.number, notes, verb=verb.label)
    return kept(request, form, shown, f"request to trace: {verb}", act)


def _refer(said: Done, question: Step) -> Done:
    return Done(said.verb, said.on, said.text, refers=question, document=said.document)
