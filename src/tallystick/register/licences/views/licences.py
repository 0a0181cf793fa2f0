"""Pages of licences: the list, one licence, its use, customs' rows and deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import on_page, one, visible
from tallystick.register.form_page import FormPage, acted, form_page, is_sent, kept
from tallystick.register.items.checking import Happened
from tallystick.register.items.models import EventKind, Item
from tallystick.register.items.models import State as ItemState
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.licences.beside import is_tried_again, leads_of_use, seen_by_customs
from tallystick.register.licences.clock import due
from tallystick.register.licences.entering import kept_file
from tallystick.register.licences.forms.licences import (
    ActForm,
    CustomsForm,
    ExportForm,
    ReceivedForm,
    UseForm,
    VerificationForm,
)
from tallystick.register.licences.informing import is_owed
from tallystick.register.licences.leaving import keep_refused, leave
from tallystick.register.licences.left import Left, left_of, left_of_many, state_on
from tallystick.register.licences.licensing import act_on, possible
from tallystick.register.licences.mending import changes
from tallystick.register.licences.models import (
    Kind,
    Licence,
    LicenceLine,
    LicenceState,
    LicenceVerb,
    Use,
    UsedItem,
    Verification,
)
from tallystick.register.licences.reducing import reduced
from tallystick.register.licences.use import Said, UseRefusedError, Wanted, keep_attempt, record_use
from tallystick.register.licences.use_refused import why_refused
from tallystick.register.paging import cut

_MOST_ITEMS = 200
"""Items offered to be ticked on one page: some sixty kilobytes; more go in a second use."""


def _licence(request: Asked, pk: UUID) -> Licence:
    return one(request, Licence.objects.select_related("application__applicant", "application__paper"), pk=pk)


@page("licences", "view")
def issued(request: Asked) -> HttpResponse:
    """List licences, by their state and kind."""
    rows = visible(request, Licence.objects.select_related("application__paper"))
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    today = timezone.localdate()
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if state == LicenceState.EXPIRED:
        rows = rows.filter(standing=LicenceState.ISSUED, valid_until__lt=today)
    elif state == LicenceState.ISSUED:
        rows = rows.filter(standing=LicenceState.ISSUED, valid_until__gte=today)
    elif state in LicenceState.values:
        rows = rows.filter(standing=state)
    cut_rows = cut(request, rows.prefetch_related("lines", "events"))
    left = left_of_many(cut_rows)
    context = {
        "rows": cut_rows,
        "listed": [(row, state_on(row, today, left[row.pk])) for row in cut_rows],
        "states": [one for one in LicenceState.choices if one[0] in _LISTED],
        "kinds": Kind.choices,
        "state": state,
        "kind": kind,
    }
    return render(request, "licences/licences.html", context)


_LISTED = (
    LicenceState.ISSUED,
    LicenceState.SUSPENDED,
    LicenceState.REVOKED,
    LicenceState.SURRENDERED,
    LicenceState.EXPIRED,
)


@page("licences", "view")
def licence(request: Asked, pk: UUID) -> HttpResponse:
    """Show one licence: what it allows, what is left, every use and refused use, and what customs saw."""
    found = _licence(request, pk)
    left, today, seen = left_of(found), timezone.localdate(), seen_by_customs(found)
    uses = found.uses.select_related("line", "corrects", "tries").prefetch_related(
        "items", "corrections", "tried_again", "tries__tried_again"
    )
    items = items_seen(request, found)
    corrections = found.line_corrections.select_related("line", "document")
    context = {
        "licence": found,
        "state": state_on(found, today, left),
        "lines": [(one.line, one.used, one.left, seen.get(one.line.pk)) for one in left],
        "reduced": reduced(found.application),
        "paper": found.application.paper if found.application.is_on_paper else None,
        "events": found.events.all(),
        "uses": [(use, why_refused(use) if use.is_refused else "", *_parted(use, items)) for use in uses],
        "tried": [one for one in uses if one.is_refused and is_tried_again(one)],
        "corrections": [(one, changes(one)) for one in corrections],
        "customs": found.customs_rows.select_related("line"),
        "verifications": found.verifications.select_related("line", "document"),
        "leads": leads_of_use(found, left, seen, today, items),
        "acts": possible(found),
        "informs": found.kind == Kind.EXPORT,
        "informings": [
            (row, is_owed(found, row.party)) for row in found.informings.select_related("document")
        ],
        "sends_out": found.kind != Kind.IMPORT,
        "today": today,
    }
    return render(request, "licences/licence.html", context)


def _parted(use: Use, seen: Mapping[UUID, Item]) -> tuple[list[Item], bool]:
    """Give the items of a use that the reader sees, and whether it is of others too."""
    drawn = [part.item_id for part in use.items.all()]
    return [seen[pk] for pk in drawn if pk in seen], not set(drawn) <= set(seen)


def items_seen(request: Asked, licence: Licence) -> dict[UUID, Item]:
    """Give the items that were used under a licence and that the reader sees: of others nothing is said."""
    there = on_page(request, "items", "view")
    if there is None:
        return {}
    drawn = UsedItem.objects.filter(use__licence=licence).values("item")
    return {item.pk: item for item in visible(there, Item.objects.filter(pk__in=drawn))}


@page("licences", "decide", sensitive=True)
def act_on_licence(request: Asked, pk: UUID, verb: str) -> HttpResponse:
    """Suspend, reinstate, revoke or take back a licence."""
    found = _licence(request, pk)
    if verb not in LicenceVerb.values or verb == LicenceVerb.ISSUE:
        raise Http404
    what = LicenceVerb(verb)
    form = ActForm(request.POST or None)

    def act(done: Operation) -> None:
        given = form.cleaned_data
        act_on(done, found, what, on=given["happened_on"], reason=given["reason"])

    shown = FormPage(what.label, reverse("licence", args=[found.pk]), found.number, verb=what.label)
    return kept(request, form, shown, f"{verb} licence", act)


@page("licences", "use")
def use_licence(request: Asked, pk: UUID) -> HttpResponse:
    """Record one use of a licence; one that it does not allow is refused, and the attempt is kept."""
    found = _licence(request, pk)
    return _use(request, found, UseForm(found, request.POST or None))


@page("licences", "use")
def try_again(request: Asked, pk: UUID) -> HttpResponse:
    """Record a use whose first attempt was refused: once the licence was mended, or what was wrong in the attempt."""
    rows = Use.objects.select_related(
        "licence__application__applicant", "licence__application__paper", "tries"
    )
    attempt = one(request, rows.filter(is_refused=True), pk=pk)
    known = {name: getattr(attempt, name) for name in ("line", "quantity", "unit", "used_on", "reference")}
    form = UseForm(attempt.licence, request.POST or None, initial=known)
    # an attempt counted nothing that could be corrected
    del form.fields["corrects"]
    notes = [why_refused(attempt)]
    if attempt.is_of_items is None:
        notes.append(
            _("Where items crossed the border, enter their event again instead: it uses the licence.")
        )
    return _use(request, attempt.licence, form, attempt, notes)


def _use(
    request: Asked, found: Licence, form: UseForm, attempt: Use | None = None, notes: Sequence[str] = ()
) -> HttpResponse:
    back = reverse("licence", args=[found.pk])
    if is_sent(request, form):
        given = form.cleaned_data
        wanted = Wanted(given["quantity"], given["unit"], given["line"].place)
        first = attempt if attempt is None or attempt.tries is None else attempt.tries
        said = Said(given["used_on"], given["reference"], given.get("corrects"), first)

        def act(done: Operation) -> None:
            done.document = said.reference
            record_use(done, found, wanted, said)

        try:
            is_used = acted(request, form, "use licence", act)
        except UseRefusedError as error:
            _keep_refused(request, error, wanted, said)
            # no fault of the form, which says that nothing was saved: the attempt was
            messages.error(request, error.told)
        else:
            if is_used:
                messages.success(request, _("Kept."))
                return redirect(back)
    title = _("Record a use") if attempt is None else _("Try again")
    return form_page(request, form, FormPage(title, back, found.number, [*notes, *_as_notes(left_of(found))]))


def _keep_refused(request: Asked, error: UseRefusedError, wanted: Wanted, said: Said) -> None:
    # an operation of its own: the one that was refused has been undone
    with operation(request.user, "refuse use of licence", document=said.reference) as done:
        keep_attempt(done, error, wanted, replace(said, corrects=None))


def _as_notes(left: list[Left]) -> list[str]:
    return [
        _("Line %(line)s: %(left)s left of %(all)s.")
        % {"line": one.line, "left": one.left, "all": one.line.amount}
        for one in left
    ]


@page("licences", "use")
def export_items(request: Asked, pk: UUID, place: int) -> HttpResponse:
    """Choose items that leave under one line; a second person lets each go."""
    found = _licence(request, pk)
    line = LicenceLine.objects.filter(licence=found, place=place).first()
    if line is None or found.kind == Kind.IMPORT:
        raise Http404
    may_enter = on_page(request, "events", "add")
    if may_enter is None:
        raise PermissionDenied
    rows = visible(may_enter, Item.objects.filter(state=ItemState.IN_STORE, category=line.category))
    for name in ("make", "model"):
        if getattr(line, name) != "":
            rows = rows.filter(**{f"{name}__iexact": getattr(line, name)})
    offered = Item.objects.filter(
        pk__in=[*rows.order_by("number").values_list("pk", flat=True)[:_MOST_ITEMS]]
    )
    form = ExportForm(offered, request.POST or None)
    back = reverse("licence", args=[found.pk])
    if is_sent(request, form) and _exported(request, form, found, line):
        messages.success(request, _("Kept. It waits for a second person."))
        return redirect(back)
    return form_page(
        request, form, FormPage(_("Items that leave"), back, found.number, _as_notes(left_of(found)))
    )


def _exported(request: Asked, form: ExportForm, found: Licence, line: LicenceLine) -> bool:
    given = form.cleaned_data
    items = list(given["items"].order_by("number"))
    happened = Happened(
        EventKind.EXPORTED,
        given["used_on"],
        party=found.to_party,
        reference=given["reference"],
        details={"licence": found.number},
        note=given["note"],
    )

    def act(done: Operation) -> None:
        done.document = happened.reference
        leave(done, items, happened, place=line.place)

    try:
        return acted(request, form, "export items", act)
    except UseRefusedError as error:
        keep_refused(request.user, error, items, happened)
        messages.error(request, error.told)
        return False


@page("licences", "review")
def add_customs_row(request: Asked, pk: UUID) -> HttpResponse:
    """Enter what customs says passed under a licence; it is laid beside the uses."""
    found = _licence(request, pk)
    form = CustomsForm(found, request.POST or None)

    def act(done: Operation) -> None:
        row = form.save(commit=False)
        row.licence, row.entered_by = found, done.actor
        done.document = row.declaration
        done.save(row)

    shown = FormPage(_("What customs saw"), reverse("licence", args=[found.pk]), found.number)
    return kept(request, form, shown, "enter customs row", act)


@page("licences", "review")
def ask_verification(request: Asked, pk: UUID) -> HttpResponse:
    """Keep that a delivery is to be verified, and by when."""
    found = _licence(request, pk)
    form = VerificationForm(found, request.POST or None)

    def act(done: Operation) -> None:
        row = form.save(commit=False)
        row.licence = found
        row.due_on = form.cleaned_data["due_on"] or due("verification", row.asked_on)
        done.save(row)

    shown = FormPage(_("Delivery to be verified"), reverse("licence", args=[found.pk]), found.number)
    return kept(request, form, shown, "ask for delivery verification", act)


@page("licences", "review")
def receive_verification(request: Asked, pk: UUID) -> HttpResponse:
    """Keep what was confirmed of a delivery."""
    row = one(request, Verification.objects.select_related("licence__application__applicant", "line"), pk=pk)
    form = ReceivedForm(row, request.POST or None, request.FILES or None)

    def act(done: Operation) -> None:
        given = form.cleaned_data
        row.received_on, row.confirmed = given["received_on"], given["confirmed"]
        row.confirmed_by, row.note = given["confirmed_by"], given["note"]
        row.document = kept_file(done, given["file"], row.licence.application, str(row))
        done.save(row, seen=form.entry_seen)

    back = reverse("licence", args=[row.licence_id])
    shown = FormPage(_("Delivery verified"), back, row.licence.number, [str(row.line)])
    return kept(request, form, shown, "delivery verified", act)
