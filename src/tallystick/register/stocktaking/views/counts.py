"""Pages of counts: announcing, drawing, keying in, the differences, and closing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tallystick.register.access.page import Asked, may, page
from tallystick.register.access.silo import one, visible
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.items.scanned import in_short, told
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.paging import cut
from tallystick.register.stocktaking.close import close
from tallystick.register.stocktaking.difference import Difference, compared
from tallystick.register.stocktaking.elsewhere import of_finds, of_refused
from tallystick.register.stocktaking.enter import Entered, enter, enter_find
from tallystick.register.stocktaking.expected import announce, give_seed_part
from tallystick.register.stocktaking.forms import (
    CloseForm,
    CountForm,
    EnterForm,
    FindForm,
    SeedForm,
    SheetForm,
)
from tallystick.register.stocktaking.models import Count, Differs, Swept
from tallystick.register.stocktaking.result import planned, sentences, strata_of
from tallystick.register.stocktaking.shown import in_order, shown, ways_of_many
from tallystick.register.stocktaking.typed import Refused
from tallystick.register.stocktaking.written import written

_ROWS = 30
"""Differences on one page: each has up to nine links, so that fifty would come near a hundred kilobytes."""
_COUNTS = Count.objects.select_related("store__site", "closing")


@page("counts", "view")
def counts(request: Asked) -> HttpResponse:
    """List counts, the latest first."""
    rows = visible(request, _COUNTS.all())
    if request.GET.get("only") == "open":
        rows = rows.filter(closing=None)
    return render(
        request, "stocktaking/counts.html", {"rows": cut(request, rows), "only": request.GET.get("only")}
    )


@page("counts", "view")
def count(request: Asked, pk: UUID) -> HttpResponse:
    """Show one count: what it shows so far, and each difference."""
    found = one(request, _COUNTS.all(), pk=pk)
    came_to = compared(found) if found.is_drawn else None
    differences = [] if came_to is None else came_to.differences
    wanted = request.GET.get("differs", "")
    tally = _tally(differences)
    if wanted in Differs.values:
        differences = [one for one in differences if one.differs == wanted]
    else:
        # lines nobody looked for are a number above, and a list only for who asks for it
        differences = [one for one in differences if one.differs != Differs.NOT_LOOKED_FOR]
    part = cut(request, in_order(differences), _ROWS)
    can_settle = may(request, "counts", "settle") and getattr(found, "closing", None) is None
    context = {
        "count": found,
        "came_to": came_to,
        "sentences": [] if came_to is None else sentences(found, came_to, strata_of(found)),
        "tally": tally,
        "rows": part,
        "lines": written(of_finds(request, found, shown(request, list(part))), can_settle=can_settle),
        "can_settle": can_settle,
        "wanted": wanted,
        "plan": planned(found),
        "seed_parts": found.seed_parts.all(),
        "swept": [] if came_to is None else came_to.swept,
        "sheet_fields": _sheet_fields(translation.get_language()),
    }
    return render(request, "stocktaking/count.html", context)


@cache
def _sheet_fields(language: str) -> SafeString:  # noqa: ARG001  # the form is written once in each
    """Write the form by which sheets are asked for: it is the same on every count."""
    return render_to_string("stocktaking/_sheet_fields.html", {"form": SheetForm()})


def _tally(differences: list[Difference]) -> list[tuple[Differs, int, tuple[tuple[str, Any], ...]]]:
    """Say how many differences there are of each kind, and how those that are open can be settled many at once."""
    numbers = Counter(one.differs for one in differences)
    unsettled = Counter(one.differs for one in differences if one.settled is None)
    return [
        (kind, numbers[kind], ways_of_many(kind) if unsettled[kind] > 1 else ())
        for kind in Differs
        if numbers[kind] > 0
    ]


@page("counts", "add")
def count_add(request: Asked) -> HttpResponse:
    """Announce a count and freeze its list."""
    form = CountForm(request, request.POST or None, initial={"store": request.GET.get("store")})
    made: list[Count] = []

    def act(done: Operation) -> None:
        made.append(announce(done, form.save(commit=False), timezone.localdate()))

    if is_sent(request, form) and acted(request, form, "announce count", act):
        told = _("Announced as %(number)s. Its list is frozen.") % {"number": made[0].number}
        messages.success(request, told)
        return redirect("count", pk=made[0].pk)
    title = _("Announce a count")
    return form_page(request, form, FormPage(title, verb=title))


def _page(count: Count, title: str, verb: str = "", said: str = "", notes: Sequence[str] = ()) -> FormPage:
    back = reverse("count", args=[count.pk])
    return FormPage(title, back, count.number, [*notes], about=count.store, verb=verb or title, said=said)


@page("counts", "draw")
def count_seed(request: Asked, pk: UUID) -> HttpResponse:
    """Give one's part of the seed; the second part draws the sample."""
    found = one(request, _COUNTS.all(), pk=pk)
    form = SeedForm(request.POST or None)

    def act(done: Operation) -> None:
        give_seed_part(done, Count.objects.get(pk=found.pk), form.cleaned_data["text"])

    shown = _page(found, _("Your part of the seed"), _("Keep"))
    return kept(request, form, shown, "give part of seed", act)


