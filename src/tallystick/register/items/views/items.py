"""Pages of items: the list, one item, and finding by half-read marks."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import keep_readings, one, visible
from tallystick.register.files.attached import leads_to
from tallystick.register.form_page import refuse
from tallystick.register.handling import in_words
from tallystick.register.items.condition import conditions
from tallystick.register.items.custody import lines_of
from tallystick.register.items.finding import FilterForm, SoughtForm, filtered
from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.looking import look_for
from tallystick.register.items.marks import main_mark
from tallystick.register.items.models import EventKind, Item, State
from tallystick.register.items.next_steps import offered
from tallystick.register.items.scanned import told, undone
from tallystick.register.items.search import find
from tallystick.register.offered import offered as offers
from tallystick.register.paging import cut


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
    keep_readings(request, shown)
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
    keep_readings(request, [candidate.item for candidate in found or ()])
    return render(request, "items/find.html", {"form": form, "found": found})


@page("items", "view")
def item(request: Asked, pk: UUID) -> HttpResponse:
    """Show one item: what it is, its marks, what happened, what waits, and what can happen next."""
    found = one(request, Item.objects.select_related("store", "service"), pk=pk)
    whole = whole_of(request, found)
    every = list(found.pictures.select_related("document"))
    pictures = [one for one in every if leads_to(request, one.document)]
    context = {
        "item": found,
        "found": conditions([found]).get(found.pk),
        "whole": whole,
        "lines": lines_of(found, names_whole=whole is not None),
        "marks": found.marks.all(),
        "pictures": pictures,
        "is_hiding": len(pictures) < len(every),
        "parts": visible(request, Item.objects.filter(split_from=found)),
        "possible": offered(found),
        "handling": in_words(found.handling),
        "unsettled": [each for app in offers("unsettled") for each in app.unsettled(found)],
        "can_split": found.remaining > 1 and State(found.state) in HAPPENINGS[EventKind.SPLIT].comes_from,
    }
    return render(request, "items/item.html", context)


def whole_of(request: Asked, item: Item) -> Item | None:
    """Give what an item was split from; None where it was not, or the reader may not see it."""
    if item.split_from_id is None:
        return None
    return visible(request, Item.objects.filter(pk=item.split_from_id)).first()
