"""Pages that give a PDF: count sheets and labels."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import keep_reading_of, keep_readings, one, visible
from tallystick.register.folder import own_folder
from tallystick.register.form_page import FormPage, form_page, is_sent
from tallystick.register.items.holdings import lying_in
from tallystick.register.items.models import Item, Mark
from tallystick.register.items.scanned import bare
from tallystick.register.paper.labels import STOCKS, Label, label_sheets
from tallystick.register.paper.sheets import PER_PAGE, SheetHead, SheetLine, blind_sheets, count_sheets
from tallystick.register.stocktaking.forms import LabelForm, SheetForm
from tallystick.register.stocktaking.models import Count, Line

MOST_LABELS = 2_000
"""Labels in one file: eighty-four sheets, some seconds of work."""


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


@page("counts", "view")
def count_sheet(request: Asked, pk: UUID) -> HttpResponse:
    """Give the sheets of a count to print, in the language asked for."""
    found = one(request, Count.objects.select_related("store__site"), pk=pk)
    form = SheetForm(request.GET)
    if not found.is_drawn or not form.is_valid():
        told = _("The sample is not drawn yet.") if not found.is_drawn else _("There is no such sheet.")
        messages.error(request, told)
        return redirect("count", pk=found.pk)
    language, head = form.cleaned_data["language"], _head(found)
    if found.is_blind:
        # a quarter more than the register expects, since the counters are not told how many
        pages = -(-found.lines_expected * 5 // (4 * PER_PAGE))
        return _pdf(blind_sheets(head, pages, language), found.number)
    first, last = form.cleaned_data["first"] or 1, form.cleaned_data["last"] or found.lines_expected
    rows = found.lines.filter(place__gte=first, place__lte=last)
    if found.is_sample:
        rows = rows.filter(place__in=found.drawn)
    lines = sheet_lines(request, rows, language)
    if len(lines) == 0:
        messages.error(request, _("There is no such sheet."))
        return redirect("count", pk=found.pk)
    return _pdf(count_sheets(head, lines, language), found.number)


def _head(count: Count) -> SheetHead:
    return SheetHead(
        own_folder().settings.name,
        count.number,
        f"{count.store}, {count.store.site}",
        count.counted_on,
        count.team,
        count.list_sha256,
    )


def sheet_lines(request: Asked, rows: Iterable[Line], language: str) -> list[SheetLine]:
    """Put lines as they are printed; what the person is not cleared for stands by its number alone.

    A reading of sensitive lines is kept.
    """
    cleared = set(request.user.handlings)
    with translation.override(language):
        withheld = _("withheld")
    found: list[SheetLine] = []
    read: defaultdict[Count, set[str]] = defaultdict(set)
    for line in rows:
        may_read = line.handling in cleared
        if may_read:
            read[line.count].add(line.handling)
        found.append(
            SheetLine(
                line.place,
                line.number,
                line.described if may_read else withheld,
                line.marks if may_read else "",
                str(line.quantity) if may_read and line.quantity != 1 else "",
            )
        )
    for count, handlings in read.items():
        keep_reading_of(request, count, handlings)
    return found


@page("labels", "print")
def labels(request: Asked) -> HttpResponse:
    """Give labels to print, for some numbers or for everything in a store."""
    form = LabelForm(request, request.POST or None, initial={"store": request.GET.get("store")})
    if is_sent(request, form):
        rows = _labelled(request, form)
        found = [_label(item, with_mark=form.cleaned_data["with_marks"]) for item in rows]
        if len(found) == 0:
            form.add_error(None, _("No item that you may see is meant by this."))
        elif len(found) > MOST_LABELS:
            form.add_error(
                None, _("These are more than %(most)s labels. Print them in parts.") % {"most": MOST_LABELS}
            )
        else:
            keep_readings(request, rows)
            return _labels(form, found)
    title = _("Print labels")
    return form_page(request, form, FormPage(title, verb=title))


def _labels(form: LabelForm, found: list[Label]) -> HttpResponse:
    pdf = label_sheets(
        found,
        STOCKS[form.cleaned_data["stock"]],
        register=own_folder().settings.name,
        language=form.cleaned_data["language"],
        day=timezone.localdate(),
        skipped=form.cleaned_data["skipped"],
    )
    return _pdf(pdf, "labels")


def _labelled(request: Asked, form: LabelForm) -> list[Item]:
    numbers = [bare(word) for word in form.cleaned_data["numbers"].split()]
    rows = (
        Item.objects.filter(number__in=numbers) if len(numbers) > 0 else lying_in(form.cleaned_data["store"])
    )
    return list(visible(request, rows).prefetch_related("marks").order_by("number")[: MOST_LABELS + 1])


def _label(item: Item, *, with_mark: bool) -> Label:
    marks: list[Mark] = [mark for mark in item.marks.all() if not mark.is_withdrawn] if with_mark else []
    return Label(item.number, item.described, marks[0].text if len(marks) > 0 else "")
