"""Pages of cases: the list, one case, and what an applicant enters."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.register.access.page import Asked, may, page
from tallystick.register.access.silo import one, visible
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.licences.changing import OPEN_IN
from tallystick.register.licences.clock import clock_on
from tallystick.register.licences.entering import (
    CHANGED_IN,
    draft_from,
    enter_case,
    kept_file,
    put_answer,
    put_application,
    put_line,
    put_party,
)
from tallystick.register.licences.entering import verify_party as keep_verified
from tallystick.register.licences.forms.cases import (
    AnswerForm,
    ApplicationForm,
    FilterForm,
    LineForm,
    PartyForm,
    VerifiedForm,
)
from tallystick.register.licences.models import Application, CaseLine, CaseParty, Query, State, Verb
from tallystick.register.licences.needs import missing_next
from tallystick.register.licences.onward import next_for_others, waiting_among, waits_for
from tallystick.register.licences.steps import STEPS, is_for
from tallystick.register.licences.views.whole import content, examines
from tallystick.register.paging import cut


@page("licences", "view")
def licences(request: Asked) -> HttpResponse:
    """List cases, the overdue first where asked, by state, kind and the end user's state; or one's own."""
    form = FilterForm(request.GET)
    rows = visible(request, Application.objects.select_related("applicant", "licence", "paper"))
    given = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    for name in ("state", "kind", "end_user_party"):
        if given.get(name, "") != "":
            rows = rows.filter(**{name: given[name].upper() if name == "end_user_party" else given[name]})
    if given.get("overdue"):
        rows = rows.filter(due_on__lt=today).order_by("due_on", "number")
    is_mine = request.GET.get("waits", "") != ""
    if is_mine:
        rows = rows.filter(pk__in=[case.pk for case in waiting_among(rows, request.user)])
    context = {"rows": cut(request, rows), "form": form, "today": today, "is_mine": is_mine}
    return render(request, "licences/cases.html", context)


@page("licences", "view")
def case(request: Asked, pk: UUID) -> HttpResponse:
    """Show one case on one page: where it stands, its clock, what is missing next, and all that is in it."""
    found = _case(request, pk)
    today, examiner = timezone.localdate(), examines(request)
    context = {
        **content(request, found),
        "today": today,
        "is_overdue": found.due_on is not None and found.due_on < today,
        "is_recalled": _is_recalled(found),
        "steps": _possible(request, found),
        "next": [] if waits_for(found, request.user) else next_for_others(found, names_people=examiner),
        "may_waive": found.state == State.UNDER_REVIEW and found.officer == request.user.get_username(),
        "is_open": found.state in OPEN_IN,
        "may_change": found.state in CHANGED_IN and may(request, "licences", "add"),
        "missing": missing_next(found) if examiner or found.state == State.DRAFT else [],
    }
    return render(request, "licences/case.html", context)


def _case(request: Asked, pk: UUID) -> Application:
    return one(request, Application.objects.select_related("applicant", "amends", "copies", "paper"), pk=pk)


def _is_recalled(found: Application) -> bool:
    """Whether an open question is in its last days, or behind them."""
    first = found.queries.filter(answered_on=None).order_by("due_on").first()
    if first is None:
        return False
    clock = clock_on(first.asked_on)
    return clock.between(timezone.localdate(), first.due_on) <= clock.working_days["chaser"]


def _possible(request: Asked, found: Application) -> list[tuple[Verb, str]]:
    """List what this person can do about the case now, with the address of its page."""
    known: list[tuple[Verb, str]] = []
    for verb, step in STEPS.items():
        if State(found.state) not in step.comes_from or verb == Verb.ANSWER:
            continue
        if may(request, "licences", step.action) and is_for(found, verb, request.user.get_username()):
            known.append((verb, address_of(found, verb)))
    return known


def address_of(found: Application, verb: Verb) -> str:
    """Give the page on which a step is done."""
    name = _PAGES.get(verb)
    if name is not None:
        return reverse(name, args=[found.pk])
    return reverse(f"case_{STEPS[verb].action}", args=[found.pk, verb.value])


_PAGES = {Verb.ASK: "case_ask", Verb.RECOMMEND: "case_recommend", Verb.GRANT: "case_grant"}


@page("licences", "add")
def apply_for(request: Asked) -> HttpResponse:
    """Enter a new application as a draft."""
    form = ApplicationForm(request, request.POST or None)

    def act(done: Operation) -> None:
        enter_case(done, form.save(commit=False))

    if is_sent(request, form) and acted(request, form, "enter application", act):
        made = form.instance
        messages.success(request, _("Kept as %(number)s.") % {"number": made.number})
        return redirect("case", pk=made.pk)
    return form_page(request, form, FormPage(_("New application"), reverse("licences")))


@page("licences", "add")
def edit_case(request: Asked, pk: UUID) -> HttpResponse:
    """Change what is applied for, while it is the applicant's turn."""
    found = _case(request, pk)
    form = ApplicationForm(request, request.POST or None, instance=found)

    def act(done: Operation) -> None:
        put_application(done, form.save(commit=False), seen=form.entry_seen)

    return kept(request, form, _page(found, _("Change the application")), "change application", act)


