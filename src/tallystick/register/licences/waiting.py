"""What of licences waits for a person."""

from typing import Final

from django.db.models import QuerySet
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
from tallystick.register.licences.onward import waiting_among
from tallystick.register.waiting import Waiting

_STATES: Final = (
    ("review", State.SUBMITTED),
    ("review", State.APPEALED),
    ("review", State.COUNTERSIGNED_2),
    ("countersign", State.RECOMMENDED),
    ("decide", State.COUNTERSIGNED_1),
    ("review", State.UNDER_REVIEW),
)
"""By what action a case goes on from a state."""


def waiting(request: Asked) -> list[Waiting]:
    """Count what waits: cases in the states that this role moves on, its own reviews, questions, deliveries."""
    found = [_cases(request, action, state) for action, state in _STATES]
    found += [
        _on_paper(request),
        _mendings(request),
        _questions(request),
        _deliveries(request),
    ]
    found += [_certificates(request), _enquiries(request), _informings(request)]
    return [line for line in found if line is not None]


def _cases(request: Asked, action: str, state: State) -> Waiting | None:
    there = on_page(request, "licences", action)
    if there is None:
        return None
    rows = visible(there, Application.objects.filter(state=state, paper=None))
    title = {
        State.SUBMITTED: _("Cases to take up"),
        State.APPEALED: _("Appeals to take up"),
        State.COUNTERSIGNED_2: _("Cases to issue or refuse"),
        State.RECOMMENDED: _("Cases to countersign, first level"),
        State.COUNTERSIGNED_1: _("Cases to countersign, second level"),
        State.UNDER_REVIEW: _("Cases under your review"),
    }[state]
    return _mine(request, title, state, rows)


def _on_paper(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "decide")
    if there is None:
        return None
    rows = Application.objects.filter(state=State.SUBMITTED).exclude(paper=None)
    return _mine(request, _("Licences on paper to confirm"), State.SUBMITTED, visible(there, rows))


def _mendings(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "decide")
    if there is None:
        return None
    rows = visible(there, LineCorrection.objects.filter(is_accepted=None))
    first = rows.exclude(entered_by=request.user.get_username()).order_by("entered_at", "pk").first()
    address = reverse("issued_licences") if first is None else reverse("decide_mending", args=[first.pk])
    count = rows.exclude(entered_by=request.user.get_username()).count()
    return Waiting(_("Corrections of licences on paper to confirm"), address, count)


def _questions(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "add")
    if there is None:
        return None
    rows = visible(there, Application.objects.filter(state=State.RETURNED))
    is_late = any(_is_late(case) for case in rows)
    return Waiting(
        _("Questions to answer"), f"{reverse('licences')}?state=returned", rows.count(), is_overdue=is_late
    )


def _deliveries(request: Asked) -> Waiting | None:
    there = on_page(request, "licences", "review")
    if there is None:
        return None
    late = Verification.objects.filter(received_on=None, due_on__lt=timezone.localdate())
    rows = visible(there, late)
    first = rows.order_by("due_on", "pk").first()
    address = (
        reverse("issued_licences") if first is None else reverse("receive_verification", args=[first.pk])
    )
    return Waiting(_("Deliveries not verified in time"), address, rows.count(), is_overdue=True)


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
    rows = visible(there, Informing.objects.filter(answered_on=None))
    first = rows.order_by("asked_on", "pk").first()
    address = reverse("issued_licences") if first is None else reverse("answer_informing", args=[first.pk])
    return Waiting(_("Questions of other states about licences"), address, rows.count())


def _mine(request: Asked, title: str, state: State, rows: QuerySet[Application]) -> Waiting:
    """Count those that are this person's to take on, as the list behind the address shows them."""
    cases = waiting_among(rows, request.user)
    address = f"{reverse('licences')}?state={state}&waits=me"
    return Waiting(title, address, len(cases), is_overdue=any(_is_late(case) for case in cases))


def _is_late(case: Application) -> bool:
    return case.state in OPEN and case.due_on is not None and case.due_on < timezone.localdate()
