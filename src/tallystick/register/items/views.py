"""Pages of items: the list, one item, registering one or many, describing, marking, and finding by half-read marks."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tallystick.register.access.models import HANDLING_CHOICES
from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.items.consignment import (
    ConsignmentForm,
    PaperForm,
    keep,
    keep_attempt,
    odd_lines,
    preview,
)
from tallystick.register.items.fields import paper_of, refuse
from tallystick.register.items.finding import FilterForm, SoughtForm, filtered
from tallystick.register.items.forms import RegisterForm, remark_of_many
from tallystick.register.items.happened_form import labelled
from tallystick.register.items.happenings import HANDING_OVER, HAPPENINGS
from tallystick.register.items.history import histories, pending, replaced
from tallystick.register.items.leaving import LeaveRefusedError
from tallystick.register.items.looking import look_for
from tallystick.register.items.marks import main_mark
from tallystick.register.items.models import COUNTED, Event, EventKind, Item, State
from tallystick.register.items.record import register
from tallystick.register.items.scanned import told, undone
from tallystick.register.items.search import find
from tallystick.register.ledger.operation import operation
from tallystick.register.paging import cut

_ODD_LINES: Final = 50
"""Lines of a consignment whose oddities are told: of more, the list was pasted from the wrong column."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as the page of an item shows it."""

    event: Event
    is_replaced: bool
    """Whether a later correction stands in its place."""
    waits: bool
    """Whether it waits for a second person."""
    details: list[tuple[object, object]]

    @property
    def is_signed(self) -> bool:
        """Whether two people sign for it."""
        return self.event.kind in HANDING_OVER and not self.is_replaced


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item as the list shows it."""

    item: Item
    mark: str
    """The mark it is told by; empty where it bears none."""


@page("items", "view")
def items(request: Asked) -> HttpResponse:
    """List items: by state, kind, store, service, model, and by a part of a mark or number."""
    form = FilterForm(request, request.GET)
    rows = visible(request, Item.objects.select_related("store", "service"))
    if form.is_valid():
        by = form.cleaned_data
        rows = filtered(rows, by)
        if by["q"].strip() != "":
            found = look_for(rows, _as_meant(request, by["q"].strip(), rows))
            if found.remark != "":
                messages.warning(request, found.remark)
            rows = rows.filter(pk__in=found.ids)
    shown = cut(request, rows.prefetch_related("marks"))
    lines = [ItemLine(row, main_mark(row.marks.all())) for row in shown]
    return render(request, "items/items.html", {"rows": shown, "lines": lines, "form": form})


def _as_meant(request: Asked, words: str, rows: QuerySet[Item]) -> str:
    meant = undone([words], rows)
    if len(meant) > 0:
        messages.warning(request, told(list(meant.items())))
    return meant.get(words, words)


@page("items", "view")
def find_items(request: Asked) -> HttpResponse:
    """Find items by half-read marks and what else is known, ranked with reasons."""
    asked = len(request.GET) > 0
    form = SoughtForm(request.GET if asked else None)
    found = None
    if asked and form.is_valid():
        try:
            found = find(visible(request, Item.objects.all()), form.sought())
        except ValidationError as error:
            refuse(form, error)
    return render(request, "items/find.html", {"form": form, "found": found})


@page("items", "view")
def item(request: Asked, pk: UUID) -> HttpResponse:
    """Show one item: what it is, its marks, what happened, what waits, and what can happen next."""
    found = one(request, Item.objects.select_related("store", "service"), pk=pk)
    whole = whole_of(request, found)
    context = {
        "item": found,
        "whole": whole,
        "lines": lines_of(found, names_whole=whole is not None),
        "marks": found.marks.all(),
        "pictures": visible(request, found.pictures.select_related("document")),
        "parts": visible(request, Item.objects.filter(split_from=found)),
        "possible": offered(found),
        "handling": dict(HANDLING_CHOICES).get(found.handling, found.handling),
        "can_split": found.remaining > 1 and State(found.state) in HAPPENINGS[EventKind.SPLIT].comes_from,
    }
    return render(request, "items/item.html", context)


def whole_of(request: Asked, item: Item) -> Item | None:
    """Give what an item was split from; None where it was not, or the reader may not see it."""
    if item.split_from_id is None:
        return None
    return visible(request, Item.objects.filter(pk=item.split_from_id)).first()


def lines_of(item: Item, *, names_whole: bool = False) -> list[EventLine]:
    """Give the events of an item as its page shows them.

    Args:
        item: the item.
        names_whole: whether the reader may see what it was split from; else its registration does not name it.
    """
    history = histories([item.pk])[item.pk]
    gone, waiting = replaced(history), {event.pk for event in pending(history)}
    rows: QuerySet[Event] = item.events.select_related("store", "document", "decision", "corrects")
    ordered = rows.order_by("happened_on", "entered_at", "step")
    hidden = frozenset() if names_whole else frozenset({"split_from"})
    return [EventLine(row, row.pk in gone, row.pk in waiting, labelled(row, hidden)) for row in ordered]


def possible(item: Item) -> list[EventKind]:
    """Name what can happen to an item as it stands; splitting and marking have pages of their own."""
    state = State(item.state)
    own_page = {EventKind.SPLIT, EventKind.MARKED, EventKind.WITHDRAWN}
    if item.kind not in COUNTED:
        own_page.add(EventKind.EXPENDED)
    can = [kind for kind, happening in HAPPENINGS.items() if state in happening.comes_from]
    return [kind for kind in can if kind not in own_page]


def offered(item: Item) -> list[EventKind]:
    """Name what an item's page offers: while an event waits, what can happen whether or not it is accepted."""
    can = possible(item)
    for event in pending(histories([item.pk])[item.pk]) if item.pending > 0 else ():
        kind = EventKind(event.kind)
        leads_to = HAPPENINGS[kind].leads_to
        if leads_to is not None:
            can = [one for one in can if one != kind and leads_to in HAPPENINGS[one].comes_from]
    return can


