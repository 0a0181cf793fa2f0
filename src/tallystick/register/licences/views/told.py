"""Pages of what other states are told about an authorization: Article 7(6) of the Arms Trade Treaty."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.operation import Operation
from tallystick.register.licences.forms.own import InformedForm, InformingForm
from tallystick.register.licences.informing import Told, keep_answer, keep_question
from tallystick.register.licences.models import Informing, Licence


@page("licences", "review")
def add_informing(request: Asked, pk: UUID) -> HttpResponse:
    """Keep that another state asked about an authorization."""
    found = one(request, Licence.objects.all(), pk=pk)
    form = InformingForm(request.POST or None, instance=Informing(licence=found))

    def act(done: Operation) -> None:
        done.document = found.number
        keep_question(done, form.save(commit=False))

    notes = [
        _(
            "Art. 7(6) of the Arms Trade Treaty: appropriate information is made available, upon request, to the "
            "importing state and to those of transit and transhipment, as national laws, practices and policies allow."
        )
    ]
    shown = FormPage(_("A state asks"), reverse("licence", args=[found.pk]), found.number, notes)
    return kept(request, form, shown, "asked about authorization", act)


@page("licences", "review")
def answer_informing(request: Asked, pk: UUID) -> HttpResponse:
    """Keep what it was told, or why it was told nothing."""
    row = one(request, Informing.objects.select_related("licence__application__applicant"), pk=pk)
    form = InformedForm(request.POST or None, request.FILES or None, instance=row)

    def act(done: Operation) -> None:
        given = form.cleaned_data
        told = Told(given["answered_on"], given["given"], given["withheld"])
        done.document = row.licence.number
        keep_answer(done, row, told, given["file"], seen=form.entry_seen)

    back = reverse("licence", args=[row.licence_id])
    return kept(
        request,
        form,
        FormPage(_("Answer"), back, row.licence.number, [row.question]),
        "tell about authorization",
        act,
    )
