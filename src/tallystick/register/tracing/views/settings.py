"""What the authority keeps for all requests: the national point of contact, and the keys of other states."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.folder import own_folder
from tallystick.register.ledger.edited import edited
from tallystick.register.ledger.keys import fingerprint, own_key
from tallystick.register.ledger.operation import EditedMeanwhileError, operation
from tallystick.register.tracing.contact import standing_contact
from tallystick.register.tracing.forms_of_settings import ContactForm, KeyForm
from tallystick.register.tracing.keys import accept, withdraw
from tallystick.register.tracing.models import OUR_CONTACT, PartyKey, PointOfContact
from tallystick.register.tracing.views.shown import Shown, form_page, is_done


@page("traces", "contact")
def trace_contact(request: Asked) -> HttpResponse:
    """Enter or change the national point of contact; requests that stand keep the one that they were sent under."""
    row = standing_contact() or PointOfContact(pk=OUR_CONTACT)
    form = ContactForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            with operation(request.user, "change national point of contact") as done:
                done.save(form.save(commit=False), seen=form.entry_seen)
        except EditedMeanwhileError as error:
            return edited(request, form, error)
        messages.success(request, _("Kept."))
        return redirect("traces")
    return form_page(request, form, Shown(_("National point of contact"), reverse("traces")))


@page("traces", "keys")
def trace_keys(request: Asked) -> HttpResponse:
    """List the keys of other states and accept one: `?party=` and `?key=` fill it in, as a file that came has them."""
    given = {"party": request.GET.get("party", ""), "public_key": request.GET.get("key", "")}
    form = KeyForm(request.POST or None, initial=given)

    def act() -> None:
        with operation(request.user, "accept key of another state") as done:
            accept(done, form.save(commit=False), form.cleaned_data["spoken"])

    if request.method == "POST" and form.is_valid() and is_done(form, act):
        messages.success(request, _("Kept."))
        return redirect("trace_keys")
    rows = [(row, fingerprint(row.public_key)) for row in PartyKey.objects.all()]
    own = fingerprint(own_key(own_folder()).public_hex)
    return render(request, "tracing/keys.html", {"form": form, "rows": rows, "own": own})


@require_POST
@page("traces", "keys")
def withdraw_trace_key(request: Asked, pk: UUID) -> HttpResponse:
    """Withdraw a key: files that it signed are refused from now on."""
    row = one(request, PartyKey.objects.all(), pk=pk)
    with operation(request.user, "withdraw key of another state") as done:
        withdraw(done, row)
    messages.success(request, _("Withdrawn."))
    return redirect("trace_keys")
