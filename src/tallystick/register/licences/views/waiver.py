"""The page on which a case officer goes on without points that are not met."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.forms.review import WaiveForm
from tallystick.register.licences.gaps import open_gaps, waive
from tallystick.register.licences.models import Application
from tallystick.register.licences.seen import case_stamp, refuse_changed


@page("licences", "review")
def case_waive(request: Asked, pk: UUID) -> HttpResponse:
    """Say why a case goes on without what is not met; those who countersign read it."""
    found = one(request, Application.objects.select_related("applicant"), pk=pk)
    form = WaiveForm(open_gaps(found), request.POST or None)
    form.see(case_stamp(found))

    def act(done: Operation) -> None:
        given = form.cleaned_data
        refuse_changed(case_stamp(found), form.stamp_seen)
        waive(done, found, given["points"], given["reason"])

    notes = [
        _(
            "First try to meet each point. What cannot be met is gone on without for a reason that the signers read."
        )
    ]
    back = reverse("case", args=[found.pk])
    return kept(
        request,
        form,
        FormPage(_("Go on without what is not met"), back, found.number, notes),
        "go on without",
        act,
    )
