"""Pages of items: the list, one item, registering, what happened, and what a second person decides."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.items.forms import DecisionForm, HappenedForm, RegisterForm
from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.marks import folded
from tallystick.register.items.models import Event, EventKind, Item, State
from tallystick.register.items.record import decide, happen, register
from tallystick.register.ledger.operation import operation
from tallystick.register.pages import cut


@page("items", "view")
def items(request: Asked) -> HttpResponse:
    """List items, by state, and by a part of a mark or number."""
    rows = visible(request, Item.objects.select_related("store", "service"))
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in State.values:
        rows = rows.filter(state=state)
    if words != "":
        rows = rows.filter(marks__folded__contains=folded(words)).distinct()
    context = {"rows": cut(request, rows), "states": State.choices, "state": state, "words": words}
    return render(request, "items/items.html", context)


@page("items", "view")
def item(request: Asked, pk: UUID) -> HttpResponse:
    """Show one item: what it is, its marks, what happened, and what can happen next."""
    found = one(request, Item.objects.select_related("store", "service", "split_from"), pk=pk)
    events = found.events.select_related("store", "document", "decision").order_by(
        "happened_on", "entered_at", "step"
    )
    context = {
        "item": found,
        "events": events,
        "marks": found.marks.all(),
        "pictures": found.pictures.select_related("document"),
        "possible": possible(found),
    }
    return render(request, "items/item.html", context)


def possible(item: Item) -> list[EventKind]:
    """Name what can happen to an item as it stands."""
    state = State(item.state)
    return [kind for kind, happening in HAPPENINGS.items() if state in happening.comes_from]


@page("items", "add")
def register_item(request: Asked) -> HttpResponse:
    """Register one item."""
    form = RegisterForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with operation(request.user, "register item", document=form.cleaned_data["reference"]) as done:
            made = register(done, form.save(commit=False), form.marks(), form.happened())
        messages.success(request, _("Registered as %(number)s.") % {"number": made.number})
        return redirect("item", pk=made.pk)
    return render(request, "items/register.html", {"form": form})


@page("events", "add")
def happened(request: Asked, pk: UUID, kind: str) -> HttpResponse:
    """Enter what happened to one item."""
    found = one(request, Item.objects.select_related("store"), pk=pk)
    if kind not in EventKind.values or EventKind(kind) not in possible(found):
        raise Http404
    what = EventKind(kind)
    form = HappenedForm(request, found, what, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with operation(request.user, f"enter {kind}", document=form.cleaned_data["reference"]) as done:
            happen(done, found, form.happened())
        waits = HAPPENINGS[what].second_person
        messages.success(request, _("Kept. It waits for a second person.") if waits else _("Kept."))
        return redirect("item", pk=found.pk)
    return render(request, "items/happened.html", {"form": form, "item": found, "kind": what})


@page("events", "decide")
def to_decide(request: Asked) -> HttpResponse:
    """List the events that wait for a second person."""
    kinds = [kind for kind, happening in HAPPENINGS.items() if happening.second_person]
    rows = visible(request, Event.objects.filter(kind__in=kinds, decision=None)).select_related(
        "item", "store"
    )
    return render(request, "items/to_decide.html", {"rows": cut(request, rows.order_by("entered_at", "pk"))})


@page("events", "decide")
def decide_event(request: Asked, pk: UUID) -> HttpResponse:
    """Accept or refuse one event, as the second person."""
    event = one(request, Event.objects.select_related("item", "store", "document"), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accepts = form.cleaned_data["answer"] == "accept"
        try:
            with operation(request.user, "accept event" if accepts else "refuse event") as done:
                decide(done, event, accepts=accepts, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Accepted.") if accepts else _("Refused."))
            return redirect("to_decide")
    return render(request, "items/decide.html", {"form": form, "event": event, "item": event.item})
