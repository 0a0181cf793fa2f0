"""Pages of items that may be one: what is proposed, and what people judge."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one, visible
from tallystick.register.form_page import refuse
from tallystick.register.items.judging import JudgeForm, judge
from tallystick.register.items.models import Item, Judgement, Likely
from tallystick.register.ledger.operation import operation
from tallystick.register.paging import cut


@page("duplicates", "view")
def duplicates(request: Asked) -> HttpResponse:
    """List the pairs of items that may be one: open ones, or with `?all=1` those that were judged too."""
    rows = visible(request, Likely.objects.select_related("first__store", "second__store"))
    shows_all = request.GET.get("all") == "1"
    if not shows_all:
        rows = rows.filter(is_open=True)
    return render(
        request, "items/duplicates.html", {"rows": cut(request, rows.order_by("id")), "shows_all": shows_all}
    )


@page("duplicates", "view")
def duplicate(request: Asked, pk: int) -> HttpResponse:
    """Lay two items side by side that may be one, with what people judged about them."""
    pair = one(request, Likely.objects.select_related("first", "second"), pk=pk)
    sides = _sides(pair)
    context = {"pair": pair, "sides": sides, "judgements": _judgements(pair)}
    return render(request, "items/duplicate.html", context)


@page("duplicates", "judge")
def judge_duplicate(request: Asked, pk: int) -> HttpResponse:
    """Judge whether two items are one. Of two that are, one is struck out once a second person agrees."""
    pair = one(request, Likely.objects.select_related("first", "second"), pk=pk)
    sides = _sides(pair)
    form = JudgeForm(sides, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with operation(request.user, "judge duplicate") as done:
                judge(done, sides, form.told())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("duplicate", pk=pair.pk)
    context = {"form": form, "pair": pair, "sides": sides, "judgements": _judgements(pair)}
    return render(request, "items/judge.html", context)


def _sides(pair: Likely) -> tuple[Item, Item]:
    # who may see the pair may see both
    rows = Item.objects.select_related("store", "service").prefetch_related("marks", "pictures__document")
    return rows.get(pk=pair.first_id), rows.get(pk=pair.second_id)


def _judgements(pair: Likely) -> list[Judgement]:
    about = Q(first=pair.first_id, second=pair.second_id)
    return list(Judgement.objects.filter(about).select_related("kept").order_by("judged_at", "pk"))
