"""Pages of the second person: what waits, deciding on one event, and on all that were entered together."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Min
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import keep_readings, one, visible
from tallystick.register.form_page import refuse
from tallystick.register.items.choosing import is_id
from tallystick.register.items.happened_form import DecisionForm, labelled
from tallystick.register.items.models import Event, EventKind
from tallystick.register.items.pending import pending_events
from tallystick.register.items.record import decide, decide_all
from tallystick.register.items.ticking import Ticks, ticked
from tallystick.register.ledger.canonical import canonical
from tallystick.register.ledger.operation import operation
from tallystick.register.paging import cut


@page("events", "decide")
def to_decide(request: Asked) -> HttpResponse:
    """List the events that wait for a second person; those that were entered together can be decided together."""
    rows = visible(request, pending_events()).select_related("item", "store", "document")
    together = (
        rows.order_by()
        .values("entry", "entered_by")
        .annotate(count=Count("pk"), since=Min("entered_at"), kind=Min("kind"), reference=Min("reference"))
        .filter(count__gt=1)
        .order_by("since", "entry")
    )
    groups = _named(together)
    single = rows.exclude(entry__in={group["entry"] for group in groups})
    context = {"rows": cut(request, single.order_by("entered_at", "pk")), "together": groups}
    return render(request, "items/to_decide.html", context)


def _named(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "what": EventKind(row["kind"]).label} for row in rows]


@page("events", "decide", sensitive=True)
def decide_event(request: Asked, pk: UUID) -> HttpResponse:
    """Accept or refuse one event, as the second person."""
    rows = Event.objects.select_related("item__store", "store", "document", "corrects", "decision")
    event = one(request, rows, pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accepts = form.cleaned_data["answer"] == "accept"
        try:
            with operation(request.user, "accept event" if accepts else "refuse event") as done:
                decide(done, event, accepts=accepts, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Accepted.") if accepts else _("Refused."))
            return redirect("to_decide")
    context = {"form": form, "event": event, "item": event.item, "details": labelled(event)}
    return render(request, "items/decide.html", context | {"marks": event.item.marks.all()})


@page("events", "decide", sensitive=True)
def decide_together(request: Asked, number: int) -> HttpResponse:
    """Accept or refuse events of one entry, as the second person: all that are ticked, or none."""
    events = _waiting(request, entry=number)
    if len(events) == 0:
        raise Http404
    return _decide_several(request, events)


@page("events", "decide", sensitive=True)
def decide_chosen(request: Asked) -> HttpResponse:
    """Accept or refuse the events that were ticked among those that wait: all, or none."""
    asked = {UUID(text) for text in request.GET.getlist("event") if is_id(text)}
    events = _waiting(request, pk__in=asked)
    if len(events) < len(asked):
        gone = ngettext(
            "%(n)s of those chosen no longer waits for you.",
            "%(n)s of those chosen no longer wait for you.",
            len(asked) - len(events),
        )
        messages.warning(request, gone % {"n": len(asked) - len(events)})
    return redirect("to_decide") if len(events) == 0 else _decide_several(request, events)


def _waiting(request: Asked, **which: Any) -> list[Event]:  # noqa: ANN401  # as a filter has it
    rows = visible(request, pending_events().filter(**which))
    return list(
        rows.select_related("item__store", "store", "document", "corrects").order_by("item__number", "pk")
    )


def _decide_several(request: Asked, events: list[Event]) -> HttpResponse:
    ticks = Ticks({str(event.pk): event for event in events})
    rows = ticks.page(request)
    keep_readings(request, [event for _name, event in rows])
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, form, ticks):
        return redirect("to_decide")
    is_alike = len({_what_is_said(event) for event in events}) == 1
    # where they differ each is shown with what is said of it: nobody accepts what they cannot see
    lines = [(name, event, [] if is_alike else labelled(event)) for name, event in rows]
    context = {"form": form, "ticks": ticks, "rows": rows, "lines": lines, "ticked": ticked(request)}
    context |= {"event": events[0], "details": labelled(events[0]), "is_alike": is_alike}
    return render(request, "items/decide_together.html", context)


def _decided(request: Asked, form: DecisionForm, ticks: Ticks[Event]) -> bool:
    accepts = form.cleaned_data["answer"] == "accept"
    try:
        chosen = ticks.chosen(request)
        with operation(request.user, "accept events" if accepts else "refuse events") as done:
            decide_all(done, chosen, accepts=accepts, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        refuse(form, error)
        return False
    messages.success(request, _said(len(chosen), accepts=accepts))
    return True


def _what_is_said(event: Event) -> str:
    said = [
        event.kind,
        event.happened_on,
        event.quantity,
        event.party,
        event.reference,
        event.note,
        event.corrects_id,
    ]
    return canonical([said, event.document_id, event.details, event.entry])


def _said(count: int, *, accepts: bool) -> str:
    if accepts:
        sentence = ngettext("%(count)s event was accepted.", "%(count)s events were accepted.", count)
    else:
        sentence = ngettext("%(count)s event was refused.", "%(count)s events were refused.", count)
    return sentence % {"count": count}
