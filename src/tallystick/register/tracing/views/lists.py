"""The list of requests, new ones, machine files that come in, and what goes out as claims."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import keep_readings, on_page, one, visible
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.handling import OPEN
from tallystick.register.items.models import Item
from tallystick.register.ledger.operation import Operation
from tallystick.register.paging import cut
from tallystick.register.tracing.claims import LeftOut, claims, requests_with_answers, tally
from tallystick.register.tracing.contact import our_contact
from tallystick.register.tracing.entering import enter, from_item, marks_of
from tallystick.register.tracing.forms import FileForm, FilterForm, RequestForm
from tallystick.register.tracing.intake import Taken, take_in
from tallystick.register.tracing.message import fingerprint
from tallystick.register.tracing.models import Direction, State, TraceRequest
from tallystick.register.tracing.signing import Signing, signing_of, statement

CHANGED_IN = {
    Direction.OUT: frozenset({State.DRAFT}),
    Direction.IN: frozenset({State.RECEIVED, State.ACKNOWLEDGED, State.QUESTIONED, State.DELAYED}),
}
"""States in which a request may be changed: before it, or an answer to it, has left the house."""


@page("traces", "view")
def traces(request: Asked) -> HttpResponse:
    """List requests: by direction, state, other state, and those whose day has passed."""
    form = FilterForm(request.GET)
    rows = visible(request, TraceRequest.objects.all())
    given = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    for name in ("direction", "state", "party"):
        if given.get(name, "") != "":
            rows = rows.filter(**{name: given[name]})
    if given.get("overdue"):
        rows = rows.filter(due_on__lt=today).order_by("due_on", "number")
    context = {"rows": cut(request, rows), "form": form, "today": today, "contact": our_contact()}
    return render(request, "tracing/traces.html", context)


@page("traces", "add")
def new_trace_out(request: Asked) -> HttpResponse:
    """Write a request to another state: about an item in our hands (`?item=`), or free."""
    row = TraceRequest(direction=Direction.OUT)
    about = _item(request)
    if about is not None:
        row = TraceRequest(direction=Direction.OUT, item=about, **from_item(about))
        row.party = about.country
    return _new(request, row, _("New request to another state"))


@page("traces", "add")
def new_trace_in(request: Asked) -> HttpResponse:
    """Enter a request that came on paper."""
    row = TraceRequest(direction=Direction.IN)
    return _new(request, row, _("Enter a request that came"))


def _item(request: Asked) -> Item | None:
    asked = request.GET.get("item", "")
    if asked == "":
        return None
    try:
        pk = UUID(asked)
    except ValueError as error:
        raise Http404 from error
    there = on_page(request, "items", "view")
    if there is None:
        raise Http404
    return one(there, Item.objects.select_related("service", "store"), pk=pk)


def _new(request: Asked, row: TraceRequest, title: str) -> HttpResponse:
    form = RequestForm(request, row.direction, request.POST or None, instance=row)
    verb = "write request to trace" if row.direction == Direction.OUT else "enter request to trace"

    def act(done: Operation) -> None:
        made = form.save(commit=False)
        done.document = made.reference
        enter(done, made, marks_of(made.item) if made.item is not None else form.marks())

    shown = FormPage(title, reverse("traces"), there=reverse("trace", args=[row.pk]))
    return kept(request, form, shown, verb, act)


@page("traces", "add")
def edit_trace(request: Asked, pk: UUID) -> HttpResponse:
    """Change a request before it, or an answer to it, was sent."""
    row = one(request, TraceRequest.objects.select_related("item"), pk=pk)
    if row.state not in CHANGED_IN[Direction(row.direction)]:
        messages.warning(request, _("This request can no longer be changed. Enter a note or a question."))
        return redirect("trace", pk=pk)
    form = RequestForm(request, row.direction, request.POST or None, instance=row)
    shown = FormPage(_("Change the request"), reverse("trace", args=[pk]), row.number)
    return kept(request, form, shown, "change request to trace", form.keep)


@page("traces", "take_in")
def read_trace_file(request: Asked) -> HttpResponse:
    """Take in a machine file of another register: a request, an answer or a refusal."""
    form = FileForm(request.POST or None, request.FILES or None)
    came: list[tuple[Taken, bytes]] = []

    def act(done: Operation) -> None:
        content = form.cleaned_data["file"].read()
        came.append((take_in(done, content, request.user.handlings), content))

    if is_sent(request, form) and acted(request, form, "take in trace file", act, at="file"):
        [(taken, content)] = came
        _tell(request, taken, content)
        return redirect("trace", pk=taken.request.pk)
    shown = FormPage(_("Take in a machine file"), reverse("traces"), verb=_("Take in"))
    return form_page(request, form, shown)


def _tell(request: Asked, taken: Taken, content: bytes) -> None:
    party = taken.request.party
    if taken.is_new:
        said = _("Taken in. Compare the fingerprint %(print)s of the file with the letter.")
        messages.success(request, said % {"print": fingerprint(content)})
    else:
        messages.warning(request, _("This file was taken in before. Nothing changed."))
    is_known = signing_of(taken.signed_by, party) is Signing.KNOWN
    messages.add_message(
        request, messages.SUCCESS if is_known else messages.WARNING, statement(taken.signed_by, party)
    )


@page("traces", "claims")
def trace_claims(request: Asked, audience: str) -> HttpResponse:
    """Show what requests and answers give as claims, and what they do not and why; `?file=1` is the tally file.

    `public` and `parties_only` hold what those may have, `own` everything with its handling.
    """
    if audience not in _AUDIENCES:
        raise Http404
    rows: QuerySet[TraceRequest] = visible(request, requests_with_answers())
    found = claims(rows.iterator(500), timezone.localdate(), None if audience == "own" else audience)
    if request.GET.get("file") is None:
        left = [(number, _WHY_LEFT[why]) for number, why in found.left_out]
        context = {"audience": _AUDIENCES[audience], "count": len(found.rows), "left": left}
        return render(request, "tracing/claims.html", context)
    keep_readings(request, rows.exclude(handling__in=OPEN) if audience == "own" else [])
    answer = HttpResponse(tally(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="traces-{audience}.csv"'
    return answer


_AUDIENCES = {
    "public": gettext_lazy("Public"),
    "parties_only": gettext_lazy("Parties only"),
    "own": gettext_lazy("For our own use"),
}
_WHY_LEFT = {
    LeftOut.NOT_HEARD: gettext_lazy("A part names others who have not been heard."),
    LeftOut.CATEGORY: gettext_lazy("It is not said whether it is a small arm or a light weapon."),
    LeftOut.WHEN: gettext_lazy("No day or year is said."),
    LeftOut.WHO: gettext_lazy("It is not said from whom or to whom."),
}
