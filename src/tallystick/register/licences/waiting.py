"""What of licences waits for a person."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked
from tallystick.register.access.silo import on_page, visible
from tallystick.register.licences.models import (
    Application,
    Enquiry,
    Informing,
    LineCorrection,
    Ours,
    OwnCertificate,
    State,
    Verification,
)
from tallystick.register.licences.models.case import OPEN
from tallystick.register.waiting import Waiting

_BY_ACTION = {
    "review": (State.SUBMITTED, State.APPEALED, State.COUNTERSIGNED_2),
    "countersign": (State.RECOMMENDED,),
    "decide": (State.COUNTERSIGNED_1,),
}


def waiting(request: Asked) -> list[Waiting]:
    """Count what waits: cases in the states that this role moves on, its own reviews, questions, deliveries."""
    found = [_cases(request, action, states) for action, states in _BY_ACTION.items()]
    found += [
        _on_paper(request),
        _mendings(request),
        _own_reviews(request),
        _questions(request),
        _deliveries(request),
    ]
    found += [_certificates(request), _enquiries(request), _informings(request)]
    return [line for line in found if line is not None]


def _cases(request: Asked, action: str, states: tuple[State, ...]) -> Waiting | None:
    there = on_page(request, "licences", action)
    if there is None:
        return None
    rows = visible(there, Application.objects.filter(state__in=states, paper=None))
    title = {
        "review": _("Cases to take up or to issue"),
        "countersign": _("Cases to countersign, first level"),
        "decide": _("Cases to countersign, second level"),
    }[action]
    return _line(title, f"{reverse('licences')}?state={states[0]}", rows)


def _on_paper(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "decide")
    if there is None:
        return None
    rows = Application.objects.filter(state=State.SUBMITTED).exclude(paper=None)
    return _line(
        _("Licences on paper to confirm"), f"{reverse('licences')}?state=submitted", visible(there, rows)
    )


def _mendings(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "decide")
    if there is None:
        return None
    rows = visible(there, LineCorrection.objects.filter(is_accepted=None))
    first = rows.exclude(entered_by=request.user.get_username()).order_by("entered_at", "pk").first()
    address = reverse("issued_licences") if first is None else reverse("decide_mending", args=[first.pk])
    count = rows.exclude(entered_by=request.user.get_username()).count()
    return Waiting(_("Corrections of licences on paper to confirm"), address, count)


def _own_reviews(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "review")
    if there is None:
        return None
    mine = Application.objects.filter(state=State.UNDER_REVIEW, officer=request.user.get_username())
    return _line(
        _("Cases under your review"), f"{reverse('licences')}?state=under_review", visible(there, mine)
    )


def _questions(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "add")
    if there is None:
        return None
    rows = visible(there, Application.objects.filter(state=State.RETURNED))
    return _line(_("Questions to answer"), f"{reverse('licences')}?state=returned", rows)


def _deliveries(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "review")
    if there is None:
        return None
    late = Verification.objects.filter(received_on=None, due_on__lt=timezone.localdate())
    count = visible(there, late).count()
    return Waiting(_("Deliveries not verified in time"), reverse("issued_licences"), count, is_overdue=True)


def _certificates(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "decide")
    if there is None:
        return None
    rows = OwnCertificate.objects.filter(issued_on=None, withdrawn_on=None)
    count = visible(there, rows).exclude(entered_by=request.user.get_username()).count()
    return Waiting(_("Own certificates to issue"), reverse("own_certificates"), count)


def _enquiries(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "review")
    if there is None:
        return None
    count = visible(there, Enquiry.objects.filter(answer=Ours.OPEN)).count()
    return Waiting(_("Enquiries about own certificates"), f"{reverse('enquiries')}?open=1", count)


def _informings(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "review")
    if there is None:
        return None
    count = visible(there, Informing.objects.filter(answered_on=None)).count()
    return Waiting(_("Questions of other states about licences"), reverse("issued_licences"), count)


def _line(title: str, address: str, rows: QuerySet[Application]) -> Waiting:
    late = Q(state__in=OPEN, due_on__lt=timezone.localdate())
    return Waiting(title, address, rows.count(), is_overdue=rows.filter(late).exists())
