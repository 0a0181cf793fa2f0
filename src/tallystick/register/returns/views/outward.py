"""Pages on which a return is laid beside something else, or leaves the register as a file."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.errors import TallystickError
from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import keep_reading_of, one, visible
from tallystick.register.core_words import error_shown
from tallystick.register.files.keeping import keep
from tallystick.register.form_page import FormPage, acted, form_page, is_sent
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.paging import cut
from tallystick.register.paper.office import DOCX, XLSX
from tallystick.register.returns import differences, tallies
from tallystick.register.returns.before import Laid, lay
from tallystick.register.returns.category_words import accepted
from tallystick.register.returns.comparison import compare, filings_of
from tallystick.register.returns.forms import FIRST_YEAR, PartnerForm
from tallystick.register.returns.lines import PARTIES_ONLY, PUBLIC, Table, readable, tables
from tallystick.register.returns.models import Filing, PartnerFile, Visibility
from tallystick.register.returns.period import Years
from tallystick.register.returns.profiles import profile_of
from tallystick.register.returns.sheets import sheets
from tallystick.register.returns.wording import besides, said, unread

CSV = "text/csv; charset=utf-8"


@page("returns", "view")
def return_file(request: Asked, pk: UUID, form: str, audience: str) -> HttpResponse:
    """Give a return as a file: its forms as Excel or Word, or the project's own tally and filing files."""
    filing = one(request, Filing.objects.select_related("supersedes"), pk=pk)
    if form not in FORMS or audience not in {PUBLIC, PARTIES_ONLY}:
        raise Http404
    seen = [_readable(table, request.user.handlings) for table in tables(filing)]
    keep_reading_of(request, filing, (line.figure.handling for table in seen for line in table.lines))
    content, media_type, ending = FORMS[form](filing, seen, audience)
    answer = HttpResponse(content, content_type=media_type)
    stands = "-draft" if filing.is_working else ""
    name = f"{filing.instrument}-{filing.years}-v{filing.version}{stands}-{audience}-{form}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name.replace("–", "-")}"'
    return answer


def _readable(table: Table, handlings: list[str]) -> Table:
    lines = tuple(readable(table.lines, handlings))
    return Table(table.part, lines, table.notes, table.said, is_cut=len(lines) < len(table.lines))


File = tuple[bytes, str, str]
"""Bytes, kind and ending."""


def _excel(filing: Filing, seen: list[Table], audience: str) -> File:
    # both libraries cost a fifth of a second to load
    from tallystick.register.returns.written import xlsx  # noqa: PLC0415

    laid = sheets(filing, seen, audience, profile_of(filing))
    return xlsx(laid, filing.filed_on), XLSX, "xlsx"


def _word(filing: Filing, seen: list[Table], audience: str) -> File:
    from tallystick.register.returns.written import docx  # noqa: PLC0415  # as with Excel

    laid = sheets(filing, seen, audience, profile_of(filing))
    return docx(laid, filing.filed_on), DOCX, "docx"


def _tally(filing: Filing, seen: list[Table], audience: str) -> File:
    return tallies.tally(filing, seen, audience).encode(), CSV, "csv"


def _filing(filing: Filing, seen: list[Table], audience: str) -> File:
    shut = audience == PUBLIC and filing.visibility != Visibility.PUBLIC
    return tallies.filings(filing, [] if shut else seen).encode(), CSV, "csv"


FORMS: dict[str, Callable[[Filing, list[Table], str], File]] = {
    "xlsx": _excel,
    "docx": _word,
    "tally": _tally,
    "filing": _filing,
}


@page("returns", "view")
def return_differences(request: Asked, pk: UUID) -> HttpResponse:
    """Show what differs from the version before, and what the register says otherwise by now."""
    filing = one(request, Filing.objects.select_related("supersedes"), pk=pk)
    handlings = request.user.handlings
    context = {
        "filing": filing,
        "earlier": _seen(differences.since_the_version_before(filing), handlings),
        "since": _seen(differences.since_submission(filing), handlings),
        "answers": differences.answers_since_the_version_before(filing),
    }
    return render(request, "returns/differences.html", context)


def _seen(found: list[differences.Difference], handlings: list[str]) -> list[differences.Difference]:
    return [one for one in found if one.figure.handling in handlings]


@page("returns", "view")
def returns_compared(request: Asked, year: int) -> HttpResponse:
    """Lay what the returns on one year say side by side, with reasons where they differ."""
    if year < FIRST_YEAR:
        raise Http404
    filings = filings_of(Years(year, year))
    found = compare(filings, request.user.handlings)
    if request.GET.get("all") is None:
        found = [row for row in found if row.differs]
    context = {"year": year, "filings": filings, "rows": cut(request, found)}
    return render(request, "returns/compared.html", context)


@page("returns", "view")
def return_before(request: Asked, pk: UUID) -> HttpResponse:
    """Lay a return beside what partners declared, before it is filed."""
    filing = one(request, Filing.objects.all(), pk=pk)
    partners = list(
        visible(request, PartnerFile.objects.filter(is_withdrawn=False).select_related("document"))
    )
    laid, fault = Laid((), ()), None
    if len(partners) > 0:
        try:
            files = [(one.document.name, one.document.path) for one in partners]
            laid = lay(filing, files, request.user.handlings)
        except TallystickError as error:
            fault = error_shown(error)
    context = {
        "filing": filing,
        "partners": partners,
        "fault": fault,
        "refused": laid.refused,
        "rows": cut(request, [(flow, said(flow), besides(flow)) for flow in laid.flows]),
        "remarks": laid.remarks,
        "unread": [unread(one) for one in laid.unlaid],
        "accepted": accepted() if len(laid.unlaid) > 0 else [],
    }
    return render(request, "returns/before.html", context)


@page("returns", "change")
def partner_add(request: Asked, pk: UUID) -> HttpResponse:
    """Keep a file with what a partner declared."""
    filing = one(request, Filing.objects.all(), pk=pk)
    form = PartnerForm(request.user.handlings, request.POST or None, request.FILES or None)

    def act(done: Operation) -> None:
        row = form.save(commit=False)
        row.document = keep(done, form.cleaned_data["file"], title=row.title, handling=row.handling)
        done.save(row)

    if is_sent(request, form) and acted(request, form, "keep declaration of partner", act, at="file"):
        messages.success(request, _("Kept."))
        return redirect("return_before", pk=pk)
    title, back = _("Add a declaration of a partner"), reverse("return", args=[pk])
    shown = FormPage(title, back, about=filing, state=filing.get_state_display(), verb=title)
    return form_page(request, form, shown)


@require_POST
@page("returns", "change")
def partner_withdraw(request: Asked, pk: UUID) -> HttpResponse:
    """Withdraw a partner's file: it stays kept, and is laid beside nothing."""
    row = one(request, PartnerFile.objects.filter(is_withdrawn=False), pk=pk)
    with operation(request.user, "withdraw declaration of partner") as done:
        row.is_withdrawn = True
        done.save(row)
    messages.success(request, _("Withdrawn."))
    beside = _filing_of(request)
    return redirect("returns") if beside is None else redirect("return_before", pk=beside.pk)


def _filing_of(request: Asked) -> Filing | None:
    """Give the return beside which the person was looking; None where none was said."""
    try:
        named = UUID(request.POST.get("filing", ""))
    except ValueError:
        return None
    return visible(request, Filing.objects.filter(pk=named)).first()