@page("licences", "add")
def add_line(request: Asked, pk: UUID) -> HttpResponse:
    """Add one line of goods."""
    return _line(request, _case(request, pk), None)


@page("licences", "add")
def edit_line(request: Asked, pk: UUID) -> HttpResponse:
    """Change or withdraw one line of goods."""
    line = one(request, CaseLine.objects.select_related("application"), pk=pk)
    return _line(request, line.application, line)


def _line(request: Asked, found: Application, line: CaseLine | None) -> HttpResponse:
    form = LineForm(request.POST or None, instance=line)

    def act(done: Operation) -> None:
        put_line(done, found, form.save(commit=False), seen=form.entry_seen)

    return kept(request, form, _page(found, _("Goods")), "enter line of application", act)


@page("licences", "add")
def add_party(request: Asked, pk: UUID) -> HttpResponse:
    """Name somebody in the case."""
    return _party(request, _case(request, pk), None)


@page("licences", "add")
def edit_party(request: Asked, pk: UUID) -> HttpResponse:
    """Change or withdraw somebody in the case."""
    party = one(request, CaseParty.objects.select_related("application"), pk=pk)
    return _party(request, party.application, party)


def _party(request: Asked, found: Application, party: CaseParty | None) -> HttpResponse:
    form = PartyForm(request.POST or None, instance=party)

    def act(done: Operation) -> None:
        put_party(done, found, form.save(commit=False), seen=form.entry_seen)

    return kept(request, form, _page(found, _("Party in the case")), "enter party in case", act)


@page("licences", "review")
def verify_party(request: Asked, pk: UUID) -> HttpResponse:
    """Say how it was verified that somebody is who they say."""
    party = one(request, CaseParty.objects.select_related("application"), pk=pk)
    form = VerifiedForm(request.POST or None, instance=party)

    def act(done: Operation) -> None:
        keep_verified(done, form.save(commit=False), seen=form.entry_seen)

    return kept(
        request,
        form,
        _page(party.application, _("How it was verified"), party.name),
        "verify party in case",
        act,
    )


@page("licences", "add")
def answer_query(request: Asked, pk: UUID) -> HttpResponse:
    """Answer a question of the authority."""
    query = one(request, Query.objects.select_related("application__applicant"), pk=pk)
    form = AnswerForm(request.POST or None, request.FILES or None)

    def act(done: Operation) -> None:
        file = form.cleaned_data["file"]
        document = kept_file(done, file, query.application, query.question)
        put_answer(done, query, form.cleaned_data["answer"], document)

    return kept(request, form, _page(query.application, _("Answer"), query.question), "answer question", act)


def _page(found: Application, title: str, *notes: str) -> FormPage:
    return FormPage(title, reverse("case", args=[found.pk]), found.number, [*notes])


@page("licences", "add")
@require_POST
def copy_case(request: Asked, pk: UUID) -> HttpResponse:
    """Enter a draft with the lines and parties of this case."""
    found = _case(request, pk)
    return _copied(request, lambda done: draft_from(done, found, amends=False))


@page("licences", "add")
@require_POST
def amend_case(request: Asked, pk: UUID) -> HttpResponse:
    """Enter a draft that amends this case."""
    found = _case(request, pk)
    if found.state != State.GRANTED:
        messages.error(request, _("Only a case that was granted can be amended."))
        return redirect("case", pk=found.pk)
    return _copied(request, lambda done: draft_from(done, found, amends=True))


def _copied(request: Asked, make: Callable[[Operation], Application]) -> HttpResponse:
    with operation(request.user, "enter application") as done:
        made = make(done)
    messages.success(request, _("Kept as %(number)s.") % {"number": made.number})
    return redirect("case", pk=made.pk)