@page("counts", "enter")
def count_enter(request: Asked, pk: UUID) -> HttpResponse:
    """Key or scan a sheet back; what cannot be read stays in the form with what it may be."""
    found = one(request, _COUNTS.all(), pk=pk)
    form = EnterForm(request.POST or None)
    entered: Entered | None = None
    if is_sent(request, form):
        entered = _entered(request, found, form)
        if entered is not None:
            form = EnterForm(initial=_left_over(entered))
            if not _is_refused(entered):
                return redirect("count_enter", pk=found.pk)
    context = {"form": form, "count": found, "entered": entered}
    return render(request, "stocktaking/enter.html", context)


def _entered(request: Asked, count: Count, form: EnterForm) -> Entered | None:
    made: list[Entered] = []

    def act(done: Operation) -> None:
        made.append(enter(done, count, form.entry(), cleared=request.user.handlings))

    if not acted(request, form, "enter count", act):
        return None
    [entered] = made
    _tell_kept(request, entered)
    if len(entered.undone) > 0:
        messages.warning(request, told(entered.undone))
    if len(entered.by_serial) > 0:
        taken = ngettext(
            "%(n)s serial number stands on one line of the list alone, and was taken for it: %(readings)s.",
            "%(n)s serial numbers stand on one line of the list alone each, and were taken for them: %(readings)s.",
            len(entered.by_serial),
        )
        messages.warning(
            request, taken % {"n": len(entered.by_serial), "readings": in_short(entered.by_serial)}
        )
    if len(entered.unknown) > 0:
        finds = _("Not in the register, kept as finds: %(numbers)s.")
        messages.warning(request, finds % {"numbers": ", ".join(entered.unknown)})
    return replace(
        entered,
        refused=of_refused(request, count, entered.refused),
        refused_not_there=of_refused(request, count, entered.refused_not_there),
    )


def _tell_kept(request: Asked, entered: Entered) -> None:
    reached = entered.swept
    if reached is None or entered.kept > 0:
        said = ngettext("%(n)s number kept.", "%(n)s numbers kept.", entered.kept)
        messages.success(request, said % {"n": entered.kept})
    if reached is not None:
        numbers = {"looked": reached.looked_for, "all": reached.expected, "missing": reached.missing}
        sentence = _("Lines looked for now: %(looked)s of %(all)s. Missing by this: %(missing)s.")
        messages.success(request, sentence % numbers)


def _left_over(entered: Entered) -> dict[str, object]:
    """Give what was refused, to be mended and sent again."""
    return {
        "there": _again(entered.refused),
        "not_there": _again(entered.refused_not_there),
        "gone_through": ", ".join([*(one.text for one in entered.refused_ranges), *entered.held]),
        "is_whole": entered.is_whole_held,
    }


def _again(refused: tuple[Refused, ...]) -> str:
    return "\n".join(one.text for one in refused)


def _is_refused(entered: Entered) -> bool:
    return len(entered.refused) + len(entered.refused_not_there) + len(entered.refused_ranges) > 0


@page("counts", "enter")
def count_find(request: Asked, pk: UUID) -> HttpResponse:
    """Enter a thing that bore no number of the register."""
    found = one(request, _COUNTS.all(), pk=pk)
    form = FindForm(request.POST or None)

    def act(done: Operation) -> None:
        enter_find(done, found, form.save(commit=False))

    return kept(request, form, _page(found, _("Enter a find")), "enter find", act)


@page("counts", "enter")
def sweep_withdraw(request: Asked, pk: UUID) -> HttpResponse:
    """Take back that some lines were all looked for."""
    row = one(request, Swept.objects.filter(is_withdrawn=False).select_related("count"), pk=pk)
    if request.method == "POST" and not row.count.is_closed:
        with operation(request.user, "withdraw lines gone through") as done:
            row.is_withdrawn = True
            done.save(row)
        messages.success(request, _("Kept."))
    return redirect("count", pk=row.count_id)


@page("counts", "close")
def count_close(request: Asked, pk: UUID) -> HttpResponse:
    """Close a count as the second person; of one that is closed, show what it came to."""
    found = one(request, _COUNTS.all(), pk=pk)
    if request.method == "GET" and found.is_closed:
        messages.warning(request, _("This count is closed already."))
        return redirect("count", pk=found.pk)
    form = CloseForm(request.POST or None)

    def act(done: Operation) -> None:
        close(done, found, form.cleaned_data["reason"])

    told = sentences(found, compared(found), strata_of(found)) if found.is_drawn else ()
    shown = _page(found, _("Close the count"), said=_("Closed."), notes=told)
    return kept(request, form, shown, "close count", act)
