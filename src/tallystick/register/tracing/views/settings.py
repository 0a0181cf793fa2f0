"""What the authority keeps for all requests: the national point of contact, and the keys of other states."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tallystick.register.access.page import Asked, page
from tallystick.register.access.silo import one
from tallystick.register.folder import own_folder
from tallystick.register.form_page import FormPage, kept
from tallystick.register.ledger.keys import fingerprint, own_key
from tallystick.register.ledger.operation import Operation, operation
from tallystick.register.tracing.contact import standing_contact
from tallystick.register.tracing.forms_of_settings import ContactForm, KeyForm
from tallystick.register.tracing.keys import accept, withdraw
from tallystick.register.tracing.models import OUR_CONTACT, PartyKey, PointOfContact


@page("traces", "contact")
def trace_contact(request: Asked) -> HttpResponse:
    """Enter or change the national point of contact; requests that stand keep the one that they were sent under."""
    row = standing_contact() or PointOfContact(pk=OUR_CONTACT)
    form = ContactForm(request.POST or None, instance=row)
    shown = FormPage(_("National point of contact"), reverse("traces"))
    return kept(request, form, shown, "change national point of contact", form.keep)


@page("traces", "keys")
def trace_keys(request: Asked) -> HttpResponse:
    """List the keys of other states and accept one: `?party=` and `?key=` fill it in, as a file that came has them."""
    given = {"party": request.GET.get("party", ""), "public_key": request.GET.get("key", "")}
    form = KeyForm(request.POST or None, initial=given)

    def act(done: Operation) -> None:
        accept(done, form.save(commit=False), form.cleaned_data["spoken"])

    rows = [(row, fingerprint(row.public_key)) for row in PartyKey.objects.all()]
    own = own_key(own_folder()).public_hex
    beside = {"rows": rows, "own": fingerprint(own), "own_key": own}
    title = _("Keys of other states")
    shown = FormPage(title, there="trace_keys", template="tracing/keys.html", shown=beside)
    return kept(request, form, shown, "accept key of another state", act)


@require_POST
@page("traces", "keys")
def withdraw_trace_key(request: Asked, pk: UUID) -> HttpResponse:
    """Withdraw a key: files that it signed are refused from now on."""
    row = one(request, PartyKey.objects.all(), pk=pk)
    with operation(request.user, "withdraw key of another state") as done:
        withdraw(done, row)
    messages.success(request, _("Withdrawn."))
    return redirect("trace_keys")