@page("items", "add")
def register_item(request: Asked) -> HttpResponse:
    """Register one item; items that it may be are shown first."""
    form = RegisterForm(request, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with operation(request.user, "register item", document=form.cleaned_data["reference"]) as done:
                made = form.save(commit=False)
                happened = form.happened(paper_of(done, form, made))
                register(done, made, form.marks(), happened)
        except ValidationError as error:
            refuse(form, error)
        else:
            for remark in form.remarks():
                messages.warning(request, remark)
            messages.success(request, _("Registered as %(number)s.") % {"number": made.number})
            return redirect("item", pk=made.pk)
    likely = form.likely if form.is_bound else []
    return render(request, "items/register.html", {"form": form, "likely": likely})


@page("items", "add")
def register_consignment(request: Asked) -> HttpResponse:
    """Register many weapons of one model: their numbers are shown beside the register before anything is kept."""
    form, paper = (
        ConsignmentForm(request, request.POST or None),
        PaperForm(request.POST or None, request.FILES or None),
    )
    context: dict[str, Any] = {"form": form, "paper": paper}
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return render(request, "items/consignment.html", context)
    if "keep" in request.POST and paper.is_valid():
        try:
            with operation(
                request.user, "register consignment", document=form.cleaned_data["reference"]
            ) as done:
                document = paper_of(done, paper, form.instance)
                made = keep(done, form, document)
        except ValidationError as error:
            refuse(form, error)
        except LeaveRefusedError as error:
            keep_attempt(request.user, error, form)
            refuse(form, ValidationError({"licence": error.told}))
        else:
            messages.success(request, remark_of_many(len(made)))
            return redirect("items")
    shown = preview(request, form)
    context |= {"preview": shown, "lines": shown.lines[:200], "more": max(len(shown.lines) - 200, 0)}
    odd = odd_lines(form.cleaned_data["serials"])
    context |= {"serials": form.cleaned_data["serials"], "remarks": form.remarks(), "count": len(shown.lines)}
    context |= {"odd": odd[:_ODD_LINES], "more_odd": max(len(odd) - _ODD_LINES, 0)}
    return render(request, "items/consignment_preview.html", context)
