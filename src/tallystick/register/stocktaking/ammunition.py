"""Pages of ammunition by lot: how much, how old, in what condition, and when it is to be looked at."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count as Counted
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.items.holdings import PRESENT
from tallystick.register.items.models import Item, ItemKind
from tallystick.register.paging import cut
from tallystick.register.stocktaking.forms import SurveillanceForm
from tallystick.register.stocktaking.models import Surveillance, SurveillanceResult


def lots() -> QuerySet[Item]:
    """Give the lots of ammunition that lie in stores, with what the last surveillance said of each."""
    last = Surveillance.objects.filter(item=OuterRef("pk")).order_by("-inspected_on", "-entry")
    return Item.objects.filter(kind=ItemKind.AMMUNITION, state__in=PRESENT).annotate(
        surveyed_on=Subquery(last.values("inspected_on")[:1]),
        result=Subquery(last.values("result")[:1]),
        found_condition=Subquery(last.values("condition")[:1]),
        due_on=Subquery(last.values("next_due_on")[:1]),
    )


def due(rows: QuerySet[Item], today: date) -> QuerySet[Item]:
    """Keep the lots whose surveillance is due: its day has come, or the lot was never looked at."""
    return rows.filter(Q(due_on__lte=today) | Q(surveyed_on=None))


def older_than(rows: QuerySet[Item], years: int, today: date) -> QuerySet[Item]:
    """Keep the lots made at least so many years ago, and those whose year nobody knows: they may be."""
    return rows.filter(Q(year__lte=today.year - years) | Q(year=None))


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
    for lot in shown:
        lot.age = None if lot.year is None else today.year - lot.year  # type: ignore[attr-defined]  # shown here alone
        lot.told = _result(lot)  # type: ignore[attr-defined]
    context = {"rows": shown, "only": only, "years": years, "today": today}
    return render(request, "stocktaking/ammunition.html", context)


def _result(lot: Any) -> Any:  # noqa: ANN401  # the annotations of `lots` are on it
    return "" if lot.result is None else SurveillanceResult(lot.result).label


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
    age = None if found.year is None else timezone.localdate().year - found.year
    context = {"item": found, "age": age, "surveillances": found.surveillances.all()}
    return render(request, "stocktaking/lot.html", context)


@page("ammunition", "add")
def surveillance_add(request: Asked, pk: UUID) -> HttpResponse:
    """Enter a surveillance of a lot."""
    found = one(request, Item.objects.filter(kind=ItemKind.AMMUNITION), pk=pk)
    form = SurveillanceForm(request.POST or None, instance=Surveillance(item=found))
    if request.method == "POST" and form.is_valid():
        form.write(request, "enter surveillance")
        messages.success(request, _("Kept."))
        return redirect("lot", pk=found.pk)
    return render(
        request, "stores/edit.html", {"form": form, "title": _("Enter a surveillance"), "item": found}
    )
