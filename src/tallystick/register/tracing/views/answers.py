"""Answers part by part, sending them, and the right of reply."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import on_page, one, visible
from tallystick.register.files.keeping import keep
from tallystick.register.form_page import FormPage, kept
from tallystick.register.handling import Handling, in_words
from tallystick.register.items.models import Item
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.tracing.answers import (
    add_line,
    begin,
    check_draft,
    send,
    standing_lines,
    suggested,
)
from tallystick.register.tracing.doubts import against_not_found, contradicted, says_not_found
from tallystick.register.tracing.entering import matched
from tallystick.register.tracing.forms import (
    AnswerForm,
    CommentForm,
    HearForm,
    LineForm,
    Offered,
    SendForm,
)
from tallystick.register.tracing.models import (
    Answer,
    AnswerLine,
    Direction,
    Hearing,
    LineKind,
    TraceRequest,
)
from tallystick.register.tracing.release import ask_to_comment, heard, may_go_further
from tallystick.register.tracing.signing import statement


@page("traces", "answer")
def new_answer(request: Asked, pk: UUID) -> HttpResponse:
    """Begin an answer from the record of the item that was found; or enter one that came."""
    found = one(request, TraceRequest.objects.select_related("item", "service"), pk=pk)
    offered = _offered(request, found)
    answer = Answer(request=found)
    form = AnswerForm(request, found, offered, request.POST or None, request.FILES or None, instance=answer)

    def act(done: Operation) -> None:
        made, paper = form.save(commit=False), form.cleaned_data["paper"]
        done.document, done.note = found.number, form.why
        if paper is not None:
            made.document = keep(
                done, paper, title=found.number, handling=made.handling, service=found.service
            )
        begin(done, made, form.chosen())

    shown = FormPage(
        _("New answer") if found.direction == Direction.IN else _("Enter an answer that came"),
        reverse("trace", args=[pk]),
        found.number,
        [*offered.notes, *offered.against],
        there=reverse("trace_answer", args=[answer.pk]),
        said=_("Kept as a draft. Add what is known part by part, then send it."),
    )
    return kept(request, form, shown, "begin answer to request", act)


def _offered(request: Asked, found: TraceRequest) -> Offered:
    """Give the parts that records let us say, and what stands against saying them."""
    there = on_page(request, "items", "view")
    if found.direction == Direction.OUT or there is None:
        return Offered(against=tuple(_against(request, found)))
    against, judged = tuple(_against(request, found)), matched(found)
    if len(judged) == 0:
        note = _("No item was held to be the one sought. You can still say that none was found.")
        line = AnswerLine(kind=LineKind.NOT_FOUND, handling=Handling.PARTIES_ONLY)
        return Offered((line,), (note,), against)
    items = visible(there, Item.objects.filter(pk__in=judged).order_by("number"))
    note = _("More than one item was held to be the one sought. Look at them again first.")
    lines = [line for item in items for line in suggested(item, request.user.handlings)]
    return Offered(tuple(lines), (note,) if len(judged) > 1 else (), against)


def _against(request: Asked, found: TraceRequest) -> list[str]:
    """Say what stands against telling that nothing was found, among the items that the person may see."""
    there = on_page(request, "items", "view")
    items = Item.objects.none() if there is None else visible(there, Item.objects.all())
    return against_not_found(found, items)


@page("traces", "view")
def trace_answer(request: Asked, pk: UUID) -> HttpResponse:
    """Show one answer: each part, who may see it, and where the right of reply stands."""
    answer = one(request, _answers(), pk=pk)
    found = one(request, TraceRequest.objects.all(), pk=answer.request_id)
    rows = visible(
        request, answer.lines.select_related("item", "answer__request").prefetch_related("hearings")
    )
    today, there = timezone.localdate(), on_page(request, "items", "view")
    named = Item.objects.filter(pk__in=[line.item_id for line in rows])
    context = {
        "answer": answer,
        "items": [] if there is None else list(visible(there, named)),
        "trace": found,
        "is_in": found.direction == Direction.IN,
        "rows": [(line, heard(line, today), may_go_further(line, today)) for line in rows],
        "hidden": answer.lines.count() - len(rows),
        "is_draft": answer.sent_on is None,
        "signing": "" if answer.foreign_id == "" else statement(answer.signed_by, found.party),
        "handling": in_words(answer.handling),
    }
    return render(request, "tracing/answer.html", context)


def _answers() -> QuerySet[Answer]:
    return Answer.objects.select_related("request", "corrects", "document")


@page("traces", "answer")
def add_answer_line(request: Asked, pk: UUID) -> HttpResponse:
    """Add a part to an answer that was not sent."""
    answer = one(request, _answers(), pk=pk)
    form = LineForm(request, _against(request, answer.request), request.POST or None)

    def act(done: Operation) -> None:
        done.document, done.note = answer.request.number, form.why
        add_line(done, answer, form.save(commit=False))

    back = reverse("trace_answer", args=[pk])
    shown = FormPage(_("Add a part to the answer"), back, answer.request.number)
    return kept(request, form, shown, "add part to answer", act)


@require_POST
@page("traces", "answer")
def withdraw_answer_line(request: Asked, pk: UUID) -> HttpResponse:
    """Take a part out of an answer that was not sent."""
    line = one(request, AnswerLine.objects.select_related("answer"), pk=pk)
    answer = one(request, _answers().filter(sent_on=None), pk=line.answer_id)
    with operation(request.user, "withdraw part of answer", document=answer.request.number) as done:
        check_draft(answer)
        line.is_withdrawn = True
        done.save(line)
    messages.success(request, _("Withdrawn."))
    return redirect("trace_answer", pk=answer.pk)


@page("traces", "send")
def send_answer(request: Asked, pk: UUID) -> HttpResponse:
    """Send an answer, or enter the day on which one came; from then on nothing of it changes."""
    answer = one(request, _answers(), pk=pk)
    cleared_for_all(request, answer)
    is_in = answer.request.direction == Direction.IN
    against = _against(request, answer.request) if says_not_found(standing_lines(answer)) else []
    otherwise = visible(request, Answer.objects.filter(pk__in=[one.pk for one in contradicted(answer)]))
    form = SendForm(answer, against, otherwise, request.POST or None)

    def act(done: Operation) -> None:
        answer.take_places(form.cleaned_data.get("corrects", ()))
        done.document, done.note = answer.request.number, form.why
        send(done, answer, form.cleaned_data["made_on"], form.why)

    held = answer.lines.filter(is_withheld=True, is_withdrawn=False)
    title, back = _("Send the answer") if is_in else _("The answer came"), reverse("trace_answer", args=[pk])
    notes = [*_of_kept_back(held.count()), *against, *_of_sent(otherwise)]
    shown = FormPage(title, back, answer.request.number, notes, verb=title)
    verb = "send answer to request" if is_in else "enter answer to request"
    return kept(request, form, shown, verb, act)


def _of_sent(otherwise: Iterable[Answer]) -> list[str]:
    told = _("Answer %(place)s, sent on %(day)s, says otherwise.")
    return [told % {"place": one.place, "day": one.sent_on} for one in otherwise]


def _of_kept_back(count: int) -> list[str]:
    if count == 0:
        return []
    return [
        ngettext(
            "%(count)s part is kept back: its ground is told, and not what it says.",
            "%(count)s parts are kept back: their grounds are told, and not what they say.",
            count,
        )
        % {"count": count}
    ]


def cleared_for_all(request: Asked, answer: Answer) -> None:
    """Refuse to let an answer out by the hand of a person who may not read all of it.

    Raises:
        Http404: a part is for others.
    """
    if answer.lines.exclude(handling__in=request.user.handlings).filter(is_withdrawn=False).exists():
        raise Http404


@page("traces", "answer")
def hear(request: Asked, pk: UUID) -> HttpResponse:
    """Give a state or company that a part names the chance to comment before wider release."""
    line = one(request, AnswerLine.objects.select_related("answer__request"), pk=pk)
    one(request, _answers(), pk=line.answer_id)
    form = HearForm(request.POST or None, initial={"asked_of": line.named or line.party})

    def act(done: Operation) -> None:
        given = form.cleaned_data
        done.document = line.answer.request.number
        ask_to_comment(done, line, given["asked_of"], given["asked_on"])

    back = reverse("trace_answer", args=[line.answer_id])
    notes = [_("Tell them only the part that names them.")]
    shown = FormPage(_("Right of reply"), back, line.answer.request.number, notes)
    return kept(request, form, shown, "ask for comment", act)


@page("traces", "answer")
def enter_comment(request: Asked, pk: UUID) -> HttpResponse:
    """Enter what somebody who was named says."""
    hearing = one(request, Hearing.objects.select_related("line__answer__request"), pk=pk)
    answer = one(request, _answers(), pk=hearing.line.answer_id)
    one(request, AnswerLine.objects.all(), pk=hearing.line_id)
    form = CommentForm(request.POST or None, request.FILES or None, instance=hearing)

    def act(done: Operation) -> None:
        row, paper = form.save(commit=False), form.cleaned_data["paper"]
        done.document = answer.request.number
        if paper is not None:
            row.document = keep(done, paper, title=row.asked_of, handling=answer.handling)
        done.save(row, seen=form.entry_seen)

    back = reverse("trace_answer", args=[answer.pk])
    shown = FormPage(_("Enter a comment"), back, hearing.asked_of)
    return kept(request, form, shown, "enter comment", act)
