"""Pages that give a PDF: lists of what lies in a store or is with a person, and receipts to sign."""

from collections.abc import Iterable
from itertools import takewhile
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import keep_readings, one, visible
from tallystick.register.folder import own_folder
from tallystick.register.items.happenings import HANDING_OVER, WITH_HOLDER
from tallystick.register.items.history import History, counting, histories
from tallystick.register.items.holdings import lying_in, withheld
from tallystick.register.items.marks import main_mark
from tallystick.register.items.models import Event, EventKind, Item
from tallystick.register.paper.lists import Head, Listed, list_of_items, receipt
from tallystick.register.stores.models import Store

_MOST: Final = 2_000
"""Lines of one list: a hundred and eighteen pages, some seconds of work."""


@page("stores", "view")
def store_list(request: Asked, pk: UUID) -> HttpResponse:
    """Give a list of what lies in a store, to print."""
    found = one(request, Store.objects.select_related("site"), pk=pk)
    rows = _read(request, lying_in(found).order_by("number"))
    if len(rows) > _MOST:
        messages.error(
            request, _("These are more than %(most)s lines. Print count sheets.") % {"most": _MOST}
        )
        return redirect("store", pk=found.pk)
    head = Head(
        own_folder().settings.name,
        timezone.localdate(),
        store=f"{found}, {found.site}",
        withheld=withheld(found, request.user.handlings),
    )
    return _pdf(list_of_items(head, _lines(rows), _language(request)), f"store-{found.code}")


@page("items", "view")
def holder_list(request: Asked) -> HttpResponse:
    """Give a list of what was issued or entrusted to a person or unit, `?holder=`, to print."""
    holder = request.GET.get("holder", "").strip()
    # the holder is asked twice so that SQLite sees that the index, which leaves nobody's out, has them all
    held = Item.objects.filter(state__in=WITH_HOLDER, holder=holder).exclude(holder="")
    rows = _read(request, held.order_by("number"))
    if holder == "" or len(rows) == 0:
        messages.error(request, _("No item that you may see is with this holder."))
        return redirect("items")
    if len(rows) > _MOST:
        messages.error(request, _("These are more than %(most)s lines. Narrow the list.") % {"most": _MOST})
        return redirect("items")
    head = Head(own_folder().settings.name, timezone.localdate(), holder=holder)
    return _pdf(list_of_items(head, _lines(rows), _language(request)), "holder")


@page("items", "view")
def event_receipt(request: Asked, pk: UUID) -> HttpResponse:
    """Give a receipt of an issue or a return, to sign: for all that was entered together with it and says the same."""
    event = one(request, Event.objects.select_related("item"), pk=pk)
    if event.kind not in HANDING_OVER:
        raise Http404
    together = Event.objects.filter(entry=event.entry, kind=event.kind, happened_on=event.happened_on)
    seen = visible(request, together.select_related("item").prefetch_related("item__marks"))
    rows = list(seen.order_by("item__number")[:_MOST])
    known = histories(row.item_id for row in rows)
    hands = {row.pk: _hands(row, known[row.item_id]) for row in rows}
    if hands[event.pk] is None:
        raise Http404
    items = [row.item for row in rows if hands[row.pk] == hands[event.pk]]
    keep_readings(request, items)
    is_return = event.kind == EventKind.RETURNED
    pdf = receipt(_head(event, hands[event.pk]), _lines(items), _language(request), is_return=is_return)
    return _pdf(pdf, f"receipt-{event.item.number}")


Hands = tuple[str, UUID | None]
"""Who has or had an item, and the store that gave it or took it back; nothing where the register does not say."""


def _hands(event: Event, history: History) -> Hands | None:
    """Say between whom an event passed an item on; None where the event does not count."""
    counted = counting(history)
    if event.pk not in {one.pk for one in counted}:
        return None
    before = list(takewhile(lambda one: one.pk != event.pk, counted))
    if event.kind == EventKind.RETURNED:
        given = [one.holder for one in before if one.holder != ""]
        return (given[-1] if len(given) > 0 else ""), event.store_id
    stores = [one.store_id for one in before if one.store_id is not None]
    return event.holder, stores[-1] if len(stores) > 0 else None


def _head(event: Event, hands: Hands | None) -> Head:
    holder, store = ("", None) if hands is None else hands
    named = None if store is None else Store.objects.filter(pk=store).first()
    return Head(
        own_folder().settings.name,
        event.happened_on,
        store=str(named or ""),
        holder=holder,
        reference=event.reference,
    )


def _read(request: Asked, rows: QuerySet[Item]) -> list[Item]:
    found = list(visible(request, rows.prefetch_related("marks"))[: _MOST + 1])
    keep_readings(request, found)
    return found


def _lines(items: Iterable[Item]) -> list[Listed]:
    return [
        Listed(
            item.number,
            item.described,
            main_mark(item.marks.all()),
            str(item.remaining) if item.quantity != 1 else "",
        )
        for item in items
    ]


def _language(request: Asked) -> str:
    asked = request.GET.get("language", "")
    return (
        asked if asked in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
    )


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
