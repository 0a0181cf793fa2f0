"""The page on which many differences of one kind are settled in one way: a crate that was moved, two hundred rifles."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import keep_readings, one
from tallystick.register.form_page import acted, is_sent, refuse
from tallystick.register.items.fields import paper_of_many
from tallystick.register.items.happened_form import HappenedToManyForm
from tallystick.register.items.happenings import HAPPENINGS
from tallystick.register.items.leaving import LeaveRefusedError
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.ticking import Ticks, ticked
from tallystick.register.items.views.events import said
from tallystick.register.ledger.operation import Operation
from tallystick.register.stocktaking.difference import compared
from tallystick.register.stocktaking.forms import NarrowForm, ReasonForm
from tallystick.register.stocktaking.models import Count, Differs, How
from tallystick.register.stocktaking.settle import settle_all, settle_all_by_event
from tallystick.register.stocktaking.shown import Shown, in_order, shown, ways_of_many
from tallystick.register.stocktaking.views.settling import refuse_use

Form = HappenedToManyForm | ReasonForm


@page("counts", "settle")
def count_settle_many(request: Asked, pk: UUID, differs: str, way: str) -> HttpResponse:
    """Settle many differences of one kind in one way: those that are ticked, or all that are listed."""
    found = one(request, Count.objects.select_related("store__site", "closing"), pk=pk)
    if found.is_closed or not found.is_drawn or differs not in Differs.values:
        raise Http404
    ways = dict(ways_of_many(Differs(differs)))
    if way not in ways:
        raise Http404
    narrow = NarrowForm(request.GET or None)
    every, open_ = _listed(request, found, Differs(differs), way)
    ticks = _ticks(narrow.narrowed(every))
    form = _form(request, found, ticks, Differs(differs), way)
    if form is not None and is_sent(request, form) and _is_settled(request, found, ticks, form, way):
        return redirect("count", pk=found.pk)
    rows = ticks.page(request)
    keep_readings(request, [row.item for _name, row in rows if row.item is not None])
    context = {
        "count": found, "form": form, "narrow": narrow, "ticks": ticks, "rows": rows, "ticked": ticked(request),
        "differs": Differs(differs), "way": ways[way], "left": open_ - len(every),
    }  # fmt: skip
    return render(request, "stocktaking/settle_many.html", context)


def _listed(request: Asked, count: Count, differs: Differs, way: str) -> tuple[list[Shown], int]:
    """List the open differences of a kind that this person can settle in this way, and say how many are open in all."""
    open_ = [one for one in compared(count).differences if one.differs == differs and one.settled is None]
    items = Item.objects.select_related("store").order_by()
    rows = [row for row in shown(request, in_order(open_), items) if _can(row, way)]
    return rows, len(open_)


def _can(row: Shown, way: str) -> bool:
    if way not in dict(row.ways):
        return False
    if way not in EventKind.values:
        return True
    # what waits for a second person is not entered once more; and of a lot an event takes what was lacking
    is_twice = row.waits and HAPPENINGS[EventKind(way)].second_person
    is_surplus = row.difference.differs == Differs.QUANTITY and row.difference.lacking is None
    return not is_twice and not is_surplus


def _ticks(rows: list[Shown]) -> Ticks[Shown]:
    states = [
        [str(row.difference.subject), row.difference.counted, str(row.state), row.store, row.waits]
        for row in rows
    ]
    return Ticks({str(row.difference.subject): row for row in rows}, states)


def _form(request: Asked, count: Count, ticks: Ticks[Shown], differs: Differs, way: str) -> Form | None:
    """Give the form of a way; none where nothing is listed."""
    if len(ticks.lines) == 0:
        return None
    data = request.POST or None
    if way not in EventKind.values:
        return ReasonForm(data)
    items = [row.item for row in ticks.lines.values() if row.item is not None]
    initial: dict[str, Any] = {"happened_on": count.counted_on, "reference": count.number}
    if differs == Differs.ELSEWHERE:
        initial |= {"store": count.store_id, "place": str(count.store)}
    return HappenedToManyForm(request, items, EventKind(way), data, request.FILES or None, initial=initial)


def _is_settled(request: Asked, count: Count, ticks: Ticks[Shown], form: Form, way: str) -> bool:
    """Settle what was chosen and say so; or say on the form why nothing was kept."""

    def act(done: Operation) -> None:
        done.document = count.number
        _settle(done, count, chosen, form, way)

    try:
        chosen = ticks.chosen(request)
        if isinstance(form, HappenedToManyForm):
            form.items = [row.item for row in chosen if row.item is not None]
        is_settled = acted(request, form, "settle differences", act)
    except ValidationError as error:
        refuse(form, error)
        return False
    except LeaveRefusedError as error:
        refuse_use(request, form, error)
        return False
    if is_settled:
        waits = way in EventKind.values and HAPPENINGS[EventKind(way)].second_person
        messages.success(request, said(len(chosen), waits=waits))
    return is_settled


def _settle(done: Operation, count: Count, chosen: list[Shown], form: Form, way: str) -> None:
    if isinstance(form, HappenedToManyForm):
        happened = replace(form.happened(), document=paper_of_many(done, form, form.items))
        takes = [replace(happened, quantity=row.difference.lacking) for row in chosen]
        happenings = [(row.difference, one) for row, one in zip(chosen, takes, strict=True)]
        settle_all_by_event(done, count, happenings)
    else:
        differences = [row.difference for row in chosen]
        settle_all(done, count, differences, How(way), form.cleaned_data["reason"])
