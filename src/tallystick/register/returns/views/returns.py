"""Pages of returns: what is due, one return, one figure with its rows, beginning one, and the profile."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import keep_reading_of, one
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.items.models import Event, Item
from tallystick.register.paging import cut
from tallystick.register.returns import deadlines, questions, tallies
from tallystick.register.returns.amounts import total
from tallystick.register.returns.differences import since_submission
from tallystick.register.returns.figures import rows
from tallystick.register.returns.forms import BeginForm, ProfileForm
from tallystick.register.returns.instruments import PARTS, part_of
from tallystick.register.returns.lacking import nothing_found
from tallystick.register.returns.lines import Line, line_of, readable, table
from tallystick.register.returns.models import Filing, Profile
from tallystick.register.returns.part import Counted, Part
from tallystick.register.returns.profiles import binding_of_each, told_profile
from tallystick.register.returns.proportion import is_shown, proportion
from tallystick.register.returns.versions import begin


@page("returns", "view")
def returns(request: Asked) -> HttpResponse:
    """List which return is due when, and how each stands."""
    profile = told_profile()
    listed = deadlines.due(timezone.localdate(), profile)
    years = sorted({due.years.last for due in listed if due.rule.every == 1}, reverse=True)
    context = {
        "rows": cut(request, listed),
        "profile": profile,
        "years": years,
        "treaties": [row[1:] for row in binding_of_each(profile)],
    }
    return render(request, "returns/returns.html", context)


@page("returns", "change")
def begin_return(request: Asked) -> HttpResponse:
    """Begin a return."""
    asked = {name: request.GET[name] for name in ("instrument", "year") if name in request.GET}
    form = BeginForm(request.POST or None, initial={"year": timezone.localdate().year - 1} | asked)
    made: list[Filing] = []
    if is_sent(request, form) and acted(
        request, form, "begin return", lambda done: made.append(begin(done, *form.begun()))
    ):
        return redirect("return", pk=made[0].pk)
    return form_page(request, form, FormPage(_("Begin a return"), verb=_("Begin")))


@page("returns", "change")
def returns_profile(request: Asked) -> HttpResponse:
    """Edit what questionnaires are answered from."""
    form = ProfileForm(request.POST or None, instance=Profile.objects.first())
    shown = FormPage(_("Profile for questionnaires"), there="returns")
    return kept(request, form, shown, "edit profile", form.keep)


@page("returns", "view")
def return_page(request: Asked, pk: UUID) -> HttpResponse:
    """Show one return: a part of it with its figures, each opening to its rows."""
    filing = one(request, Filing.objects.select_related("supersedes"), pk=pk)
    part = chosen(request, filing)
    shown = table(filing, part)
    lines = readable(shown.lines, request.user.handlings)
    context = {
        "filing": filing,
        "parts": PARTS[filing.instrument],
        "part": part,
        "table": shown,
        "rows": cut(request, lines),
        "answers": list(questions.answers(filing)) if part.counted is Counted.ANSWERS else [],
        "is_more": len(lines) < len(shown.lines),
        "total": None if len(lines) < len(shown.lines) else shown.total(),
        "share": proportion(filing) if is_shown(filing) else "",
        "later": filing.later.first(),
        "is_outdated": len(since_submission(filing, part)) > 0,
        "nothing": nothing_found(),
        "unclaimed": tallies.unclaimed(filing.instrument),
    }
    _noted(request, filing, lines)
    return render(request, "returns/return.html", context)


@page("returns", "view")
def figure(request: Asked, pk: UUID, part: str, key: str) -> HttpResponse:
    """Open one figure to its rows."""
    filing = one(request, Filing.objects.all(), pk=pk)
    line = line_of(filing, part, key)
    if line is None or line.figure.handling not in request.user.handlings:
        raise Http404
    _noted(request, filing, [line])
    found = rows(filing, line.figure)
    told = part_of(filing.instrument, part)
    if told is None:
        raise Http404
    counted = total(told, found)
    context = {
        "filing": filing,
        "line": line,
        "counted": counted,
        "is_same": counted == line.figure.quantity,
        "kind": found.model._meta.model_name,
        "rows": cut(request, _with_what_is_shown(found)),
    }
    return render(request, "returns/figure.html", context)


def chosen(request: Asked, filing: Filing) -> Part:
    """Give the part that the address asks for: `?part=imports`; the first where it asks for none."""
    parts = PARTS[filing.instrument]
    return next((part for part in parts if part.name == request.GET.get("part")), parts[0])


def _noted(request: Asked, filing: Filing, lines: list[Line]) -> None:
    """Keep that somebody read figures of sensitive records: once a page, under the return."""
    keep_reading_of(request, filing, (line.figure.handling for line in lines))


def _with_what_is_shown(found: QuerySet[Any]) -> QuerySet[Any]:
    if found.model is Event:
        return found.select_related("item").order_by("happened_on", "pk")
    if found.model is Item:
        return found.select_related("store").order_by("number")
    return found.select_related("licence").order_by("licence__number", "place")
