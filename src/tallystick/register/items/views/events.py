"""Pages of what happens: to one item, to many at once, and corrections."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.form_page import refuse
from tallystick.register.items.came_in import ways_in
from tallystick.register.items.choosing import ChooseForm
from tallystick.register.items.fields import paper_of, paper_of_many
from tallystick.register.items.happened_form import CameInForm, HappenedForm, HappenedToManyForm, as_given
from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.history import needs_second
from tallystick.register.items.leaving import LeaveRefusedError, keep_refused, let_happen
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.items.next_steps import possible
from tallystick.register.items.pending import waiting_of_kind
from tallystick.register.items.scanned import told
from tallystick.register.ledger.operation import operation


@page("events", "add")
def happened(request: Asked, pk: UUID, kind: str) -> HttpResponse:
    """Enter what happened to one item."""
    found = one(request, Item.objects.select_related("store", "service"), pk=pk)
    if kind not in EventKind.values or EventKind(kind) not in possible(found):
        raise Http404
    form = HappenedForm(request, found, EventKind(kind), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _entered(request, form, f"enter {kind}"):
        return redirect("item", pk=found.pk)
    waiting = waiting_of_kind(found, EventKind(kind))
    context = {"form": form, "item": found, "kind": EventKind(kind), "waiting": waiting}
    return render(request, "items/happened.html", context)


@page("events", "add")
def correct_event(request: Asked, pk: UUID) -> HttpResponse:
    """Correct an event by one that takes its place: `?kind=` says that something else happened."""
    event = one(
        request, Event.objects.select_related("item__store", "item__service", "store", "corrects"), pk=pk
    )
    kind = request.GET.get("kind", event.kind)
    if kind not in corrections_of(event):
        raise Http404
    form = _correcting(request, event, EventKind(kind))
    if request.method == "POST" and form.is_valid() and _entered(request, form, "correct event"):
        return redirect("item", pk=event.item_id)
    context = {
        "form": form,
        "item": event.item,
        "event": event,
        "kind": EventKind(kind),
        "others": [EventKind(other) for other in corrections_of(event) if other != kind],
        "needs_second": needs_second(event),
    }
    return render(request, "items/correct.html", context)


def _correcting(request: Asked, event: Event, kind: EventKind) -> HappenedForm:
    sent = (request.POST or None, request.FILES or None)
    if event.kind == EventKind.REGISTERED and kind != event.kind:
        return CameInForm(request, event, kind, *sent, initial=as_given(event))
    return HappenedForm(request, event.item, kind, *sent, corrects=event, initial=as_given(event))


def corrections_of(event: Event) -> list[str]:
    """Name the kinds of events that can take the place of one."""
    if event.kind == EventKind.REGISTERED:
        return [EventKind.REGISTERED.value, *(kind.value for kind in ways_in(event))]
    never = {EventKind.REGISTERED, EventKind.SPLIT, EventKind.STRUCK, EventKind.MARKED}
    return [
        event.kind,
        *(kind.value for kind in HAPPENINGS if kind not in never and kind.value != event.kind),
    ]


def _entered(request: Asked, form: HappenedForm, verb: str) -> bool:
    try:
        with operation(request.user, verb, document=form.cleaned_data["reference"]) as done:
            document = paper_of(done, form, form.item)
            if document is None and form.corrects is not None:
                document = form.corrects.document
            events = form.enter(done, replace(form.happened(), document=document))
    except ValidationError as error:
        refuse(form, error)
        return False
    except LeaveRefusedError as error:
        _refuse_use(request, form, error, [form.item])
        return False
    messages.success(request, said(1, waits=needs_second(events[-1])))
    return True


def _refuse_use(request: Asked, form: HappenedForm, error: LeaveRefusedError, items: list[Item]) -> None:
    if not error.is_kept:
        refuse(form, ValidationError({"licence": error.told}))
        return
    # no fault of the form, which says that nothing was saved: the attempt was
    messages.error(request, error.told)
    keep_refused(request.user, error, items, form.happened())


def said(count: int, *, waits: bool) -> str:
    """Say that events were kept, and whether they wait."""
    if waits:
        sentence = ngettext(
            "Kept. It waits for a second person.",
            "%(count)s were kept. They wait for a second person.",
            count,
        )
    else:
        sentence = ngettext("Kept.", "%(count)s were kept.", count)
    return sentence % {"count": count}


@page("events", "add")
def happened_to_many(request: Asked) -> HttpResponse:
    """Enter what happened to many items at once: ticked in the list, or their numbers pasted."""
    rows = visible(request, Item.objects.select_related("store", "service"))
    choice = ChooseForm(rows, request.POST or None)
    if request.method != "POST" or not choice.is_valid():
        return render(request, "items/many.html", {"choice": choice})
    if len(choice.undone) > 0:
        messages.warning(request, told(list(choice.undone.items())))
    chosen, kind = choice.chosen, EventKind(choice.cleaned_data["kind"])
    is_second_step = "keep" in request.POST
    form = HappenedToManyForm(
        request,
        chosen,
        kind,
        request.POST if is_second_step else None,
        request.FILES if is_second_step else None,
    )
    if is_second_step and form.is_valid() and _entered_for_all(request, form):
        return redirect("items")
    context = {"form": form, "choice": choice, "items": chosen[:100], "count": len(chosen), "kind": kind}
    return render(request, "items/many_happened.html", context | {"more": max(len(chosen) - 100, 0)})


def _entered_for_all(request: Asked, form: HappenedToManyForm) -> bool:
    try:
        with operation(
            request.user, f"enter {form.kind} of many", document=form.cleaned_data["reference"]
        ) as done:
            document = paper_of_many(done, form, form.items)
            happened = replace(form.happened(), document=document)
            events = let_happen(done, [(item, happened) for item in form.items])
    except ValidationError as error:
        refuse(form, error)
        return False
    except LeaveRefusedError as error:
        _refuse_use(request, form, error, form.items)
        return False
    messages.success(request, said(len(events), waits=HAPPENINGS[form.kind].second_person))
    return True
