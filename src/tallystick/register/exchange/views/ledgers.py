"""Pages of ledgers: a file comes in, its columns and words are mapped, the difference is shown, and it is taken in."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.errors import TallystickError
from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import keep_readings
from tallystick.register.core_words import error_shown, kept_shown
from tallystick.register.exchange.cleared import may_read
from tallystick.register.exchange.forms import (
    ChooseMappingForm,
    LedgerForm,
    MappingForm,
    PlaceForm,
    WordsForm,
)
from tallystick.register.exchange.models import Intake, Mapping
from tallystick.register.exchange.reading import Line
from tallystick.register.exchange.running import compared_for, is_running, start
from tallystick.register.exchange.sheets import ANYWHERE, Place, write_csv
from tallystick.register.files.keeping import keep
from tallystick.register.files.models import Document
from tallystick.register.form_page import FormPage, acted, form_page, is_sent
from tallystick.register.handling import Handling
from tallystick.register.items.history import chunks
from tallystick.register.items.models import Item
from tallystick.register.ledger.operation import Operation, operation


@page("exchange", "take_in")
@require_POST
def ledger_add(request: Asked) -> HttpResponse:
    """Keep the file of a ledger; its mapping comes next."""
    form = LedgerForm(request.POST, request.FILES)
    came: list[Document] = []

    def act(done: Operation) -> None:
        uploaded = form.cleaned_data["file"]
        done.document = str(uploaded.name)
        came.append(keep(done, uploaded, title=str(uploaded.name), handling=Handling.RESTRICTED))

    if is_sent(request, form) and acted(request, form, "keep ledger", act, at="file"):
        made = Intake.objects.create(document=came[0], started_by=request.user.get_username())
        return redirect("ledger_mapping", pk=made.pk)
    title = _("Take in a ledger")
    return form_page(request, form, FormPage(title, verb=title))


@page("exchange", "take_in")
def ledger_mapping(request: Asked, pk: UUID) -> HttpResponse:
    """Choose a mapping that was kept, or make one."""
    intake = get_object_or_404(Intake.objects.select_related("document"), pk=pk)
    try:
        at = _place(request)
        fresh = MappingForm(intake.document, request.POST if "name" in request.POST else None, at=at)
    except TallystickError as error:
        return render(request, "exchange/unreadable.html", {"intake": intake, "problem": error_shown(error)})
    kept = ChooseMappingForm(request.POST if "mapping" in request.POST else None)
    if request.method == "POST":
        mapping = _mapping(request, fresh, kept)
        if mapping is not None:
            # a mapping that was kept knows its headings; what was made here was made for these
            place = {} if "mapping" in request.POST and at == ANYWHERE else asdict(fresh.sheet.place)
            Intake.objects.filter(pk=pk).update(mapping=mapping, report={"place": place})
            intake.mapping = mapping
            start(intake, request.user.handlings, takes=False)
            return redirect("ledger", pk=pk)
    context = {
        "intake": intake,
        "form": fresh,
        "kept": kept,
        "has_kept": Mapping.objects.exists(),
        "place": PlaceForm(fresh.sheet),
        "unread": fresh.sheet.unread,
    }
    return render(request, "exchange/mapping.html", context)


def _place(request: Asked) -> Place:
    """Read from the address where the person says that the headings stand."""
    line = request.GET.get("line", "")
    return Place(request.GET.get("sheet", ""), int(line) if line.isascii() and line.isdecimal() else 0)


def _mapping(request: Asked, fresh: MappingForm, kept: ChooseMappingForm) -> Mapping | None:
    if "mapping" in request.POST:
        return kept.cleaned_data["mapping"] if kept.is_valid() else None
    if not fresh.is_valid():
        return None
    with operation(request.user, "add mapping") as done:
        return done.save(fresh.mapping())


@page("exchange", "take_in")
def ledger(request: Asked, pk: UUID) -> HttpResponse:
    """Show what a ledger changes or changed, how far it is, and the words that nobody knows."""
    intake = get_object_or_404(Intake.objects.select_related("document", "mapping"), pk=pk)
    if intake.mapping is None:
        return redirect("ledger_mapping", pk=pk)
    unknown = intake.report.get("unknown", [])
    return _shown(request, intake, WordsForm(unknown) if len(unknown) > 0 else None)


def _shown(request: Asked, intake: Intake, words: WordsForm | None) -> HttpResponse:
    is_theirs = may_read(intake.report, request.user.handlings)
    report = intake.report if is_theirs else {}
    if len(report.get("lines", [])) > 0 and not is_running(intake):
        # its lines are shown, and nobody opens a ledger itself to read them
        named = Item.objects.filter(pk__in=report.get("names", []))
        keep_readings(request, [intake.document, *named])
    at_work = intake.state in {Intake.State.RUNNING, Intake.State.COMPARING}
    context = {
        "intake": intake,
        "report": report,
        "is_theirs": is_theirs,
        "problem": kept_shown(intake.problem) if intake.problem != "" else None,
        "words_form": words if is_theirs else None,
        "is_running": is_running(intake),
        "was_cut_short": at_work and not is_running(intake),
        "may_take": is_theirs and _may_take(intake) and not is_running(intake),
    }
    return render(request, "exchange/ledger.html", context)


def _may_take(intake: Intake) -> bool:
    """Whether there is anything to take in: once it was compared that is known."""
    if intake.state != Intake.State.COMPARED:
        return intake.state in {Intake.State.STOPPED, Intake.State.RUNNING}
    counts = intake.report.get("counts", {})
    return bool(counts.get("new", 0) + counts.get("changed", 0) > 0)


@page("exchange", "take_in")
@require_POST
def ledger_words(request: Asked, pk: UUID) -> HttpResponse:
    """Keep what unknown words stand for, and compare again."""
    intake = get_object_or_404(Intake.objects.select_related("document", "mapping"), pk=pk)
    form = WordsForm(intake.report.get("unknown", []), request.POST)
    if intake.mapping is None:
        return redirect("ledger_mapping", pk=pk)
    if not form.is_valid():
        return _shown(request, intake, form)
    chosen = form.words()
    if len(chosen) > 0:
        mapping = intake.mapping
        for name, words in chosen.items():
            mapping.words = mapping.words | {name: mapping.words.get(name, {}) | words}
        with operation(request.user, "change mapping") as done:
            done.save(mapping)
    start(intake, request.user.handlings, takes=False)
    return redirect("ledger", pk=pk)


@page("exchange", "take_in")
@require_POST
def ledger_compare(request: Asked, pk: UUID) -> HttpResponse:
    """Compare a ledger with the register once more."""
    return _started(request, pk, takes=False)


@page("exchange", "take_in")
@require_POST
def ledger_take(request: Asked, pk: UUID) -> HttpResponse:
    """Take a ledger in; one that was cut short goes on where it was."""
    return _started(request, pk, takes=True)


def _started(request: Asked, pk: UUID, *, takes: bool) -> HttpResponse:
    intake = get_object_or_404(Intake.objects.select_related("document", "mapping"), pk=pk)
    if intake.mapping is None:
        return redirect("ledger_mapping", pk=pk)
    if takes:
        Intake.objects.filter(pk=pk).update(started_by=request.user.get_username())
    start(intake, request.user.handlings, takes=takes)
    return redirect("ledger", pk=pk)


@page("exchange", "take_in")
def ledger_unreadable(request: Asked, pk: UUID) -> HttpResponse:
    """Give the lines that cannot be taken in, as they were, with the reasons."""
    intake = get_object_or_404(Intake.objects.select_related("document", "mapping"), pk=pk)
    if intake.mapping is None:
        return redirect("ledger_mapping", pk=pk)
    found = compared_for(intake, intake.mapping, request.user.handlings)
    keep_readings(request, [intake.document, *_named(found.unreadable)])
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="unreadable.csv"'
    write_csv(answer, *found.unreadable_rows())  # type: ignore[arg-type]  # an answer is written to as a file
    return answer


def _named(lines: Sequence[Line]) -> list[Item]:
    """Give the items under a closed mark of which the reasons tell something."""
    names = sorted({name for line in lines for name in line.names})
    return [item for some in chunks(names) for item in Item.objects.filter(pk__in=some)]
