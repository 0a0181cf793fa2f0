"""Pages of ammunition by lot: how much, how old, in what condition, and when it is to be looked at."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count as Counted
from django.db.models import F, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.form_page import FormPage, kept
from tallystick.register.items.condition import conditions
from tallystick.register.items.holdings import PRESENT
from tallystick.register.items.models import Item, ItemKind
from tallystick.register.paging import cut
from tallystick.register.stocktaking.ammunition import due, lots, older_than
from tallystick.register.stocktaking.forms import SurveillanceForm
from tallystick.register.stocktaking.looked_at import looks_of
from tallystick.register.stocktaking.models import Surveillance, SurveillanceResult


@dataclass(frozen=True, slots=True)
class LotLine:
    """One lot as the list shows it."""

    lot: Item
    age: int | None
    """In years; None where nobody knows the year of manufacture."""
    result: SurveillanceResult | None
    """Of the last surveillance; None where there was none, and so for the rest."""
    condition: str | None
    surveyed_on: date | None
    due_on: date | None


@page("ammunition", "view")
def ammunition(request: Asked) -> HttpResponse:
    """List lots, the oldest first and those of unknown age before them; or only those whose surveillance is due."""
    today = timezone.localdate()
    rows = visible(request, lots()).select_related("store", "service")
    only, years = request.GET.get("only", ""), request.GET.get("years", "")
    if only == "due":
        rows = due(rows, today)
    if years.isdecimal() and len(years) < 4:  # noqa: PLR2004  # nothing is a thousand years old
        rows = older_than(rows, int(years), today)
    shown = cut(request, rows.order_by(F("year").asc(nulls_first=True), "number"))
    lines = [_line(lot, today) for lot in shown]
    context = {"rows": shown, "lines": lines, "only": only, "years": years, "today": today}
    return render(request, "stocktaking/ammunition.html", context)


def _line(lot: Any, today: date) -> LotLine:  # noqa: ANN401  # the annotations of `lots` are on it
    result = None if lot.result is None else SurveillanceResult(lot.result)
    return LotLine(lot, _age(lot, today), result, lot.found_condition, lot.surveyed_on, lot.due_on)


def _age(lot: Item, today: date) -> int | None:
    return None if lot.year is None else today.year - lot.year


@page("ammunition", "view")
def by_lot(request: Asked) -> HttpResponse:
    """Sum up ammunition by lot, wherever its parts lie."""
    rows = (
        visible(request, Item.objects.filter(kind=ItemKind.AMMUNITION, state__in=PRESENT))
        .values("make", "model", "calibre", "lot_number", "year")
        .annotate(entries=Counted("pk"), rounds=Sum("remaining"))
        .order_by(F("year").asc(nulls_first=True), "make", "model", "calibre", "lot_number")
    )
    return render(request, "stocktaking/by_lot.html", {"rows": cut(request, rows)})


@page("ammunition", "view")
def lot(request: Asked, pk: UUID) -> HttpResponse:
    """Show one lot and every surveillance of it."""
    found = one(
        request, Item.objects.select_related("store", "service").filter(kind=ItemKind.AMMUNITION), pk=pk
    )
    looks = looks_of(found)
    # of a whole that the reader may not see, what was found is told, and no more
    if any(look.item_id != found.pk for look in looks):
        looks = looks.filter(item__in=visible(request, Item.objects.all()).values("pk"))
    context = {
        "item": found,
        "age": _age(found, timezone.localdate()),
        "found": conditions([found]).get(found.pk),
        "surveillances": looks,
    }
    return render(request, "stocktaking/lot.html", context)


@page("ammunition", "add")
def surveillance_add(request: Asked, pk: UUID) -> HttpResponse:
    """Enter a surveillance of a lot."""
    found = one(request, Item.objects.filter(kind=ItemKind.AMMUNITION), pk=pk)
    form = SurveillanceForm(request.POST or None, instance=Surveillance(item=found))
    title, back = _("Enter a surveillance"), reverse("lot", args=[found.pk])
    shown = FormPage(title, back, found.number, about=found.described, verb=title)
    return kept(request, form, shown, "enter surveillance", form.keep)
